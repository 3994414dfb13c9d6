"""What the page and the apps remember for a user: one JSON object each."""

import json
from collections.abc import Mapping
from typing import Any

import aiosqlite


async def read(db: aiosqlite.Connection, user_id: int) -> dict[str, Any]:
    rows = list(
        await db.execute_fetchall("SELECT settings FROM ui_settings WHERE user_id = ?", (user_id,))
    )
    found: dict[str, Any] = json.loads(rows[0][0]) if rows else {}
    return found


async def merge(tx: aiosqlite.Connection, user_id: int, values: Mapping[str, Any]) -> None:
    """Replace these top-level keys and keep the others: apps send only the keys they know."""
    settings = {**await read(tx, user_id), **values}
    await tx.execute(
        "INSERT INTO ui_settings (user_id, settings) VALUES (?, ?)"
        " ON CONFLICT (user_id) DO UPDATE SET settings = excluded.settings",
        (user_id, json.dumps(settings)),
    )
