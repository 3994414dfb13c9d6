"""A value as JSON brings it, checked by the type of its field and made ready to be stored."""

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from intray.custom_fields.definitions import CustomField

STRING_LENGTH = 128
URL_LENGTH = 2000
MONETARY_LENGTH = 64
SMALLEST_INTEGER, LARGEST_INTEGER = -(2**31), 2**31 - 1
MOST_LINKS = 10_000
LARGEST_ID = 2**63 - 1
NOT_LINKABLE = "Some documents in value don't exist or were specified twice."

_INTEGER = re.compile(r"\s*[+-]?[0-9]{1,30}\s*")
_FLOAT = re.compile(
    r"\s*[+-]?([0-9]{1,400}(\.[0-9]{0,400})?|\.[0-9]{1,400})([eE][+-]?[0-9]{1,4})?\s*"
)
_WITH_CURRENCY = re.compile(r"[A-Z]{3}(-?[0-9]+\.[0-9]{1,2})")
_AMOUNT = re.compile(r"-?(?=[0-9.]*[0-9])([0-9]*)(?:\.([0-9]{0,2}))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_URI = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):\S+")
_RUN_BY_BROWSERS = frozenset(("javascript", "data", "vbscript"))


class RefusedValueError(Exception):
    """What is wrong with a value, in a sentence for the one who sent it."""


@dataclass(frozen=True)
class Stored:
    """Columns of `custom_field_values`. Nothing of all: attached and empty."""

    text: str | None = None
    number: float | None = None
    targets: tuple[int, ...] | None = None  # documents that a documentlink names

    @property
    def is_empty(self) -> bool:
        return self.text is None and self.number is None


def empty(field: CustomField) -> Stored:
    return Stored(targets=() if field.data_type == "documentlink" else None)


def checked(field: CustomField, value: Any, linkable: Collection[int]) -> Stored:
    """`linkable`: documents that may be linked. Raises RefusedValueError."""
    if value is None:
        return empty(field)
    if field.data_type == "select":
        return _select(field, value)
    if field.data_type == "documentlink":
        return _links(value, linkable)
    return _CHECKS[field.data_type](value)


def named_documents(value: Any) -> list[int]:
    """Ids in a value of type documentlink; what is no id is left out."""
    if not isinstance(value, list):
        return []
    return [item for item in value if _is_id(item)]


def text(value: Any) -> str:
    """Raises RefusedValueError. Numbers are taken as they are written."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise RefusedValueError("Not a valid string.")
    try:
        found = str(value)
        found.encode()
    except ValueError:  # digits beyond Python's limit, or half a surrogate pair
        raise RefusedValueError("Not a valid string.") from None
    if "\0" in found:
        raise RefusedValueError("Null characters are not allowed.")
    return found


def integer(value: Any) -> int:
    """Raises RefusedValueError."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise RefusedValueError("Enter a valid integer.")
    if value > LARGEST_INTEGER:
        raise RefusedValueError(f"Ensure this value is less than or equal to {LARGEST_INTEGER}.")
    if value < SMALLEST_INTEGER:
        raise RefusedValueError(
            f"Ensure this value is greater than or equal to {SMALLEST_INTEGER}."
        )
    return value


def number(value: Any) -> float:
    """A finite one. Raises RefusedValueError."""
    wrong = RefusedValueError("A valid number is required.")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise wrong
    if isinstance(value, str) and not _FLOAT.fullmatch(value):
        raise wrong
    try:
        found = float(value)
    except OverflowError:
        raise wrong from None
    if not math.isfinite(found):
        raise wrong
    return found


def amount(value: Any) -> tuple[str, float]:
    """Money as it was written, and what is compared. Raises RefusedValueError."""
    written = text(value).strip()
    found = _WITH_CURRENCY.fullmatch(written)
    if found is not None and len(written) <= MONETARY_LENGTH:
        return written, float(found[1])
    plain = _AMOUNT.fullmatch(written)
    if plain is None:
        raise RefusedValueError(
            "Enter an amount with up to two decimals and a currency code if any,"
            " for example EUR31.20."
        )
    if len(plain[1]) + len(plain[2] or "") > 12:
        raise RefusedValueError("Ensure that there are no more than 12 digits in total.")
    return written, float(written)


def day(value: Any) -> date:
    """Raises RefusedValueError."""
    try:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise RefusedValueError(
            "Date has wrong format. Use one of these formats instead: YYYY-MM-DD."
        ) from None


def boolean(value: Any) -> bool:
    """Raises RefusedValueError."""
    if not isinstance(value, bool):
        raise RefusedValueError("Must be a valid boolean.")
    return value


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST_ID


def _string(value: Any) -> Stored:
    found = text(value)
    if len(found) > STRING_LENGTH:
        raise RefusedValueError(
            f"Ensure this value has at most {STRING_LENGTH} characters (it has {len(found)})."
        )
    return Stored(found)


def _url(value: Any) -> Stored:
    found = text(value).strip()
    if len(found) > URL_LENGTH:
        raise RefusedValueError(
            f"Ensure this value has at most {URL_LENGTH} characters (it has {len(found)})."
        )
    uri = _URI.fullmatch(found)
    if found and (uri is None or uri[1].lower() in _RUN_BY_BROWSERS):
        raise RefusedValueError("Enter a valid URL.")
    return Stored(found)


def _monetary(value: Any) -> Stored:
    return Stored(*amount(value))


def _date(value: Any) -> Stored:
    found = day(value)
    return Stored(found.isoformat(), float(found.toordinal()))


def _integer(value: Any) -> Stored:
    found = integer(value)
    return Stored(str(found), float(found))


def _float(value: Any) -> Stored:
    found = number(value)
    return Stored(repr(found), found)


def _select(field: CustomField, value: Any) -> Stored:
    if not isinstance(value, str) or not field.has_option(value):
        known = ", ".join(option.id for option in field.options[:20])
        raise RefusedValueError(f"Value must be an id of an element in [{known}].")
    return Stored(value)


def _links(value: Any, linkable: Collection[int]) -> Stored:
    if not isinstance(value, list):
        raise RefusedValueError("Value must be a list of ids of documents.")
    if len(value) > MOST_LINKS:
        raise RefusedValueError(f"Ensure this field has no more than {MOST_LINKS} elements.")
    fits = all(_is_id(item) and item in linkable for item in value)
    if not fits or len(set(value)) != len(value):
        raise RefusedValueError(NOT_LINKABLE)
    return Stored("[]", targets=tuple(value))


_CHECKS: Mapping[str, Callable[[Any], Stored]] = {
    "string": _string,
    "longtext": lambda value: Stored(text(value)),
    "url": _url,
    "date": _date,
    "boolean": lambda value: Stored(number=float(boolean(value))),
    "integer": _integer,
    "float": _float,
    "monetary": _monetary,
}
