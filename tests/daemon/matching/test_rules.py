"""Which rules are compared at all, and in which order."""

import pytest

from intray.matching import rules
from intray.permissions import Actor
from intray.store.database import open_database

ANN, BOB = Actor(1, "ann"), Actor(2, "bob")


@pytest.fixture
async def database(tmp_path):
    async with open_database(tmp_path / "db" / "intray.db") as database:
        async with database.transaction() as tx:
            for actor in (ANN, BOB):
                await tx.execute(
                    "INSERT INTO users (id, username, password_hash, joined_at)"
                    " VALUES (?, ?, '', 0)",
                    (actor.user_id, actor.username),
                )
        yield database


async def make(database, table, name, match="water", algorithm=1, owner=None):
    path = ", path" if table == "storage_paths" else ""
    async with database.transaction() as tx:
        cursor = await tx.execute(
            f"INSERT INTO {table} (name, match, matching_algorithm, owner_id{path})"
            f" VALUES (?, ?, ?, ?{', ?' if path else ''})",
            (name, match, algorithm, owner and owner.user_id, *(["x"] if path else [])),
        )
    return cursor.lastrowid


async def load(database, actor):
    async with database.read() as db:
        return [(rule.target, rule.id) for rule in await rules.load(db, actor)]


async def test_rules_of_all_four_kinds_come_by_name(database):
    last = await make(database, "storage_paths", "d")
    third = await make(database, "document_types", "C")
    second = await make(database, "tags", "b")
    first = await make(database, "correspondents", "A")

    assert await load(database, None) == [
        ("correspondents", first),
        ("tags", second),
        ("document_types", third),
        ("storage_paths", last),
    ]


@pytest.mark.parametrize(("match", "algorithm"), [("", 1), ("  ", 2), ("water", 0), ("water", 6)])
async def test_rules_that_can_match_nothing_are_not_loaded(database, match, algorithm):
    await make(database, "tags", "Water", match, algorithm)

    assert await load(database, None) == []


async def test_a_person_has_the_rules_that_are_theirs_or_nobodys_or_shared(database):
    own = await make(database, "tags", "a", owner=ANN)
    free = await make(database, "tags", "b")
    shared = await make(database, "tags", "c", owner=BOB)
    await make(database, "tags", "d", owner=BOB)
    async with database.transaction() as tx:
        await tx.execute("INSERT INTO grants VALUES ('tag', ?, 'view', 'user', 1)", (shared,))

    assert await load(database, ANN) == [("tags", own), ("tags", free), ("tags", shared)]


async def test_without_a_person_the_rules_of_all_are_loaded(database):
    await make(database, "tags", "a", owner=ANN)
    await make(database, "tags", "b", owner=BOB)

    assert len(await load(database, None)) == 2
