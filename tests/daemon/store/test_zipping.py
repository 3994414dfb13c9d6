"""ZIPs of stored files: whole, flat in memory, with names that every computer can hold."""

import io
import tracemalloc
import zipfile
from zoneinfo import ZoneInfo

import pytest

from intray.store import durable
from intray.store.zipping import Member, StoppedError, ZipFileOut, unique, write_zip

UTC = ZoneInfo("UTC")
MOMENT = 1_772_700_000_000_000


class Stream(io.RawIOBase):
    """Takes bytes and never goes back, as a connection does."""

    def __init__(self) -> None:
        self.content = b""

    def writable(self) -> bool:
        return True

    def write(self, content) -> int:
        self.content += bytes(content)
        return len(content)


def member(tmp_path, name, content):
    path = tmp_path / f"{abs(hash(name))}"
    path.write_bytes(content)
    return Member(name, path, MOMENT)


def test_a_file_on_the_disk_tells_sizes_ahead_of_its_members(tmp_path):
    members = [member(tmp_path, "a.pdf", b"a" * 300_000), member(tmp_path, "ü/b.txt", b"")]

    with durable.NewFile(tmp_path / "made.zip") as file:
        write_zip(ZipFileOut(file), members, UTC)
        file.finish(0o440)

    with zipfile.ZipFile(tmp_path / "made.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["a.pdf", "ü/b.txt"]
        assert archive.getinfo("a.pdf").date_time == (2026, 3, 5, 8, 40, 0)
        for info in archive.infolist():
            assert not info.flag_bits & 0x08  # readable while it is received
    assert file.size == (tmp_path / "made.zip").stat().st_size


def test_it_can_be_written_to_a_connection(tmp_path):
    stream = Stream()

    write_zip(stream, [member(tmp_path, "a.pdf", b"a" * 9)], UTC, compression=zipfile.ZIP_DEFLATED)

    with zipfile.ZipFile(io.BytesIO(stream.content)) as archive:
        assert archive.read("a.pdf") == b"a" * 9


def test_memory_stays_flat_however_large_the_files_are(tmp_path):
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(200_000_000)

    tracemalloc.start()
    with durable.NewFile(tmp_path / "made.zip") as file:
        write_zip(ZipFileOut(file), [Member("large", large, MOMENT)], UTC)
        _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 3_000_000


def test_it_ends_at_once_when_nobody_wants_it_any_more(tmp_path):
    members = [member(tmp_path, "a.pdf", b"a" * 300_000)]

    with pytest.raises(StoppedError):
        write_zip(Stream(), members, UTC, stopped=lambda: True)


def test_a_link_in_place_of_a_file_is_not_followed(tmp_path):
    (tmp_path / "link").symlink_to("/etc/hostname")

    with pytest.raises(OSError):
        write_zip(Stream(), [Member("a", tmp_path / "link", MOMENT)], UTC)


@pytest.mark.parametrize("moment", [-(10**18), 0, 10**17])
def test_moments_that_the_format_cannot_tell_are_no_error(tmp_path, moment):
    stream = Stream()
    path = member(tmp_path, "a", b"x").path

    write_zip(stream, [Member("a", path, max(moment, -(10**16)))], UTC, compression=8)

    assert stream.content


def test_names_of_a_kind_are_numbered_before_their_ending():
    names = ["Bill.pdf", "bill.PDF", "Bill.pdf", "Bill_01.pdf", "a/Bill.pdf", "Letter"]

    found = unique(names)

    assert found == [
        "Bill.pdf",
        "bill_01.PDF",
        "Bill_02.pdf",
        "Bill_01_01.pdf",
        "a/Bill.pdf",
        "Letter",
    ]
    assert len({name.casefold() for name in found}) == len(names)
