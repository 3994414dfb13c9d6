"""The clock and the scales beside a worker that reads: deadline and memory."""

import asyncio
import logging
import time
from dataclasses import dataclass

from intray.reading.launch import WorkerProcess, group_memory_mb
from intray.reading.slots import PageSlots

TICK_S = 1.0
BASE_S = 60
PER_PAGE_S = 90

log = logging.getLogger(__name__)


@dataclass
class Watch:
    """Ends the worker when it has worked too long or holds too much memory.

    Time in which the document only waits for a page slot does not count.
    """

    worker: WorkerProcess
    slots: PageSlots
    timeout_s: float
    memory_mb: int  # for the worker and for each page that it reads beside
    pages: int = 1
    verdict: str | None = None  # deadline | memory

    @property
    def deadline_s(self) -> float:
        return min(self.timeout_s, BASE_S + PER_PAGE_S * self.pages)

    async def run(self) -> None:
        worked_s = 0.0
        last = time.monotonic()
        while self.verdict is None:
            await asyncio.sleep(min(TICK_S, self.timeout_s))
            now = time.monotonic()
            if not self.slots.waits(self.worker):
                worked_s += now - last
            last = now
            self.verdict = await self._judge(worked_s)
        log.warning("worker %d is ended: %s", self.worker.process.pid, self.verdict)
        await self.worker.end()

    async def _judge(self, worked_s: float) -> str | None:
        if worked_s >= self.deadline_s:
            return "deadline"
        allowed = self.memory_mb * max(1, self.slots.held(self.worker))
        weight = await asyncio.to_thread(group_memory_mb, self.worker.process.pid)
        return "memory" if weight > allowed else None
