"""The index's files: mapped instead of read, and committed so that a power cut harms nothing.

Whoosh as it comes reads whole files into memory and renames its table of contents before the
segments are on the disk. Order here: new segment synced, manifest synced, table of contents
synced, renamed, folder synced; only then are old files deleted.
"""

import mmap
import os
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from intray.store import durable


class View:
    """A mapped file, or a part of it, as a file object."""

    def __init__(self, data: memoryview) -> None:
        self.data = data
        self._at = 0

    def read(self, size: int | None = None) -> bytes:
        end = len(self.data) if size is None or size < 0 else self._at + size
        piece = bytes(self.data[self._at : end])
        self._at += len(piece)
        return piece

    def readline(self) -> bytes:
        rest = bytes(self.data[self._at :])
        line = rest[: rest.find(b"\n") + 1] or rest
        self._at += len(line)
        return line

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: len(self.data)}[whence]
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def close(self) -> None:
        self.data = memoryview(b"")


class MappedFile(StructFile):  # type: ignore[misc]
    """Whoosh's file interface over a view; parts share the mapping and copy nothing."""

    def __init__(self, data: memoryview, name: str | None = None) -> None:
        super().__init__(View(data), name=name)
        self.data = data

    def subset(self, offset: int, length: int, name: str | None = None) -> "MappedFile":
        return MappedFile(self.data[offset : offset + length], name)

    def get(self, position: int, length: int) -> bytes:
        return bytes(self.data[position : position + length])


class MappedStorage(FileStorage):  # type: ignore[misc]
    """A folder of mapped files."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.path = folder

    def open_file(self, name: str, **kwargs: Any) -> MappedFile:
        with (self.path / name).open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size == 0:  # cannot be mapped
                return MappedFile(memoryview(b""), name)
            mapping = mmap.mmap(stream.fileno(), size, access=mmap.ACCESS_READ)
        return MappedFile(memoryview(mapping), name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Publish a table of contents."""
        durable.sync_written_by_others(self.path / oldname)
        durable.rename(self.path / oldname, self.path / newname)
        durable.sync_folder(self.path)
