"""Parameters of work on PDF files, checked before anything is begun."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from intray.api.fields import FieldError, Fields, boolean, integer, text
from intray.editing.orders import Method
from intray.editing.types import MAX_OUTPUTS, MAX_PAGES

SOURCE_MODES = ("latest_version", "explicit_selection")
PASSWORD_LENGTH = 1024
_RANGE = re.compile(r"\s*([0-9]{1,9})\s*(?:-\s*([0-9]{1,9})\s*)?")


def read(method: Method, parameters: Mapping[str, Any]) -> Fields:
    """The checked fields; the caller asks for the errors."""
    fields = Fields(parameters)
    fields.choice("source_mode", SOURCE_MODES)
    _READERS[method](fields)
    return fields


def _rotate(fields: Fields) -> None:
    fields.field("degrees", _degrees, required=True)


def _merge(fields: Fields) -> None:
    fields.integer("metadata_document_id", null=True)
    _flags(fields, "delete_originals", "archive_fallback")


def _split(fields: Fields) -> None:
    fields.field("pages", _ranges, required=True)
    _flags(fields, "delete_originals")


def _delete_pages(fields: Fields) -> None:
    fields.field("pages", _pages, required=True)


def _edit_pdf(fields: Fields) -> None:
    fields.field("operations", _operations, required=True)
    _flags(fields, "update_document", "delete_original", "include_metadata")
    wanted = fields.values
    if wanted.get("update_document") and len({o["doc"] for o in wanted.get("operations", ())}) > 1:
        message = "A document can be updated with one file only: every doc must be the same."
        fields.errors["update_document"] = [message]


def _remove_password(fields: Fields) -> None:
    fields.field("password", _password, required=True)
    _flags(fields, "update_document", "delete_original", "include_metadata")


def _flags(fields: Fields, *names: str) -> None:
    """null means the default."""
    for name in names:
        fields.field(name, boolean, null=True)
        if fields.values.get(name, True) is None:
            del fields.values[name]


def _degrees(value: Any) -> int:
    degrees = integer(value)
    if degrees % 90:
        raise FieldError("Pages can be turned by multiples of 90 degrees only.")
    return degrees


def _page(value: Any) -> int:
    return integer(value, 1, 10**9)


def _pages(value: Any) -> list[int]:
    if not isinstance(value, list):
        raise FieldError("Expected a list of page numbers.")
    if not value:
        raise FieldError("This list may not be empty.")
    if len(value) > MAX_PAGES:
        raise FieldError(f"These are more than {MAX_PAGES} pages.")
    return sorted({_page(each) for each in value})


def _ranges(value: Any) -> list[list[int]]:
    """`1-2,3,4-6`: the pages of each new document."""
    if not isinstance(value, str):
        raise FieldError("Expected page numbers and ranges, such as 1-2,3,4-6.")
    groups: list[list[int]] = []
    total = 0
    for part in value.split(","):
        match = _RANGE.fullmatch(part)
        first = int(match[1]) if match else 0
        last = int(match[2] or first) if match else 0
        if not 1 <= first <= last:
            raise FieldError(f'"{part.strip()[:50]}" is no page number and no range of pages.')
        total += last - first + 1
        if total > MAX_PAGES or len(groups) >= MAX_OUTPUTS:
            raise FieldError(f"At most {MAX_PAGES} pages in {MAX_OUTPUTS} documents are possible.")
        groups.append(list(range(first, last + 1)))
    return groups


def _operations(value: Any) -> list[dict[str, int]]:
    if not isinstance(value, list) or not value:
        raise FieldError('Expected a list of pages, such as [{"page": 1, "rotate": 90}].')
    if len(value) > MAX_PAGES:
        raise FieldError(f"These are more than {MAX_PAGES} pages.")
    found = [_operation(each) for each in value]
    if len({each["doc"] for each in found}) > MAX_OUTPUTS:
        raise FieldError(f"At most {MAX_OUTPUTS} documents are possible.")
    return found


def _operation(value: Any) -> dict[str, int]:
    if not isinstance(value, dict):
        raise FieldError(f'Expected a dictionary, but got "{type(value).__name__}".')
    if "page" not in value:
        raise FieldError("Each operation needs a page.")
    return {
        "page": _page(value["page"]),
        "rotate": _or_zero(value.get("rotate"), _degrees),
        "doc": _or_zero(value.get("doc"), lambda number: integer(number, 0, 10**9)),
    }


def _or_zero(value: Any, convert: Callable[[Any], int]) -> int:
    return 0 if value is None else convert(value)


def _password(value: Any) -> str:
    if not isinstance(value, str):
        raise FieldError("Not a valid string.")
    return text(value, PASSWORD_LENGTH, trim=False)


_READERS: dict[Method, Callable[[Fields], None]] = {
    "rotate": _rotate,
    "merge": _merge,
    "split": _split,
    "delete_pages": _delete_pages,
    "edit_pdf": _edit_pdf,
    "remove_password": _remove_password,
}
