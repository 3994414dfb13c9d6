"""Search as the rest of the program uses it, with its real processes and a real database."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from search_library import ADMIN, BOB, EVE

from intray.errors import NotFoundError, ValidationError
from intray.search.engine import Search
from intray.store.database import Database

Add = Callable[..., Awaitable[int]]


async def hits(search: Search, query: str) -> list[int]:
    return sorted((await search.query(query, ADMIN)).ids)


async def change(database: Database, sql: str, *parameters: object) -> int:
    async with database.transaction() as tx:
        cursor = await tx.execute(sql, parameters)
        return cursor.lastrowid or 0


async def test_a_word_written_either_way_finds_all_its_spellings(search: Search, add: Add) -> None:
    ids = [await add(f"Herr {name} aus der {street}") for name, street in (
        ("Müller", "Poststraße"), ("Mueller", "Poststrasse"), ("MULLER", "POSTSTRASSE"),
    )]  # fmt: skip
    await search.flush()

    for query in (
        "Müller",
        "mueller",
        "muller",
        "mülle*",
        "poststraße",
        "Poststrasse",
        '"herr müller"',
    ):
        assert await hits(search, query) == ids, query


@pytest.mark.parametrize(
    "query", ["02091-C-71", "02091C71", "02091 C 71", "C-71", '"no 02091-C-71"']
)
async def test_a_code_is_found_with_and_without_its_hyphens(
    search: Search, add: Add, query: str
) -> None:
    hyphens = await add("No 02091-C-71 of today")
    bare = await add("No 02091C71 of today")
    await add("No 02091-C-72 of today")
    await search.flush()

    wanted = {hyphens, bare} if query in ("02091-C-71", "02091C71") else {hyphens}
    assert set(await hits(search, query)) == wanted


async def test_languages_without_spaces_are_found_by_any_part(search: Search, add: Add) -> None:
    number = await add("東京都庁の請求書")
    await add("京都の東")
    await search.flush()

    for query in ("東京", "東京都", "都庁", "庁の", "請求書", "東京 請求書"):
        assert await hits(search, query) == [number], query
    assert len(await hits(search, "都")) == 2


async def test_operators_combine_words_labels_and_numbers(
    search: Search, add: Add, database: Database
) -> None:
    acme = await change(database, "INSERT INTO correspondents (name) VALUES ('ACME Inc')")
    invoice = await change(database, "INSERT INTO document_types (name) VALUES ('Invoice')")
    urgent = await change(database, "INSERT INTO tags (name) VALUES ('Urgent')")
    todo = await change(database, "INSERT INTO tags (name) VALUES ('To Do')")
    one = await add("water bill", correspondent_id=acme, archive_serial_number=7, page_count=3)
    two = await add("power bill", document_type_id=invoice, created="2025-06-01")
    three = await add("letter", title="Poem", original_name="Brief_17.pdf")
    for document, tag in ((one, urgent), (one, todo), (two, urgent)):
        await change(database, "INSERT INTO document_tags VALUES (?, ?)", document, tag)
    await search.flush()

    for query, wanted in {
        "bill": {one, two},
        "bill NOT water": {two},
        "water OR letter": {one, three},
        "bill -tag:todo": {one, two},
        'bill -tag:"to do"': {two},
        "tag:urgent,to": {one},
        'tag:urgent,"to do"': {one},
        "tag:urg*": {one, two},
        "correspondent:acme": {one},
        "type:invoice OR title:poem": {two, three},
        "acme": {one},
        "urgent power": {two},
        '"to do"': {one},
        "asn:7": {one},
        "asn:[1 to 9] bill": {one},
        "page_count:>2": {one},
        "created:2025": {two},
        "bill created:[2026 to 2027]": {one},
        "added:today letter": {three},
        "added:[-1 week to now]": {one, two, three},
        "added:yesterday": set(),
        f"id:{three}": {three},
        f"tag_id:{urgent},{todo}": {one},
        "has_tag:false": {three},
        "original_filename:brief*": {three},
        "asn:seven": set(),
        "*": {one, two, three},
        "NOT bill": {three},
    }.items():
        assert set(await hits(search, query)) == wanted, query


async def test_an_impossible_date_is_refused(search: Search) -> None:
    with pytest.raises(ValidationError):
        await search.query("created:20261399", ADMIN)


async def test_the_title_counts_more_than_a_long_text(search: Search, add: Add) -> None:
    passing = await add("contract " + "lorem ipsum dolor " * 100)
    titled = await add("lorem ipsum " * 100, title="Contract")
    await search.flush()

    assert (await search.query("contract", ADMIN)).ids == [titled, passing]


async def test_changes_are_found_and_what_was_before_is_not(
    search: Search, add: Add, database: Database
) -> None:
    number = await add("first text")
    await search.flush()
    await change(database, "UPDATE document_contents SET content = 'second text'")
    await search.flush()

    assert await hits(search, "first") == []
    assert await hits(search, "second") == [number]

    await change(database, "DELETE FROM documents")
    await search.flush()
    assert await hits(search, "second") == []
    assert search.status().documents == 0


async def test_a_new_document_is_found_without_being_asked_for(search: Search, add: Add) -> None:
    await search.flush()
    number = await add("freshly scanned")
    async with asyncio.timeout(5):
        while await hits(search, "freshly") != [number]:
            await asyncio.sleep(0.05)


async def test_parts_of_words_are_found_in_title_or_text(search: Search, add: Add) -> None:
    one = await add("Ihre Stromrechnung, Kd-Nr. 4711-08", title="Stadtwerke")
    two = await add("Gasrechnungen für München", title="Rechnungswesen")
    await search.flush()

    async def text(words: str, title_only: bool = False) -> list[int]:
        return sorted((await search.text(words, title_only=title_only)).ids)

    assert await text("rechnung") == [one, two]
    assert await text("chnung strom") == [one]
    assert await text("rechnung", title_only=True) == [two]
    assert await text("uench") == [two]
    assert await text("11-08") == [one]
    assert await text("xyz") == []


async def test_similar_documents_share_telling_words(search: Search, add: Add) -> None:
    like = "insurance policy for the boat Albatross in Hamburg harbour"
    one = await add(like)
    two = await add(like + " renewed")
    for number in range(12):
        await add(f"water bill {number} of the house in Bremen")
    await search.flush()

    found = await search.more_like(one)

    assert found.ids == [two]
    with pytest.raises(NotFoundError):
        await search.more_like(999)


async def test_completions_come_only_from_documents_that_the_asker_may_see(
    search: Search, add: Add, database: Database
) -> None:
    await add("invoice investment", owner_id=2)
    await add("invoice inventory", owner_id=3)
    shared = await add("invitation", owner_id=3)
    await add("inverse", owner_id=2, deleted_at=1)
    await change(database, "INSERT INTO grants VALUES ('document', ?, 'view', 'user', 2)", shared)
    await search.flush()

    assert await search.autocomplete("inv", 10, BOB) == ["investment", "invitation", "invoice"]
    assert await search.autocomplete("inv", 10, EVE) == ["inventory", "invitation", "invoice"]
    assert set(await search.autocomplete("inv", 10, ADMIN)) == {
        "invitation", "investment", "inventory", "invoice",
    }  # fmt: skip
    assert (await search.autocomplete("inv", 1, ADMIN)) == ["invoice"]

    await change(database, "DELETE FROM grants")
    assert "invitation" not in await search.autocomplete("inv", 10, BOB)


async def test_completions_keep_their_accents_and_complete_the_last_word(
    search: Search, add: Add
) -> None:
    await add("Gebührenbescheid der Gemeinde")
    await search.flush()

    assert await search.autocomplete("geb", 5, ADMIN) == ["gebührenbescheid"]
    assert await search.autocomplete("gebue", 5, ADMIN) == ["gebührenbescheid"]
    assert await search.autocomplete("der gebü", 5, ADMIN) == ["gebührenbescheid"]
    assert await search.autocomplete("???", 5, ADMIN) == []


async def test_a_slip_of_a_finger_is_corrected_with_words_that_the_asker_may_see(
    search: Search, add: Add
) -> None:
    await add("Rechnung", owner_id=2)
    await search.flush()

    assert (await search.query("Rechnumg 2026", BOB)).corrected_query == "rechnung 2026"
    assert (await search.query("Rechnumg", EVE)).corrected_query is None
    assert (await search.query("rechnung", BOB)).corrected_query is None


async def test_a_correction_does_not_tell_what_stands_in_papers_of_others(
    search: Search, add: Add
) -> None:
    await add("Kündigungx", owner_id=EVE.user_id)
    await search.flush()
    before = (await search.query("Kündigung", EVE)).corrected_query

    await add("Kündigung", owner_id=BOB.user_id)
    await search.flush()

    assert before is not None
    assert (await search.query("Kündigung", EVE)).corrected_query == before


async def test_labels_that_the_asker_may_not_see_find_nothing(
    search: Search, add: Add, database: Database
) -> None:
    tag = await change(database, "INSERT INTO tags (name, owner_id) VALUES ('secret', 3)")
    number = await add("plain text")
    await change(database, "INSERT INTO document_tags VALUES (?, ?)", number, tag)
    await search.flush()

    assert (await search.query("tag:secret", BOB)).ids == []
    assert (await search.query("secret", BOB)).ids == []
    assert (await search.query("secret", EVE)).ids == [number]


async def test_an_empty_library_needs_no_process(search: Search) -> None:
    await search.flush()

    assert search.status().state == "ready"
    assert (await search.query("anything", ADMIN)).ids == []
    assert not search._reader.running
    assert not search._indexer._writer.running
