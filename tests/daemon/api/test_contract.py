"""Answers have the keys and types of the contract, in every version that clients ask for."""

import re

import pytest
from contract_shapes import FACTS, at_version, fields_of, problems

from intray.api.resources import tables
from intray.api.routing import endpoints
from intray.documents.filters import FILTERS

VERSIONS = (1, 2, 7, 8, 9, 10)
PERMISSIONS = {"permissions"}
RIGHTS = {"user_can_change", "is_shared_by_requester"}
NOT_IN_LISTS = {"/api/correspondents/": {"last_correspondence"}}
OWN_SHAPES = ("/api/tasks/", "/api/profile/")  # other tests look at those
NOT_MADE_YET = ("/api/custom_fields/{id}/",)
ABSENT = {"__search_hit__"}  # where nothing was searched

SERVED = {endpoint.path for endpoint in endpoints(tables())}
READABLE = sorted(
    path
    for path, facts in FACTS.items()
    if path in SERVED
    and facts["methods"].get("GET", {}).get("fields")
    and not path.startswith(OWN_SHAPES + NOT_MADE_YET)
)
OWNED = [path for path in READABLE if "permissions" in fields_of(path)]


@pytest.fixture
async def filled(box):
    """One object of every kind, all with id 1, for the superuser."""
    client = await box.as_role("superuser")
    bodies = {
        "tags": {"name": "Utilities", "color": "#1f78b4"},
        "correspondents": {"name": "Water Co"},
        "document_types": {"name": "Bill"},
        "storage_paths": {"name": "Taxes", "path": "{{ created_year }}/{{ title }}"},
        "groups": {"name": "family", "permissions": ["view_document"]},
        "saved_views": {"name": "Unpaid", "filter_rules": [{"rule_type": 6, "value": "1"}]},
    }
    for kind, body in bodies.items():
        response = await client.post(f"/api/{kind}/", json=body)
        assert response.status == 201, await response.text()
    await box.add_document(
        "Total 31.20 EUR",
        title="Water bill",
        correspondent_id=1,
        document_type_id=1,
        storage_path_id=1,
        tag_ids=(1,),
        archive_serial_number=118,
    )
    await client.post("/api/documents/1/notes/", json={"note": "paid"})
    await box.add_document("")
    await client.delete("/api/documents/2/")
    return client


async def ask(client, path, version, query=""):
    url = re.sub(r"\{id\}", "1", path) + query
    accept = f"application/json; version={version}"
    async with client.get(url, headers={"Accept": accept}) as response:
        assert response.status == 200, await response.text()
        return await response.json()


def objects_of(path, content):
    shape = FACTS[path]["methods"]["GET"]["shape"]
    if shape == "page":
        assert content["count"] == len(content["results"])
        return content["results"]
    return content if shape == "array" else [content]


@pytest.mark.parametrize("path", READABLE)
async def test_an_answer_has_exactly_the_fields_of_the_contract(filled, path):
    for version in VERSIONS:
        fields = at_version(path, fields_of(path), version)
        expected = set(fields) - PERMISSIONS - ABSENT - NOT_IN_LISTS.get(path, set())

        content = await ask(filled, path, version)

        for found in objects_of(path, content):
            assert expected <= set(found) <= set(fields) | {"first_name", "last_name"}
            wrong = {
                name: said for name in expected if (said := problems(found[name], fields[name]))
            }
            assert (version, wrong) == (version, {})


@pytest.mark.parametrize("path", OWNED)
async def test_full_perms_show_permissions_in_place_of_rights(filled, path):
    content = await ask(filled, path, 10, "?full_perms=true")

    for found in objects_of(path, content):
        assert "permissions" in found
        assert not RIGHTS & set(found)
        assert problems(found["permissions"], fields_of(path)["permissions"]) == []


async def test_a_list_has_the_envelope_of_its_version(filled):
    for path in READABLE:
        if FACTS[path]["methods"]["GET"]["shape"] != "page":
            continue
        for version in VERSIONS:
            content = await ask(filled, path, version)
            keys = ["count", "next", "previous", *(["all"] if version <= 9 else []), "results"]
            extras = ["display_count"] if path == "/api/tags/" else []
            assert (path, list(content)) == (path, [*keys, *extras])


def test_every_filter_of_the_contract_is_known():
    others = {
        "fields",
        "full_perms",
        "include_selection_data",
        "more_like_id",
        "ordering",
        "page",
        "page_size",
        "query",
        "search",
        "text",
        "title_search",
        "truncate_content",
    }

    assert set(FACTS["/api/documents/"]["query"]) - others <= set(FILTERS)


async def test_every_filter_runs_with_any_value(filled):
    for name in FILTERS:
        for value in (
            "1",
            "true",
            "2026-03-05",
            "x",
            "1,2",
            "['",
            "%F0%9F%98%80",
            "%FF%00",
            "9" * 25,
        ):
            async with filled.get(f"/api/documents/?{name}={value}") as response:
                assert response.status in (200, 400), (name, value)
                content = await response.json()
                assert response.status == 200 or list(content) == [name]
