"""The API over a real database; search, uploads and the folder stand in at their border."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from api_roles import RIGHTS
from blockbuster import blockbuster_ctx

from intray.accounts import users
from intray.accounts.passwords import UNUSABLE
from intray.accounts.service import Accounts, open_accounts
from intray.api.server import build_app
from intray.api.services import Services
from intray.config import Admin, Config, load
from intray.documents import records
from intray.documents.records import NewDocument
from intray.events import Events
from intray.ingest.types import Registered, WaitingFile
from intray.jobs import journal
from intray.reading.types import ReadingError
from intray.store.database import Database, open_database


@dataclass
class Found:
    ids: list[int] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    corrected_query: str | None = None
    highlight: Callable[[str], str] = lambda content: content
    highlight_notes: Callable[[str], str] = lambda notes: notes


@dataclass
class IndexStatus:
    state: str = "ready"
    documents: int = 0
    modified_at: int | None = None
    error: str | None = None


@dataclass
class Index:
    """Finds nothing."""

    state: IndexStatus = field(default_factory=IndexStatus)

    async def query(self, text: str, actor: Any) -> Found:
        return Found()

    async def text(self, text: str, *, title_only: bool) -> Found:
        return Found()

    async def more_like(self, document_id: int) -> Found:
        return Found()

    async def autocomplete(self, term: str, limit: int, actor: Any) -> list[str]:
        return []

    async def warm(self) -> None:
        pass

    def status(self) -> IndexStatus:
        return self.state


@dataclass
class Uploads:
    """Takes papers whose bytes come to an end."""

    taken: list[bytes] = field(default_factory=list)
    broken: int = 0

    async def receive(self, chunks: AsyncIterator[bytes], **values: Any) -> Registered:
        try:
            content = b"".join([chunk async for chunk in chunks])
        except BaseException:
            self.broken += 1
            raise
        self.taken.append(content)
        return Registered("8b606f78-ed71-4dfb-9c76-f40df1672ec1", 1, None)


@dataclass
class Watcher:
    files: list[WaitingFile] = field(default_factory=list)
    retried: list[str] = field(default_factory=list)

    def waiting(self) -> list[WaitingFile]:
        return self.files

    def retry(self, name: str) -> None:
        self.retried.append(name)


@dataclass
class Pool:
    """Has no workers."""

    async def read(self, source: Any, work_dir: Path) -> AsyncIterator[Any]:
        raise ReadingError("unsupported", "There is nobody to read it.")
        yield


@dataclass
class Intake:
    paused: str | None = None


@pytest.fixture
def nothing_blocks_the_loop() -> Iterator[None]:
    with blockbuster_ctx("intray") as guard:
        guard.functions["os.stat"].deactivate()  # a single one is fine
        yield


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "media").mkdir()
    environ = {
        "PAPERLESS_DATA_DIR": str(tmp_path / "data"),
        "PAPERLESS_MEDIA_ROOT": str(tmp_path / "media"),
        "PAPERLESS_CONSUMPTION_DIR": str(tmp_path / "consume"),
        "PAPERLESS_TIME_ZONE": "Europe/Berlin",
    }
    return load({}, environ)


@pytest.fixture
async def database(config: Config) -> AsyncIterator[Database]:
    async with open_database(config.paths.database) as database:
        yield database


@pytest.fixture
def codes() -> list[str]:
    """Setup codes that the daemon announced."""
    return []


@pytest.fixture
async def accounts(database: Database, config: Config, codes: list[str]) -> AsyncIterator[Accounts]:
    nobody = Admin("admin", None, "")
    async with open_accounts(
        database, config.paths.key_file, nobody, codes.append, config.paths.setup_code_file
    ) as accounts:
        yield accounts


@pytest.fixture
def services(config: Config, database: Database, accounts: Accounts) -> Services:
    return Services(
        config=config,
        database=database,
        events=Events(),
        accounts=accounts,
        search=Index(),
        uploads=Uploads(),
        watcher=Watcher(),
        pool=Pool(),
        pipeline=None,
        intake_state=Intake(),
    )


@dataclass
class Box:
    """A running API. `make_user` and `as_user` give people and their clients."""

    server: TestServer
    services: Services
    connect: Callable[..., Awaitable[TestClient]]
    user_ids: dict[str, int] = field(default_factory=dict)
    _clients: dict[str, TestClient] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    async def make_user(
        self, username: str, codenames: Any = (), *, password: str | None = None, **flags: Any
    ) -> int:
        password_hash = UNUSABLE
        if password is not None:
            password_hash = await self.services.accounts.passwords.hash(password)
        async with self.services.database.transaction() as tx:
            user_id = await users.create(
                tx, username=username, password_hash=password_hash, **flags
            )
            await users.set_codenames(tx, user_id, codenames)
        self.user_ids[username] = user_id
        return user_id

    async def client(self, username: str | None = None, **headers: str) -> TestClient:
        """A client with the user's token; without a name one that is nobody."""
        if username is not None:
            token = await self.services.accounts.token_of(self.user_ids[username])
            headers["Authorization"] = f"Token {token}"
        return await self.connect(self.server, headers=headers)

    async def as_role(self, role: str) -> TestClient:
        """One of ROLES."""
        if role not in self._clients:
            if role == "anonymous":
                self._clients[role] = await self.client()
            else:
                await self.make_user(role, RIGHTS[role], is_superuser=role == "superuser")
                self._clients[role] = await self.client(role)
        return self._clients[role]

    async def add_document(self, content: str = "", **values: Any) -> int:
        number = next(self._numbers)
        new = NewDocument(
            checksum=f"{number:064x}",
            original_name=f"scan{number:04}.pdf",
            mime_type="application/pdf",
            size=1000,
            title=f"Scan {number}",
            created="2026-03-05",
            added_at=1_772_700_000_000_000 + number,
            owner_id=None,
            correspondent_id=None,
            document_type_id=None,
            storage_path_id=None,
            archive_serial_number=None,
            tag_ids=(),
            notice=None,
        )
        new = replace(new, **values)
        blob = self.services.config.paths.blob(new.checksum)
        blob.parent.mkdir(parents=True, exist_ok=True)
        blob.write_bytes(b"%PDF-1.7\n")
        async with self.services.database.transaction() as tx:
            document_id = await records.create(tx, new)
            await records.apply_text(
                tx,
                document_id,
                content=content,
                page_count=1,
                language="en",
                dates=(),
                created=None,
            )
        return document_id

    async def add_job(self, **values: Any) -> int:
        values = {
            "kind": "consume_file",
            "source": "api_upload",
            "file_name": "scan.pdf",
            "mime_type": "application/pdf",
            **values,
        }
        async with self.services.database.transaction() as tx:
            return await journal.add(tx, **values)

    async def grant(self, kind: str, object_id: int, action: str, user_id: int) -> None:
        async with self.services.database.transaction() as tx:
            await tx.execute(
                "INSERT INTO grants (kind, object_id, action, subject, subject_id)"
                " VALUES (?, ?, ?, 'user', ?)",
                (kind, object_id, action, user_id),
            )


@pytest.fixture
async def box(
    services: Services, nothing_blocks_the_loop: None, aiohttp_server: Any, aiohttp_client: Any
) -> AsyncIterator[Box]:
    server = await aiohttp_server(build_app(services))
    yield Box(server, services, aiohttp_client)
