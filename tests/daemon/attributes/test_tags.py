"""What only tags have, and what is derived from names and colours."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from intray.attributes import appearance, tags
from intray.store.database import Database, open_database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "db" / "intray.db") as database:
        yield database


async def insert(database, **values):
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    async with database.transaction() as tx:
        cursor = await tx.execute(
            f"INSERT INTO tags ({columns}) VALUES ({marks})", tuple(values.values())
        )
    return cursor.lastrowid


async def test_new_documents_get_all_inbox_tags(database):
    first = await insert(database, name="Inbox", is_inbox_tag=1)
    await insert(database, name="Paid")
    second = await insert(database, name="To do", is_inbox_tag=1)

    async with database.read() as db:
        assert await tags.inbox_tags(db) == [first, second]


async def test_a_folder_finds_its_tag_whatever_the_case(database):
    taxes = await insert(database, name="Taxes")

    async with database.transaction() as tx:
        assert await tags.tag_named(tx, "TAXES") == taxes


async def test_a_folder_without_a_tag_makes_one_for_everybody(database):
    async with database.transaction() as tx:
        made = await tags.tag_named(tx, "Taxes")
        again = await tags.tag_named(tx, "Taxes")
        rows = list(await tx.execute_fetchall("SELECT name, owner_id FROM tags"))

    assert made == again
    assert [tuple(row) for row in rows] == [("Taxes", None)]


async def test_the_tag_below_the_wanted_parent_is_preferred(database):
    house = await insert(database, name="House")
    await insert(database, name="Water", owner_id=None)
    async with database.transaction() as tx:
        await tx.execute("INSERT INTO users (username, password_hash, joined_at) VALUES ('a','',0)")
    below = await insert(database, name="Water", parent_id=house, owner_id=1)

    async with database.transaction() as tx:
        assert await tags.tag_named(tx, "water", house) == below


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Water Co", "water-co"),
        ("  Stadtwerke  Köln & Söhne! ", "stadtwerke-koln-sohne"),
        ("a_b--c", "a_b-c"),
        ("文書", ""),
    ],
)
def test_slugs_are_plain_ascii(name, slug):
    assert appearance.slug(name) == slug


@pytest.mark.parametrize(
    ("color", "text"),
    [("#000000", "#ffffff"), ("#ffffff", "#000000"), ("#1f78b4", "#ffffff"), ("red", "#000000")],
)
def test_text_is_black_or_white(color, text):
    assert appearance.text_color(color) == text


def test_each_numbered_colour_has_its_number():
    numbers = [appearance.color_number(color) for color in appearance.NUMBERED_COLORS]

    assert numbers == list(range(1, 14))
    assert appearance.color_number("#123456") == 1
