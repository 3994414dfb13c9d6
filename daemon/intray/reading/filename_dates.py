"""Title and date of a document from the name that its sender gave the file."""

import re
import unicodedata
from datetime import date

TITLE_LENGTH = 128  # characters

_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_. ]?)(\d\d)\2(\d\d)(?!\d)")
_PARTED = re.compile(r"(?<!\d)(\d{1,4})([-_. ])(\d{1,2})\2(\d{1,4})(?!\d)")
_RUN = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{4})(?!\d)")
_SUFFIX = re.compile(r"\.(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{1,5}$")


def title_from_name(name: str) -> str:
    """The name without its extension; control characters become spaces."""
    text = unicodedata.normalize("NFC", name)
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in text)
    text = " ".join(text.split())
    return (_SUFFIX.sub("", text).strip() or text or "Untitled")[:TITLE_LENGTH]


def date_from_name(name: str, order: str | None, *, today: date | None = None) -> str | None:
    """The first date in the name, ISO; `order` is DMY, MDY or YMD, None: names are not looked at.

    A year that stands first is understood in every order. Dates in the future are not taken.
    """
    if order is None:
        return None
    latest = today or date.today()  # noqa: DTZ011 - the calendar on the wall is what people write
    for match in sorted(_matches(name), key=lambda found: found.start()):
        parts = [match.group(1), match.groups()[-2], match.groups()[-1]]
        found = read_numeric(parts, order)
        if found is not None and found <= latest:
            return found.isoformat()
    return None


def _matches(name: str) -> list["re.Match[str]"]:
    return [match for pattern in (_YEAR_FIRST, _PARTED, _RUN) for match in pattern.finditer(name)]


def read_numeric(parts: list[str], order: str) -> date | None:
    """Three numbers as a date. The order only decides what the numbers leave open."""
    if len(parts[0]) == 4:
        return _date(parts[0], parts[1], parts[2])
    if len(parts[0]) > 2 or len(parts[1]) > 2 or len(parts[2]) == 3:
        return None
    if len(parts[2]) == 4:
        first, second = (1, 0) if order == "MDY" else (0, 1)
        return _date(parts[2], parts[second], parts[first]) or _date(
            parts[2], parts[first], parts[second]
        )
    orders = {"DMY": (2, 1, 0), "MDY": (2, 0, 1), "YMD": (0, 1, 2)}
    year, month, day = orders[order]
    return _date(parts[year], parts[month], parts[day])


def _date(year: str, month: str, day: str) -> date | None:
    if len(year) not in (2, 4) or not 1 <= len(month) <= 2 or not 1 <= len(day) <= 2:
        return None
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < 70 else 1900
    try:
        found = date(number, int(month), int(day))
    except ValueError:
        return None
    return found if found.year >= 1900 else None
