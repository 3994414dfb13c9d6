"""Mail accounts, rules and processed mail as the contract shows them."""

from collections.abc import Callable
from datetime import tzinfo
from typing import Any

from intray.api import kept, object_permissions
from intray.api.answers import local_time
from intray.mail.fields import ACCOUNT, ACCOUNTS, RULE, RULES, MailKind
from intray.mail.listing import Kept
from intray.mail.processed import ProcessedMail

HIDDEN = "**********"  # always as long: the length of a password is nobody's business


def account(found: Kept, zone: tzinfo) -> dict[str, Any]:
    values = kept.shown(ACCOUNT, found.values, zone)
    late = {name: values.pop(name) for name in ("account_type", "expiration")}
    is_token, character_set = values.pop("is_token"), values.pop("character_set")
    return {
        **values,
        "password": HIDDEN,
        "character_set": character_set,
        "is_token": is_token,
        **_rights(found),
        **late,
    }


def rule(found: Kept, zone: tzinfo) -> dict[str, Any]:
    values = kept.shown(RULE, found.values, zone)
    stop_processing = values.pop("stop_processing")
    return {**values, **_rights(found), "stop_processing": stop_processing}


def processed_mail(found: ProcessedMail, zone: tzinfo) -> dict[str, Any]:
    return {
        "id": found.id,
        "owner": found.owner_id,
        "rule": found.rule_id,
        "folder": found.folder,
        "uid": found.uid,
        "subject": found.subject,
        "received": local_time(found.received_at, zone),
        "processed": local_time(found.processed_at, zone),
        "status": found.status,
        "error": found.error,
    }


def _rights(found: Kept) -> dict[str, Any]:
    if found.grants is not None:
        return {"owner": found.owner_id, "permissions": object_permissions.shown(found.grants)}
    return {"owner": found.owner_id, "user_can_change": found.can_change}


SHAPES: dict[MailKind, Callable[[Kept, tzinfo], dict[str, Any]]] = {
    ACCOUNTS: account,
    RULES: rule,
}
