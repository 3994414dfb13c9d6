"""People who work with custom fields: ann and bob with all rights, admin, eve with none."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from intray.api.services import Services
from intray.ingest.types import Registered

MODELS = ("document", "customfield", "savedview", "storagepath")
ALL = tuple(f"{verb}_{model}" for verb in ("view", "add", "change", "delete") for model in MODELS)
PATH = "/api/custom_fields/"


@dataclass
class KeptUploads:
    """Takes papers and keeps what their senders gave with them."""

    overrides: list[dict[str, Any]] = field(default_factory=list)

    async def receive(self, chunks: AsyncIterator[bytes], **values: Any) -> Registered:
        async for _ in chunks:
            pass
        self.overrides.append(dict(values["overrides"]))
        return Registered("8b606f78-ed71-4dfb-9c76-f40df1672ec1", 1, None)


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

    async def make(self, name: str, data_type: str = "string", **more: Any) -> int:
        """The id of a new custom field."""
        body = {"name": name, "data_type": data_type, **more}
        status, content = await self.call("POST", PATH, json=body)
        assert status == 201, content
        return int(content["id"])

    async def give(
        self, document_id: int, *pairs: tuple[int, Any], version: int | None = None
    ) -> tuple[int, Any]:
        """Replace the values of a document: status, and its values or what is wrong."""
        body = {"custom_fields": [{"field": field_id, "value": value} for field_id, value in pairs]}
        path = f"/api/documents/{document_id}/"
        status, content = await self.call("PATCH", path, json=body, version=version)
        return status, content.get("custom_fields", content)

    async def values(self, document_id: int, *, version: int | None = None) -> Any:
        found = await self.get(f"/api/documents/{document_id}/", version=version)
        return [(each["field"], each["value"]) for each in found["custom_fields"]]


@pytest.fixture
def uploads() -> KeptUploads:
    return KeptUploads()


@pytest.fixture
def services(services: Services, uploads: KeptUploads) -> Services:
    object.__setattr__(services, "uploads", uploads)
    return services


async def _person(box: Any, name: str, *codenames: str, **flags: Any) -> Person:
    user_id = await box.make_user(name, codenames, **flags)
    return Person(box, user_id, await box.client(name))


@pytest.fixture
async def admin(box: Any) -> Person:
    return await _person(box, "admin", is_superuser=True)


@pytest.fixture
async def ann(box: Any) -> Person:
    return await _person(box, "ann", *ALL)


@pytest.fixture
async def bob(box: Any) -> Person:
    return await _person(box, "bob", *ALL)


@pytest.fixture
async def eve(box: Any) -> Person:
    """May do everything with documents and nothing with custom fields."""
    return await _person(box, "eve", *(name for name in ALL if not name.endswith("customfield")))
