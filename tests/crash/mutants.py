"""The daemon with one step taken out: run as a program in place of `-m intray`.

    python mutants.py NAME serve …

A harness that does not see these lose papers proves nothing about the real program.
"""

import asyncio
import contextlib
import sys
import time
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

from intray.ingest import claim, recovery
from intray.ingest.types import Registered
from intray.ingest.uploads import Uploads
from intray.store import blobs, durable, removal

SLOW_CARD_S = 0.3  # what the step that comes too late takes on a cheap memory card


def release_before_publish() -> None:
    """The scanner's file goes as soon as it is copied."""
    real_copy = claim.copy

    def copy(*arguments: Any) -> claim.Copy:
        copied = real_copy(*arguments)
        paths, found = arguments[:2]
        claim.release(paths.consume_dir, found)
        time.sleep(SLOW_CARD_S)
        return copied

    claim.copy = copy  # type: ignore[assignment]


def release_before_commit() -> None:
    """The scanner's file goes before the document is committed; and nothing adopts its blob."""
    real_publish = blobs.publish

    def publish(paths: Any, staged: blobs.Staged, meta: dict[str, Any]) -> None:
        real_publish(paths, staged, meta)
        if meta["source"] == "folder_consume":
            with contextlib.suppress(OSError):
                durable.unlink(paths.consume_dir / meta["file_name"])
            time.sleep(SLOW_CARD_S)

    async def no_orphans(*_: Any, **__: Any) -> list[str]:
        return []

    blobs.publish = publish
    recovery._orphans = no_orphans


def acknowledge_before_commit() -> None:
    """An upload is answered when it is in staging/, and published and committed afterwards."""
    real_store = Uploads._store

    async def store(self: Uploads, file: blobs.StagedFile, *arguments: Any) -> Registered:
        staged = await self._call(file.finish)

        async def later() -> None:
            await asyncio.sleep(SLOW_CARD_S)
            await real_store(self, SimpleNamespace(finish=lambda: staged), *arguments)  # type: ignore[arg-type]

        kept.append(asyncio.ensure_future(later()))
        return Registered("00000000-0000-4000-8000-000000000000", None, None)

    kept: list[Awaitable[None]] = []
    Uploads._store = store  # type: ignore[method-assign]


def forget_what_is_removed() -> None:
    """Emptying the trash deletes the rows, and nobody notes whose files have to go."""

    async def no_note(*_: Any) -> None:
        pass

    removal.note = no_note


MUTANTS: dict[str, Callable[[], None]] = {
    "release-before-publish": release_before_publish,
    "release-before-commit": release_before_commit,
    "acknowledge-before-commit": acknowledge_before_commit,
    "forget-what-is-removed": forget_what_is_removed,
}


def main() -> None:
    name = sys.argv.pop(1)
    MUTANTS[name]()
    from intray.__main__ import main as intray

    sys.exit(intray())


if __name__ == "__main__":
    main()
