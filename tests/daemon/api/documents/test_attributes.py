"""Tags, correspondents, document types and storage paths."""

import asyncio
import time

import pytest

KINDS = ("tags", "correspondents", "document_types", "storage_paths")
COMMON = ["match", "matching_algorithm", "is_insensitive"]


def body(kind, name="Water", **values):
    return {"name": name, **({"path": "{{ title }}"} if kind == "storage_paths" else {}), **values}


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        (
            "tags",
            [
                *["id", "slug", "name", "color", "text_color", *COMMON, "is_inbox_tag"],
                *["document_count", "owner", "user_can_change", "parent", "children"],
            ],
        ),
        (
            "correspondents",
            [
                *["id", "slug", "name", *COMMON, "document_count", "last_correspondence"],
                *["owner", "user_can_change"],
            ],
        ),
        (
            "document_types",
            ["id", "slug", "name", *COMMON, "document_count", "owner", "user_can_change"],
        ),
        (
            "storage_paths",
            ["id", "slug", "name", "path", *COMMON, "document_count", "owner", "user_can_change"],
        ),
    ],
)
async def test_an_attribute_is_made_shown_changed_and_deleted(box, ann, kind, keys):
    status, made = await ann.call("POST", f"/api/{kind}/", json=body(kind, "  Stadtwerke Köln "))
    path = f"/api/{kind}/{made['id']}/"

    assert status == 201
    assert list(made) == keys
    assert made["name"] == "Stadtwerke Köln"
    assert made["slug"] == "stadtwerke-koln"
    assert (made["matching_algorithm"], made["is_insensitive"], made["match"]) == (1, True, "")
    assert (made["document_count"], made["owner"]) == (0, ann.user_id)
    assert await ann.get(path) == made
    status, changed = await ann.call("PATCH", path, json={"match": "köln", "nonsense": 1})
    assert (status, changed) == (200, made | {"match": "köln"})
    assert await ann.call("DELETE", path) == (204, None)
    assert (await ann.call("GET", path))[0] == 404


@pytest.mark.parametrize("kind", KINDS)
async def test_lists_are_sorted_by_name_whatever_its_case(box, ann, kind):
    for name in ("b", "C", "a"):
        await ann.call("POST", f"/api/{kind}/", json=body(kind, name))

    found = await ann.get(f"/api/{kind}/", version=9)

    assert [each["name"] for each in found["results"]] == ["a", "b", "C"]
    assert found["all"] == [3, 1, 2]
    assert "all" not in await ann.get(f"/api/{kind}/", version=10)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("name__icontains=ATE", ["Water"]),
        ("name__istartswith=g", ["Gas"]),
        ("name__iendswith=S", ["Gas"]),
        ("name__iexact=water", ["Water"]),
        ("id=1", ["Water"]),
        ("id__in=2,1", ["Gas", "Water"]),
        ("id__in=x", ["Gas", "Water"]),
        ("ordering=-name", ["Water", "Gas"]),
        ("ordering=nonsense", ["Gas", "Water"]),
        ("ordering=-document_count", ["Gas", "Water"]),
        ("ordering=match,-name", ["Water", "Gas"]),
        ("page_size=1&page=2", ["Water"]),
    ],
)
async def test_lists_are_filtered_and_ordered(box, ann, kind, query, names):
    for name in ("Water", "Gas"):
        await ann.call("POST", f"/api/{kind}/", json=body(kind, name))

    found = await ann.get(f"/api/{kind}/?{query}")

    assert [each["name"] for each in found["results"]] == names


@pytest.mark.parametrize("kind", KINDS)
async def test_names_are_unique_for_each_owner(box, ann, bob, kind):
    await ann.call("POST", f"/api/{kind}/", json=body(kind))
    taken = {"error": "Object violates owner / name unique constraint"}

    assert await ann.call("POST", f"/api/{kind}/", json=body(kind)) == (400, taken)
    assert await ann.call("POST", f"/api/{kind}/", json=body(kind, owner=ann.user_id)) == (
        400,
        taken,
    )
    assert (await bob.call("POST", f"/api/{kind}/", json=body(kind)))[0] == 201
    _, gas = await ann.call("POST", f"/api/{kind}/", json=body(kind, "Gas"))
    assert await ann.call("PATCH", f"/api/{kind}/{gas['id']}/", json={"name": "Water"}) == (
        400,
        taken,
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({"name": ""}, {"name": ["This field may not be blank."]}),
        ({"name": None}, {"name": ["This field may not be null."]}),
        ({"name": "x" * 129}, {"name": ["Ensure this field has no more than 128 characters."]}),
        ({"matching_algorithm": 7}, {"matching_algorithm": ['"7" is not a valid choice.']}),
        (
            {"matching_algorithm": 4, "match": "("},
            {"match": ["Invalid regular expression, see log for details."]},
        ),
        ({"owner": 99}, {"owner": ['Invalid pk "99" - object does not exist.']}),
        (
            {"set_permissions": {"change": {"groups": [9]}}},
            {"set_permissions": {"change": ["Unknown groups: 9."]}},
        ),
        ({"set_permissions": None}, {"set_permissions": ["This field may not be null."]}),
    ],
)
async def test_what_cannot_be_accepted_is_named(box, ann, kind, values, answer):
    assert await ann.call("POST", f"/api/{kind}/", json=body(kind) | values) == (400, answer)


async def test_missing_fields_are_named(box, ann):
    required = ["This field is required."]

    assert await ann.call("POST", "/api/storage_paths/", json={}) == (
        400,
        {"name": required, "path": required},
    )


@pytest.mark.parametrize("kind", KINDS)
async def test_counts_are_of_documents_that_the_asker_may_see(box, ann, bob, kind):
    await ann.call("POST", f"/api/{kind}/", json=body(kind, owner=None))
    given = {"tag_ids": (1,)} if kind == "tags" else {f"{kind[:-1]}_id": 1}
    await box.document(owner_id=ann.user_id, **given)
    await box.document(**given)
    trashed = await box.document(**given)
    await ann.call("DELETE", f"/api/documents/{trashed}/")

    counts = [
        (await asker.get(f"/api/{kind}/"))["results"][0]["document_count"] for asker in (ann, bob)
    ]

    assert counts == [2, 1]
    assert (await bob.get(f"/api/{kind}/1/"))["document_count"] == 1


@pytest.mark.parametrize("kind", KINDS)
async def test_attributes_of_others_are_missing(box, ann, bob, kind):
    await ann.call("POST", f"/api/{kind}/", json=body(kind))

    assert (await bob.get(f"/api/{kind}/"))["count"] == 0
    for method in ("GET", "PATCH", "DELETE"):
        foreign = await bob.call(method, f"/api/{kind}/1/")
        assert foreign == await bob.call(method, f"/api/{kind}/99/")
        assert foreign[0] == 404


@pytest.mark.parametrize("kind", KINDS)
async def test_a_view_grant_shows_and_a_change_grant_changes(box, ann, bob, kind):
    grants = {"view": {"users": [bob.user_id], "groups": []}, "change": {"users": []}}
    await ann.call("POST", f"/api/{kind}/", json=body(kind, set_permissions=grants))

    shown = await bob.get(f"/api/{kind}/1/")
    refused, _ = await bob.call("PATCH", f"/api/{kind}/1/", json={"match": "x"})
    full = await ann.get(f"/api/{kind}/1/?full_perms=true")

    assert shown["user_can_change"] is False
    assert refused == 403
    assert full["permissions"]["view"] == {"users": [bob.user_id], "groups": []}
    assert "user_can_change" not in full
    grants["change"] = {"users": [bob.user_id]}
    await ann.call("PATCH", f"/api/{kind}/1/", json={"set_permissions": grants})
    assert (await bob.call("PATCH", f"/api/{kind}/1/", json={"match": "x"}))[0] == 200
    assert (await bob.call("PATCH", f"/api/{kind}/1/", json={"owner": None}))[0] == 403


@pytest.mark.parametrize("kind", KINDS)
async def test_put_without_an_owner_frees_it(box, ann, kind):
    await ann.call("POST", f"/api/{kind}/", json=body(kind))

    status, found = await ann.call("PUT", f"/api/{kind}/1/", json=body(kind, "Gas"))

    assert (status, found["name"], found["owner"]) == (200, "Gas", None)


async def test_documents_outlive_their_attributes(box, admin):
    for kind in KINDS:
        await admin.call("POST", f"/api/{kind}/", json=body(kind))
    await box.document(correspondent_id=1, document_type_id=1, storage_path_id=1, tag_ids=(1,))

    for kind in KINDS:
        await admin.call("DELETE", f"/api/{kind}/1/")

    found = await admin.get("/api/documents/1/")
    assert [found[name] for name in ("correspondent", "document_type", "storage_path")] == [
        None,
        None,
        None,
    ]
    assert found["tags"] == []


async def test_the_last_letter_is_shown_on_request(box, admin):
    await box.insert("correspondents", name="Water Co")
    await box.document(correspondent_id=1, created="2026-01-01")
    await box.document(correspondent_id=1, created="2026-02-01")
    await box.insert("correspondents", name="Gas Co")

    plain = await admin.get("/api/correspondents/")
    asked = await admin.get(
        "/api/correspondents/?last_correspondence=true&ordering=-last_correspondence"
    )

    assert "last_correspondence" not in plain["results"][0]
    assert [each["last_correspondence"] for each in asked["results"]] == ["2026-02-01", None]
    assert (await admin.get("/api/correspondents/2/"))["last_correspondence"] is None


async def test_tags_are_listed_flat_and_nested(box, admin):
    await admin.call("POST", "/api/tags/", json={"name": "House"})
    _, water = await admin.call("POST", "/api/tags/", json={"name": "Water", "parent": 1})

    found = await admin.get("/api/tags/?page_size=100000", version=9)
    roots = await admin.get("/api/tags/?is_root=true", version=9)

    assert [tag["name"] for tag in found["results"]] == ["House", "Water"]
    assert found["results"][0]["children"] == [water]
    assert (roots["count"], roots["display_count"], roots["all"]) == (1, 2, [1, 2])
    assert (await admin.get("/api/tags/1/"))["children"] == [water]


async def test_tags_form_a_tree_of_five_levels(box, admin):
    for number in range(1, 6):
        parent = number - 1 or None
        status, _ = await admin.call(
            "POST", "/api/tags/", json={"name": f"Level {number}", "parent": parent}
        )
        assert status == 201

    deeper = await admin.call("POST", "/api/tags/", json={"name": "Level 6", "parent": 5})
    itself = await admin.call("PATCH", "/api/tags/1/", json={"parent": 1})
    below = await admin.call("PATCH", "/api/tags/1/", json={"parent": 3})

    assert deeper == (400, {"parent": ["Maximum nesting depth exceeded."]})
    assert itself == (400, {"parent": ["Cannot set itself as parent."]})
    assert below == (400, {"parent": ["Cannot set parent to a descendant."]})


async def test_documents_follow_when_their_tag_gets_a_parent(box, admin):
    for name in ("House", "Water"):
        await admin.call("POST", "/api/tags/", json={"name": name})
    await box.document(tag_ids=(2,))

    await admin.call("PATCH", "/api/tags/2/", json={"parent": 1})

    assert (await admin.get("/api/documents/1/"))["tags"] == [1, 2]


@pytest.mark.parametrize(
    ("color", "text_color"), [("#1f78b4", "#ffffff"), ("#FFFFFF", "#000000"), (None, "#000000")]
)
async def test_text_on_a_colour_can_be_read(box, admin, color, text_color):
    values = {"color": color} if color else {}

    _, made = await admin.call("POST", "/api/tags/", json={"name": "x", **values})

    assert (made["color"], made["text_color"]) == ((color or "#a6cee3").lower(), text_color)


async def test_a_colour_has_six_digits(box, admin):
    assert await admin.call("POST", "/api/tags/", json={"name": "x", "color": "red"}) == (
        400,
        {"color": ["Invalid color."]},
    )


async def test_the_first_version_numbers_its_colours(box, admin):
    status, made = await admin.call(
        "POST", "/api/tags/", json={"name": "x", "colour": 2}, version=1
    )

    assert (status, made["colour"]) == (201, 2)
    assert "color" not in made and "text_color" not in made
    assert (await admin.get("/api/tags/1/", version=2))["color"] == "#1f78b4"
    assert (await admin.call("POST", "/api/tags/", json={"name": "y", "colour": 14}, version=1))[
        0
    ] == 400


async def test_old_placeholders_of_a_path_are_modernised(box, admin):
    _, made = await admin.call(
        "POST", "/api/storage_paths/", json={"name": "x", "path": "{created_year}/{title}"}
    )

    assert made["path"] == "{{ created_year }}/{{ title }}"


@pytest.mark.parametrize("path", ["{{ nonsense }}", "{{ title", "{% for %}", "{{ title|evil }}"])
async def test_a_path_that_cannot_be_used_is_refused(box, admin, path):
    assert await admin.call("POST", "/api/storage_paths/", json={"name": "x", "path": path}) == (
        400,
        {"path": ["Invalid variable detected."]},
    )


async def test_a_path_is_tried_on_a_document(box, ann, bob):
    await box.document(title="Water bill", owner_id=ann.user_id)
    body = {"path": "{{ created_year }}/{{ title }}", "document": 1}

    assert await ann.call("POST", "/api/storage_paths/test/", json=body) == (
        200,
        "2026/Water bill.pdf",
    )
    assert await ann.call(
        "POST", "/api/storage_paths/test/", json=body | {"path": "{{ nonsense }}"}
    ) == (200, None)
    assert await bob.call("POST", "/api/storage_paths/test/", json=body) == (
        400,
        {"document": ['Invalid pk "1" - object does not exist.']},
    )


async def test_a_path_that_is_tried_tells_no_name_that_is_hidden(box, ann, bob):
    """Whoever may see a paper need not know what others call it."""
    lawyer = await box.insert("correspondents", name="Divorce lawyer", owner_id=ann.user_id)
    secret = await box.insert("tags", name="Secret", owner_id=ann.user_id)
    paid = await box.insert("tags", name="Paid")
    shared = await box.document(
        owner_id=ann.user_id, correspondent_id=lawyer, tag_ids=(secret, paid)
    )
    await box.grant("document", shared, "view", bob.user_id)
    body = {"path": "{{ correspondent }}-{{ tag_list }}", "document": shared}

    told = [
        await someone.call("POST", "/api/storage_paths/test/", json=body) for someone in (ann, bob)
    ]

    assert told == [(200, "Divorce lawyer-Paid,Secret.pdf"), (200, "-none--Paid.pdf")]


async def test_an_expression_that_takes_long_to_compile_keeps_nobody_waiting(box, ann):
    """Without regard to case, classes of many letters take most of a second."""
    body = {"name": "A", "matching_algorithm": 4, "match": "(?i)" + "[a-\uffff]" * 50}
    work = asyncio.create_task(ann.call("POST", "/api/tags/", json=body))
    longest, started = 0.0, time.monotonic()

    while not work.done():
        began = time.monotonic()
        await asyncio.sleep(0)
        longest = max(longest, time.monotonic() - began)

    assert (await work)[0] == 201
    assert longest < (time.monotonic() - started) / 2


async def test_giving_a_correspondent_away_tells_nothing_of_papers_of_others(box, ann, bob):
    """The answer is read as a superuser would."""
    water = await box.insert("correspondents", name="Water", owner_id=ann.user_id)
    await box.document(owner_id=bob.user_id, correspondent_id=water, created="2026-04-01")

    status, found = await ann.call(
        "PATCH", f"/api/correspondents/{water}/", json={"owner": bob.user_id}
    )

    assert status == 200
    assert (found["document_count"], found["last_correspondence"]) == (0, None)
