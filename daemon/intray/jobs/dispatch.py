"""Which part of the program does which kind of job."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from intray.acting import acting_for
from intray.jobs import journal
from intray.jobs.journal import Job
from intray.store.database import Database

PAPERS = ("consume_file", "reprocess_document")
Handler = Callable[[Job], Awaitable[None]]


@dataclass(frozen=True)
class Dispatch:
    """A handler ends with its job finished in the journal, or back in the queue."""

    database: Database
    handlers: Mapping[str, Handler]  # by Job.kind

    async def __call__(self, job: Job) -> None:
        handler = self.handlers.get(job.kind)
        if handler is None:  # a database that a newer program has used
            async with self.database.transaction() as tx:
                await journal.fail(
                    tx,
                    job.id,
                    error_code="unknown_job",
                    error_message=f"This version of Intray does not know the task {job.kind}.",
                )
            return
        # What a paper's text calls for is nobody's doing; other jobs are their owner's.
        with acting_for(None if job.kind in PAPERS else job.owner_id):
            await handler(job)
