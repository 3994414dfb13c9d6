"""What doors hand to the pipeline, and what the page shows of the consume folder."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Received:
    """A paper whose bytes are durable under blobs/ already."""

    checksum: str  # SHA-256 in hex; the name of the blob
    size: int  # bytes
    mime_type: str
    file_name: str
    source: str  # folder_consume | api_upload | web_ui
    modified_at: int  # of the file that was handed over; now for uploads
    subdirs: tuple[str, ...] = ()  # folders below the consume folder, outermost first
    owner_id: int | None = None
    overrides: dict[str, Any] = field(default_factory=dict)  # what the sender asked for
    incomplete: bool = False  # its format says that the end is missing
    supersedes: int | None = None  # document whose current original this replaces
    version_of: int | None = None  # document that gets this as its newest version
    base: str | None = None  # checksum of a file of that document: ids change if rows are lost
    job_uuid: str | None = None
    adopted: bool = False  # nobody hands it over: it was found without a row

    @property
    def version_label(self) -> str | None:
        return self.overrides.get("version_label")


@dataclass(frozen=True)
class Registered:
    job_uuid: str
    document_id: int | None
    duplicate_of: int | None


# One transaction that makes the document exist. Raises IntrayError, and then nothing is released.
Register = Callable[[Received], Awaitable[Registered]]


@dataclass(frozen=True)
class WaitingFile:
    """A file that lies in the consume folder, and why it is still there.

    Reasons: unstable, writing, incomplete, empty, unsupported_type, duplicate, unreadable,
    linked, too_large, not_removable, other.
    """

    name: str  # path below the consume folder
    size: int  # bytes
    since: int  # first seen
    reason: str
