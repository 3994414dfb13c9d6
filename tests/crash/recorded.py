"""The real doors, once through, with every file call written down."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model import ACKNOWLEDGED, COMMIT, Recording

from intray.config import Paths, load
from intray.events import Events
from intray.ingest.folder import Place, Rules, look_at
from intray.ingest.recovery import recover
from intray.ingest.state import IntakeState
from intray.ingest.take import Removed, Taker
from intray.ingest.types import Received, Registered
from intray.ingest.uploads import Uploads
from intray.pipeline.register import Registrar
from intray.reading.supported import SUPPORTED
from intray.store import durable, removal
from intray.store.data_folder import open_data_folder
from intray.store.database import Database, open_database
from intray.store.durable import Call
from intray.store.remover import Remover
from intray.store.space import Space

ROOMY = Space(reserve_bytes=0, reserve_share=0)


@dataclass
class Doors:
    """Both doors over one data folder; `register` is the real one and is written down too."""

    paths: Paths
    rules: Rules
    taker: Taker
    uploads: Uploads
    recover: Callable[[], Awaitable[object]]
    database: Database

    async def throw_away(self, content: bytes) -> None:
        """Into the trash, and out of it for good; the files are there still."""
        checksum = hashlib.sha256(content).hexdigest()
        async with self.database.transaction() as tx:
            await tx.execute("UPDATE documents SET deleted_at = 1 WHERE checksum = ?", (checksum,))
            rows = await tx.execute_fetchall("SELECT id FROM documents WHERE deleted_at = 1")
            await removal.remove(tx, [row[0] for row in rows])

    async def remove_files(self) -> None:
        """Every commit of it is written down."""
        self.database.after_commit(lambda: [tell(Call(COMMIT, "")) for tell in durable._observers])
        await Remover(self.paths, self.database).work_off()

    def drop(self, name: str, content: bytes) -> None:
        (self.paths.consume_dir / name).write_bytes(content)

    async def take(self, name: str) -> None:
        found = look_at(self.paths.consume_dir, self.rules, Place((), name))
        assert found is not None
        outcome = await self.taker.take(found, quiet_s=60, trusted_s=1, patient=False)
        assert outcome == Removed(), outcome

    async def upload(self, name: str, content: bytes, **about: Any) -> None:
        async def chunks() -> AsyncIterator[bytes]:
            for start in range(0, len(content), 1000):
                yield content[start : start + 1000]

        await self.uploads.receive(
            chunks(), file_name=name, source="api_upload", owner_id=None, overrides={}, **about
        )
        for observer in durable._observers:
            observer(Call(ACKNOWLEDGED, ""))


@asynccontextmanager
async def doors(root: Path) -> AsyncIterator[Doors]:
    config = await asyncio.to_thread(load, {"paths.data_dir": str(root)}, {})
    paths = config.paths
    async with open_data_folder(paths), open_database(paths.database) as database:
        events = Events()
        registrar = Registrar(database, events, config)

        async def register(received: Received) -> Registered:
            registered = await registrar(received)
            for observer in durable._observers:
                observer(Call(COMMIT, ""))
            return registered

        yield Doors(
            paths,
            Rules(config.consumer),
            Taker(paths, register, SUPPORTED, True, ROOMY),
            Uploads(paths, register, IntakeState(events), SUPPORTED, 10**7, ROOMY),
            lambda: recover(paths, database, register),
            database,
        )


Work = Callable[[Doors], Awaitable[None]]


async def record(root: Path, prepare: Work, work: Work) -> Recording:
    """File calls of `work`; what `prepare` did is on the disk already."""
    async with doors(root) as parts:
        parts.paths.consume_dir.joinpath(".intray").mkdir()
        await prepare(parts)
        recording = Recording(_existing(root))
        with durable.observed_by(recording):
            await work(parts)
    return recording


def _existing(root: Path) -> dict[str, int]:
    paths = [root, *root.parents, *root.rglob("*")]
    return {str(path): path.stat().st_ino for path in paths}
