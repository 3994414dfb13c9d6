"""Searching without an index, while it is being built: LIKE over the newest documents, bounded."""

import asyncio
import re
from collections.abc import Iterable

import aiosqlite

from intray.permissions import Sql
from intray.search import words
from intray.search.conditions import all_of, any_of
from intray.search.syntax import Text
from intray.store import notes, text_match

LIMIT_S = 1.0
_BITE = 250  # documents
_MAX_WORDS = 16  # of a phrase or pattern

_COLUMNS = {"title": "d.title", "content": "c.content", "notes": notes.JOINED}


async def find(
    db: aiosqlite.Connection, texts: Iterable[Text], limit_s: float = LIMIT_S
) -> dict[Text, frozenset[int]]:
    """Documents of each text, as far back as the time allows."""
    wanted = {text: _condition(text) for text in texts}
    found: dict[Text, set[int]] = {text: set() for text in wanted}
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit_s
    below = await _highest(db) + 1
    while below > 1 and loop.time() < deadline:
        for text, condition in wanted.items():
            rows = await db.execute_fetchall(
                "SELECT d.id FROM documents d LEFT JOIN document_contents c ON c.document_id = d.id"
                f" WHERE d.id < ? AND d.id >= ? AND {condition.condition}",
                (below, below - _BITE, *condition.parameters),
            )
            found[text].update(row[0] for row in rows)
        below -= _BITE
    return {text: frozenset(ids) for text, ids in found.items()}


def _condition(text: Text) -> Sql:
    columns = [_COLUMNS[field] for field in text.fields if field in _COLUMNS]
    return all_of(
        any_of(
            _match(column, text.kind, spelling)
            for column in columns
            for spelling in sorted({word, words.plain(word), words.spelled_out(word)})
        )
        for word in text.words[:_MAX_WORDS]
    )


def _match(column: str, kind: str, word: str) -> Sql:
    pieces = re.split(r"[*?]+", word)[:_MAX_WORDS] if kind == "wildcard" else [word]
    return all_of(text_match.text(column, "icontains", piece) for piece in pieces if piece)


async def _highest(db: aiosqlite.Connection) -> int:
    [[highest]] = await db.execute_fetchall("SELECT coalesce(max(id), 0) FROM documents")
    return int(highest)
