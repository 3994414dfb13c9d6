"""A library of many documents, written straight into a new data folder; no files behind them."""

import asyncio
import hashlib
import random
from datetime import date, timedelta
from pathlib import Path

import aiosqlite

from intray.clock import now_us
from intray.store.database import open_database

DAY_US = 86_400_000_000


def seed_library(
    database: Path,
    *,
    documents: int,
    words: int = 500,
    tags: int = 200,
    correspondents: int = 200,
    custom_fields: int = 0,
) -> None:
    """Documents with text of a Zipf vocabulary, tags, correspondents and types.

    With custom fields, two in three documents have a value in three of them.
    """
    asyncio.run(_seed(database, documents, words, tags, correspondents, custom_fields))


def vocabulary(size: int = 20_000) -> list[str]:
    """Made-up words, the most frequent first."""
    rng = random.Random(4)
    syllables = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]
    return sorted(
        {"".join(rng.choices(syllables, k=rng.randint(2, 5))) for _ in range(size)}, key=len
    )


async def _seed(
    path: Path, documents: int, words: int, tags: int, correspondents: int, custom_fields: int
) -> None:
    rng = random.Random(5)
    known = vocabulary()
    weights = [1 / rank for rank in range(1, len(known) + 1)]
    now = now_us()
    rows, contents, tagged = [], [], []
    for number in range(1, documents + 1):
        title = " ".join(rng.choices(known[:2000], k=4))
        created = date(2010, 1, 1) + timedelta(days=rng.randrange(5800))
        rows.append(
            (
                number,
                hashlib.sha256(str(number).encode()).hexdigest(),
                f"scan{number:05d}.pdf",
                title,
                created.isoformat(),
                now - (documents - number) * DAY_US // 24,
                rng.randint(1, correspondents),
                rng.randint(1, 20),
                rng.randint(1, 9),
            )
        )
        contents.append((" ".join(rng.choices(known, weights, k=words)), number))
        tagged.extend((number, tag) for tag in rng.sample(range(1, tags + 1), 3))
    async with open_database(path) as database, database.transaction() as tx:
        await tx.executemany(
            "INSERT INTO tags (name) VALUES (?)", [(f"Tag {n:03d}",) for n in range(tags)]
        )
        await tx.executemany(
            "INSERT INTO correspondents (name) VALUES (?)",
            [(f"Correspondent {n:03d}",) for n in range(correspondents)],
        )
        await tx.executemany(
            "INSERT INTO document_types (name) VALUES (?)", [(f"Type {n}",) for n in range(20)]
        )
        await tx.executemany(
            "INSERT INTO documents (id, checksum, original_name, mime_type, size, title, created,"
            " added_at, modified_at, correspondent_id, document_type_id, page_count, reading)"
            " VALUES (?, ?, ?, 'application/pdf', 100000, ?, ?, ?6, ?6, ?7, ?8, ?9, 'done')",
            rows,
        )
        await tx.executemany(
            "INSERT INTO document_contents (content, document_id) VALUES (?, ?)", contents
        )
        await tx.executemany("INSERT INTO document_tags VALUES (?, ?)", tagged)
        if custom_fields:
            await _seed_custom_fields(tx, rng, documents, custom_fields)


async def _seed_custom_fields(
    tx: aiosqlite.Connection, rng: random.Random, documents: int, fields: int
) -> None:
    """Texts and whole numbers in turn."""
    await tx.executemany(
        "INSERT INTO custom_fields (id, name, data_type) VALUES (?, ?, ?)",
        [(n, f"Field {n}", "integer" if n % 2 else "string") for n in range(1, fields + 1)],
    )
    values = []
    for document_id in range(1, documents + 1):
        if document_id % 3 == 0:
            continue
        for field_id in rng.sample(range(1, fields + 1), min(3, fields)):
            number = rng.randrange(10_000)
            text = str(number) if field_id % 2 else f"Value {number}"
            values.append((document_id, field_id, text, number if field_id % 2 else None))
    await tx.executemany(
        "INSERT INTO custom_field_values (document_id, field_id, text_value, number_value)"
        " VALUES (?, ?, ?, ?)",
        values,
    )
