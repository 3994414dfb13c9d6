"""In the worker: what one reading is to do, and what it has to tell in the end."""

from dataclasses import dataclass, field
from pathlib import Path

from intray.config import Dates, Ocr
from intray.reading.protocol import Message
from intray.reading.types import LAST_ATTEMPT, NOTICES

FULL_DPI = 300
REDUCED_DPI = 200


class UnreadableError(Exception):
    """The document cannot be read, whoever tries it how often: `notice` says why."""

    def __init__(self, notice: str, message: str) -> None:
        super().__init__(message)
        self.notice = notice


@dataclass
class Task:
    original: Path
    mime_type: str
    work_dir: Path
    attempt: int
    threads: int  # pages that may be read at once
    ocr: Ocr
    dates: Dates
    notices: dict[str, str] = field(default_factory=dict)  # code → message

    @property
    def max_dpi(self) -> int:
        return FULL_DPI if self.attempt == 1 else REDUCED_DPI

    @property
    def deskew(self) -> bool:
        return self.ocr.deskew and self.attempt == 1

    @property
    def clean(self) -> str:
        return self.ocr.clean if self.attempt == 1 else "none"

    @property
    def lenient(self) -> bool:
        """The last attempt leaves out pages that fail."""
        return self.attempt >= LAST_ATTEMPT

    def notice(self, code: str, message: str) -> None:
        self.notices.setdefault(code, message)

    def worst_notice(self) -> tuple[str | None, str | None]:
        for code in NOTICES:
            if code in self.notices:
                return code, self.notices[code]
        return None, None


def task_from(message: Message) -> Task:
    ocr = dict(message["ocr"])
    dates = dict(message["dates"])
    return Task(
        original=Path(message["original"]),
        mime_type=message["mime_type"],
        work_dir=Path(message["work_dir"]),
        attempt=message["attempt"],
        threads=message["threads"],
        ocr=Ocr(**{**ocr, "languages": tuple(ocr["languages"])}),
        dates=Dates(**{**dates, "ignore": tuple(dates["ignore"])}),
    )
