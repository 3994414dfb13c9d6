"""Changes to the index, one durable commit at a time; runs in a process of its own."""

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.index import TOC, FileIndex, clean_files
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from intray.clock import now_us
from intray.search import manifest, merging
from intray.search.layout import INDEX_NAME, SCHEMA_VERSION
from intray.search.manifest import Manifest
from intray.search.schema import PlacesCodec, fields_of, schema
from intray.search.storage import MappedStorage
from intray.store import durable

POOL_MB = 48  # postings held in memory until the commit

Merge = Callable[["_CommitWriter", list[Any]], list[Any]]


@dataclass(frozen=True)
class Entry:
    """A document as the index sees it."""

    number: int
    texts: dict[str, str]


class IndexWriter:
    """The one writer of the index in a folder, which it makes if there is none."""

    def __init__(self, folder: Path) -> None:
        durable.make_folders(folder, 0o700)
        self._storage = MappedStorage(folder)
        self._pending: _CommitWriter | None = None
        if manifest.newest_generation(folder) is None:
            self._index = FileIndex.create(self._storage, schema(), INDEX_NAME)
            self._manifest = _empty(folder)
        else:
            self._index = FileIndex(self._storage, schema(), INDEX_NAME)
            self._manifest = manifest.read(folder)
        self._where: dict[int, tuple[str, int]] = {}  # number → segment, place in it
        for segment in self._segments():
            self._locate(segment)

    def put(self, entries: Iterable[Entry], gone: Iterable[int] = ()) -> None:
        """Take these documents in and drop others, effective with the next commit."""
        writer = self._pending or self._begin()
        for number in gone:
            self._forget(writer, number)
        for entry in entries:
            self._forget(writer, entry.number)
            self._where[entry.number] = ("", writer.docnum)
            writer.add_document(**fields_of(entry.number, entry.texts))

    def commit(self, *, seq: int, upto: int | None) -> Manifest:
        """Make everything durable and visible."""
        return self._commit(self._pending or self._begin(), _drop_empty, seq, upto)

    def merge(self) -> bool:
        """Join some small segments; whether there was anything to do."""
        return self._rewrite(
            merging.choose([(s.doc_count_all(), s.doc_count()) for s in self._segments()])
        )

    def purge(self) -> bool:
        """Write a segment anew that holds deleted documents; whether there was one."""
        segments = self._segments()
        spoilt = [place for place, s in enumerate(segments) if s.doc_count() < s.doc_count_all()]
        return self._rewrite(spoilt[:1])

    def _rewrite(self, chosen: list[int]) -> bool:
        if not chosen:
            return False
        names = {self._segments()[place].segment_id() for place in chosen}

        def join(writer: "_CommitWriter", segments: list[Any]) -> list[Any]:
            for segment in segments:
                if segment.segment_id() in names:
                    reader = SegmentReader(self._storage, writer.schema, segment)
                    writer.add_reader(reader)
                    reader.close()
            return [segment for segment in segments if segment.segment_id() not in names]

        self._commit(self._begin(), join, self._manifest.seq, self._manifest.upto)
        return True

    @property
    def current(self) -> Manifest:
        return self._manifest

    def _begin(self) -> "_CommitWriter":
        self._pending = _CommitWriter(self._index, limitmb=POOL_MB, codec=PlacesCodec())
        return self._pending

    def _forget(self, writer: "_CommitWriter", number: int) -> None:
        segment_id, place = self._where.pop(number, (None, 0))
        if segment_id == "":
            raise ValueError(f"document {number} twice in one commit")
        if segment_id is not None:
            for segment in writer.segments:
                if segment.segment_id() == segment_id:
                    segment.delete_document(place)

    def _commit(
        self, writer: "_CommitWriter", merge: Merge, seq: int, upto: int | None
    ) -> Manifest:
        try:
            writer.before = self._manifest
            writer.reach = (seq, upto)
            writer.commit(mergetype=merge)
        except BaseException:
            self._where.clear()  # this writer is lost; the process that owns it ends
            raise
        finally:
            self._pending = None
        assert writer.after is not None
        self._manifest = writer.after
        self._locate(writer.newsegment)
        return self._manifest

    def _segments(self) -> list[Any]:
        segments: list[Any] = self._index._segments()
        return segments

    def _locate(self, segment: Any) -> None:
        if segment.doc_count_all() == 0 or not segment.compound:
            return
        for place, number in enumerate(numbers(self._storage, segment)):
            if not segment.is_deleted(place):
                self._where[number] = (segment.segment_id(), place)


class _CommitWriter(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer with a commit that survives a power cut at any moment."""

    before: Manifest
    after: Manifest | None = None
    reach: tuple[int, int | None]

    def _commit_toc(self, segments: Sequence[Any]) -> None:
        folder: Path = self.storage.path
        toc = TOC(self.schema, segments, self.generation)
        files = {}
        for segment in segments:
            name = f"{segment.segment_id()}.seg"
            known = self.before.files.get(name)
            if known is None:
                durable.sync_written_by_others(folder / name)
                known = manifest.sum_of(folder / name)
            files[name] = known
        self.after = Manifest(
            generation=self.generation,
            schema=SCHEMA_VERSION,
            seq=self.reach[0],
            upto=self.reach[1],
            documents=sum(segment.doc_count() for segment in segments),
            written_at=now_us(),
            files=files,
        )
        _write(folder / manifest.name(self.generation), manifest.to_bytes(self.after))
        toc.write(self.storage, self.indexname)
        clean_files(self.storage, self.indexname, self.generation, segments)
        for path in manifest.outdated(folder, self.generation):
            durable.unlink(path)


def _write(path: Path, content: bytes) -> None:
    staging = path.with_suffix(".new")
    if staging.exists():  # left by a crash
        durable.unlink(staging)
    durable.replace_file(path, content, mode=0o600, staging=staging)


def numbers(storage: MappedStorage, segment: Any) -> "array[int]":
    """The documents' numbers of a segment, in its order."""
    files = segment.open_compound_file(storage)
    column = files.open_file(segment.codec().column_filename(segment, "number"))
    found = array("I", column.read())
    found.byteswap()  # written in network order; all our machines are little-endian
    return found


def _drop_empty(writer: _CommitWriter, segments: list[Any]) -> list[Any]:
    return [segment for segment in segments if segment.doc_count() > 0]


def _empty(folder: Path) -> Manifest:
    return Manifest(0, SCHEMA_VERSION, 0, None, 0, now_us(), {})
