"""The order of a documents list."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from intray.custom_fields.definitions import NUMBER_TYPES, CustomField
from intray.errors import ValidationError
from intray.permissions import Actor, Kind, Sql, visible
from intray.store import notes

DEFAULT = "d.created DESC, d.id DESC"
NOT_JOINED = Sql("")
NO_FIELDS: Mapping[int, CustomField] = {}

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
_CUSTOM_FIELD = re.compile(r"(-?)(custom_field_([0-9]{1,18}))")


@dataclass(frozen=True)
class Order:
    """`sql` is None where hits go by relevance, the best first unless `worst_first`."""

    sql: str | None
    worst_first: bool = False
    parameters: tuple[object, ...] = ()
    joined: Sql = NOT_JOINED  # what stands behind `documents d`


def names_custom_field(ordering: str) -> bool:
    return any(_CUSTOM_FIELD.fullmatch(part.strip()) for part in ordering.split(","))


def parse(
    ordering: str,
    actor: Actor,
    *,
    searching: bool,
    fields: Mapping[int, CustomField] = NO_FIELDS,
) -> Order:
    """Names that the actor may not see count as none: their order would tell them.

    Fields that are not known are left out. A custom field orders alone; raises ValidationError
    for one that is not among `fields`.
    """
    terms: list[str] = []
    parameters: list[object] = []
    used: set[str] = set()
    direction = "DESC"
    for part in filter(None, map(str.strip, ordering.split(","))):
        name = part.lstrip("-")
        found = _CUSTOM_FIELD.fullmatch(part)
        if found is not None:
            return _by_custom_field(found[2], fields.get(int(found[3])), bool(found[1]))
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


def _by_custom_field(name: str, field: CustomField | None, descending: bool) -> Order:
    """Documents that have the field come first, those with a value before the empty ones."""
    if field is None:
        raise ValidationError({name: ["Custom field not found"]})
    joined = " LEFT JOIN custom_field_values cv ON cv.document_id = d.id AND cv.field_id = ?"
    parameters: tuple[object, ...] = (field.id,)
    value = "cv.text_value COLLATE NOCASE"
    if field.data_type in NUMBER_TYPES:
        value = "cv.number_value"
    elif field.data_type == "select":
        ranked = sorted(field.options, key=lambda option: option.label.casefold())
        joined += (
            " LEFT JOIN (SELECT value AS option_id, key AS rank FROM json_each(?) LIMIT -1) co"
            " ON co.option_id = cv.text_value"
        )
        parameters = (field.id, json.dumps([option.id for option in ranked]))
        value = "co.rank"
    direction = "DESC" if descending else "ASC"
    return Order(
        f"cv.id IS NULL, {value} {direction} NULLS LAST, d.id {direction}",
        joined=Sql(joined, parameters),
    )


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
