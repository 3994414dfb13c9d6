"""Settings changed on the page, as they are stored."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiosqlite


@dataclass(frozen=True)
class Logo:
    name: str  # in its address
    mime_type: str
    content: bytes


async def read(db: aiosqlite.Connection) -> dict[str, Any]:
    """key → value of all that were changed."""
    rows = await db.execute_fetchall("SELECT key, value FROM changed_settings")
    return {row[0]: json.loads(row[1]) for row in rows}


async def write(tx: aiosqlite.Connection, values: Mapping[str, Any]) -> None:
    """None: the file decides again."""
    await tx.executemany("DELETE FROM changed_settings WHERE key = ?", [(key,) for key in values])
    await tx.executemany(
        "INSERT INTO changed_settings (key, value) VALUES (?, ?)",
        [(key, json.dumps(value)) for key, value in values.items() if value is not None],
    )


async def clear(tx: aiosqlite.Connection) -> None:
    await tx.execute("DELETE FROM changed_settings")
    await set_logo(tx, None)


async def set_logo(tx: aiosqlite.Connection, logo: Logo | None) -> None:
    """In place of the one before."""
    await tx.execute("DELETE FROM logos")
    if logo is not None:
        await tx.execute(
            "INSERT INTO logos (name, mime_type, content) VALUES (?, ?, ?)",
            (logo.name, logo.mime_type, logo.content),
        )


async def logo(db: aiosqlite.Connection, name: str) -> Logo | None:
    rows = await db.execute_fetchall(
        "SELECT name, mime_type, content FROM logos WHERE name = ?", (name,)
    )
    return next((Logo(*row) for row in rows), None)
