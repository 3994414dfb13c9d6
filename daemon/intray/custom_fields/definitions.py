"""What a custom field is: its name, its type and what belongs to the type."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import aiosqlite

TEXT_TYPES = ("string", "url", "longtext")
NUMBER_TYPES = ("boolean", "integer", "float", "monetary", "date")
DATA_TYPES = (
    "string",
    "url",
    "date",
    "boolean",
    "integer",
    "float",
    "monetary",
    "documentlink",
    "select",
    "longtext",
)
# Of the select fields: field_id, position, option_id, label. Every use parses each field once.
OPTIONS = (
    "(SELECT f.id AS field_id, o.key AS position, json_extract(o.value, '$.id') AS option_id,"
    " json_extract(o.value, '$.label') AS label"
    " FROM custom_fields f, json_each(f.extra_data, '$.select_options') o"
    " WHERE f.data_type = 'select')"
)


@dataclass(frozen=True)
class Option:
    id: str
    label: str


@dataclass(frozen=True)
class CustomField:
    id: int
    name: str
    data_type: str  # one of DATA_TYPES
    extra_data: str | None  # JSON object
    options: tuple[Option, ...] = ()  # of a select

    @cached_property
    def _option_ids(self) -> frozenset[object]:
        """Of thousands of values each is looked up."""
        return frozenset(option.id for option in self.options)

    def has_option(self, option_id: str) -> bool:
        return option_id in self._option_ids


def from_row(field_id: int, name: str, data_type: str, extra_data: str | None) -> CustomField:
    options: tuple[Option, ...] = ()
    if data_type == "select" and extra_data is not None:
        listed = json.loads(extra_data).get("select_options", ())
        options = tuple(Option(each["id"], each["label"]) for each in listed)
    return CustomField(field_id, name, data_type, extra_data, options)


async def read(
    db: aiosqlite.Connection, field_ids: Iterable[int] | None = None
) -> dict[int, CustomField]:
    """All fields by id, or those of these ids that exist."""
    columns = "SELECT f.id, f.name, f.data_type, f.extra_data FROM custom_fields f"
    if field_ids is None:
        rows = await db.execute_fetchall(f"{columns} ORDER BY f.id")
    else:
        rows = await db.execute_fetchall(
            f"{columns} WHERE f.id IN (SELECT value FROM json_each(?)) ORDER BY f.id",
            (json.dumps(list(field_ids)),),
        )
    return {row[0]: from_row(*row) for row in rows}
