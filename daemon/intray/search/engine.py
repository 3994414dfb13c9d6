"""Search as the rest of the program sees it.

Whoosh's index finds and ranks numbers of documents; SQL answers for labels, dates and permissions.
Both index processes leave when idle; while there is no index, SQL searches as well as it can.
"""

import asyncio
import contextlib
import re
from array import array
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from intray.clock import now_us, to_datetime
from intray.errors import BusyError, NotFoundError
from intray.permissions import Actor, visible
from intray.search import attributes, highlights, leaves, plain_sql, resolution, source, words
from intray.search.indexer import Indexer
from intray.search.parser import parse
from intray.search.process import IndexProcess, ProcessLostError
from intray.search.syntax import And, Everything, Node, Not, Text
from intray.search.wire import Message, Numbers, node_to_wire, numbers_at
from intray.store.cache import Cache
from intray.store.database import Database

READER_LEAVES_S = 60.0
MAX_COMPLETIONS = 100
MAX_CORRECTED = 3  # words


@dataclass(frozen=True)
class Found:
    """The best first. Not filtered by permissions, and documents in the trash are among them."""

    ids: list[int]
    scores: list[float]
    corrected_query: str | None
    highlight: Callable[[str], str]  # a document's text → escaped HTML with <b>, or nothing
    highlight_notes: Callable[[str], str]  # the same for its notes


@dataclass(frozen=True)
class IndexStatus:
    """While `state` is not ready, answers come from SQL and may not reach far back."""

    state: Literal["ready", "rebuilding", "failed"]
    documents: int
    modified_at: int | None
    error: str | None


@asynccontextmanager
async def open_search(
    index_dir: Path, database: Database, zone: ZoneInfo
) -> AsyncIterator["Search"]:
    """Start keeping the index; it is built in the background when it is missing or unusable."""
    indexer = Indexer(index_dir, database)
    search = Search(indexer, database, zone)
    task = asyncio.create_task(indexer.run())
    try:
        yield search
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await indexer.close()
        await search.close()


class Search:
    def __init__(self, indexer: Indexer, database: Database, zone: ZoneInfo) -> None:
        self._indexer = indexer
        self._database = database
        self._zone = zone
        self._reader = IndexProcess(READER_LEAVES_S)
        self._visible: Cache[bytes] = Cache()
        self._names: Cache[resolution.Names] = Cache()
        database.after_commit(self._visible.clear)
        database.after_commit(self._names.clear)

    async def query(self, text: str, actor: Actor) -> Found:
        """The query language of paperless 2.x.

        Raises ValidationError for an impossible date, BusyError if it would take too long.
        """
        tree = parse(text)
        async with self._database.read() as db:
            names = await self._names.get("all", partial(resolution.all_names, db))
            resolved = await resolution.Resolver(db, actor, self._now(), names).resolve(tree)
        texts = list(resolution.wanted_texts(tree))
        ids, scores = await self._ranked(resolved)
        seen = ids and await self._sees_any(ids, actor)
        corrected = None if seen else await self._corrected(text, tree, actor)
        return _found(ids, scores, corrected, texts)

    async def text(self, text: str, *, title_only: bool) -> Found:
        """Words of which each may stand inside another one, all of them wanted."""
        fields = ("title",) if title_only else ("title", "content")
        tree = leaves.inside_of(text, fields) or Everything()
        ids, scores = await self._ranked(tree)
        return _found(ids, scores, None, list(resolution.wanted_texts(tree)))

    async def more_like(self, document_id: int) -> Found:
        """Documents that share telling words with this one, which is not among them."""
        async with self._database.read() as db:
            texts = await source.texts_of(db, document_id)
        if not texts:
            raise NotFoundError(f"There is no document {document_id}.")
        texts = {name: text[: highlights.MAX_TEXT] for name, text in texts.items()}
        answer = await self._ask({"do": "similar", "texts": texts})
        ids, scores = _ranking(answer) if answer else ([], [])
        pairs = [(i, s) for i, s in zip(ids, scores, strict=True) if i != document_id]
        return _found([i for i, _ in pairs], [s for _, s in pairs], None, ())

    async def autocomplete(self, term: str, limit: int, actor: Actor) -> list[str]:
        """Words that begin like the last one of `term`, of documents that the actor may see."""
        chunks = words.chunks(term)
        if not chunks:
            return []
        prefix = chunks[-1].whole or chunks[-1].parts[-1]
        request = {"do": "complete", "prefix": prefix, "limit": min(limit, MAX_COMPLETIONS)}
        answer = await self._ask(*await self._with_allowed(request, actor))
        return list(answer.values["words"]) if answer else []

    def status(self) -> IndexStatus:
        now = self._indexer.progress
        return IndexStatus(now.state, now.documents, now.modified_at, now.error)

    async def flush(self) -> None:
        """All committed changes are searchable when this returns."""
        await self._indexer.flush()

    async def optimize(self) -> int:
        """Write those parts of the index anew that still hold what documents said formerly, or
        that were removed; gives their number."""
        return await self._indexer.purge()

    async def warm(self) -> None:
        """Somebody is about to search: have the reading process started."""
        if self._indexer.folder is not None:
            with contextlib.suppress(OSError):
                await self._reader.warm()

    async def close(self) -> None:
        await self._reader.close()

    async def _ranked(self, tree: Node) -> tuple[list[int], list[float]]:
        texts = list(dict.fromkeys(resolution.texts(tree)))
        if texts:
            numbers = Numbers()
            wire = node_to_wire(tree, numbers)
            answer = await self._ask({"do": "search", "tree": wire}, numbers)
            if answer:
                return _ranking(answer)
        async with self._database.read() as db:
            everything = "SELECT json_group_array(id) FROM documents"
            all_ids = await attributes.many_ids(db, everything)
            found = await plain_sql.find(db, texts) if texts else {}
        ids = resolution.evaluate(tree, frozenset(all_ids), found)
        return sorted(ids, reverse=True), [0.0] * len(ids)

    async def _ask(self, request: dict[str, Any], numbers: Numbers | None = None) -> Message | None:
        """None if there is no index that could answer. Raises BusyError."""
        folder = self._indexer.folder
        if folder is None:
            return None
        raw = numbers.joined() if numbers else b""
        try:
            answer = await self._reader.ask(Message({**request, "folder": str(folder)}, raw))
        except ProcessLostError:
            return None
        error = answer.values.get("error")
        if error == "too expensive":
            raise BusyError
        if error == "damaged" and self._indexer.folder == folder:
            self._indexer.distrust(str(answer.values.get("message")))
        return None if error else answer

    async def _corrected(self, text: str, tree: Node, actor: Actor) -> str | None:
        """The query with words that occur nowhere replaced by ones that do."""
        unknown = [leaf.words[0] for leaf in _plain_words(tree)][:MAX_CORRECTED]
        if not unknown:
            return None
        request = {"do": "correct", "words": unknown}
        answer = await self._ask(*await self._with_allowed(request, actor))
        corrected = text
        for word, better in zip(unknown, answer.values["words"] if answer else [], strict=False):
            if better:
                corrected = re.sub(rf"(?i)\b{re.escape(word)}\b", str(better), corrected)
        return corrected if corrected != text else None

    async def _with_allowed(
        self, request: dict[str, Any], actor: Actor
    ) -> tuple[dict[str, Any], Numbers]:
        """The request with the documents that the actor may see, or may not if they are fewer."""
        numbers = Numbers()
        place = numbers.add(array("I", await self._allowed(actor)))
        return {**request, "only": not actor.is_superuser, "numbers": place}, numbers

    async def _sees_any(self, ids: list[int], actor: Actor) -> bool:
        """What is found in papers of others must not show by a correction that is missing."""
        if actor.is_superuser:
            return True
        return not set(ids).isdisjoint(array("I", await self._allowed(actor)))

    async def _allowed(self, actor: Actor) -> bytes:
        key = f"{actor.is_superuser} {actor.user_id} {sorted(actor.group_ids)}"
        return await self._visible.get(key, lambda: self._read_allowed(actor))

    async def _read_allowed(self, actor: Actor) -> bytes:
        allowed = visible(actor, "document", "d")
        condition = f"d.deleted_at IS NULL AND {allowed.condition}"
        if actor.is_superuser:
            condition = "d.deleted_at IS NOT NULL"
        async with self._database.read() as db:
            ids = await attributes.many_ids(
                db,
                f"SELECT json_group_array(d.id) FROM documents d WHERE {condition}",
                allowed.parameters,
            )
        return array("I", ids).tobytes()

    def _now(self) -> datetime:
        return to_datetime(now_us(), self._zone)


def _found(
    ids: list[int], scores: list[float], corrected: str | None, texts: Sequence[Text]
) -> Found:
    """`texts`: the words that a hit shows."""
    return Found(
        ids,
        scores,
        corrected,
        highlights.highlighter(texts),
        highlights.highlighter(texts, "notes"),
    )


def _ranking(answer: Message) -> tuple[list[int], list[float]]:
    count = answer.values["count"]
    ids = numbers_at(answer, [0, 4 * count]).tolist()
    return ids, array("d", answer.raw[4 * count :]).tolist()


def _plain_words(tree: Node) -> list[Text]:
    """The words of a query that consists of nothing but words, all of them wanted."""
    items = tree.items if isinstance(tree, And) else (tree,)
    found = [leaf for item in items if not isinstance(item, Not) for leaf in resolution.texts(item)]
    return [leaf for leaf in found if leaf.kind == "word"]
