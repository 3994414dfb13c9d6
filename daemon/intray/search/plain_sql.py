"""Searching without an index, while it is being built: LIKE over the newest documents, bounded."""

import asyncio
from collections.abc import Iterable

import aiosqlite

from intray.permissions import Sql
from intray.search import words
from intray.search.syntax import Text
from intray.store import text_match

LIMIT_S = 1.0
_BITE = 250  # documents

_COLUMNS = {"title": "d.title", "content": "c.content"}


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
    if not columns:
        return Sql("0")
    joined = Sql("1")
    for word in text.words:
        either = Sql("0")
        for column in columns:
            for spelling in sorted({word, words.plain(word), words.spelled_out(word)}):
                one = _match(column, text.kind, spelling)
                either = Sql(
                    f"({either.condition}) OR ({one.condition})",
                    either.parameters + one.parameters,
                )
        joined &= either
    return joined


def _match(column: str, kind: str, word: str) -> Sql:
    if kind != "wildcard":
        return text_match.text(column, "icontains", word)
    joined = Sql("1")
    for piece in word.replace("?", "*").split("*"):
        if piece:
            joined &= text_match.text(column, "icontains", piece)
    return joined


async def _highest(db: aiosqlite.Connection) -> int:
    [[highest]] = await db.execute_fetchall("SELECT coalesce(max(id), 0) FROM documents")
    return int(highest)
