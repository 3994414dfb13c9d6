"""Bodies that make or change mail accounts and rules."""

import re
from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

import aiosqlite

from intray.api import kept, object_permissions
from intray.api.fields import Fields, missing_pk
from intray.mail import changes, listing
from intray.mail.fields import ACCOUNTS, ACTIONS_WITH_PARAMETER, RULES, MailKind
from intray.permissions import Actor

MISSING_PARAMETER = "An action parameter is required."
SERVER = ("imap_server", "imap_port")
ANOTHER_SERVER = "Please enter the password again: it is not sent to another server."
PLEASE_ENTER = "Please enter the password."
_HIDDEN = re.compile(r"\*+")


def read(kind: MailKind, body: Mapping[str, Any], zone: tzinfo, *, partial: bool) -> Fields:
    """Checked fields; errors are kept until `checked`."""
    fields = kept.read(Fields(body, partial=partial), kind.declared.fields, zone)
    if kind is ACCOUNTS:
        fields.text("password", required=True, trim=False)
    object_permissions.read(fields)
    return fields


async def check(
    db: aiosqlite.Connection,
    actor: Actor,
    kind: MailKind,
    fields: Fields,
    object_id: int | None = None,
) -> None:
    """Note errors that only the database knows. `object_id`: what is being changed."""
    await object_permissions.check(db, fields)
    await kept.check_references(db, actor, fields, kind.declared, object_id)
    before: dict[str, Any] = {}
    if object_id is not None:
        before = (await listing.get(db, actor, kind, object_id)).values
    if kind is RULES:
        await _check_rule(db, actor, fields, before)
    else:
        _check_password(fields, before)


def new_password(fields: Fields) -> str | None:
    """None: the old one is kept; only asterisks stand for it."""
    password = fields.values.get("password")
    return None if password is None or _HIDDEN.fullmatch(password) else password


def _check_password(fields: Fields, before: Mapping[str, Any]) -> None:
    """Whoever may change an account shall not have its password sent to a server of theirs."""
    if new_password(fields) is not None or "password" in fields.errors:
        return
    if not before:
        fields.errors.setdefault("password", [PLEASE_ENTER])
    elif any(fields.values.get(name, before[name]) != before[name] for name in SERVER):
        fields.errors["password"] = [ANOTHER_SERVER]


async def _check_rule(
    db: aiosqlite.Connection, actor: Actor, fields: Fields, before: Mapping[str, Any]
) -> None:
    account_id = fields.values.get("account")
    if account_id is not None and not await changes.is_usable(
        db, actor, account_id, before.get("id")
    ):
        fields.errors["account"] = [missing_pk(account_id)]
    values = {**before, **fields.values}
    if values.get("action") in ACTIONS_WITH_PARAMETER and not values.get("action_parameter"):
        fields.errors.setdefault("non_field_errors", [MISSING_PARAMETER])
