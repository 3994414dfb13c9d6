"""The API over a real database and real files; index and uploads stand in at their border."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from intray.accounts import users
from intray.accounts.service import Accounts
from intray.api.server import build_app
from intray.api.services import Services
from intray.attributes.kinds import KINDS
from intray.config import Config
from intray.documents import records
from intray.documents.records import NewDocument
from intray.events import Event
from intray.ingest.types import Registered
from intray.store.database import Database


@dataclass
class Found:
    """What the index answers."""

    ids: list[int]
    scores: list[float]
    corrected_query: str | None = None
    highlight: Callable[[str], str] = lambda content: f"<b>{content[:5]}</b>"
    highlight_notes: Callable[[str], str] = lambda notes: ""


@dataclass
class Index:
    """Finds what the test told it to find, in every way of searching."""

    found: Found = field(default_factory=lambda: Found([], []))
    asked: list[Any] = field(default_factory=list)

    async def query(self, text: str, actor: Any) -> Found:
        self.asked.append(text)
        return self.found

    async def text(self, text: str, *, title_only: bool) -> Found:
        self.asked.append((text, title_only))
        return self.found

    async def more_like(self, document_id: int) -> Found:
        self.asked.append(document_id)
        return self.found

    async def autocomplete(self, term: str, limit: int, actor: Any) -> list[str]:
        return ["invoice", "inventory", "inv"][:limit]


@dataclass
class Uploads:
    """Takes papers, and forgets the file when its values are refused at its end."""

    taken: list[tuple[bytes, dict[str, Any]]] = field(default_factory=list)

    async def receive(self, chunks: AsyncIterator[bytes], **values: Any) -> Registered:
        content = b"".join([chunk async for chunk in chunks])
        self.taken.append((content, values))
        return Registered("8b606f78-ed71-4dfb-9c76-f40df1672ec1", 1, None)


@dataclass
class Box:
    """A running API with its parts at hand."""

    client: TestClient
    database: Database
    accounts: Accounts
    config: Config
    index: Index
    uploads: Uploads
    told: list[Event] = field(default_factory=list)
    _documents: int = 0

    async def user(self, name: str, *codenames: str, superuser: bool = False) -> "Session":
        async with self.database.transaction() as tx:
            user_id = await users.create(
                tx, username=name, password_hash="", is_superuser=superuser
            )
            await tx.executemany(
                "INSERT INTO user_permissions VALUES (?, ?)",
                [(user_id, codename) for codename in codenames],
            )
        return Session(self, user_id, await self.accounts.token_of(user_id))

    async def insert(self, table: str, **values: Any) -> int:
        columns, marks = ", ".join(values), ", ".join("?" * len(values))
        async with self.database.transaction() as tx:
            cursor = await tx.execute(
                f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(values.values())
            )
        return cursor.lastrowid or 0

    async def grant(self, kind: str, object_id: int, action: str, user_id: int) -> None:
        await self.insert(
            "grants",
            kind=kind,
            object_id=object_id,
            action=action,
            subject="user",
            subject_id=user_id,
        )

    async def document(
        self, content: str = "", *, original: bytes | None = None, **values: Any
    ) -> int:
        """A stored document; `original` are its bytes."""
        self._documents += 1
        number = self._documents
        checksum = f"{number:064x}"
        if original is not None:
            checksum = hashlib.sha256(original).hexdigest()
            blob = self.config.paths.blob(checksum)
            blob.parent.mkdir(parents=True, exist_ok=True)
            blob.write_bytes(original)
        defaults: dict[str, Any] = {
            "checksum": checksum,
            "original_name": f"scan{number:04}.pdf",
            "mime_type": "application/pdf",
            "size": len(original or b""),
            "title": f"Scan {number}",
            "created": "2026-03-05",
            "added_at": 1_772_700_000_000_000 + number,
            "owner_id": None,
            "correspondent_id": None,
            "document_type_id": None,
            "storage_path_id": None,
            "archive_serial_number": None,
            "tag_ids": (),
            "notice": None,
        }
        async with self.database.transaction() as tx:
            document_id = await records.create(tx, NewDocument(**(defaults | values)))
            if content:
                await records.apply_text(
                    tx,
                    document_id,
                    content=content,
                    page_count=2,
                    language="en",
                    dates=["2026-03-05", "2026-04-01", "2026-05-01", "2026-06-01"],
                    created=None,
                )
        return document_id

    async def derive(self, document_id: int, **files: bytes) -> None:
        """Give the document `archive` and `thumb`, as reading does."""
        async with self.database.transaction() as tx:
            checksum = (await records.stored(tx, document_id)).checksum
            folder = self.config.paths.derived_folder(checksum, "1")
            folder.mkdir(parents=True, exist_ok=True)
            archive = files.get("archive")
            for name, file_name in (("archive", "archive.pdf"), ("thumb", "thumb.webp")):
                if name in files:
                    (folder / file_name).write_bytes(files[name])
            await records.apply_derived(
                tx,
                document_id,
                derived="1",
                archive_checksum=hashlib.sha256(archive).hexdigest() if archive else None,
                archive_size=len(archive) if archive else None,
            )


@dataclass
class Session:
    """Somebody who asks."""

    box: Box
    user_id: int
    token: str

    async def call(
        self, method: str, path: str, *, version: int | None = None, **more: Any
    ) -> tuple[int, Any]:
        """Status and JSON of the answer (None without a body)."""
        accept = "application/json" + (f"; version={version}" if version else "")
        headers = {"Accept": accept, **self.headers, **more.pop("headers", {})}
        async with self.box.client.request(method, path, headers=headers, **more) as response:
            is_json = response.content_type == "application/json"
            return response.status, await response.json() if is_json else None

    async def get(self, path: str, **more: Any) -> Any:
        """JSON of an answer that must be 200."""
        status, content = await self.call("GET", path, **more)
        assert status == 200, content
        return content

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Token {self.token}"}


ALL_CODENAMES = tuple(
    f"{verb}_{model}"
    for verb in ("view", "add", "change", "delete")
    for model in ("document", "note", "customfield", "savedview", *(k.kind for k in KINDS))
)


@pytest.fixture
async def box(services: Services, aiohttp_client: Callable[..., Awaitable[TestClient]]) -> Box:
    index, uploads, told = Index(), Uploads(), []
    services.events.publish = told.append  # type: ignore[method-assign]
    client = await aiohttp_client(
        build_app(replace(services, search=index, uploads=uploads))  # type: ignore[arg-type]
    )
    return Box(
        client,
        services.database,
        services.accounts,
        services.config,
        index,
        uploads,
        told,
    )


@pytest.fixture
async def admin(box: Box) -> Session:
    return await box.user("admin", superuser=True)


@pytest.fixture
async def ann(box: Box) -> Session:
    """An ordinary user with all rights on documents and what belongs to them."""
    return await box.user("ann", *ALL_CODENAMES)


@pytest.fixture
async def bob(box: Box) -> Session:
    return await box.user("bob", *ALL_CODENAMES)
