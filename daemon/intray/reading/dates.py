"""Dates that stand in a text, the most plausible date of the document first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from intray.config import Dates
from intray.reading.filename_dates import read_numeric
from intray.reading.language import iso_codes
from intray.reading.months import month_number

MOST = 20  # dates that are told
LOOKED_AT = 200_000  # characters
_OLDEST = 1900

_ISO = re.compile(r"(?<![\d.,/-])((?:19|20)\d\d)([-./])(\d{1,2})\2(\d{1,2})(?!\d)")
_NUMERIC = re.compile(
    r"(?<![\d.,/-])(\d{1,2}) ?([-./]) ?(\d{1,2}) ?\2 ?((?:19|20)\d\d|\d\d)(?![\d%€$£]|[.,/-]\d)"
)
_WORD = r"([^\W\d_]{3,12})"
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:\.|st|nd|rd|th|er|º)?[-/ ]*(?:of |de )?"
    + _WORD
    + r"\.?,?[-/ ]*(?:de |del )?((?:19|20)\d\d|'?\d\d)(?!\d)",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    r"(?<![^\W_])" + _WORD + r"\.? +(\d{1,2})(?:st|nd|rd|th)? ?,? +((?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(r"(?<![^\W_])" + _WORD + r"\.? +((?:19|20)\d\d)(?!\d)", re.IGNORECASE)

_OF_THE_DOCUMENT = re.compile(
    r"(rechnungs|beleg|ausstellungs|brief|bescheid|druck|erstellungs|auszugs|abrechnungs|gutschrift"
    r"s?)[- ]?(datum|tag)|invoice[- ]date|statement[- ]date|bill(ing)?[- ]date|letter[- ]date"
    r"|receipt[- ]date|document[- ]date|issue[- ]date|date of issue|issued( on)?|dated"
    r"|date de (la )?facture|date d.[ée]mission|date de facturation|[ée]mise? le|factuurdatum"
    r"|fecha de (la )?factura|data (della )?fattura|ausgestellt am|erstellt am",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"(^|[^\w])(datum|date|dat\.|fecha|data|tag)\s*[:.]?\s*$|[\w.)] ?, ?(den|le|the)?\s*$|"
    r"^\W*(den|le|fait à .{1,30})\s*$",
    re.IGNORECASE,
)
_OF_SOMETHING_ELSE = re.compile(
    r"f[äa]llig|zahlbar|zahlung|due|pay by|payable|payment|[ée]ch[ée]ance|r[èe]gl|avant le"
    r"|geb(oren|urts|\.)|birth|born|\bdob\b|n[ée]e?\(?e?\)? le|naissance"
    r"|liefer|leistung|deliver|ship|livraison|bestell|order date|commande|auftrag"
    r"|g[üu]ltig|valid|expir|ablauf|until|\btill\b|exigible|effe[ck]t|\bbis\b|jusqu|sp[äa]testens|before"
    r"|eintritt|entry|entr[ée]e|beginn|since|\bseit\b|depuis|\bab\b|start|fin de|ende|\bend\b"
    r"|zeitraum|period|p[ée]riode|\bvon\b|\bfrom\b|between|abbuch|einzug|debit|pr[ée]l[èe]v"
    r"|termin|appointment|rendez|\bstand\b|version|rev(ision)?\b|termination|k[üu]ndig|frist"
    r"|letzte|previous|last|pr[ée]c[ée]dent|next|n[äa]chste|prochain|widerspruch|valuta|buchung",
    re.IGNORECASE,
)
_DATE_AFTER_ALL = re.compile(r"[\d,;|].*\b(datum|date)\s*:?\s*$", re.IGNORECASE)
_ROW = re.compile(r"\s*\d{1,4}[-./]\d{1,2}[-./]?\d{0,4}\b")
_RANGE_BEFORE = re.compile(r"\d\s*(-|\u2013|\u2014|bis|to|au|until)\s*$", re.IGNORECASE)
_RANGE_AFTER = re.compile(
    r"^\s*(-|\u2013|\u2014|bis\b|to\b|au\b|until\b)\s*(zum |le )?\d", re.IGNORECASE
)


@dataclass(frozen=True)
class _Found:
    day: date
    start: int  # place in the text
    end: int
    certainty: float


def dates_in(
    text: str, settings: Dates, tesseract_codes: tuple[str, ...] = (), *, today: date | None = None
) -> list[str]:
    """ISO dates, none in the future, none that the settings ignore."""
    latest = today or date.today()  # noqa: DTZ011 - the calendar on the wall is what people write
    text = text[:LOOKED_AT]
    scores: dict[date, float] = {}
    found = _without_overlaps(_search(text, settings.order, tuple(iso_codes(tesseract_codes))))
    for rank, each in enumerate(found):
        iso = each.day.isoformat()
        if each.day > latest or each.day.year < _OLDEST or iso in settings.ignore:
            continue
        score = _plausibility(text, each) - 0.1 * min(rank, 10)
        best = scores.get(each.day)
        scores[each.day] = score if best is None else max(best, score) + 0.3
    ranked = sorted(scores, key=lambda day: -scores[day])
    return [day.isoformat() for day in ranked[:MOST]]


def _search(text: str, order: str, languages: tuple[str, ...]) -> Iterator[_Found]:
    for match in _ISO.finditer(text):
        yield from _found(match, read_numeric([match[1], match[3], match[4]], order), 3.0)
    first = _order_used(text, order)
    orders = [first, *(each for each in ("DMY", "MDY", "YMD") if each != first)]
    for match in _NUMERIC.finditer(text):
        parts = [match[1], match[3], match[4]]
        days = (read_numeric(parts, each) for each in orders)
        certainty = 3.0 if len(match[4]) == 4 else 2.0
        yield from _found(match, next((day for day in days if day), None), certainty)
    for match in _overlapping(_DAY_MONTH, text):
        yield from _found(match, _by_name(match[1], match[2], match[3], languages), 3.0)
    for match in _overlapping(_MONTH_DAY, text):
        yield from _found(match, _by_name(match[2], match[1], match[3], languages), 3.0)
    for match in _overlapping(_MONTH_YEAR, text):
        yield from _found(match, _by_name("1", match[1], match[2], languages), -4.0)


def _order_used(text: str, order: str) -> str:
    """The order that the text itself gives away by days above 12, else the one of the settings."""
    if order == "YMD":
        return order
    numbers = [(int(match[1]), int(match[3])) for match in _NUMERIC.finditer(text)]
    day_first = any(12 < one <= 31 and 1 <= two <= 12 for one, two in numbers)
    month_first = any(1 <= one <= 12 and 12 < two <= 31 for one, two in numbers)
    if day_first != month_first:
        return "DMY" if day_first else "MDY"
    return order


def _overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Also matches that begin inside an earlier one, which may have been none."""
    match = pattern.search(text)
    while match is not None:
        yield match
        match = pattern.search(text, match.start() + 1)


def _found(match: re.Match[str], day: date | None, certainty: float) -> Iterator[_Found]:
    if day is not None:
        yield _Found(day, match.start(), match.end(), certainty)


def _by_name(day: str, month: str, year: str, languages: tuple[str, ...]) -> date | None:
    number = month_number(month, languages)
    if number is None:
        return None
    return read_numeric([day, str(number), year.lstrip("'")], "DMY")


def _without_overlaps(found: Iterator[_Found]) -> list[_Found]:
    """In the order of the text; of two readings of the same place the more certain one."""
    kept: list[_Found] = []
    for each in sorted(found, key=lambda one: (-one.certainty, one.start)):
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda one: one.start)


def _plausibility(text: str, found: _Found) -> float:
    line_start = text.rfind("\n", 0, found.start) + 1
    line_end = text.find("\n", found.end)
    before = text[max(line_start, found.start - 60) : found.start]
    after = text[found.end : line_end if line_end >= 0 else len(text)][:30]
    score = found.certainty + _label(before)
    if not before.strip(" :.-|"):
        above = text[max(0, line_start - 200) : line_start].rstrip("\n").rpartition("\n")[2]
        score += 0.5 * _label(above[-60:])
        score += _alone_or_in_a_row(text, above, after, line_end)
    if _RANGE_BEFORE.search(before) or _RANGE_AFTER.search(after):
        score -= 3
    return score - 1.5 * found.start / max(1, len(text))


def _alone_or_in_a_row(text: str, above: str, after: str, line_end: int) -> float:
    """A date that has a line to itself may be the letter's; rows of a table begin with one."""
    if not after.strip():
        return 1.5
    below = text[line_end + 1 : line_end + 12] if line_end >= 0 else ""
    return -3.0 if _ROW.match(above) or _ROW.match(below) else 0.0


def _label(words: str) -> float:
    """What the words before a date say about it; those that stand nearest count."""
    nearest = words[-32:]
    good, bad = _last(_OF_THE_DOCUMENT, nearest), _last(_OF_SOMETHING_ELSE, nearest)
    if good > bad:
        return 5.0
    if bad >= 0 and not _DATE_AFTER_ALL.search(nearest[bad:]):
        return -4.0
    return 2.5 if _PLAIN.search(nearest) else 0.0


def _last(pattern: re.Pattern[str], text: str) -> int:
    place = -1
    for match in pattern.finditer(text):
        place = match.start()
    return place
