"""What belongs to a type: the options of a select, the usual currency of a monetary field."""

import json
import secrets
import string
from collections.abc import Iterable
from typing import Any

from intray.custom_fields.definitions import CustomField, Option
from intray.errors import ValidationError

ID_LENGTH = 16  # of ids that are made here
LONGEST_ID = 128
MOST_OPTIONS = 2000  # all of them are read whenever values are
_LETTERS = string.ascii_letters + string.digits


def checked(
    data_type: str, extra_data: Any, present: CustomField | None, *, labels_only: bool = False
) -> str | None:
    """JSON to be stored. Raises ValidationError.

    `labels_only`: options come as a list of labels, and those that the field has keep their ids.
    """
    if extra_data is not None and not isinstance(extra_data, dict):
        kind = type(extra_data).__name__
        raise ValidationError(
            {"extra_data": [f'Expected a dictionary of items but got type "{kind}".']}
        )
    given = extra_data or {}
    kept: dict[str, Any] = {}
    if data_type == "select":
        known = present.options if present is not None else ()
        kept["select_options"] = _options(given.get("select_options"), known, labels_only)
    elif data_type == "monetary" and "default_currency" in given:
        kept["default_currency"] = _currency(given["default_currency"])
    if extra_data is None and not kept:
        return None
    return json.dumps(kept, ensure_ascii=False)


def shown(field: CustomField, *, labels_only: bool = False) -> dict[str, Any] | None:
    if field.extra_data is None:
        return None
    content: dict[str, Any] = json.loads(field.extra_data)
    if labels_only and field.data_type == "select":
        content["select_options"] = [option.label for option in field.options]
    return content


def _currency(value: Any) -> str | None:
    letters = isinstance(value, str) and len(value) == 3 and value.isascii() and value.isalpha()
    if not letters and value not in (None, ""):
        raise ValidationError(
            {"error": ["extra_data.default_currency must be a 3-character string"]}
        )
    found: str | None = value
    return found


def _options(value: Any, known: Iterable[Option], labels_only: bool) -> list[dict[str, str]]:
    refused = ValidationError({"error": ["extra_data.select_options must be a valid list"]})
    if not isinstance(value, list) or not value:
        raise refused
    if len(value) > MOST_OPTIONS:
        raise ValidationError({"error": [f"There may be at most {MOST_OPTIONS} select options."]})
    ids_by_label = {option.label: option.id for option in reversed(list(known))}
    found: dict[str, str] = {}
    for item in value:
        if labels_only and isinstance(item, str):
            item = {"label": item, "id": ids_by_label.pop(item, None)}
        label = item.get("label") if isinstance(item, dict) else None
        if not isinstance(label, str) or not label.strip() or "\0" in label:
            raise refused
        option_id = item.get("id") or "".join(secrets.choice(_LETTERS) for _ in range(ID_LENGTH))
        if not _is_usable(option_id) or option_id in found:
            raise refused
        found[option_id] = label
    return [{"id": option_id, "label": label} for option_id, label in found.items()]


def _is_usable(option_id: Any) -> bool:
    return isinstance(option_id, str) and len(option_id) <= LONGEST_ID and "\0" not in option_id
