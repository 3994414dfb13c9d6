"""`/api/documents/{id}/history/`: who changed what on a document."""

from datetime import tzinfo
from typing import Any

from aiohttp import web

from intray.api.answers import answer, local_time
from intray.api.context import actor
from intray.api.documents.one import below_document
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.clock import to_datetime
from intray.documents import listing
from intray.errors import IntrayError, PermissionDeniedError
from intray.history import entries
from intray.history.entries import Entry
from intray.store import grants

routes = Routes()


class NoAuditLogError(IntrayError):
    """The owner of the box does not want changes to be noted."""

    code, status = "audit_log_disabled", 400

    def __init__(self) -> None:
        super().__init__("Audit log is disabled")


@routes.get("/api/documents/{id}/history/", needs="view_logentry")
async def history(request: web.Request) -> web.Response:
    """For owners: what others were given and had taken away is among it."""
    parts = services(request)
    if not parts.config.maintenance.audit_log_enabled:
        raise NoAuditLogError
    asker, document_id = actor(request), path_id(request)
    async with parts.database.read() as db:
        with below_document():
            await listing.require_visible(db, asker, document_id)
        if not await grants.owns(db, asker, "documents", document_id):
            raise PermissionDeniedError
        found = await entries.of_document(db, asker, document_id)
    return answer([_shown(entry, parts.config.time_zone) for entry in found])


def _shown(entry: Entry, zone: tzinfo) -> dict[str, Any]:
    actor = None
    if entry.actor_id is not None:
        actor = {"id": entry.actor_id, "username": entry.actor_name}
    return {
        "id": entry.id,
        "timestamp": to_datetime(entry.at).isoformat().replace("+00:00", "Z"),
        "action": entry.action,
        "changes": {name: _readable(change, zone) for name, change in entry.changes.items()},
        "actor": actor,
    }


def _readable(change: Any, zone: tzinfo) -> Any:
    """Instants as everywhere else."""
    if not isinstance(change, list):
        return change
    return [local_time(value, zone) if isinstance(value, int) else value for value in change]
