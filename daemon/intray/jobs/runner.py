"""Takes jobs from the journal, oldest first, a bounded number at a time."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from intray.jobs import journal
from intray.jobs.journal import Job
from intray.store.database import Database

log = logging.getLogger(__name__)

Process = Callable[[Job], Awaitable[None]]
STALLED_S = 30  # pause before looking again after the journal itself could not be read


@dataclass
class Runner:
    """The queue of a running daemon. Enter it with `open_runner`."""

    database: Database
    process: Process
    capacity: int  # jobs at a time
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _running: dict[int, asyncio.Task[None]] = field(default_factory=dict)

    def wake(self) -> None:
        """There may be new work."""
        self._wake.set()

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self._start_jobs()
            except Exception:
                log.exception("The list of jobs could not be read; trying again in %d s", STALLED_S)
                asyncio.get_running_loop().call_later(STALLED_S, self._wake.set)
            await self._wake.wait()

    async def _start_jobs(self) -> None:
        free = self.capacity - len(self._running)
        if free <= 0:
            return
        async with self.database.read() as db:
            jobs = await journal.unfinished(db, limit=self.capacity + free)
        for job in [job for job in jobs if job.id not in self._running][:free]:
            task = asyncio.create_task(self._guarded(job), name=f"job {job.id}")
            self._running[job.id] = task
            task.add_done_callback(partial(self._finished, job.id))

    async def _guarded(self, job: Job) -> None:
        try:
            await self.process(job)
        except asyncio.CancelledError:
            raise
        except Exception:
            # The journal could not even note the failure (disk gone): leave the job, do not spin.
            log.exception("Job %d (%s) stays in the queue", job.id, job.file_name)
            task = asyncio.current_task()
            if task is None or not task.cancelling():  # else the error hid the cancellation
                await asyncio.sleep(STALLED_S)

    def _finished(self, job_id: int, _: asyncio.Task[None]) -> None:
        del self._running[job_id]
        self._wake.set()

    async def _stop(self) -> None:
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def open_runner(database: Database, process: Process, capacity: int) -> AsyncIterator[Runner]:
    """Jobs run until the block is left; then those under way are cancelled and stay queued."""
    runner = Runner(database, process, capacity)
    database.after_commit(runner.wake)
    task = asyncio.create_task(runner._run(), name="runner")
    try:
        yield runner
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await runner._stop()
