"""Notes of documents in the search."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from search_library import ADMIN, BOB

from intray.notes import changes
from intray.permissions import Actor
from intray.search.engine import Search
from intray.search.plain_sql import find
from intray.search.syntax import Text
from intray.store.database import Database

Add = Callable[..., Awaitable[int]]


async def write(database: Database, document: int, text: str, actor: Actor = ADMIN) -> int:
    async with database.transaction() as tx:
        return await changes.add(tx, actor, document, text)


async def hits(search: Search, query: str) -> list[int]:
    await search.flush()
    return sorted((await search.query(query, ADMIN)).ids)


@pytest.mark.parametrize(
    "query", ["plumber", "notes:plumber", "note:plumber", "notes.note:plum*", 'notes:"the plumber"']
)
async def test_a_document_is_found_by_the_words_of_its_notes(
    search: Search, database: Database, add: Add, query: str
) -> None:
    noted = await add("water bill")
    await add("water bill")
    await write(database, noted, "paid in May")
    await write(database, noted, "asked the plumber")

    assert await hits(search, query) == [noted]


async def test_words_of_the_text_are_no_words_of_notes(search: Search, add: Add) -> None:
    await add("plumber", title="plumber")

    assert await hits(search, "notes:plumber") == []


async def test_a_note_that_was_removed_is_not_found_any_more(
    search: Search, database: Database, add: Add
) -> None:
    document = await add("water bill")
    note = await write(database, document, "asked the plumber")
    assert await hits(search, "plumber") == [document]

    async with database.transaction() as tx:
        await changes.remove(tx, document, note)
    assert await hits(search, "plumber") == []


async def test_notes_are_counted(search: Search, database: Database, add: Add) -> None:
    none, one, two = [await add("bill") for _ in range(3)]
    for document in (one, two, two):
        await write(database, document, "x")

    assert await hits(search, "num_notes:0") == [none]
    assert await hits(search, "num_notes:2") == [two]
    assert await hits(search, "num_notes:>=1") == [one, two]
    assert await hits(search, "num_notes:[1 TO 2]") == [one, two]


async def test_documents_are_found_by_who_wrote_on_them(
    search: Search, database: Database, add: Add
) -> None:
    mine, bobs = await add("bill"), await add("bill")
    await write(database, mine, "x")
    await write(database, bobs, "x", BOB)

    assert await hits(search, "notes.user:bob") == [bobs]
    assert await hits(search, "bill -notes.user:bob") == [mine]


async def test_notes_are_found_while_the_index_is_being_built(database: Database, add: Add) -> None:
    noted = await add("water bill")
    await add("water bill")
    await write(database, noted, "asked the plumber")
    wanted = Text("word", ("plumber",), ("notes",))

    async with database.read() as db:
        assert await asyncio.wait_for(find(db, [wanted]), 5) == {wanted: frozenset({noted})}
