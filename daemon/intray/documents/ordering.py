"""The order of a documents list."""

import re
from dataclasses import dataclass

from intray.errors import ValidationError
from intray.permissions import Actor, Kind, Sql, visible
from intray.store import notes

DEFAULT = "d.created DESC, d.id DESC"

_NAMES: dict[str, tuple[str, Kind, str]] = {
    "correspondent__name": ("correspondents", "correspondent", "d.correspondent_id"),
    "document_type__name": ("document_types", "documenttype", "d.document_type_id"),
    "storage_path__name": ("storage_paths", "storagepath", "d.storage_path_id"),
}
_COLUMNS = {
    "id": "d.id",
    "title": "d.title COLLATE NOCASE",
    "created": "d.created",
    "modified": "d.modified_at",
    "added": "d.added_at",
    "archive_serial_number": "d.archive_serial_number",
    "num_notes": notes.COUNTED,
    "owner": "d.owner_id",
    "page_count": "d.page_count",
}
_CUSTOM_FIELD = re.compile(r"custom_field_(\d+)")


@dataclass(frozen=True)
class Order:
    """`sql` is None where hits go by relevance, the best first unless `worst_first`."""

    sql: str | None
    worst_first: bool = False
    parameters: tuple[object, ...] = ()


def parse(ordering: str, actor: Actor, *, searching: bool) -> Order:
    """Names that the actor may not see count as none: their order would tell them.

    Fields that are not known are left out. Raises ValidationError for custom fields."""
    terms: list[str] = []
    parameters: list[object] = []
    used: set[str] = set()
    direction = "DESC"
    for part in filter(None, map(str.strip, ordering.split(","))):
        name = part.lstrip("-")
        if _CUSTOM_FIELD.fullmatch(name):
            raise ValidationError({name: ["Custom field not found"]})
        if name == "score" and searching and not terms:
            return Order(None, worst_first=not part.startswith("-"))
        column = _column(name, actor)
        if column is not None and name not in used:
            used.add(name)
            direction = "DESC" if part.startswith("-") else "ASC"
            terms.append(f"{column.condition} {direction}")
            parameters += column.parameters
    if not terms:
        return Order(None if searching else DEFAULT)
    if not any(term.startswith("d.id ") for term in terms):
        terms.append(f"d.id {direction}")
    return Order(", ".join(terms), parameters=tuple(parameters))


def _column(name: str, actor: Actor) -> Sql | None:
    if name not in _NAMES:
        return Sql(_COLUMNS[name]) if name in _COLUMNS else None
    table, kind, reference = _NAMES[name]
    allowed = visible(actor, kind, "o")
    return Sql(
        f"(SELECT o.name FROM {table} o WHERE o.id = {reference} AND {allowed.condition})"
        " COLLATE NOCASE",
        allowed.parameters,
    )
