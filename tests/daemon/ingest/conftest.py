from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from ingest_builders import House

from intray.config import Config, load
from intray.store.data_folder import open_data_folder
from intray.store.database import open_database


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return load({"paths.data_dir": str(tmp_path / "data"), "general.time_zone": "UTC"}, {})


@pytest.fixture
async def house(config: Config) -> AsyncIterator[House]:
    async with (
        open_data_folder(config.paths),
        open_database(config.paths.database) as database,
    ):
        yield House(config, database)
