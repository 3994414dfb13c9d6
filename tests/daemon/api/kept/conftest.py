"""People who speak JSON."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from intray.permissions import CODENAMES

ALL = CODENAMES - {"view_system_monitoring", "view_global_statistics"}


@dataclass
class Person:
    """Somebody who asks."""

    user_id: int
    client: TestClient

    async def call(self, method: str, path: str, body: Any = None, version: int = 10) -> Any:
        """Status and JSON of the answer (None without a body)."""
        headers = {"Accept": f"application/json; version={version}"}
        async with self.client.request(
            method, path, json=body, headers=headers, allow_redirects=False
        ) as response:
            content = await response.json() if response.content_length else None
            return response.status, content

    async def get(self, path: str, version: int = 10) -> Any:
        status, content = await self.call("GET", path, version=version)
        assert status == 200, content
        return content

    async def make(self, path: str, /, **body: Any) -> Any:
        """The new object."""
        status, content = await self.call("POST", path, body)
        assert status == 201, content
        return content

    async def refused(self, path: str, method: str = "POST", /, **body: Any) -> Any:
        """What was wrong."""
        status, content = await self.call(method, path, body)
        assert status == 400, (status, content)
        return content


@pytest.fixture
def person(box: Any) -> Callable[..., Awaitable[Person]]:
    async def make(name: str, codenames: Any = ALL, **flags: Any) -> Person:
        user_id = await box.make_user(name, codenames, **flags)
        return Person(user_id, await box.client(name))

    return make


@pytest.fixture
async def admin(person: Any) -> Person:
    return await person("admin", (), is_superuser=True)


@pytest.fixture
async def ann(person: Any) -> Person:
    return await person("ann")


@pytest.fixture
async def bob(person: Any) -> Person:
    return await person("bob")
