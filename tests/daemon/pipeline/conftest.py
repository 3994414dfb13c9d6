"""A pipeline over a real database and real workers; doors are played by the tests."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from intray.clock import now_us
from intray.config import Config, Scripts, load
from intray.events import Events
from intray.ingest.types import Received, Registered
from intray.jobs import journal
from intray.jobs.journal import Job
from intray.pipeline.process import Pipeline
from intray.pipeline.register import Registrar
from intray.reading.pool import ReadingPool
from intray.store.data_folder import open_data_folder
from intray.store.database import Database, open_database

NOON_1_MARCH_2024 = 1_709_294_400_000_000


@dataclass
class Office:
    config: Config
    database: Database
    events: Events

    @property
    def register(self) -> Registrar:
        return Registrar(self.database, self.events, self.config)

    async def receive(self, content: str = "A paper.", **changes: Any) -> Registered:
        """Bytes that a door made durable, registered."""
        checksum = hashlib.sha256(content.encode()).hexdigest()
        blob = self.config.paths.blob(checksum)
        blob.parent.mkdir(parents=True, exist_ok=True)
        blob.write_text(content)
        received = Received(
            checksum=checksum,
            size=len(content),
            mime_type="text/plain",
            file_name="scan.txt",
            source="folder_consume",
            modified_at=NOON_1_MARCH_2024,
        )
        return await self.register(replace(received, **changes))

    async def read(self, registered: Registered, command: list[str] | None = None) -> None:
        """One attempt at the job; `command` stands in for the worker."""
        config = self.config
        pool = ReadingPool(
            config.ocr, config.workers, config.dates, config.paths.scratch_dir, command
        )
        async with pool:
            await Pipeline(self.database, self.events, config, pool).process(
                await self.job(registered)
            )

    async def job(self, registered: Registered) -> Job:
        async with self.database.read() as db:
            return await journal.by_uuid(db, registered.job_uuid)

    async def document(self, document_id: int | None) -> dict[str, Any]:
        async with self.database.read() as db:
            rows = await db.execute_fetchall(
                "SELECT d.*, c.content FROM documents d"
                " JOIN document_contents c ON c.document_id = d.id WHERE d.id = ?",
                (document_id,),
            )
            tags = await db.execute_fetchall(
                "SELECT name FROM tags JOIN document_tags ON tag_id = id WHERE document_id = ?"
                " ORDER BY name",
                (document_id,),
            )
        (row,) = rows
        return {**dict(row), "tags": [tag["name"] for tag in tags]}

    async def execute(self, sql: str, *parameters: object) -> None:
        async with self.database.transaction() as tx:
            await tx.execute(sql, parameters)

    def with_scripts(self, *, pre: Path | None = None, post: Path | None = None) -> None:
        self.config = replace(self.config, scripts=Scripts(pre, post))


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    config = load({"paths.data_dir": str(tmp_path / "data"), "general.time_zone": "UTC"}, {})
    async with (
        open_data_folder(config.paths),
        open_database(config.paths.database) as database,
    ):
        assert now_us() > NOON_1_MARCH_2024
        yield Office(config, database, Events())
