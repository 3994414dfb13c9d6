from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from reading_builders import WORKER, dates, ocr, workers

from intray.reading.pool import ReadingPool, open_pool

MakePool = Callable[..., Any]


@pytest_asyncio.fixture(loop_scope="module")
async def make_pool(tmp_path: Path) -> AsyncIterator[MakePool]:
    """Opens pools with settings that differ from the usual ones by what is given."""
    async with AsyncExitStack() as stack:

        async def make(
            command: list[str] | None = None,
            workers_with: dict[str, Any] | None = None,
            dates_with: dict[str, Any] | None = None,
            **ocr_with: Any,
        ) -> ReadingPool:
            pool = open_pool(
                ocr(**ocr_with),
                workers(**(workers_with or {})),
                dates(**(dates_with or {})),
                tmp_path / "scratch",
                command or WORKER,
            )
            return await stack.enter_async_context(pool)

        yield make


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ReadingPool]:
    """With the usual settings and workers that stay warm over the tests of a module."""
    scratch = tmp_path_factory.mktemp("scratch")
    async with open_pool(ocr(), workers(), dates(), scratch) as pool:
        yield pool
