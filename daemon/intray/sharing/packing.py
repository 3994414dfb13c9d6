"""How far a bundle has come, as its job notes it, and what is left to do for others."""

import json
from typing import Any

import aiosqlite

from intray.clock import now_us
from intray.sharing.bundles import JOB_KIND, KEPT_US, Bundle, request_build


async def begin(tx: aiosqlite.Connection, bundle: Bundle) -> None:
    await tx.execute(
        "UPDATE share_link_bundles SET status = 'processing' WHERE id = ?", (bundle.id,)
    )


async def finish(
    tx: aiosqlite.Connection, bundle: Bundle, *, file: str, size: int, contents: str
) -> bool:
    """False if something else was asked for meanwhile, or the bundle is gone: pack anew."""
    cursor = await tx.execute(
        "UPDATE share_link_bundles SET status = 'ready', file = ?, size = ?, contents = ?,"
        " built_at = ?, last_error = NULL WHERE id = ? AND revision = ?",
        (file, size, contents, now_us(), bundle.id, bundle.revision),
    )
    return bool(cursor.rowcount)


async def fail(tx: aiosqlite.Connection, bundle: Bundle, error: dict[str, Any]) -> None:
    """There is no ZIP any more; an earlier one may show what must not be shown now."""
    await tx.execute(
        "UPDATE share_link_bundles SET status = 'failed', file = NULL, size = NULL,"
        " contents = NULL, last_error = ? WHERE id = ? AND revision = ?",
        (json.dumps(error), bundle.id, bundle.revision),
    )


async def expire(tx: aiosqlite.Connection) -> None:
    """Let go of the ZIPs of expired bundles, and later of the bundles."""
    now = now_us()
    await tx.execute("DELETE FROM share_link_bundles WHERE expires_at < ?", (now - KEPT_US,))
    await tx.execute(
        "UPDATE share_link_bundles SET file = NULL, contents = NULL WHERE expires_at <= ?"
        " AND file IS NOT NULL",
        (now,),
    )


async def request_left_over(tx: aiosqlite.Connection) -> None:
    """Have those packed that wait for it without a job: a document of theirs was removed."""
    rows = await tx.execute_fetchall(
        "SELECT o.id FROM share_link_bundles o WHERE o.status IN ('pending', 'processing')"
        " AND (o.expires_at IS NULL OR o.expires_at > ?)"
        " AND o.id NOT IN (SELECT json_extract(overrides, '$.bundle_id') FROM jobs"
        "  WHERE kind = ? AND state IN ('pending', 'started'))",
        (now_us(), JOB_KIND),
    )
    for row in rows:
        await request_build(tx, row[0])


async def has_work(db: aiosqlite.Connection) -> bool:
    """Whether one has expired, or waits."""
    rows = await db.execute_fetchall(
        "SELECT 1 FROM share_link_bundles WHERE status IN ('pending', 'processing')"
        " OR expires_at < ? OR (expires_at <= ? AND file IS NOT NULL) LIMIT 1",
        (now_us() - KEPT_US, now_us()),
    )
    return bool(list(rows))


async def files(db: aiosqlite.Connection) -> set[str]:
    """Names of the ZIPs that bundles have."""
    rows = await db.execute_fetchall("SELECT file FROM share_link_bundles WHERE file IS NOT NULL")
    return {row[0] for row in rows}
