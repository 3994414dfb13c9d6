"""Values and names of custom fields in the search."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from search_library import ADMIN, BOB

from intray.custom_fields import changes, values
from intray.search.engine import Search
from intray.store.database import Database

Add = Callable[..., Awaitable[int]]
STATES = {"select_options": [{"id": "Yb3k", "label": "Paid already"}, {"id": "o", "label": "Open"}]}


async def make(database: Database, name: str, data_type: str = "string", extra: Any = None) -> int:
    async with database.transaction() as tx:
        return await changes.create(tx, name, data_type, extra)


async def give(database: Database, document: int, *pairs: tuple[int, Any]) -> None:
    async with database.transaction() as tx:
        await values.replace(tx, ADMIN, document, pairs)


async def hits(search: Search, query: str, actor: Any = ADMIN) -> list[int]:
    await search.flush()
    return sorted((await search.query(query, actor)).ids)


@pytest.mark.parametrize(
    "query",
    [
        "plumber",
        "plumb*",
        "custom_fields:plumber",
        "custom_fields.value:plumber",
        'custom_fields.value:"the plumber"',
        "custom_fields.name:craftsman",
        "custom_fields:craftsman",
        'custom_fields.name:"Good Craftsman"',
        "custom_fields.name:*craft*n",
        "has_custom_fields:true",
        "paid",
        "custom_fields.value:EUR31.20",
        "custom_fields.value:2027",
        "water has_custom_fields:yes",
    ],
)
async def test_a_document_is_found_by_its_custom_fields(
    search: Search, database: Database, add: Add, query: str
) -> None:
    known = await add("water bill")
    await add("water bill")
    await give(
        database,
        known,
        (await make(database, "Good craftsman"), "the plumber"),
        (await make(database, "State", "select", STATES), "Yb3k"),
        (await make(database, "Sum", "monetary"), "EUR31.20"),
        (await make(database, "Due", "date"), "2027-03-05"),
    )

    assert await hits(search, query) == [known]


@pytest.mark.parametrize(
    "query",
    [
        "custom_fields.value:craftsman",
        "custom_fields.name:plumber",
        "custom_fields.value:water",
        "title:plumber",
        "Yb3k",
        "craftsman",
        "has_custom_fields:false plumber",
    ],
)
async def test_names_are_no_values_and_values_no_names(
    search: Search, database: Database, add: Add, query: str
) -> None:
    known = await add("water bill")
    await give(
        database,
        known,
        (await make(database, "Craftsman"), "plumber"),
        (await make(database, "State", "select", STATES), "Yb3k"),
    )

    assert await hits(search, query) == []


async def test_a_value_that_changed_is_found_anew_and_no_longer_as_it_was(
    search: Search, database: Database, add: Add
) -> None:
    document = await add("bill")
    field = await make(database, "Craftsman")
    await give(database, document, (field, "plumber"))
    assert await hits(search, "plumber") == [document]

    await give(database, document, (field, "glazier"))
    assert await hits(search, "plumber") == []
    assert await hits(search, "glazier") == [document]

    async with database.transaction() as tx:
        await changes.delete(tx, field)
    assert await hits(search, "glazier") == []


async def test_a_renamed_option_and_a_renamed_field_are_found_by_their_new_names(
    search: Search, database: Database, add: Add
) -> None:
    document = await add("bill")
    field = await make(database, "State", "select", STATES)
    await give(database, document, (field, "Yb3k"))
    assert await hits(search, "custom_fields.value:already") == [document]

    async with database.transaction() as tx:
        extra = {"select_options": [{"id": "Yb3k", "label": "Settled"}]}
        await changes.update(tx, field, {"name": "Condition", "extra_data": extra})

    assert await hits(search, "already") == []
    assert await hits(search, "settled") == [document]
    assert await hits(search, "custom_fields.name:state") == []
    assert await hits(search, "custom_fields.name:condition") == [document]


async def test_names_are_not_told_to_who_may_not_look_at_custom_fields(
    search: Search, database: Database, add: Add
) -> None:
    document = await add("bill")
    await give(database, document, (await make(database, "Craftsman"), "plumber"))

    assert await hits(search, "custom_fields.name:craftsman", BOB) == []
    assert await hits(search, "custom_fields:plumber", BOB) == [document]
