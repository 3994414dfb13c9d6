"""Share links as their owners see them: made, listed, deleted, never changed."""

import re

import pytest

from intray.sharing import slugs

PATH = "/api/share_links/"
NEVER = {"detail": "No ShareLink matches the given query.", "code": "not_found"}


async def test_a_link_names_its_document_and_a_slug_that_nobody_guesses(ann, papers):
    document = await papers.add()

    made = await ann.share(document)

    assert list(made) == ["id", "created", "expiration", "slug", "document", "file_version"]
    assert re.fullmatch(r"[A-Za-z0-9]{50}", made["slug"])
    assert (made["document"], made["file_version"], made["expiration"]) == (
        document,
        "archive",
        None,
    )
    assert await ann.get(f"{PATH}{made['id']}/") == made
    assert (await ann.get(PATH))["results"] == [made]


async def test_every_link_has_a_slug_of_its_own_which_the_database_does_not_hold(ann, papers, box):
    document = await papers.add()

    found = [(await ann.share(document))["slug"] for _ in range(3)]

    assert len(set(found)) == 3
    async with box.services.database.read() as db:
        rows = [tuple(row) for row in await db.execute_fetchall("SELECT * FROM share_links")]
    assert not [slug for slug in found if slug in repr(rows)]


async def test_the_expiration_is_an_instant_of_the_zone_of_the_box(ann, papers):
    document = await papers.add()

    made = await ann.share(document, expiration="2126-11-29T02:20:22", file_version="original")

    assert (made["expiration"], made["file_version"]) == ("2126-11-29T02:20:22+01:00", "original")


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        ({}, {"document": ["This field is required."]}),
        ({"document": None}, {"document": ["This field may not be null."]}),
        (
            {"document": 1, "file_version": "both"},
            {"file_version": ['"both" is not a valid choice.']},
        ),
        ({"document": "one"}, {"document": ["Incorrect type. Expected pk value, received str."]}),
    ],
)
async def test_what_makes_no_link_is_refused_by_field(ann, papers, body, messages):
    await papers.add()

    assert await ann.call("POST", PATH, json=body) == (400, messages)


async def test_nonsense_as_an_instant_is_refused(ann, papers):
    document = await papers.add()

    status, content = await ann.call(
        "POST", PATH, json={"document": document, "expiration": "soon"}
    )

    assert (status, list(content)) == (400, ["expiration"])


async def test_only_what_one_may_see_can_be_shared(ann, bob, papers):
    secret = await papers.add(owner_id=bob.user_id)
    trashed = await papers.add(b"%PDF-1.7 trashed")
    await ann.call("DELETE", f"/api/documents/{trashed}/")

    answers = [
        await ann.call("POST", PATH, json={"document": document})
        for document in (secret, trashed, 99)
    ]

    assert {status for status, _ in answers} == {403}
    assert len({str(content) for _, content in answers}) == 1


async def test_sharing_takes_the_right_to_see_documents_and_to_add_links(person, papers):
    document = await papers.add()
    blind = await person("blind", "add_sharelink")
    reader = await person("reader", "view_document", "view_sharelink")

    for each in (blind, reader):
        status, _ = await each.call("POST", PATH, json={"document": document})
        assert status == 403


async def test_links_of_others_are_as_if_they_were_not_there(ann, bob, admin, papers):
    made = await ann.share(await papers.add())
    path = f"{PATH}{made['id']}/"

    assert (await bob.get(PATH))["results"] == []
    assert await bob.call("GET", path) == (404, NEVER)
    assert await bob.call("DELETE", path) == (404, NEVER)
    assert await bob.call("GET", f"{PATH}99/") == (404, NEVER)
    assert await admin.get(path) == made


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_a_link_is_never_changed(ann, papers, method):
    made = await ann.share(await papers.add())

    status, content = await ann.call(method, f"{PATH}{made['id']}/", json={"document": 2})

    assert (status, content["detail"]) == (405, f'Method "{method}" not allowed.')


async def test_a_deleted_link_is_gone(ann, papers):
    made = await ann.share(await papers.add())

    assert await ann.call("DELETE", f"{PATH}{made['id']}/") == (204, None)

    assert (await ann.get(PATH))["count"] == 0


async def test_the_oldest_comes_first_and_old_versions_get_all_ids(ann, papers):
    first, second = await papers.add(), await papers.add(b"%PDF-1.7 second")
    made = [await ann.share(document) for document in (second, first, second)]
    ids = [link["id"] for link in made]

    plain = await ann.get(PATH, version=10)
    old = await ann.get(PATH + "?page_size=1", version=1)
    by_document = await ann.get(PATH + "?ordering=document,-created")

    assert [link["id"] for link in plain["results"]] == ids
    assert (old["all"], len(old["results"]), old["count"]) == (ids, 1, 3)
    assert [link["id"] for link in by_document["results"]] == [ids[1], ids[2], ids[0]]
    assert "all" not in plain


@pytest.mark.parametrize("name", ["document", "document__id"])
async def test_the_links_of_one_document_can_be_asked_for(ann, papers, name):
    first, second = await papers.add(), await papers.add(b"%PDF-1.7 second")
    await ann.share(first)
    wanted = await ann.share(second)

    assert (await ann.get(f"{PATH}?{name}={second}"))["results"] == [wanted]
    assert (await ann.get(f"{PATH}?{name}=99"))["results"] == []
    assert await ann.call("GET", f"{PATH}?{name}=x") == (400, {name: ["Enter a number."]})


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("created__year=2026", True),
        ("created__year=2025", False),
        ("created__month=3&created__day=5", True),
        ("created__gt=2026-03-05T11:59:59%2B01:00", True),
        ("created__lt=2026-03-05T12:00:00%2B01:00", False),
        ("created__lte=2026-03-05T12:00:00%2B01:00", True),
        ("created__date__gt=2026-03-05", False),
        ("created__date__gte=2026-03-05", True),
        ("expiration__date__lte=2026-04-01", True),
        ("expiration__gte=2026-04-02", False),
        ("expiration__year=2026", True),
        ("something=else", True),
    ],
)
async def test_links_are_found_by_their_times(ann, papers, query, found):
    await ann.share(await papers.add())
    await papers.execute(
        "UPDATE share_links SET created_at = ?, expires_at = ?",
        1_772_708_400_000_000,  # 2026-03-05 12:00 in Berlin
        1_775_037_600_000_000,  # 2026-04-01 12:00 there
    )

    assert (await ann.get(f"{PATH}?{query}"))["count"] == int(found)


async def test_a_document_names_its_links_that_work_the_newest_first(ann, bob, papers):
    document = await papers.add()
    made = [await ann.share(document), await bob.share(document)]
    expired = await ann.share(document, expiration="2020-01-01")
    await ann.share(await papers.add(b"%PDF-1.7 other"))

    found = await ann.get(f"/api/documents/{document}/share_links/")

    assert found == made[::-1]
    assert expired["id"] not in [link["id"] for link in found]


async def test_only_who_may_change_a_document_sees_its_links(ann, bob, box, papers):
    document = await papers.add(owner_id=ann.user_id)
    await ann.share(document)
    path = f"/api/documents/{document}/share_links/"

    hidden = await bob.call("GET", path)
    await box.grant("document", document, "view", bob.user_id)
    seen = await bob.call("GET", path)

    assert (hidden[0], seen[0]) == (404, 403)
    assert hidden == await bob.call("GET", "/api/documents/99/share_links/")


async def test_links_go_with_their_document_and_with_their_maker(ann, bob, papers, box):
    document = await papers.add()
    await ann.share(document)
    await bob.share(document)

    await papers.execute("DELETE FROM users WHERE id = ?", ann.user_id)
    assert (await bob.get(PATH))["count"] == 1
    await papers.execute("DELETE FROM documents WHERE id = ?", document)

    assert (await bob.get(PATH))["count"] == 0


async def test_after_a_loss_of_the_key_file_owners_are_shown_slugs_that_work(box, ann, papers):
    document = await papers.add()
    await ann.share(document)
    new_key = b"k" * 32

    await slugs.follow_key(box.services.database, new_key)

    async with box.services.database.read() as db:
        [row] = await db.execute_fetchall("SELECT slug_salt, slug_hash FROM share_links")
    assert slugs.hash_of(slugs.derive(new_key, row[0])) == row[1]


async def test_a_link_that_expires_at_once_is_made_all_the_same(ann, papers):
    made = await ann.share(await papers.add(), expiration="2020-01-01T00:00:00Z")

    assert made["expiration"] == "2020-01-01T01:00:00+01:00"
