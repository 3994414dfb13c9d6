"""A document as the contract shows it, in the shape of each version of the API."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import Any

from aiohttp import web

from intray.api import object_permissions, params
from intray.api.answers import local_time
from intray.api.context import VERSION, actor
from intray.api.custom_fields.shapes import by_position
from intray.api.documents import notes_shape as notes_json
from intray.api.services import services
from intray.clock import to_datetime
from intray.documents.files import archive_name
from intray.documents.listing import (
    CONTENT_HEAD,
    Content,
    CustomFields,
    Document,
    Version,
    Wanted,
)
from intray.permissions import Actor

SEARCH_HIT = "__search_hit__"

Hit = Callable[[Document], dict[str, Any]]


@dataclass(frozen=True)
class Shape:
    """Which keys an answer has and how they are written."""

    version: int
    zone: tzinfo
    keys: tuple[str, ...]
    content: Content = "whole"
    hit: Hit | None = None  # of a search
    asker: Actor | None = None
    _getters: Mapping[str, Callable[[Document], Any]] = field(init=False)

    def __post_init__(self) -> None:
        getters = {name: GETTERS[name] for name in self.keys if name in GETTERS}
        own: dict[str, Callable[[Document], Any]] = {
            "content": self._content,
            "created": self._created,
            "modified": lambda document: local_time(document.modified_at, self.zone),
            "added": lambda document: local_time(document.added_at, self.zone),
            "deleted_at": self._deleted,
            "notes": lambda document: notes_json.shown(document.notes, self.version, self.zone),
        }
        if self.hit is not None:
            own[SEARCH_HIT] = self.hit
        ordered = {name: own.get(name) or getters[name] for name in self.keys}
        object.__setattr__(self, "_getters", ordered)

    @property
    def wanted(self) -> Wanted:
        """What must be read from the database for it."""
        keys = frozenset(self.keys)
        content: Content = self.content if "content" in keys else "none"
        return Wanted(
            content="whole" if SEARCH_HIT in keys else content,
            tags="tags" in keys,
            rights=bool(keys & {"user_can_change", "is_shared_by_requester"}),
            grants="permissions" in keys,
            correspondent="archived_file_name" in keys,
            notes=bool(keys & {"notes", SEARCH_HIT}),
            versions="versions" in keys,
            custom_fields=self._custom_fields(keys),
            shown_to=self.asker,
        )

    def _custom_fields(self, keys: frozenset[str]) -> CustomFields:
        if "custom_fields" not in keys:
            return "none"
        return "positions" if by_position(self.version) else "values"

    def of(self, document: Document) -> dict[str, Any]:
        return {name: get(document) for name, get in self._getters.items()}

    def _content(self, document: Document) -> str:
        content = document.content or ""
        return content[:CONTENT_HEAD] if self.content == "head" else content

    def _created(self, document: Document) -> str:
        if self.version >= 9:
            return document.created
        return _midnight(date.fromisoformat(document.created), self.zone)

    def _deleted(self, document: Document) -> str | None:
        return None if document.deleted_at is None else local_time(document.deleted_at, self.zone)


def shape_of(
    request: web.Request,
    *,
    full_perms: bool = False,
    truncate: bool = False,
    hit: Hit | None = None,
) -> Shape:
    """The shape that a request asks for by version, `fields` and `full_perms`."""
    with_grants = full_perms or params.flag(request, "full_perms") is True
    hidden = {"user_can_change", "is_shared_by_requester"} if with_grants else {"permissions"}
    keys = [name for name in KEYS if name not in hidden]
    if hit is not None:
        keys.append(SEARCH_HIT)
    chosen = params.texts(request, "fields")
    if "fields" in request.query and chosen:
        keys = [name for name in keys if name in chosen]
    return Shape(
        version=request[VERSION],
        zone=services(request).config.time_zone,
        keys=tuple(keys),
        content="head" if truncate else "whole",
        hit=hit if SEARCH_HIT in keys else None,
        asker=actor(request),
    )


def shown(shape: Shape, documents: Iterable[Document]) -> list[dict[str, Any]]:
    return [shape.of(document) for document in documents]


def _midnight(day: date, zone: tzinfo) -> str:
    """The start of a local day. Offsets of old local times have seconds, RFC 3339 knows none.

    Rounded down, so that the instant falls on the same day when it is sent back.
    """
    start = datetime.combine(day, time(), zone)
    minutes = (start.utcoffset() or timedelta()) // timedelta(minutes=1)
    return start.replace(tzinfo=timezone(timedelta(minutes=minutes))).isoformat()


def _archived_file_name(document: Document) -> str | None:
    return None if document.archive_checksum is None else archive_name(document)


def version_shown(document_id: int, version: Version) -> dict[str, Any]:
    return {
        "id": version.id,
        "added": to_datetime(version.added_at).isoformat().replace("+00:00", "Z"),
        "version_label": version.label,
        "checksum": version.checksum,
        "is_root": version.id == document_id,
    }


def _versions(document: Document) -> list[dict[str, Any]]:
    return [version_shown(document.id, each) for each in (document.version, *document.older)]


def _permissions(document: Document) -> dict[str, Any] | None:
    return None if document.grants is None else object_permissions.shown(document.grants)


GETTERS: dict[str, Callable[[Document], Any]] = {
    "id": lambda document: document.id,
    "correspondent": lambda document: document.correspondent_id,
    "document_type": lambda document: document.document_type_id,
    "storage_path": lambda document: document.storage_path_id,
    "title": lambda document: document.title,
    "content": lambda document: document.content,
    "tags": lambda document: list(document.tag_ids),
    "created": lambda document: document.created,
    "created_date": lambda document: document.created,
    "modified": lambda document: document.modified_at,
    "added": lambda document: document.added_at,
    "deleted_at": lambda document: document.deleted_at,
    "archive_serial_number": lambda document: document.archive_serial_number,
    "original_file_name": lambda document: document.original_name,
    "archived_file_name": _archived_file_name,
    "duplicate_documents": lambda document: [],  # the same bytes are stored once
    "owner": lambda document: document.owner_id,
    "permissions": _permissions,
    "user_can_change": lambda document: document.can_change,
    "is_shared_by_requester": lambda document: document.shared,
    "notes": lambda document: list(document.notes),
    "custom_fields": lambda document: [
        {"value": each.value, "field": each.field_id} for each in document.custom_fields
    ],
    "page_count": lambda document: document.page_count,
    "mime_type": lambda document: document.mime_type,
    "root_document": lambda document: None,
    "versions": _versions,
}
KEYS = tuple(GETTERS)
