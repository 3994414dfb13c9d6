"""Takes jobs from the journal, oldest first, a bounded number at a time.

Long chores have a lane of their own, one at a time, so that papers never wait for them.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from intray.jobs import journal
from intray.jobs.journal import Job
from intray.store.database import Database

log = logging.getLogger(__name__)

Process = Callable[[Job], Awaitable[None]]
Lane = dict[int, asyncio.Task[None]]  # by the job's id
STALLED_S = 30  # pause before looking again after the journal itself could not be read


@dataclass
class Runner:
    """The queue of a running daemon. Enter it with `open_runner`."""

    database: Database
    process: Process
    capacity: int  # jobs at a time, beside a chore
    chores: Collection[str] = ()  # kinds that run apart
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _running: Lane = field(default_factory=dict)
    _chore: Lane = field(default_factory=dict)

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
        await self._fill(self._running, self.capacity, apart=False)
        if self.chores:
            await self._fill(self._chore, 1, apart=True)

    async def _fill(self, lane: Lane, capacity: int, *, apart: bool) -> None:
        free = capacity - len(lane)
        if free <= 0:
            return
        async with self.database.read() as db:
            jobs = await journal.unfinished(
                db, capacity + free, apart=self.chores, only_apart=apart
            )
        for job in [job for job in jobs if job.id not in lane][:free]:
            task = asyncio.create_task(self._guarded(job), name=f"job {job.id}")
            lane[job.id] = task
            task.add_done_callback(partial(self._finished, lane, job.id))

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

    def _finished(self, lane: Lane, job_id: int, _: asyncio.Task[None]) -> None:
        del lane[job_id]
        self._wake.set()

    async def _stop(self) -> None:
        tasks = [*self._running.values(), *self._chore.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def open_runner(
    database: Database, process: Process, capacity: int, chores: Collection[str] = ()
) -> AsyncIterator[Runner]:
    """Jobs run until the block is left; then those under way are cancelled and stay queued."""
    runner = Runner(database, process, capacity, chores)
    database.after_commit(runner.wake)
    task = asyncio.create_task(runner._run(), name="runner")
    try:
        yield runner
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await runner._stop()
