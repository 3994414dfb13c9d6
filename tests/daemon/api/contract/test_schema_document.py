"""The OpenAPI document describes every route, and no route that there is not."""

import json
import time

import pytest
import schemathesis
import yaml

from intray.api.openapi import kinds
from intray.api.openapi.components import PATCHED
from intray.api.openapi.description import load, success_of
from intray.api.openapi.document import build
from intray.api.resources import tables
from intray.api.routing import endpoints

DESCRIBED = load()
DOCUMENT = build(endpoints(tables()))
SERVED = {
    (endpoint.path, method)
    for endpoint in endpoints(tables())
    for method, route in endpoint.routes.items()
    if not route.hidden
}


def test_every_route_is_described():
    described = {(path, method) for path, methods in DESCRIBED.paths.items() for method in methods}

    assert SERVED - described == set()


def test_everything_described_is_a_route():
    described = {(path, method) for path, methods in DESCRIBED.paths.items() for method in methods}

    assert described - SERVED == set()


def test_every_type_in_the_description_exists_and_every_object_is_used():
    types = [kind for fields in DESCRIBED.objects.values() for kind in fields.values()]
    for operations in DESCRIBED.paths.values():
        for operation in operations.values():
            types += [kind for _, kind in success_of(operation)]
            types += [operation[name] for name in ("body", "400") if name in operation]
            types += operation.get("older", {}).values()
    types += [kind for extras in DESCRIBED.envelopes.values() for kind in extras.values()]

    used = {name for kind in types for name in kinds.names_in(kind)}

    assert used == set(DESCRIBED.objects)


def test_every_group_of_parameters_is_used():
    used = {
        group
        for operations in DESCRIBED.paths.values()
        for operation in operations.values()
        for group in operation.get("query", "").split()
    }

    assert used == set(DESCRIBED.parameters)


def test_it_is_a_valid_openapi_document():
    schemathesis.openapi.from_dict(DOCUMENT).validate()


def test_every_reference_leads_somewhere():
    text = json.dumps(DOCUMENT)
    for section in ("schemas", "responses"):
        for name in DOCUMENT["components"][section]:
            text = text.replace(f'"#/components/{section}/{name}"', '""')

    assert '"#/' not in text


def test_operations_have_names_of_their_own():
    names = [
        operation["operationId"]
        for operations in DOCUMENT["paths"].values()
        for operation in operations.values()
    ]

    assert len(set(names)) == len(names) == len(SERVED)


def test_a_document_is_shown_as_every_version_shows_it():
    document = DOCUMENT["components"]["schemas"]["Document"]

    assert document["properties"]["created"]["anyOf"] == [
        {"type": "string", "format": "date"},
        {"type": "string", "format": "date-time"},
    ]
    assert "1-8" in document["properties"]["created"]["description"]
    assert {"id", "title", "tags", "custom_fields"} <= set(document["required"])
    assert "permissions" not in document["required"]
    assert document["properties"]["owner"] == {"type": "integer", "nullable": True}


def test_a_change_requires_nothing_of_what_a_new_object_requires():
    schemas = DOCUMENT["components"]["schemas"]

    assert schemas["TagRequest"]["required"] == ["name"]
    assert "required" not in schemas[f"{PATCHED}TagRequest"]


def test_what_is_described_twice_is_refused(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.json").write_text('{"objects": {"Tag": {}}}')

    with pytest.raises(ValueError, match=r"b\.json describes \['Tag'\] again"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json", "application/json"),
        ("application/json; version=9", "application/json"),
        ("*/*", "application/json"),
        ("text/html,*/*;q=0.8", "application/json"),
        ("application/vnd.oai.openapi+json", "application/vnd.oai.openapi+json"),
        ("application/vnd.oai.openapi", "application/vnd.oai.openapi"),
        ("application/yaml", "application/yaml"),
    ],
)
async def test_the_document_comes_in_the_form_asked_for(box, accept, media_type):
    client = await box.as_role("anonymous")

    async with client.get("/api/schema/", headers={"Accept": accept}) as response:
        assert (response.status, response.content_type) == (200, media_type)
        content = await response.text()

    found = json.loads(content) if "json" in media_type else yaml.safe_load(content)
    assert found == DOCUMENT


async def test_yaml_is_written_once_for_however_many_strangers(box):
    """It takes 40 ms of the processor, and needs no account: a hundred requests stopped the box."""
    client = await box.client()

    async def ask():
        async with client.get("/api/schema/?format=yaml") as response:
            return await response.read()

    began = time.process_time()
    [first] = {await ask()}
    once = time.process_time() - began
    answers = {await ask() for _ in range(20)}
    many = time.process_time() - began - once

    assert answers == {first}
    assert many < 20 * once / 2


async def test_a_browser_can_ask_for_yaml(box):
    client = await box.as_role("anonymous")

    async with client.get("/api/schema/?format=yaml") as response:
        assert response.content_type == "application/vnd.oai.openapi"
        assert (await response.text()).startswith('openapi: "3.0.3"\n')


async def test_an_unknown_version_is_refused(box):
    client = await box.as_role("anonymous")

    accept = {"Accept": "application/json; version=11"}
    async with client.get("/api/schema/", headers=accept) as response:
        assert response.status == 406


async def test_the_version_headers_are_for_those_who_are_known(box):
    for role, expected in (("anonymous", None), ("stranger", "10")):
        client = await box.as_role(role)
        async with client.get("/api/schema/") as response:
            assert response.headers.get("X-Api-Version") == expected
