"""`owner`, `set_permissions` and `permissions` of owned objects, read and written."""

from typing import Any

import aiosqlite

from intray.api.fields import FieldError, Fields, json_object, many, missing_pk, pk
from intray.permissions import Actor
from intray.store import grants
from intray.store.grants import Grants, WantedGrants

_ACTIONS = ("view", "change")
_SUBJECTS = ("users", "groups")


def shown(found: Grants) -> dict[str, Any]:
    """The value of `permissions`."""
    return {
        "view": {"users": list(found.view_users), "groups": list(found.view_groups)},
        "change": {"users": list(found.change_users), "groups": list(found.change_groups)},
    }


def read(fields: Fields, name: str = "set_permissions") -> None:
    """Take `owner` and `set_permissions` from the body."""
    fields.pk("owner", null=True)
    fields.field(name, _wanted_grants)


async def check(db: aiosqlite.Connection, fields: Fields, name: str = "set_permissions") -> None:
    """Note an error for users and groups that do not exist."""
    owner = fields.values.get("owner")
    if owner is not None and await grants.unknown_subjects(db, "users", [owner]):
        fields.errors["owner"] = [missing_pk(owner)]
    wanted = fields.values.get(name)
    if wanted is None:
        return
    for action in _ACTIONS:
        for subject in _SUBJECTS:
            ids = getattr(wanted, f"{action}_{subject}") or ()
            unknown = await grants.unknown_subjects(db, subject, ids)
            if unknown:
                message = f"Unknown {subject}: {', '.join(map(str, unknown))}."
                fields.errors[name] = {action: [message]}


def owner_of(fields: Fields, actor: Actor, *, creating: bool) -> dict[str, Any]:
    """The column `owner_id`, if the body sets it; new objects belong to whoever makes them."""
    if "owner" in fields.values:
        return {"owner_id": fields.values["owner"]}
    return {"owner_id": actor.user_id} if creating else {}


def _wanted_grants(value: Any) -> WantedGrants:
    lists: dict[str, tuple[int, ...]] = {}
    content = json_object(value)
    for action in _ACTIONS:
        subjects = content.get(action)
        if subjects is None:
            continue
        if not isinstance(subjects, dict):
            raise FieldError(f"{action} must be an object with users and groups.")
        for subject in _SUBJECTS:
            if subjects.get(subject) is not None:
                lists[f"{action}_{subject}"] = tuple(dict.fromkeys(many(subjects[subject], pk)))
    return WantedGrants(**lists)
