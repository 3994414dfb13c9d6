"""The readable view: people find their papers by name, and nothing there is needed."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

import pytest
from store_builders import change, document, stored

from intray.config import Paths
from intray.store.database import Database
from intray.store.library import Library, open_library


@pytest.fixture
async def library(paths: Paths, library_database: Database) -> Library:
    return Library(paths, library_database, ZoneInfo("UTC"))


def view(paths: Paths) -> list[str]:
    files = (path for path in paths.library.rglob("*") if path.is_file())
    return sorted(str(path.relative_to(paths.library)) for path in files)


async def storage_path(database: Database, template: str) -> int:
    await change(database, "INSERT INTO storage_paths (name, path) VALUES ('p', ?)", template)
    return 1


async def test_a_document_lies_there_under_date_correspondent_and_title(
    paths: Paths, library: Library
) -> None:
    await change(library.database, "INSERT INTO correspondents (name) VALUES ('ACME / Sons')")
    checksum = stored(paths, b"paper")
    await document(library.database, checksum, correspondent_id=1)

    await library.flush()

    assert view(paths) == ["2026-03-05 ACME - Sons Water bill.pdf"]
    assert (paths.library / view(paths)[0]).samefile(paths.blob(checksum))


async def test_documents_of_the_same_name_are_told_apart_by_their_number(
    paths: Paths, library: Library
) -> None:
    for content in (b"one", b"two"):
        await document(library.database, stored(paths, content))

    await library.flush()

    assert view(paths) == ["2026-03-05 Water bill (2).pdf", "2026-03-05 Water bill.pdf"]


async def test_the_storage_path_decides_where_it_lies(paths: Paths, library: Library) -> None:
    number = await storage_path(library.database, "{{ created_year }}/{{ title }}")
    await document(library.database, stored(paths, b"paper"), storage_path_id=number)

    await library.flush()

    assert view(paths) == ["2026/Water bill.pdf"]


@pytest.mark.parametrize("template", ["{{ 7 * 7 }}", "{{ nope }}", "{% raw", "{{ title.x.y() }}"])
async def test_a_template_that_fails_falls_back_to_the_usual_name(
    paths: Paths, library: Library, template: str
) -> None:
    number = await storage_path(library.database, template)
    await document(library.database, stored(paths, b"paper"), storage_path_id=number)

    await library.flush()

    assert view(paths) == ["2026-03-05 Water bill.pdf"]


@pytest.mark.parametrize("title", ["../../../etc/passwd", "..", ".hidden", "a" * 400, "\x00\n"])
async def test_no_title_leads_out_of_the_view(paths: Paths, library: Library, title: str) -> None:
    number = await storage_path(library.database, "{{ title }}/{{ title }}")
    await document(library.database, stored(paths, b"paper"), title=title, storage_path_id=number)

    await library.flush()

    [path] = view(paths)
    assert all(0 < len(part.encode()) <= 255 and part[0] != "." for part in path.split("/"))
    assert (paths.library / path).resolve().is_relative_to(paths.library)


async def test_it_follows_changes_of_title_path_correspondent_and_tags(
    paths: Paths, library: Library
) -> None:
    number = await storage_path(library.database, "{{ tag_list }}/{{ title }}")
    await document(library.database, stored(paths, b"paper"), storage_path_id=number)
    await library.flush()
    assert view(paths) == ["Water bill.pdf"]

    await change(library.database, "INSERT INTO tags (name) VALUES ('House')")
    await change(library.database, "INSERT INTO document_tags (document_id, tag_id) VALUES (1, 1)")
    await library.flush()
    assert view(paths) == ["House/Water bill.pdf"]

    await change(library.database, "UPDATE documents SET title = 'Gas bill'")
    await change(library.database, "UPDATE storage_paths SET path = '{title}'")
    await library.flush()
    assert view(paths) == ["Gas bill.pdf"]
    assert [path.name for path in paths.library.iterdir()] == ["Gas bill.pdf"]


async def test_a_document_in_the_trash_is_not_there_and_comes_back(
    paths: Paths, library: Library
) -> None:
    checksum = stored(paths, b"paper")
    await document(library.database, checksum)
    await library.flush()

    await change(library.database, "UPDATE documents SET deleted_at = 1")
    await library.flush()
    assert view(paths) == []
    assert paths.blob(checksum).exists()

    await change(library.database, "UPDATE documents SET deleted_at = NULL")
    await library.flush()
    assert view(paths) == ["2026-03-05 Water bill.pdf"]


async def test_a_new_original_takes_the_place_of_the_former_one(
    paths: Paths, library: Library
) -> None:
    await document(library.database, stored(paths, b"page one"))
    await library.flush()

    longer = stored(paths, b"page one and two")
    await change(library.database, "UPDATE documents SET checksum = ?", longer)
    await library.flush()

    assert (paths.library / "2026-03-05 Water bill.pdf").read_bytes() == b"page one and two"
    assert len(view(paths)) == 1


async def test_files_of_others_in_the_view_are_left_alone(paths: Paths, library: Library) -> None:
    foreign = paths.library / "2026-03-05 Water bill.pdf"
    foreign.parent.mkdir()
    foreign.write_bytes(b"mine")
    await document(library.database, stored(paths, b"paper"))

    await library.flush()

    assert foreign.read_bytes() == b"mine"
    assert "2026-03-05 Water bill (1).pdf" in view(paths)


async def test_what_is_deleted_there_comes_back(paths: Paths, library: Library) -> None:
    for content in (b"one", b"two"):
        await document(library.database, stored(paths, content))
    await library.flush()
    before = view(paths)
    shutil.rmtree(paths.library)

    assert await library.rebuild_missing() == 2
    await library.flush()

    assert view(paths) == before


async def test_a_name_that_was_freed_by_hand_is_taken_without_an_error(
    paths: Paths, library: Library
) -> None:
    await document(library.database, stored(paths, b"one"))
    await library.flush()
    (paths.library / "2026-03-05 Water bill.pdf").unlink()
    await document(library.database, stored(paths, b"two"))

    await library.flush()
    await library.rebuild_missing()
    await library.flush()

    assert view(paths) == ["2026-03-05 Water bill (1).pdf", "2026-03-05 Water bill.pdf"]


async def test_a_missing_original_holds_nothing_up(paths: Paths, library: Library) -> None:
    await document(library.database, "f" * 64)
    await document(library.database, stored(paths, b"paper"))

    await library.flush()

    assert view(paths) == ["2026-03-05 Water bill.pdf"]


@pytest.fixture
async def live(paths: Paths, library_database: Database) -> AsyncIterator[Library]:
    async with open_library(paths, library_database, pause_s=0.01) as library:
        yield library


async def test_it_follows_by_itself(paths: Paths, live: Library) -> None:
    await document(live.database, stored(paths, b"paper"))

    for _ in range(200):
        if view(paths):
            break
        await asyncio.sleep(0.01)
    assert view(paths) == ["2026-03-05 Water bill.pdf"]
