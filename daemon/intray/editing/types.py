"""What is asked of the process that edits PDF files, and how that fails."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intray.errors import IntrayError

MAX_SOURCES = 200  # each is an open file of the process
MAX_PAGES = 5000  # of all outputs of a job
MAX_OUTPUTS = 500
MAX_BYTES = 2_000_000_000  # of all outputs of a job: each may carry along what its pages share

_MESSAGES = {
    "pdf_password": "The file is protected by a password. Remove the password first.",
    "wrong_password": "The password is not the right one.",
    "not_encrypted": "The file has no password.",
    "damaged_pdf": "The file is damaged, or is no PDF.",
    "page_missing": "The file has no page {page}.",
    "no_page_left": "No page would be left.",
    "too_many_pages": f"That would be more than {MAX_PAGES} pages.",
    "outputs_too_large": "The new files would take more room than there is for them.",
    "editing_deadline": "Editing took too long and was broken off.",
    "editing_failed": "The program that edits PDF files broke down on this file.",
}
CODES = frozenset(_MESSAGES)


class EditingError(IntrayError):
    """The files cannot be edited so. They stay as they are.

    `code` tells why; `retry` whether another attempt makes sense.
    """

    code, status = "editing_failed", 400

    def __init__(self, code: str, *, source: int = 0, page: int = 0) -> None:
        super().__init__(_MESSAGES[code].format(page=page))
        self.code = code  # type: ignore[misc]  # each reason has its own
        self.source = source  # place among the sources
        self.page = page
        self.retry = code in ("editing_deadline", "editing_failed")


@dataclass(frozen=True)
class Output:
    """One PDF to be made. Without `pages` it is all of the sources, one after the other."""

    pages: tuple[tuple[int, int], ...] | None = None  # of the first source: number, degrees
    without: tuple[int, ...] = ()  # pages of the first source that are left out
    rotate: int = 0  # degrees, all pages

    def as_json(self) -> dict[str, Any]:
        return {"pages": self.pages, "without": self.without, "rotate": self.rotate}


@dataclass(frozen=True)
class Assembly:
    sources: tuple[Path, ...]
    outputs: tuple[Output, ...]
    identity: str  # noted in the outputs: the same work twice gives the same bytes, other work not
    password: str | None = field(default=None, repr=False)
    room_bytes: int = MAX_BYTES  # for all outputs together
