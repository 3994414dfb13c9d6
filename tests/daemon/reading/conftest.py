from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from reading_builders import WORKER, dates, ocr, workers

from intray.reading.pool import ReadingPool, open_pool

MakePool = Callable[..., Any]


@pytest.fixture
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


@pytest.fixture
async def pool(make_pool: MakePool) -> ReadingPool:
    return await make_pool()
