"""Rows made by plain SQL, for tests of search."""

import hashlib
from zoneinfo import ZoneInfo

from intray.clock import now_us
from intray.permissions import Actor
from intray.store.database import Database

ZONE = ZoneInfo("Europe/Berlin")
ADMIN = Actor(1, "admin", is_superuser=True)
BOB = Actor(2, "bob")
EVE = Actor(3, "eve")


async def insert_document(database: Database, content: str, title: str, **columns: object) -> int:
    now = now_us()
    row = {
        "checksum": hashlib.sha256(f"{title}{content}{now}".encode()).hexdigest(),
        "original_name": "scan.pdf",
        "mime_type": "application/pdf",
        "size": 1,
        "title": title,
        "created": "2026-03-05",
        "added_at": now,
        "modified_at": now,
    } | columns
    marks = ", ".join("?" * len(row))
    async with database.transaction() as tx:
        cursor = await tx.execute(
            f"INSERT INTO documents ({', '.join(row)}) VALUES ({marks})", tuple(row.values())
        )
        number = cursor.lastrowid
        assert number is not None
        await tx.execute(
            "INSERT INTO document_contents (document_id, content) VALUES (?, ?)", (number, content)
        )
    return number
