"""What happened, told to whoever listens: the page's live view and the indexer's alarm clock."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

QUEUE_LENGTH = 256  # a listener that falls further behind is told to fetch everything anew


@dataclass(frozen=True)
class JobProgress:
    """A job moved on. `document_id` is known once the document exists."""

    uuid: str
    file_name: str
    state: str  # pending | started | success | failure | revoked
    stage: str  # received | reading | archiving | filing | done
    page: int = 0
    pages: int = 0
    document_id: int | None = None
    error_code: str | None = None
    owner_id: int | None = None


@dataclass(frozen=True)
class DocumentsChanged:
    """These documents were created or changed."""

    document_ids: tuple[int, ...]


@dataclass(frozen=True)
class DocumentsDeleted:
    """These documents went to the trash or for good."""

    document_ids: tuple[int, ...]


@dataclass(frozen=True)
class IntakeChanged:
    """The list of files that wait in the consume folder changed, or intake paused or resumed."""


@dataclass(frozen=True)
class Overflow:
    """The listener was too slow and missed events: fetch everything anew."""


Event = JobProgress | DocumentsChanged | DocumentsDeleted | IntakeChanged | Overflow


@dataclass
class Events:
    """A bus inside one process; publishing never waits for a listener."""

    _queues: set[asyncio.Queue[Event]] = field(default_factory=set)

    def publish(self, event: Event) -> None:
        for queue in self._queues:
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                queue.put_nowait(Overflow())
            else:
                queue.put_nowait(event)

    @contextmanager
    def subscribe(self) -> Iterator[AsyncIterator[Event]]:
        """Everything published from now on, until the block is left."""
        queue: asyncio.Queue[Event] = asyncio.Queue(QUEUE_LENGTH)
        self._queues.add(queue)
        try:
            yield _each(queue)
        finally:
            self._queues.discard(queue)


async def _each(queue: asyncio.Queue[Event]) -> AsyncIterator[Event]:
    while True:
        yield await queue.get()
