"""The consume folder: what is put there becomes a document and leaves, nothing else does."""

import asyncio
import contextlib
import os
from pathlib import Path

import pytest
from ingest_builders import (
    NO_SPACE,
    House,
    noise,
    pdf,
    png,
    reasons,
    sha,
    until,
)

from intray.errors import BusyError, NotFoundError
from intray.ingest import watcher as watcher_module
from intray.ingest.mounts import is_remote
from intray.store import durable


async def test_a_file_becomes_a_document_and_leaves_the_folder(house: House) -> None:
    content = pdf()

    async with house.watching():
        house.drop("2024-03-01 Bill.pdf", content)
        await until(lambda: house.left() == [])

    [document] = await house.documents()
    assert document["checksum"] == sha(content)
    assert document["original_name"] == "2024-03-01 Bill.pdf"
    assert house.blobs() == [content]


async def test_files_that_lay_there_before_the_start_are_taken(house: House) -> None:
    house.drop("a.pdf", pdf(seed=1))
    house.drop("b.png", png())

    async with house.watching():
        await until(lambda: house.left() == [])

    assert len(await house.documents()) == 2


async def test_a_folder_that_reports_nothing_is_polled(house: House) -> None:
    async with house.watching(polling_interval_s=0.1):
        house.drop("a.pdf", pdf())
        await until(lambda: house.left() == [])

    assert len(await house.documents()) == 1


def test_network_drives_are_recognised(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
        "2 1 0:9 / /srv/scans rw - cifs //nas/scans rw\n"
        "3 2 8:2 / /srv/scans/local\\040disk rw - xfs /dev/sdb1 rw\n"
    )

    assert is_remote(Path("/srv/scans/in"), mounts)
    assert not is_remote(Path("/srv/scans/local disk/in"), mounts)
    assert not is_remote(Path("/home/in"), mounts)
    assert not is_remote(tmp_path)


@pytest.mark.parametrize(
    "name", [".hidden.pdf", "~$letter.pdf", "scan.part", "scan.tmp", "Thumbs.db", "._scan.pdf"]
)
async def test_files_of_other_programs_are_left_alone(house: House, name: str) -> None:
    house.drop(name, pdf())

    async with house.watching() as watcher:
        await asyncio.sleep(0.4)

        assert watcher.waiting() == []
    assert house.left() == [name]


async def test_an_unknown_type_stays_and_is_reported(house: House) -> None:
    house.drop("program.exe", b"MZ\0\0" + noise(1))

    async with house.watching() as watcher:
        await until(lambda: reasons(watcher) == {"program.exe": "unsupported_type"})

    assert house.left() == ["program.exe"]
    assert await house.documents() == []


async def test_links_and_pipes_are_never_followed(house: House, tmp_path: Path) -> None:
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(pdf())
    (house.consume / "link.pdf").symlink_to(secret)
    os.mkfifo(house.consume / "pipe.pdf")
    os.link(secret, house.consume / "hard.pdf")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "paper.pdf").write_bytes(pdf(seed=2))
    (house.consume / "folder").symlink_to(tmp_path / "elsewhere")

    async with house.watching(recursive=True) as watcher:
        await until(lambda: reasons(watcher) == {"hard.pdf": "linked"})
        await asyncio.sleep(0.3)

    assert await house.documents() == []
    assert len(house.left()) == 3


async def test_folders_become_tags_down_to_four_levels(house: House) -> None:
    house.drop("2024/Car/Repair/Bills/a.pdf", pdf(seed=1))
    house.drop("1/2/3/4/5/too-deep.pdf", pdf(seed=2))

    async with house.watching(recursive=True, subdirs_as_tags=True):
        await until(lambda: house.left() == ["1/2/3/4/5/too-deep.pdf"])

    [received] = house.received
    assert received.subdirs == ("2024", "Car", "Repair", "Bills")


async def test_a_folder_made_later_is_watched_too(house: House) -> None:
    async with house.watching(recursive=True):
        await asyncio.sleep(0.2)
        house.drop("new/inner/a.pdf", pdf(seed=1))
        await until(lambda: house.left() == [])
        house.drop("new/inner/b.pdf", pdf(seed=2))
        await until(lambda: house.left() == [])

    assert len(await house.documents()) == 2


async def test_hidden_folders_and_those_of_file_servers_are_left_alone(house: House) -> None:
    for folder in (".hidden", "@eaDir", "#recycle", ".intray"):
        house.drop(f"{folder}/a.pdf", pdf())

    async with house.watching(recursive=True) as watcher:
        await asyncio.sleep(0.4)

        assert watcher.waiting() == []
    assert len(house.left()) == 4


async def test_folders_below_are_not_entered_unless_wanted(house: House) -> None:
    house.drop("below/a.pdf", pdf())

    async with house.watching(recursive=False):
        await asyncio.sleep(0.4)

    assert house.left() == ["below/a.pdf"]


async def test_a_duplicate_leaves_the_folder_and_is_reported(house: House) -> None:
    async with house.watching():
        house.drop("a.pdf", pdf())
        await until(lambda: house.left() == [])
        house.drop("b.pdf", pdf())
        await until(lambda: house.left() == [])

    assert len(await house.documents()) == 1
    assert [job["error_code"] for job in await house.jobs()] == [None, "duplicate"]


async def test_a_duplicate_stays_if_the_owner_wants_that_and_is_reported_once(
    house: House,
) -> None:
    async with house.watching(delete_duplicates=False, polling_interval_s=0.05) as watcher:
        house.drop("a.pdf", pdf())
        await until(lambda: house.left() == [])
        house.drop("b.pdf", pdf())
        await until(lambda: reasons(watcher) == {"b.pdf": "duplicate"})
        await asyncio.sleep(0.4)

    assert house.left() == ["b.pdf"]
    assert len(await house.jobs()) == 2


async def test_a_duplicate_that_stays_is_not_reported_again_after_a_restart(
    house: House,
) -> None:
    house.drop("a.pdf", pdf())
    async with house.watching():
        await until(lambda: house.left() == [])
    house.drop("b.pdf", pdf())
    for _ in range(3):
        async with house.watching(delete_duplicates=False) as watcher:
            await until(lambda: reasons(watcher) == {"b.pdf": "duplicate"})

    assert len(await house.jobs()) == 2


async def test_a_paper_in_the_trash_comes_back_when_the_same_file_is_dropped_again(
    house: House,
) -> None:
    """The very same file, moved in again: name and time are those of the first hand-over."""
    async with house.watching():
        for _ in range(2):
            os.utime(house.drop("a.pdf", pdf()), (1_700_000_000, 1_700_000_000))
            await until(lambda: house.left() == [])
            async with house.database.transaction() as tx:
                await tx.execute("UPDATE documents SET deleted_at = 1 WHERE deleted_at IS NULL")
        os.utime(house.drop("a.pdf", pdf()), (1_700_000_000, 1_700_000_000))
        await until(lambda: house.left() == [])

    [document] = await house.documents()
    assert document["deleted_at"] is None


async def test_a_duplicate_repairs_a_damaged_original_before_it_goes(house: House) -> None:
    content = pdf()
    async with house.watching():
        house.drop("a.pdf", content)
        await until(lambda: house.left() == [])
        blob = house.paths.blob(sha(content))
        blob.chmod(0o640)
        blob.write_bytes(b"rotten")

        house.drop("b.pdf", content)
        await until(lambda: house.left() == [])

    assert house.blobs() == [content]


async def test_names_of_old_scanners_are_made_readable(house: House) -> None:
    (Path(os.fsdecode(os.fsencode(house.consume) + b"/Stra\xdfe.pdf"))).write_bytes(pdf())

    async with house.watching():
        await until(lambda: house.left() == [])

    [document] = await house.documents()
    assert document["original_name"] == "Straße.pdf"


async def test_a_file_stays_when_the_document_could_not_be_committed(house: House) -> None:
    house.fails = [BusyError()]

    async with house.watching() as watcher:
        house.drop("a.pdf", pdf())
        await until(lambda: reasons(watcher) == {"a.pdf": "other"})
        assert house.left() == ["a.pdf"]
        watcher.retry("a.pdf")
        await until(lambda: house.left() == [])

    assert len(await house.documents()) == 1


async def test_a_full_disk_pauses_the_intake_until_there_is_space(house: House) -> None:
    async with house.watching(space=NO_SPACE) as watcher:
        house.drop("a.pdf", pdf())
        await until(lambda: watcher.state.paused == "disk_full")
        assert house.left() == ["a.pdf"]

        object.__setattr__(watcher.taker.space, "reserve_bytes", 0)
        try:
            await until(lambda: house.left() == [])
        finally:
            object.__setattr__(watcher.taker.space, "reserve_bytes", 10**15)
        assert watcher.state.paused is None

    assert len(await house.documents()) == 1


async def test_a_disk_error_gets_one_new_attempt_with_a_new_file(house: House) -> None:
    failures = iter([True])
    created: list[str] = []

    def fail_first_sync(call: durable.Call) -> None:
        if call.name == "create" and "staging" in call.path:
            created.append(call.path)
        if call.name == "sync" and "staging" in call.path and next(failures, False):
            raise OSError(5, "Input/output error")

    with durable.observed_by(fail_first_sync):
        async with house.watching() as watcher:
            house.drop("a.pdf", pdf())
            await until(lambda: house.left() == [])
            assert watcher.state.paused is None

    assert len(await house.documents()) == 1
    assert len({path for path in created if not path.endswith(".json")}) == 2


async def test_a_disk_that_keeps_failing_is_not_written_to_any_more(house: House) -> None:
    def fail(call: durable.Call) -> None:
        if call.name == "sync" and "staging" in call.path:
            raise OSError(5, "Input/output error")

    with durable.observed_by(fail):
        async with house.watching() as watcher:
            house.drop("a.pdf", pdf())
            await until(lambda: watcher.state.paused == "read_only")

    assert house.left() == ["a.pdf"]
    assert await house.documents() == []


async def test_a_file_that_cannot_be_read_is_tried_three_times_and_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watcher_module, "BACKOFF_S", 0.05)
    (house.consume / "locked").mkdir()
    house.drop("locked/a.pdf", pdf())

    def unreadable(*_: object) -> None:
        raise watcher_module.SourceError("Input/output error")

    async with house.watching(recursive=True) as watcher:
        monkeypatch.setattr("intray.ingest.claim.inspect", unreadable)
        await until(lambda: "locked/a.pdf" in watcher_names(watcher, "unreadable"))
        await until(lambda: len(watcher.tracker.settled) == 1)

    assert house.left() == ["locked/a.pdf"]


def watcher_names(watcher: watcher_module.Watcher, reason: str) -> list[str]:
    return [file.name for file in watcher.waiting() if file.reason == reason]


async def test_a_file_that_cannot_be_removed_is_stored_once_and_kept(house: House) -> None:
    def fail(call: durable.Call) -> None:
        if call.name == "rename" and call.path.startswith(str(house.consume)):
            raise OSError(13, "Permission denied")

    async with house.watching() as watcher:
        with durable.observed_by(fail):
            house.drop("a.pdf", pdf())
            await until(lambda: reasons(watcher) == {"a.pdf": "not_removable"})
            watcher.retry("a.pdf")
            await asyncio.sleep(0.4)
            assert reasons(watcher) == {"a.pdf": "not_removable"}
        watcher.retry("a.pdf")
        await until(lambda: house.left() == [])

    assert len(await house.documents()) == 1
    assert len(await house.jobs()) == 1


async def test_only_files_that_wait_can_be_retried(house: House) -> None:
    async with house.watching() as watcher:
        with pytest.raises(NotFoundError):
            watcher.retry("../../etc/passwd")


async def test_a_folder_that_vanishes_is_reported_and_found_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intray.ingest.lookout.UNWATCHED_SCAN_S", 0.1)
    async with house.watching() as watcher:
        await until(
            lambda: watcher.lookout.hints is not None and not watcher.lookout.hints.scan_wanted
        )
        with contextlib.suppress(FileNotFoundError):
            (house.consume / ".intray").rmdir()
        house.consume.rmdir()
        await until(lambda: watcher.state.paused == "folder_missing")

        house.consume.mkdir()
        house.drop("a.pdf", pdf())
        await until(lambda: house.left() == [])
        assert watcher.state.paused is None

    assert len(await house.documents()) == 1


async def test_more_files_than_are_tracked_are_all_taken(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intray.ingest.lookout.LIMIT", 4)
    monkeypatch.setattr("intray.ingest.tracker.LIMIT", 4)
    for number in range(15):
        house.drop(f"{number}.pdf", pdf(seed=number))

    async with house.watching():
        await until(lambda: house.left() == [], 20)

    assert len(await house.documents()) == 15
