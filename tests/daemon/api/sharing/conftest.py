"""People who share papers, and one who only opens links."""

import hashlib
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from intray.documents import records
from intray.jobs import journal
from intray.pipeline.share_bundles import Packer
from intray.store.space import Space

ALL = tuple(
    f"{verb}_{model}"
    for verb in ("view", "add", "change", "delete")
    for model in ("document", "sharelink", "sharelinkbundle", "note")
)


@dataclass
class Person:
    box: Any
    user_id: int
    client: TestClient

    async def call(
        self, method: str, path: str, *, version: int | None = None, **more: Any
    ) -> tuple[int, Any]:
        """Status and JSON of the answer (None without a body)."""
        accept = "application/json" + (f"; version={version}" if version else "")
        headers = {"Accept": accept, **more.pop("headers", {})}
        async with self.client.request(method, path, headers=headers, **more) as response:
            is_json = response.content_type == "application/json"
            return response.status, await response.json() if is_json else None

    async def get(self, path: str, **more: Any) -> Any:
        """JSON of an answer that must be 200."""
        status, content = await self.call("GET", path, **more)
        assert status == 200, content
        return content

    async def share(self, document_id: int, **values: Any) -> dict[str, Any]:
        body = {"document": document_id, **values}
        status, content = await self.call("POST", "/api/share_links/", json=body)
        assert status == 201, content
        return content


@dataclass
class Papers:
    """Documents with files, made the short way."""

    box: Any

    async def add(self, original: bytes = b"%PDF-1.7 original", **values: Any) -> int:
        values.setdefault("checksum", hashlib.sha256(original).hexdigest())
        document_id = await self.box.add_document(**values)
        self.box.services.config.paths.blob(values["checksum"]).write_bytes(original)
        return document_id

    async def derive(self, document_id: int, archive: bytes) -> None:
        async with self.box.services.database.transaction() as tx:
            checksum = (await records.stored(tx, document_id)).checksum
            folder = self.box.services.config.paths.derived_folder(checksum, "1")
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "archive.pdf").write_bytes(archive)
            await records.apply_derived(
                tx,
                document_id,
                derived="1",
                archive_checksum=hashlib.sha256(archive).hexdigest(),
                archive_size=len(archive),
            )

    async def execute(self, sql: str, *values: object) -> None:
        async with self.box.services.database.transaction() as tx:
            await tx.execute(sql, values)


@pytest.fixture
def papers(box: Any) -> Papers:
    return Papers(box)


@pytest.fixture
def person(box: Any) -> Any:
    async def make(name: str, *codenames: str, **flags: Any) -> Person:
        user_id = await box.make_user(name, codenames, **flags)
        return Person(box, user_id, await box.client(name))

    return make


@pytest.fixture
async def admin(person: Any) -> Person:
    return await person("admin", is_superuser=True)


@pytest.fixture
async def ann(person: Any) -> Person:
    """An ordinary user with all rights on documents and links."""
    return await person("ann", *ALL)


@pytest.fixture
async def bob(person: Any) -> Person:
    return await person("bob", *ALL)


@pytest.fixture
async def visitor(box: Any) -> TestClient:
    """Somebody without an account."""
    return await box.client()


@dataclass
class Packing:
    """The jobs that pack bundles, run when a test says so."""

    packer: Packer

    async def work_off(self) -> int:
        """Run all jobs that wait, and those that come of them; gives how many."""
        count = 0
        while True:
            async with self.packer.database.read() as db:
                jobs = await journal.unfinished(db, 10)
            if not jobs:
                return count
            for job in jobs:
                await self.packer.build(job)
                count += 1
            assert count < 20

    @property
    def files(self) -> list[str]:
        folder = self.packer.config.paths.bundles
        return sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []


@pytest.fixture
def packing(box: Any) -> Packing:
    paths = box.services.config.paths
    paths.staging.mkdir(exist_ok=True)
    return Packing(Packer(box.services.database, box.services.config, Space(0, 0)))
