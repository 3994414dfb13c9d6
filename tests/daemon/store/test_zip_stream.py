"""Archives as streams: made while they are sent, and readable while they are received."""

import struct
import tracemalloc
import zipfile
from zoneinfo import ZoneInfo

import pytest

from intray.store.zip_stream import PIECE_BYTES, ZipStream
from intray.store.zipping import Member

UTC = ZoneInfo("UTC")
MOMENT = 1_772_700_000_000_000
DESCRIPTOR = 0x08  # the flag of members whose sizes come after them


def member(tmp_path, name, content):
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}"
    path.write_bytes(content)
    return Member(name, path, MOMENT)


def made(members, compression=zipfile.ZIP_STORED):
    stream = ZipStream(compression, UTC)
    for each in members:
        yield from stream.add(each)
    yield stream.finish()


def test_a_stored_member_tells_its_size_and_sum_ahead(tmp_path):
    content = b"a" * 700_000
    members = [member(tmp_path, "ü/a.pdf", content), member(tmp_path, "b.pdf", b"")]

    received = b"".join(made(members))

    flags, kind, _, _, checksum, packed, size = struct.unpack("<HHHHLLL", received[6:26])
    assert (kind, packed, size) == (zipfile.ZIP_STORED, 700_000, 700_000)
    assert not flags & DESCRIPTOR
    (tmp_path / "made.zip").write_bytes(received)
    with zipfile.ZipFile(tmp_path / "made.zip") as archive:
        assert archive.testzip() is None
        assert archive.read("ü/a.pdf") == content
        assert [(info.filename, info.file_size) for info in archive.infolist()] == [
            ("ü/a.pdf", 700_000),
            ("b.pdf", 0),
        ]
        assert checksum == archive.getinfo("ü/a.pdf").CRC
        assert archive.getinfo("b.pdf").date_time == (2026, 3, 5, 8, 40, 0)


@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_compressed_members_come_out_as_they_went_in(tmp_path, kind):
    content = b"water " * 200_000

    (tmp_path / "made.zip").write_bytes(b"".join(made([member(tmp_path, "a", content)], kind)))

    with zipfile.ZipFile(tmp_path / "made.zip") as archive:
        assert archive.read("a") == content


def test_small_members_travel_together_and_large_ones_in_pieces(tmp_path):
    small = [member(tmp_path, f"{number}", b"x" * 1000) for number in range(20)]
    large = member(tmp_path, "large", b"y" * 5_000_000)

    assert len(list(made(small))) == 1
    assert all(len(piece) >= PIECE_BYTES for piece in list(made([*small, large]))[:-1])


def test_memory_stays_flat(tmp_path):
    members = [member(tmp_path, f"{number}", b"x" * 4_000_000) for number in range(10)]

    tracemalloc.start()
    for _ in made(members):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 8_000_000


def test_a_file_that_changes_while_it_is_read_ends_the_archive(tmp_path):
    changing = member(tmp_path, "a", b"a" * 3_000_000)
    adding = ZipStream(zipfile.ZIP_STORED, UTC).add(changing)
    next(adding)

    with changing.path.open("r+b") as file:
        file.truncate(2_000_000)

    with pytest.raises(OSError, match="changed while it was read"):
        list(adding)


def test_a_stream_that_nobody_wants_any_more_closes_its_file(tmp_path):
    adding = ZipStream(zipfile.ZIP_STORED, UTC).add(member(tmp_path, "a", b"a" * 3_000_000))
    next(adding)

    adding.close()

    assert list(adding) == []


def test_nothing_behind_a_link_is_packed(tmp_path):
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "link").symlink_to(tmp_path / "secret")

    with pytest.raises(OSError, match="symbolic links"):
        list(made([Member("a", tmp_path / "link", MOMENT)]))
