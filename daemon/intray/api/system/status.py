"""GET /api/status/: whether everything is well, in words that dashboards know."""

import asyncio
import os
import platform
import shutil
from pathlib import Path
from typing import Any

from aiohttp import web

from intray.api.answers import answer, local_time_or_none
from intray.api.middleware.headers import SERVER_VERSION
from intray.api.routing import MONITORING, Routes
from intray.api.services import Services, services
from intray.clock import now_us, to_datetime
from intray.jobs import listing
from intray.maintenance import reports
from intray.permissions import Sql

routes = Routes()
SUMMARY_DAYS = 30
INSTALL_TYPE = (
    "kubernetes"
    if "KUBERNETES_SERVICE_HOST" in os.environ
    else "docker"
    if Path("/.dockerenv").exists()
    else "bare-metal"
)
DAY_US = 24 * 3600 * 1_000_000


@routes.get("/api/status/", needs=MONITORING)
async def get_status(request: web.Request) -> web.Response:
    parts = services(request)
    disk = await asyncio.to_thread(shutil.disk_usage, parts.config.paths.media_dir)
    return answer(
        {
            "pngx_version": SERVER_VERSION,
            "server_os": f"{platform.system()}-{platform.release()}-{platform.machine()}",
            "install_type": INSTALL_TYPE,
            "storage": {"total": disk.total, "available": disk.free},
            "database": await _database(parts),
            "tasks": {
                **_services_of_others(),
                **_index(parts),
                **await _chores(parts),
                "summary": await _summary(parts),
            },
        }
    )


async def _database(parts: Services) -> dict[str, Any]:
    failed = parts.database.failed
    async with parts.database.read() as db:
        version = next(iter(await db.execute_fetchall("PRAGMA user_version")))[0]
    return {
        "type": "sqlite",
        "url": str(parts.database.path),
        "status": "ERROR" if failed else "OK",
        "error": failed,
        "migration_status": {"latest_migration": f"{version:04}", "unapplied_migrations": []},
    }


def _services_of_others() -> dict[str, Any]:
    """Services that the reference has and that one process does not need: always well."""
    return {
        "redis_url": "none",
        "redis_status": "OK",
        "redis_error": None,
        "celery_status": "OK",
        "celery_url": "in-process",
        "celery_error": None,
    }


async def _chores(parts: Services) -> dict[str, Any]:
    """What is done from time to time."""
    async with parts.database.read() as db:
        checked, trained = await reports.sanity(db), await reports.classifier(db)
    needed = trained.status != "DISABLED"  # a word that dashboards know of the LLM index only
    checked_at = None if checked.last_run is None else to_datetime(checked.last_run)
    return {
        "classifier_status": trained.status if needed else "OK",
        "classifier_last_trained": None,
        "classifier_error": trained.error if needed else None,
        "sanity_check_status": checked.status,
        "sanity_check_last_run": checked_at and checked_at.isoformat().replace("+00:00", "Z"),
        "sanity_check_error": checked.error,
        "llmindex_status": "DISABLED",
        "llmindex_last_modified": None,
        "llmindex_error": None,
    }


def _index(parts: Services) -> dict[str, Any]:
    index = parts.search.status()
    words = {"ready": "OK", "rebuilding": "WARNING", "failed": "ERROR"}
    return {
        "index_status": words[index.state],
        "index_last_modified": local_time_or_none(index.modified_at, parts.config.time_zone),
        "index_error": index.error,
    }


async def _summary(parts: Services) -> dict[str, Any]:
    since = Sql("j.created_at >= ?", (now_us() - SUMMARY_DAYS * DAY_US,))
    async with parts.database.read() as db:
        kinds = await listing.summary(db, since)
    return {
        "days": SUMMARY_DAYS,
        "total_count": sum(kind.total for kind in kinds),
        "pending_count": sum(kind.pending for kind in kinds),
        "success_count": sum(kind.success for kind in kinds),
        "failure_count": sum(kind.failure for kind in kinds),
    }
