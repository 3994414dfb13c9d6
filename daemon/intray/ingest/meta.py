"""The note beside each blob: enough to make the document again if the database is lost."""

from dataclasses import replace
from typing import Any

from intray.clock import now_us
from intray.ingest.types import Received

VERSION = 1


def to_meta(received: Received) -> dict[str, Any]:
    return {
        "version": VERSION,
        "received_at": now_us(),
        "file_name": received.file_name,
        "mime_type": received.mime_type,
        "size": received.size,
        "source": received.source,
        "modified_at": received.modified_at,
        "subdirs": list(received.subdirs),
        "owner_id": received.owner_id,
        "overrides": received.overrides,
        "incomplete": received.incomplete,
        "supersedes": received.supersedes,
        "version_of": received.version_of,
        "base": received.base,
        "job_uuid": received.job_uuid,
    }


def from_meta(fallback: Received, meta: dict[str, Any] | None) -> Received:
    """`fallback` with whatever the note says and can be believed."""
    known = {name: value for name, value in (meta or {}).items() if _fits(name, value)}
    if "subdirs" in known:
        known["subdirs"] = tuple(str(name) for name in known["subdirs"])
    return replace(fallback, **known)


_KINDS: dict[str, tuple[type, ...]] = {
    "file_name": (str,),
    "mime_type": (str,),
    "source": (str,),
    "modified_at": (int,),
    "subdirs": (list,),
    "owner_id": (int, type(None)),
    "overrides": (dict,),
    "incomplete": (bool,),
    "supersedes": (int, type(None)),
    "version_of": (int, type(None)),
    "base": (str, type(None)),
    "job_uuid": (str, type(None)),
}


def _fits(name: str, value: object) -> bool:
    return name in _KINDS and isinstance(value, _KINDS[name])
