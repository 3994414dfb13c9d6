"""The workers that read documents: as many as there are page slots, warm, killable."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Self

from intray.config import Dates, Ocr, Workers
from intray.config.overlay import Overlay
from intray.reading import launch, protocol
from intray.reading.launch import WorkerProcess
from intray.reading.slots import PageSlots, memory_budget_mb
from intray.reading.supported import SUPPORTED
from intray.reading.types import Finished, ReadingError, Source, Step
from intray.reading.watch import Watch

log = logging.getLogger(__name__)

MOST_MESSAGES = 20 * protocol.MAX_PAGES  # of a document; an honest worker needs a few a page
MOST_WISHES = 4  # open at once, for each slot; every thread of an honest worker has one

_REASONS = {
    "deadline": "Reading took too long and was broken off.",
    "memory": "Reading needed more memory than it may have.",
    "worker_died": "The program that reads documents broke down.",
}


class ReadingPool:
    """Reads documents in child processes; what happens to one never reaches another."""

    def __init__(
        self,
        ocr: Ocr,
        workers: Workers,
        dates: Dates,
        scratch_dir: Path,
        command: Sequence[str] | None = None,
        overlay: Overlay | None = None,
    ) -> None:
        self._ocr = ocr
        self._overlay = overlay or Overlay()
        self._dates = dates
        self._workers = workers
        self._scratch_dir = scratch_dir
        self._command = command or launch.worker_command()
        slots = max(1, workers.task_workers * workers.threads_per_worker)
        self._slots = PageSlots(slots, memory_budget_mb())
        self._documents = asyncio.Semaphore(slots)
        self._idle: list[WorkerProcess] = []  # the one that was busy last is taken first
        self._all: set[WorkerProcess] = set()
        self._endings: set[asyncio.Task[None]] = set()

    @property
    def capacity(self) -> int:
        """Documents that may be read at once."""
        return self._slots.total

    @property
    def worker_pids(self) -> list[int]:
        return [worker.process.pid for worker in self._all if worker.alive]

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self._scratch_dir.mkdir, parents=True, exist_ok=True)
        return self

    async def __aexit__(self, *_: object) -> None:
        for worker in list(self._all):
            self._dismiss(worker)
        if self._endings:
            await asyncio.wait(self._endings)

    async def read(self, source: Source, work_dir: Path) -> AsyncGenerator[Step, None]:
        """The steps of reading `source`, the last one Finished; files go to `work_dir`.

        Cancelling or closing the iteration kills the worker and all that it started. Raises
        ReadingError when the worker died or had to be ended; the pool goes on.
        """
        if source.mime_type not in SUPPORTED:
            message = f"{source.mime_type} cannot be read."
            raise ReadingError("unsupported", message, retry=False)
        async with self._documents:
            worker = await self._fetch_worker()
            unharmed = False
            try:
                async with self._watched(worker) as watch:
                    async for step in self._converse(worker, watch, source, work_dir):
                        unharmed = isinstance(step, Finished)
                        yield step
            finally:
                self._slots.forget(worker)
                if unharmed and worker.alive and not worker.leaving:
                    self._put_back(worker)
                else:
                    self._dismiss(worker)

    async def _converse(
        self, worker: WorkerProcess, watch: Watch, source: Source, work_dir: Path
    ) -> AsyncIterator[Step]:
        await worker.send(self._request(source, work_dir))
        for _ in range(MOST_MESSAGES):
            try:
                message = await worker.receive()
                if message is None:
                    raise await self._post_mortem(worker, watch)
                self._serve(worker, watch, message)
                step = await asyncio.to_thread(protocol.step_from, message, work_dir)
            except (ValueError, KeyError, TypeError) as error:
                raise ReadingError("worker_died", f"The worker talks nonsense: {error}") from error
            if step is not None:
                yield step
            if isinstance(step, Finished):
                return
        raise ReadingError("worker_died", "The worker talks without end.")

    def _request(self, source: Source, work_dir: Path) -> protocol.Message:
        return {
            "kind": "read",
            "original": str(source.original.absolute()),
            "mime_type": source.mime_type,
            "attempt": source.attempt,
            "work_dir": str(work_dir.absolute()),
            "threads": self._slots.total,
            "metadata_only": source.metadata_only,
            "archive": str(source.archive.absolute()) if source.archive else None,
            "ocr": asdict(self._overlay.ocr(self._ocr)),
            "dates": asdict(self._dates),
        }

    def _serve(self, worker: WorkerProcess, watch: Watch, message: protocol.Message) -> None:
        """Answers what the worker asks of the pool."""
        match message["kind"]:
            case "want":
                if self._slots.wished(worker) >= MOST_WISHES * self._slots.total:
                    raise ValueError("too many wishes")
                memory_mb = max(0, int(message["memory_mb"]))
                self._slots.ask(worker, memory_mb, lambda: worker.post({"kind": "grant"}))
            case "release":
                self._slots.give_back(worker)
            case "opened":
                watch.pages = max(1, min(int(message["pages"]), protocol.MAX_PAGES))
            case "finished":
                worker.leaving = bool(message.get("leaving"))

    @asynccontextmanager
    async def _watched(self, worker: WorkerProcess) -> AsyncIterator[Watch]:
        watch = Watch(worker, self._slots, self._workers.timeout_s, self._workers.memory_mb)
        task = asyncio.create_task(watch.run())
        try:
            yield watch
        finally:
            task.cancel()

    async def _post_mortem(self, worker: WorkerProcess, watch: Watch) -> ReadingError:
        reason = watch.verdict or "worker_died"
        if reason == "worker_died":
            await worker.exited(launch.TERM_S)
            log.warning(
                "worker %d died (%s): %s",
                worker.process.pid,
                worker.process.returncode,
                " | ".join(worker.complaints),
            )
        return ReadingError(reason, _REASONS[reason])

    async def _fetch_worker(self) -> WorkerProcess:
        while self._idle:
            worker = self._idle.pop()
            if worker.idle_timer is not None:
                worker.idle_timer.cancel()
            if worker.alive:
                return worker
            self._dismiss(worker)
        environment = launch.worker_environment(self._scratch_dir, self._workers.memory_mb)
        try:
            worker = await launch.start_worker(self._command, self._scratch_dir, environment)
        except OSError as error:
            raise ReadingError("worker_died", f"No worker could be started: {error}") from error
        self._all.add(worker)
        return worker

    def _put_back(self, worker: WorkerProcess) -> None:
        loop = asyncio.get_running_loop()
        worker.idle_timer = loop.call_later(self._workers.idle_s, self._leave, worker)
        self._idle.append(worker)

    def _leave(self, worker: WorkerProcess) -> None:
        if worker in self._idle:
            self._idle.remove(worker)
            self._dismiss(worker)

    def _dismiss(self, worker: WorkerProcess) -> None:
        """Killed at once and reaped in the background: workers keep nothing that could be lost."""
        if worker not in self._all:
            return
        self._all.discard(worker)
        if worker.idle_timer is not None:
            worker.idle_timer.cancel()
        worker.kill()
        task = asyncio.create_task(worker.reap())
        self._endings.add(task)
        task.add_done_callback(self._endings.discard)


@asynccontextmanager
async def open_pool(
    ocr: Ocr,
    workers: Workers,
    dates: Dates,
    scratch_dir: Path,
    command: Sequence[str] | None = None,
) -> AsyncIterator[ReadingPool]:
    """Workers are started at need; none is left when the block is."""
    async with ReadingPool(ocr, workers, dates, scratch_dir, command) as pool:
        yield pool
