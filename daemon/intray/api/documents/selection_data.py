"""How many of some documents carry each object that the asker may see, as the contract shows it."""

from typing import Any

import aiosqlite

from intray.documents import selection
from intray.permissions import Actor, Sql

TABLES = ("correspondents", "tags", "document_types", "storage_paths", "custom_fields")


async def selection_data(db: aiosqlite.Connection, actor: Actor, where: Sql) -> dict[str, Any]:
    """`where` is about `documents d`."""
    carried = await selection.carried(db, actor, where)
    return {
        f"selected_{table}": [
            {"id": each.id, "document_count": each.documents} for each in carried[table]
        ]
        for table in TABLES
    }
