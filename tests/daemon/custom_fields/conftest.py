"""A real database with documents and custom fields of every type."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from intray.custom_fields import changes, definitions, values
from intray.custom_fields.definitions import DATA_TYPES
from intray.documents import filters, listing, ordering
from intray.permissions import Actor
from intray.store.database import Database, open_database

ADMIN = Actor(1, "admin", is_superuser=True)
ZONE = ZoneInfo("Europe/Berlin")
STATES = {"select_options": [{"id": "paid", "label": "Paid"}, {"id": "open", "label": "Open"}]}


@dataclass
class Archive:
    """`fields`: the id of a field of each type, which is its name too."""

    database: Database
    fields: dict[str, int] = field(default_factory=dict)
    _documents: int = 0

    async def document(self, owner_id: int | None = None, **given: Any) -> int:
        """With values by the type of their field."""
        self._documents += 1
        async with self.database.transaction() as tx:
            cursor = await tx.execute(
                "INSERT INTO documents (checksum, original_name, mime_type, size, title, created,"
                " added_at, modified_at, owner_id)"
                " VALUES (?, 'scan.pdf', 'application/pdf', 1, 'Scan', '2026-03-05', 0, 0, ?)",
                (f"{self._documents:064x}", owner_id),
            )
            document_id = cursor.lastrowid
            assert document_id is not None
            if given:
                await values.replace(tx, ADMIN, document_id, self.pairs(**given))
        return document_id

    def pairs(self, **given: Any) -> list[tuple[int, Any]]:
        return [(self.fields[name], value) for name, value in given.items()]

    async def replace(self, document_id: int, actor: Actor = ADMIN, **given: Any) -> None:
        async with self.database.transaction() as tx:
            await values.replace(tx, actor, document_id, self.pairs(**given))

    async def values(
        self, document_id: int, actor: Actor = ADMIN, *, positions: bool = False
    ) -> dict[str, Any]:
        """By name of the field, in the order in which they are shown."""
        async with self.database.read() as db:
            found = await values.of_documents(db, actor, [document_id], positions=positions)
        names = {field_id: name for name, field_id in self.fields.items()}
        return {names[each.field_id]: each.value for each in found.get(document_id, ())}

    async def rows(self, sql: str, *parameters: object) -> list[Any]:
        async with self.database.read() as db:
            rows = await db.execute_fetchall(sql, parameters)
        return [row[0] if len(row) == 1 else tuple(row) for row in rows]

    async def run(self, sql: str, *parameters: object) -> None:
        async with self.database.transaction() as tx:
            await tx.execute(sql, parameters)

    async def found(
        self, actor: Actor = ADMIN, order: str = "id", **parameters: str | Sequence[str]
    ) -> list[int]:
        """Ids of the documents that a list with these parameters shows."""
        given = {
            name: [text] if isinstance(text, str) else text for name, text in parameters.items()
        }
        async with self.database.read() as db:
            fields = await definitions.read(db)
            where = filters.joined(
                [listing.seen_by(actor), *filters.conditions(given, actor, ZONE, fields)]
            )
            ordered = ordering.parse(order, actor, searching=False, fields=fields)
            return await listing.page_of_ids(db, where, ordered, limit=-1, offset=0)


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with open_database(tmp_path / "intray.db") as database:
        made = Archive(database)
        async with database.transaction() as tx:
            for name in ("admin", "ann", "bob"):
                await tx.execute(
                    "INSERT INTO users (username, password_hash, joined_at) VALUES (?, '', 0)",
                    (name,),
                )
            for data_type in DATA_TYPES:
                extra = STATES if data_type == "select" else None
                made.fields[data_type] = await changes.create(tx, data_type, data_type, extra)
        yield made


@pytest.fixture
def admin() -> Actor:
    return ADMIN


@pytest.fixture
def ann() -> Actor:
    return Actor(2, "ann", codenames=frozenset(("view_document", "view_customfield")))


@pytest.fixture
def bob() -> Actor:
    """May not look at custom fields themselves."""
    return Actor(3, "bob", codenames=frozenset(("view_document",)))
