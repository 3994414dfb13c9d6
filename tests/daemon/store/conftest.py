from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from intray.config import Paths
from intray.store.database import Database, open_database


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    root = tmp_path / "data"
    found = Paths(root, root, root / "consume", tmp_path / "scratch")
    for folder in (found.staging, found.blobs, found.meta, found.derived, found.consume_dir):
        folder.mkdir(parents=True)
    return found


@pytest.fixture
async def library_database(paths: Paths) -> AsyncIterator[Database]:
    async with open_database(paths.database) as database:
        yield database
