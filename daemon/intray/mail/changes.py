"""Making, changing and deleting mail accounts and rules."""

import sqlite3
from collections.abc import Mapping
from typing import Any

import aiosqlite

from intray.errors import NotFoundError, PermissionDeniedError, ValidationError
from intray.mail.fields import ACCOUNTS, RULES, MailKind
from intray.permissions import Actor, changeable, owned, visible
from intray.store import grants, kept
from intray.store.grants import WantedGrants

ACCOUNT_NAME_TAKEN = {"name": ["mail account with this name already exists."]}
RULE_NAME_TAKEN = {"error": "Object violates owner / name unique constraint"}


async def create(
    tx: aiosqlite.Connection,
    kind: MailKind,
    values: Mapping[str, Any],
    columns: Mapping[str, object],
    wanted: WantedGrants | None = None,
) -> int:
    """Gives the id. `columns`: owner, sealed password. Raises ValidationError for a taken name."""
    try:
        object_id = await kept.insert(tx, kind.declared, values, columns)
    except sqlite3.IntegrityError:
        raise ValidationError(ACCOUNT_NAME_TAKEN) from None
    await _require_free_name(tx, kind, object_id)
    if wanted is not None:
        await grants.replace(tx, kind.kind, object_id, wanted)
    return object_id


async def update(
    tx: aiosqlite.Connection,
    actor: Actor,
    kind: MailKind,
    object_id: int,
    values: Mapping[str, Any],
    columns: Mapping[str, object],
    wanted: WantedGrants | None = None,
) -> None:
    """Raises NotFoundError, PermissionDeniedError, ValidationError."""
    await require_changeable(tx, actor, kind, object_id)
    await _require_own(tx, actor, kind, object_id, columns, wanted)
    try:
        await kept.update(tx, kind.declared, object_id, values, columns)
    except sqlite3.IntegrityError:
        raise ValidationError(ACCOUNT_NAME_TAKEN) from None
    if "name" in values or "owner_id" in columns:
        await _require_free_name(tx, kind, object_id)
    if wanted is not None:
        await grants.replace(tx, kind.kind, object_id, wanted)


async def delete(tx: aiosqlite.Connection, actor: Actor, kind: MailKind, object_id: int) -> None:
    """An account goes with its rules. Raises NotFoundError, PermissionDeniedError."""
    await require_changeable(tx, actor, kind, object_id)
    await tx.execute(f"DELETE FROM {kind.declared.table} WHERE id = ?", (object_id,))


async def require_changeable(
    db: aiosqlite.Connection, actor: Actor, kind: MailKind, object_id: int
) -> None:
    """Raise NotFoundError for what the actor may not see, PermissionDeniedError for the rest."""
    if not await may_change(db, actor, kind, object_id):
        raise PermissionDeniedError


async def may_change(
    db: aiosqlite.Connection, actor: Actor, kind: MailKind, object_id: int
) -> bool:
    """Raises NotFoundError for what the actor may not see."""
    seen, changed = visible(actor, kind.kind, "o"), changeable(actor, kind.kind, "o")
    cursor = await db.execute(
        f"SELECT {changed.condition} FROM {kind.declared.table} o"
        f" WHERE o.id = ? AND {seen.condition}",
        (*changed.parameters, object_id, *seen.parameters),
    )
    row = await cursor.fetchone()
    if row is None:
        raise NotFoundError(f"No {kind.declared.label} matches the given query.")
    return bool(row[0])


async def owns(db: aiosqlite.Connection, actor: Actor, kind: MailKind, object_id: int) -> bool:
    """Whether owner and grants of it are the actor's to decide."""
    mine = owned(actor, "o")
    cursor = await db.execute(
        f"SELECT 1 FROM {kind.declared.table} o WHERE o.id = ? AND {mine.condition}",
        (object_id, *mine.parameters),
    )
    return await cursor.fetchone() is not None


async def is_usable(
    db: aiosqlite.Connection, actor: Actor, account_id: int, rule_id: int | None
) -> bool:
    """Whether a rule may work on this account: one that the actor may change, or its present one.

    A rule deletes and moves mail, so seeing the account is not enough.
    """
    allowed = changeable(actor, ACCOUNTS.kind, "o")
    cursor = await db.execute(
        f"SELECT 1 FROM mail_accounts o WHERE o.id = ? AND ({allowed.condition}"
        " OR EXISTS (SELECT 1 FROM mail_rules r WHERE r.id = ? AND r.account_id = o.id))",
        (account_id, *allowed.parameters, rule_id),
    )
    return await cursor.fetchone() is not None


async def _require_own(
    db: aiosqlite.Connection,
    actor: Actor,
    kind: MailKind,
    object_id: int,
    columns: Mapping[str, object],
    wanted: WantedGrants | None,
) -> None:
    """Sending the present owner back is harmless and allowed to all who may change."""
    if wanted is None and "owner_id" not in columns:
        return
    if await owns(db, actor, kind, object_id):
        return
    cursor = await db.execute(
        f"SELECT owner_id FROM {kind.declared.table} WHERE id = ?", (object_id,)
    )
    row = await cursor.fetchone()
    if wanted is not None or row is None or columns["owner_id"] != row[0]:
        raise PermissionDeniedError


async def _require_free_name(db: aiosqlite.Connection, kind: MailKind, object_id: int) -> None:
    """Of the rules of an owner, and of those that belong to nobody, each has its own name."""
    if kind is not RULES:
        return
    cursor = await db.execute(
        "SELECT 1 FROM mail_rules o JOIN mail_rules other ON other.name = o.name"
        " AND other.owner_id IS o.owner_id AND other.id <> o.id WHERE o.id = ?",
        (object_id,),
    )
    if await cursor.fetchone() is not None:
        raise ValidationError(RULE_NAME_TAKEN)
