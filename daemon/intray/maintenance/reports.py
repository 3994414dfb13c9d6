"""What the last chores found out, for the status."""

import json
from dataclasses import dataclass
from typing import Any

import aiosqlite

from intray.maintenance.sanity import Findings
from intray.maintenance.tidy import remember

SANITY = "sanity_check"  # in table state
UNTRAINED = (
    "Automatic matching is not trained in this version: it matches nothing. "
    "Words, expressions and the other kinds of matching work."
)
AUTO = 6  # matching_algorithm


@dataclass(frozen=True)
class Report:
    """A status word of OK, WARNING, ERROR, DISABLED, and why."""

    status: str
    last_run: int | None = None
    error: str | None = None


async def keep_findings(tx: aiosqlite.Connection, findings: Findings, now: int) -> None:
    await remember(tx, SANITY, {"at": now, **findings.to_json()})


async def sanity(db: aiosqlite.Connection) -> Report:
    rows = list(await db.execute_fetchall("SELECT value FROM state WHERE key = ?", (SANITY,)))
    if not rows:
        return Report("WARNING", error="The stored files have not been checked yet.")
    found: dict[str, Any] = json.loads(rows[0][0])
    if not found["errors"] and not found["warnings"]:
        return Report("OK", found["at"])
    status = "ERROR" if found["errors"] else "WARNING"
    return Report(status, found["at"], summary(found))


def summary(found: dict[str, Any]) -> str:
    """The first things that are wrong, and how many there are."""
    count = found["errors"] + found["warnings"]
    first = " ".join(found["messages"][:3])
    return f"{count} found: {first}" if count > 3 else first


async def classifier(db: aiosqlite.Connection) -> Report:
    """Whether somebody relies on what cannot be done."""
    tables = ("tags", "correspondents", "document_types", "storage_paths")
    some = " UNION ALL ".join(
        f"SELECT 1 FROM {table} WHERE matching_algorithm = {AUTO}" for table in tables
    )
    used = bool(list(await db.execute_fetchall(f"SELECT 1 FROM ({some}) LIMIT 1")))
    return Report("WARNING" if used else "DISABLED", error=UNTRAINED)
