from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from intray.config import Workers, load
from intray.editing.process import Editor
from intray.editing.types import Assembly, Output


@pytest.fixture
def workers() -> Workers:
    return replace(load({}, {}).workers, memory_mb=1000)


@pytest.fixture
def edit(tmp_path: Path, workers: Workers) -> Callable[..., Awaitable[list[Path]]]:
    """Edit files in a real process; gives the outputs."""
    numbers = iter(range(1000))

    async def run(
        files: list[bytes], *outputs: Output, identity: str = "job", **more: Any
    ) -> list[Path]:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        sources = [folder / f"source{place}" for place in range(len(files))]
        for path, content in zip(sources, files, strict=True):
            path.write_bytes(content)
        asked = {name: more.pop(name) for name in ("password", "room_bytes") if name in more}
        editor = Editor(workers, **more)
        assembly = Assembly(tuple(sources), outputs, identity, **asked)
        try:
            return await editor.edit(assembly, folder)
        finally:
            assert [path.read_bytes() for path in sources] == files

    return run
