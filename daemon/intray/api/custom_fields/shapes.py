"""Custom fields as the contract shows them, in the shape of each version of the API."""

from typing import Any

from intray.custom_fields import extra_data
from intray.custom_fields.definitions import CustomField

NEWEST_BY_POSITION = 6  # up to this version options are labels, and values their positions


def by_position(version: int) -> bool:
    return version <= NEWEST_BY_POSITION


def shown(field: CustomField, document_count: int, version: int) -> dict[str, Any]:
    return {
        "id": field.id,
        "name": field.name,
        "data_type": field.data_type,
        "extra_data": extra_data.shown(field, labels_only=by_position(version)),
        "document_count": document_count,
    }
