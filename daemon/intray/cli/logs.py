"""What the daemon says on its standard error: one line an event, for people and for journald."""

import logging
import os
import re
import sys

_PRIORITIES = {"CRITICAL": 2, "ERROR": 3, "WARNING": 4, "INFO": 6, "DEBUG": 7}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Line(logging.Formatter):
    """Names of files and other foreign text cannot forge a line or steer a terminal."""

    def __init__(self, *, for_journal: bool) -> None:
        layout = "%(levelname)-7s %(subject)s: %(message)s"
        super().__init__(layout if for_journal else f"%(asctime)s {layout}", "%Y-%m-%d %H:%M:%S")
        self._for_journal = for_journal

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        record.subject = record.name.removeprefix("intray.")
        record.message = _CONTROLS.sub(_escaped, record.message)
        line = super().formatMessage(record)
        return f"<{_PRIORITIES.get(record.levelname, 6)}>{line}" if self._for_journal else line


def set_up() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line(for_journal="JOURNAL_STREAM" in os.environ))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("zeroconf").setLevel(logging.ERROR)  # complains about every odd neighbour


def _escaped(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")
