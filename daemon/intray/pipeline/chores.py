"""Maintenance as jobs: each ends in the journal with what it found, and may be run again."""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from intray.clock import now_us
from intray.config import Config
from intray.documents import trash
from intray.errors import IntrayError
from intray.events import DocumentsDeleted, Events, JobProgress
from intray.jobs import journal
from intray.jobs.journal import MAX_ATTEMPTS, Job
from intray.maintenance import reports, sanity, schedule, tidy
from intray.store import removal
from intray.store.database import Database

log = logging.getLogger(__name__)

KINDS = ("sanity_check", "index_optimize", "empty_trash", "train_classifier", "llm_index")


@dataclass(frozen=True)
class Outcome:
    """`code` marks what a person should know."""

    result: dict[str, Any]
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True)
class Chores:
    """The handlers of `KINDS`."""

    database: Database
    events: Events
    config: Config
    optimize_index: Callable[[], Awaitable[int]]  # gives how many segments were written anew

    async def run(self, job: Job) -> None:
        """Ends with the job finished, or back in the queue."""
        async with self.database.transaction() as tx:
            attempt = await journal.start(tx, job.id)
        self._tell(job, "started")
        try:
            if attempt > MAX_ATTEMPTS:
                outcome = Outcome({}, "task_interrupted", "It was interrupted again and again.")
            else:
                outcome = await self._work[job.kind]()
        except asyncio.CancelledError:
            await asyncio.shield(self._undo_start(job))
            raise
        except (IntrayError, OSError, sqlite3.Error) as error:
            log.error("The task %s failed: %s", job.kind, error)
            outcome = Outcome({}, "task_failed", str(error))
        failed = outcome.code in ("task_interrupted", "task_failed", "ai_disabled")
        async with self.database.transaction() as tx:
            if failed:
                await journal.fail(
                    tx, job.id, error_code=outcome.code or "", error_message=outcome.message or ""
                )
            else:
                await journal.succeed(
                    tx,
                    job.id,
                    error_code=outcome.code,
                    error_message=outcome.message,
                    result=outcome.result,
                )
        self._tell(job, "failure" if failed else "success", outcome.code)

    @property
    def _work(self) -> Mapping[str, Callable[[], Awaitable[Outcome]]]:
        return {
            "sanity_check": self._sanity_check,
            "index_optimize": self._optimize,
            "empty_trash": self._empty_trash,
            "train_classifier": self._train,
            "llm_index": self._no_ai,
        }

    async def _sanity_check(self) -> Outcome:
        async def pause() -> None:
            await schedule.until_quiet(self.database)

        findings = await sanity.check(self.config.paths, self.database, pause)
        async with self.database.transaction() as tx:
            await reports.keep_findings(tx, findings, now_us())
        found = findings.to_json()
        if findings.errors or findings.warnings:
            return Outcome(found, "sanity_check_found", reports.summary(found))
        return Outcome({**found, "reason": "Everything is there and as it was written."})

    async def _optimize(self) -> Outcome:
        async with self.database.transaction() as tx:
            await tx.execute("DELETE FROM state WHERE key = ?", (removal.INDEX_HOLDS_REMOVED,))
        segments = await self.optimize_index()
        return Outcome({"segments": segments, "reason": f"{segments} parts were written anew."})

    async def _empty_trash(self) -> Outcome:
        """What lay there long enough goes; and with it what nothing refers to."""
        days = self.config.maintenance.trash_delay_days
        async with self.database.transaction() as tx:
            await trash.count_days(tx, now_us())
        removed: list[int] = []
        while True:
            async with self.database.transaction() as tx:
                ids = await trash.overdue(tx, now_us(), days)
                await trash.empty(tx, ids)
            if not ids:
                break
            removed += ids
            self.events.publish(DocumentsDeleted(tuple(ids)))
        async with self.database.transaction() as tx:
            tasks = await tidy.forget_tasks(tx, now_us())
        folders = await tidy.remove_unused_derived(self.config.paths, self.database)
        if removed or folders:
            log.info("Removed for good: documents %s, %d unused folders", removed, folders)
        return Outcome(
            {
                "removed": len(removed),
                "tasks_forgotten": tasks,
                "folders_removed": folders,
                "reason": f"{len(removed)} documents were removed for good.",
            }
        )

    async def _train(self) -> Outcome:
        return Outcome({"reason": reports.UNTRAINED})

    async def _no_ai(self) -> Outcome:
        return Outcome({}, "ai_disabled", "AI is required for this feature")

    async def _undo_start(self, job: Job) -> None:
        with contextlib.suppress(IntrayError):
            async with self.database.transaction() as tx:
                await journal.undo_start(tx, job.id)

    def _tell(self, job: Job, state: str, code: str | None = None) -> None:
        stage = "reading" if state == "started" else "done"
        self.events.publish(
            JobProgress(job.uuid, job.kind, state, stage, error_code=code, owner_id=job.owner_id)
        )
