"""A ZIP archive as a stream: pieces come out while members go in, and nothing is kept.

Members that are only put together are read twice, so that their sizes and sums stand before them:
programs that unpack while they receive could not tell where they end. Call it on a thread.
"""

import errno
import os
import zipfile
import zlib
from collections.abc import Generator
from datetime import tzinfo
from typing import BinaryIO

from intray.store import durable
from intray.store.zipping import Member, describe, open_member

PIECE_BYTES = 256 * 1024  # a piece has at least these, but for the last one


class ZipStream:
    """Call `add` for each member, then `finish`; use all that comes out of them, in order."""

    def __init__(self, compression: int, zone: tzinfo) -> None:
        self._zone = zone
        self._out = _Out(rewrites=compression == zipfile.ZIP_STORED)
        self._archive = zipfile.ZipFile(self._out, "w", compression)

    def add(self, member: Member) -> Generator[bytes, None, None]:
        """Raises OSError for a file that cannot be read or changes meanwhile."""
        with open_member(member.path) as source:
            info = self._described(member, source)
            with self._archive.open(info, "w") as packed:
                while chunk := source.read(durable.CHUNK_BYTES):
                    packed.write(chunk)
                    if self._out.size >= PIECE_BYTES:
                        yield self._out.take()
            if isinstance(info, _Known) and (info.file_size, info.CRC) != info.known:
                raise OSError(errno.EIO, "changed while it was read", str(member.path))
        if self._out.size >= PIECE_BYTES:
            yield self._out.take()

    def finish(self) -> bytes:
        """The end of the archive: without it programs know that it is not complete."""
        self._archive.close()
        return self._out.take()

    def _described(self, member: Member, source: BinaryIO) -> zipfile.ZipInfo:
        size = os.fstat(source.fileno()).st_size
        info = zipfile.ZipInfo(member.name)
        if self._archive.compression == zipfile.ZIP_STORED:
            info = _Known(member.name, size, _sum_of(source))
        info.compress_type = self._archive.compression
        describe(info, member, self._zone, size)
        return info


class _Known(zipfile.ZipInfo):
    """A member whose head says from the start what it is going to be."""

    def __init__(self, name: str, size: int, checksum: int) -> None:
        super().__init__(name)
        self.known = (size, checksum)
        self._written = False

    def FileHeader(self, zip64: bool | None = None) -> bytes:  # noqa: N802 - zipfile's name
        if not self._written:  # the second time it knows what really was written
            self.file_size, self.CRC = self.known
            self.compress_size = self.file_size
            self._written = True
        return super().FileHeader(zip64)


class _Out:
    """Takes what `zipfile` writes. `rewrites`: it may go back and write a head again, as it was."""

    def __init__(self, *, rewrites: bool) -> None:
        self._rewrites = rewrites
        self._pieces: list[bytes] = []
        self._position = self._end = 0
        self.size = 0  # bytes waiting to be taken

    def write(self, content: bytes) -> int:
        if self._position == self._end:
            self._pieces.append(bytes(content))
            self.size += len(content)
            self._end += len(content)
        self._position += len(content)
        return len(content)

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        self.size = 0
        return taken

    def tell(self) -> int:
        return self._position

    def seek(self, position: int, whence: int = os.SEEK_SET) -> int:
        if not self._rewrites or whence != os.SEEK_SET:
            raise OSError(errno.ESPIPE, "a stream goes only ahead")
        self._position = position
        return position

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass


def _sum_of(source: BinaryIO) -> int:
    checksum = 0
    while chunk := source.read(durable.CHUNK_BYTES):
        checksum = zlib.crc32(chunk, checksum)
    source.seek(0)
    return checksum
