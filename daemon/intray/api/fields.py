"""Fields of a request body, checked with the messages that clients know.

    fields = Fields(body, partial=request.method == "PATCH")
    fields.text("name", max_length=128, required=True)
    fields.boolean("is_inbox_tag")
    values = fields.checked()   # only what was sent; raises ValidationError with all messages

Unknown fields are ignored: only what is named here can be set.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from intray.api.bodies import Form, parse_json
from intray.api.errors import ParseError
from intray.clock import from_datetime
from intray.errors import ValidationError

REQUIRED = "This field is required."
NOT_NULL = "This field may not be null."
NOT_BLANK = "This field may not be blank."
MAX_INT = 2**63 - 1
_TRUE = {"true", "t", "yes", "y", "on", "1"}
_FALSE = {"false", "f", "no", "n", "off", "0"}
_EMAIL = re.compile(r"[^@\s]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class FieldError(Exception):
    """What is wrong with one value: a message, or a nested structure of messages."""

    def __init__(self, *messages: Any) -> None:
        super().__init__(messages)
        self.messages: Any = list(messages)


Convert = Callable[[Any], Any]


class Fields:
    """Collects checked values and messages of one body."""

    def __init__(self, body: Mapping[str, Any], *, partial: bool = False) -> None:
        self.body = body
        self.partial = partial  # PATCH: nothing is required
        self.values: dict[str, Any] = {}
        self.errors: dict[str, Any] = {}

    def checked(self) -> dict[str, Any]:
        """The values by name. Raises ValidationError if anything was wrong."""
        if self.errors:
            raise ValidationError(self.errors)
        return self.values

    def field(
        self, name: str, convert: Convert, *, required: bool = False, null: bool = False
    ) -> None:
        """Any field: `convert` gives the value or raises FieldError."""
        if name not in self.body:
            if required and not self.partial:
                self.errors[name] = [REQUIRED]
            return
        value = self.body[name]
        if isinstance(self.body, Form) and isinstance(value, list):
            value = value[-1]
        self._check(name, value, convert, null)

    def _check(self, name: str, value: Any, convert: Convert, null: bool) -> None:
        if value is None:
            if null:
                self.values[name] = None
            else:
                self.errors[name] = [NOT_NULL]
            return
        try:
            self.values[name] = convert(value)
        except FieldError as error:
            self.errors[name] = error.messages

    def text(
        self,
        name: str,
        *,
        max_length: int | None = None,
        required: bool = False,
        null: bool = False,
        blank: bool = False,
        trim: bool = True,
    ) -> None:
        self.field(
            name, lambda value: text(value, max_length, blank, trim), required=required, null=null
        )

    def email(self, name: str) -> None:
        self.field(name, _email)

    def boolean(self, name: str, *, required: bool = False, null: bool = False) -> None:
        self.field(name, _blank_is_null(boolean, null), required=required, null=null)

    def integer(
        self,
        name: str,
        *,
        minimum: int = -MAX_INT,
        maximum: int = MAX_INT,
        required: bool = False,
        null: bool = False,
    ) -> None:
        self.field(
            name,
            _blank_is_null(lambda value: integer(value, minimum, maximum), null),
            required=required,
            null=null,
        )

    def choice(
        self, name: str, choices: Collection[Any], *, required: bool = False, null: bool = False
    ) -> None:
        self.field(
            name,
            _blank_is_null(lambda value: choice(value, choices), null),
            required=required,
            null=null,
        )

    def date(self, name: str, zone: tzinfo, *, required: bool = False, null: bool = False) -> None:
        """A calendar date as YYYY-MM-DD; an instant counts as its day in `zone`."""
        self.field(
            name,
            _blank_is_null(lambda value: day(value, zone), null),
            required=required,
            null=null,
        )

    def instant(
        self, name: str, zone: tzinfo, *, required: bool = False, null: bool = False
    ) -> None:
        """Microseconds since 1970; without an offset the zone of the box."""
        self.field(
            name,
            _blank_is_null(lambda value: instant(value, zone), null),
            required=required,
            null=null,
        )

    def pk(self, name: str, *, required: bool = False, null: bool = False) -> None:
        """The id of another object; `exists` checks it against the database."""
        self.field(name, _blank_is_null(pk, null), required=required, null=null)

    def pks(self, name: str, *, required: bool = False) -> None:
        """A list of ids."""
        self._list(name, pk, required)

    def texts(self, name: str, *, required: bool = False, max_length: int | None = None) -> None:
        self._list(name, lambda value: text(value, max_length, blank=False, trim=True), required)

    def choices(self, name: str, allowed: Collection[Any], *, required: bool = False) -> None:
        """A list of words, each one of these."""
        self._list(name, lambda value: choice(value, allowed), required)

    def object(self, name: str, *, required: bool = False, null: bool = False) -> None:
        self.field(name, json_object, required=required, null=null)

    def exists(self, name: str, known: Collection[int]) -> None:
        """Refuse the id or ids of this field that are not among the known ones."""
        value = self.values.get(name)
        wanted = value if isinstance(value, list) else [] if value is None else [value]
        for number in wanted:
            if number not in known:
                self.errors[name] = [missing_pk(number)]
                return

    def _list(self, name: str, convert: Convert, required: bool) -> None:
        value = self.body.get(name)
        if isinstance(self.body, Form) and name in self.body:
            if not isinstance(value, list):
                value = [value] if value else []
            self._check(name, value, lambda items: many(items, convert), null=False)
        else:
            self.field(name, lambda items: many(items, convert), required=required)


def missing_pk(number: object) -> str:
    return f'Invalid pk "{number}" - object does not exist.'


def text(value: Any, max_length: int | None = None, blank: bool = False, trim: bool = True) -> str:
    """A string; numbers are taken as they are written."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise FieldError("Not a valid string.")
    found = str(value)
    if trim:
        found = found.strip()
    if "\0" in found:
        raise FieldError("Null characters are not allowed.")
    if not found and not blank:
        raise FieldError(NOT_BLANK)
    if max_length is not None and len(found) > max_length:
        raise FieldError(f"Ensure this field has no more than {max_length} characters.")
    return found


def boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, str | int) else ""
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise FieldError("Must be a valid boolean.")


def integer(value: Any, minimum: int = -MAX_INT, maximum: int = MAX_INT) -> int:
    if isinstance(value, str) and len(value) > 1000:
        raise FieldError("String value too large.")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise FieldError("A valid integer is required.")
    if not re.fullmatch(r"\s*[+-]?[0-9]{1,30}(\.0*)?\s*", str(value)):
        raise FieldError("A valid integer is required.")
    number = int(str(value).strip().partition(".")[0])
    if number > maximum:
        raise FieldError(f"Ensure this value is less than or equal to {maximum}.")
    if number < minimum:
        raise FieldError(f"Ensure this value is greater than or equal to {minimum}.")
    return number


def choice(value: Any, choices: Collection[Any]) -> Any:
    """The choice whose spelling is that of the value."""
    for known in choices:
        if not isinstance(value, bool) and str(known) == str(value):
            return known
    raise FieldError(f'"{value}" is not a valid choice.')


def day(value: Any, zone: tzinfo) -> str:
    """YYYY-MM-DD of a date, or of the day on which an instant falls in the zone."""
    wrong = FieldError("Date has wrong format. Use one of these formats instead: YYYY-MM-DD.")
    if not isinstance(value, str):
        raise wrong
    try:
        if "T" not in value and ":" not in value:
            year, month, number = (int(part) for part in value.strip().split("-"))
            return date(year, month, number).isoformat()
        moment = datetime.fromisoformat(value.strip())
        return (moment.astimezone(zone) if moment.tzinfo else moment).date().isoformat()
    except (ValueError, OverflowError):
        raise wrong from None


def instant(value: Any, zone: tzinfo) -> int:
    try:
        if not isinstance(value, str):
            raise TypeError
        moment = datetime.fromisoformat(value.strip())
        return from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=zone))
    except (ValueError, TypeError, OverflowError):
        raise FieldError(
            "Datetime has wrong format. Use one of these formats instead:"
            " YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."
        ) from None


def pk(value: Any) -> int:
    """An id, also as text of digits."""
    if isinstance(value, str) and re.fullmatch(r"\s*[0-9]{1,30}\s*", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise FieldError(f"Incorrect type. Expected pk value, received {type(value).__name__}.")
    if not 0 <= value <= MAX_INT:
        raise FieldError(missing_pk(value))
    return value


def many(value: Any, convert: Convert) -> list[Any]:
    """A list of values; the messages of the first wrong one."""
    if not isinstance(value, list):
        kind = type(value).__name__
        raise FieldError(f'Expected a list of items but got type "{kind}".')
    found = []
    for item in value:
        if item is None:
            raise FieldError(NOT_NULL)
        found.append(convert(item))
    return found


def json_object(value: Any) -> dict[str, Any]:
    """An object, or its JSON text as forms send it."""
    if isinstance(value, str):
        try:
            value = parse_json(value)
        except ParseError:
            raise FieldError("Value must be valid JSON.") from None
    if not isinstance(value, dict):
        kind = type(value).__name__
        raise FieldError(f'Expected a dictionary of items but got type "{kind}".')
    return value


def _email(value: Any) -> str:
    found = text(value, 254, blank=True)
    if found and not _EMAIL.fullmatch(found):
        raise FieldError("Enter a valid email address.")
    return found


def _blank_is_null(convert: Convert, null: bool) -> Convert:
    """Forms cannot say null; they send an empty text."""
    return lambda value: None if null and value == "" else convert(value)
