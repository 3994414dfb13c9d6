"""The order of a documents list."""

import re
from dataclasses import dataclass

from intray.errors import ValidationError

DEFAULT = "d.created DESC, d.id DESC"

_NAME_OF = "(SELECT name FROM {table} WHERE id = d.{name}_id) COLLATE NOCASE"
_COLUMNS = {
    "id": "d.id",
    "title": "d.title COLLATE NOCASE",
    "correspondent__name": _NAME_OF.format(table="correspondents", name="correspondent"),
    "document_type__name": _NAME_OF.format(table="document_types", name="document_type"),
    "storage_path__name": _NAME_OF.format(table="storage_paths", name="storage_path"),
    "created": "d.created",
    "modified": "d.modified_at",
    "added": "d.added_at",
    "archive_serial_number": "d.archive_serial_number",
    "owner": "d.owner_id",
    "page_count": "d.page_count",
}
_CUSTOM_FIELD = re.compile(r"custom_field_(\d+)")


@dataclass(frozen=True)
class Order:
    """`sql` is None where hits go by relevance, the best first unless `worst_first`."""

    sql: str | None
    worst_first: bool = False


def parse(ordering: str, *, searching: bool) -> Order:
    """Fields that are not known are left out. Raises ValidationError for custom fields."""
    terms: list[str] = []
    used: set[str] = set()
    direction = "DESC"
    for part in filter(None, map(str.strip, ordering.split(","))):
        name = part.lstrip("-")
        if _CUSTOM_FIELD.fullmatch(name):
            raise ValidationError({name: ["Custom field not found"]})
        if name == "score" and searching and not terms:
            return Order(None, worst_first=not part.startswith("-"))
        if name in _COLUMNS and name not in used:
            used.add(name)
            direction = "DESC" if part.startswith("-") else "ASC"
            terms.append(f"{_COLUMNS[name]} {direction}")
    if not terms:
        return Order(None if searching else DEFAULT)
    if not any(term.startswith("d.id ") for term in terms):
        terms.append(f"d.id {direction}")
    return Order(", ".join(terms))
