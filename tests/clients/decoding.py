"""Decoders as strict as those of the phone apps: a field that is missing or of another type fails.

A shape names the fields that an app requires. `?` at the end of a type allows null or absence;
everything that is not named is ignored, as the apps do.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import UUID

Shape = Mapping[str, str]

SLUGGED = {"id": "id", "name": "text", "slug": "text", "match": "text", "is_insensitive": "bool"}
LABEL: Shape = {**SLUGGED, "matching_algorithm": "algorithm", "document_count": "count?"}
TAG: Shape = {**LABEL, "color": "colour", "is_inbox_tag": "bool"}
STORAGE_PATH: Shape = {**LABEL, "path": "text"}
DOCUMENT: Shape = {
    "id": "id",
    "title": "text",
    "created": "day",
    "added": "instant",
    "modified": "instant",
    "tags": "ids",
    "correspondent": "id?",
    "document_type": "id?",
    "storage_path": "id?",
    "archive_serial_number": "count?",
    "owner": "id?",
    "original_file_name": "text?",
}
NOTE: Shape = {"id": "id", "note": "text", "created": "instant"}
USER: Shape = {
    "id": "id",
    "username": "text",
    "is_staff": "bool",
    "is_active": "bool",
    "is_superuser": "bool",
    "groups": "ids",
    "user_permissions": "texts",
    "inherited_permissions": "texts",
}
TASK_10: Shape = {
    "id": "id",
    "task_id": "uuid",
    "task_type": "text",
    "trigger_source": "text",
    "status": "lower",
    "related_document_ids": "ids",
    "acknowledged": "bool",
    "result_message": "text?",
}
TASK_9: Shape = {
    "id": "id",
    "task_id": "uuid",
    "type": "text",
    "status": "upper",
    "acknowledged": "bool",
    "date_created": "instant",
    "related_document": "text?",
    "result": "text?",
}
METADATA: Shape = {
    "original_checksum": "text",
    "original_size": "count",
    "original_mime_type": "text",
    "media_filename": "text",
    "has_archive_version": "bool",
    "original_filename": "text",
    "lang": "text",
}
SHARE_LINK: Shape = {
    "id": "id",
    "created": "instant",
    "slug": "text",
    "document": "id",
    "file_version": "text",
}
CUSTOM_FIELD: Shape = {"id": "id", "name": "text", "data_type": "text"}
SAVED_VIEW: Shape = {"id": "id", "name": "text", "sort_reverse": "bool"}
OLD_SAVED_VIEW: Shape = {**SAVED_VIEW, "show_on_dashboard": "bool", "show_in_sidebar": "bool"}


def decode(item: object, shape: Shape) -> None:
    """Raise AssertionError as the app would fail."""
    assert isinstance(item, dict), item
    for name, kind in shape.items():
        if kind.endswith("?") and item.get(name) is None:
            continue
        assert name in item, f"{name} is missing in {item}"
        assert _is(item[name], kind.removesuffix("?")), f"{name} is no {kind}: {item[name]!r}"


def decode_page(page: object, shape: Shape) -> list[dict]:
    """The results of one page; one bad element fails all of it."""
    assert isinstance(page, dict), page
    assert _is(page["count"], "count")
    for link in ("next", "previous"):
        assert page[link] is None or urlsplit(page[link]).scheme in ("http", "https")
    for item in page["results"]:
        decode(item, shape)
    return page["results"]


def _is(value: object, kind: str) -> bool:
    number = isinstance(value, int) and not isinstance(value, bool)
    match kind:
        case "id":
            return number and value > 0
        case "count":
            return number and value >= 0
        case "algorithm":
            return number and 0 <= value <= 6
        case "bool":
            return isinstance(value, bool)
        case "text":
            return isinstance(value, str)
        case "texts":
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        case "ids":
            return isinstance(value, list) and all(_is(item, "id") for item in value)
        case "upper":
            return value in ("PENDING", "STARTED", "SUCCESS", "FAILURE", "REVOKED")
        case "lower":
            return value in ("pending", "started", "success", "failure", "revoked")
        case "colour":
            return isinstance(value, str) and bool(re.fullmatch("#[0-9a-fA-F]{6}", value))
    return isinstance(value, str) and _is_read(value, kind)


def _is_read(text: str, kind: str) -> bool:
    readers = {"uuid": UUID, "instant": rfc_3339, "day": lambda day: date.fromisoformat(day[:10])}
    try:
        readers[kind](text)
    except ValueError:
        return False
    return True


def rfc_3339(text: str) -> datetime:
    """An instant as Go and Swift read it. Raises ValueError: a bare date is none."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", text):
        raise ValueError(text)
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
