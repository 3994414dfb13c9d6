"""What the readable view knows of a document, and the values of a storage path's template."""

from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

import aiosqlite

from intray.clock import to_datetime
from intray.store.path_names import normalised, plain

NONE = "-none-"
LONGEST_TEXT = 500  # characters of a custom field
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True)
class FiledValue:
    """A custom field; `text` is the label of an option. Links are not told to templates."""

    name: str
    data_type: str
    text: str | None
    number: float | None


@dataclass(frozen=True)
class Filed:
    id: int
    checksum: str
    original_name: str
    mime_type: str
    title: str
    created: str  # YYYY-MM-DD
    added_at: int
    deleted_at: int | None
    archive_serial_number: int | None
    page_count: int | None
    correspondent: str | None
    document_type: str | None
    storage_path_name: str | None
    storage_path: str | None  # the template
    owner: str | None
    tags: tuple[str, ...]
    custom_fields: tuple[FiledValue, ...] = ()


async def filed(db: aiosqlite.Connection, document_id: int) -> Filed | None:
    cursor = await db.execute(
        "SELECT d.id, d.checksum, d.original_name, d.mime_type, d.title, d.created, d.added_at,"
        " d.deleted_at, d.archive_serial_number, d.page_count, c.name AS correspondent,"
        " t.name AS document_type, s.name AS storage_path_name, s.path AS storage_path,"
        " u.username AS owner FROM documents d"
        " LEFT JOIN correspondents c ON c.id = d.correspondent_id"
        " LEFT JOIN document_types t ON t.id = d.document_type_id"
        " LEFT JOIN storage_paths s ON s.id = d.storage_path_id"
        " LEFT JOIN users u ON u.id = d.owner_id WHERE d.id = ?",
        (document_id,),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    tags = await db.execute_fetchall(
        "SELECT t.name FROM tags t JOIN document_tags d ON d.tag_id = t.id"
        " WHERE d.document_id = ? ORDER BY t.name",
        (document_id,),
    )
    return Filed(
        **dict(row),
        tags=tuple(tag[0] for tag in tags),
        custom_fields=await _custom_fields(db, document_id),
    )


async def _custom_fields(db: aiosqlite.Connection, document_id: int) -> tuple[FiledValue, ...]:
    rows = await db.execute_fetchall(
        "SELECT f.name, f.data_type, CASE f.data_type WHEN 'documentlink' THEN NULL"
        " WHEN 'select' THEN (SELECT json_extract(o.value, '$.label')"
        "  FROM json_each(f.extra_data, '$.select_options') o"
        "  WHERE json_extract(o.value, '$.id') = v.text_value)"
        " ELSE substr(v.text_value, 1, ?) END, v.number_value"
        " FROM custom_field_values v JOIN custom_fields f ON f.id = v.field_id"
        " WHERE v.document_id = ? ORDER BY v.id",
        (LONGEST_TEXT, document_id),
    )
    return tuple(FiledValue(*row) for row in rows)


def default_path(document: Filed) -> str:
    """`{created} {correspondent} {title}`."""
    parts = (document.created, document.correspondent or "", document.title)
    return normalised(" ".join(plain(part) for part in parts if part))


def values_of(document: Filed, zone: tzinfo) -> dict[str, Any]:
    """Plain values only, and no slash in them."""
    created = date.fromisoformat(document.created)
    added = to_datetime(document.added_at, zone)
    number = document.archive_serial_number
    return {
        "title": plain(document.title),
        "correspondent": _or_none(document.correspondent),
        "document_type": _or_none(document.document_type),
        "asn": NONE if number is None else str(number),
        "owner_username": _or_none(document.owner),
        "original_name": plain(document.original_name.rpartition(".")[0] or document.original_name),
        "doc_pk": f"{document.id:07}",
        "tag_list": ",".join(plain(tag) for tag in document.tags),
        "tag_name_list": [plain(tag) for tag in document.tags],
        "custom_fields": {
            each.name: {"type": each.data_type, "value": _typed(each)}
            for each in document.custom_fields
        },
        **_date_values("created", created, document.created),
        **_date_values("added", added.date(), added.isoformat(timespec="seconds")),
        "document": _document(document, created, added.date()),
    }


def _document(document: Filed, created: date, added: date) -> dict[str, Any]:
    return {
        "id": document.id,
        "pk": document.id,
        "title": plain(document.title),
        "created": created,
        "added": added,
        "archive_serial_number": document.archive_serial_number,
        "original_filename": plain(document.original_name),
        "mime_type": plain(document.mime_type),
        "page_count": document.page_count,
        "correspondent": _named(document.correspondent),
        "document_type": _named(document.document_type),
        "storage_path": _named(document.storage_path_name),
        "owner": None if document.owner is None else {"username": plain(document.owner)},
    }


def _typed(value: FiledValue) -> Any:
    match value.data_type:
        case "date" if value.text is not None:
            return date.fromisoformat(value.text)
        case "integer" if value.number is not None:
            return int(value.number)
        case "float":
            return value.number
        case "boolean" if value.number is not None:
            return bool(value.number)
    return None if value.text is None else plain(value.text)


def _date_values(name: str, day: date, text: str) -> dict[str, str]:
    month = _MONTHS[day.month - 1]
    return {
        name: text,
        f"{name}_year": f"{day.year:04}",
        f"{name}_year_short": f"{day.year % 100:02}",
        f"{name}_month": f"{day.month:02}",
        f"{name}_month_name": month,
        f"{name}_month_name_short": month[:3],
        f"{name}_day": f"{day.day:02}",
    }


def _or_none(value: str | None) -> str:
    return NONE if value is None else plain(value)


def _named(value: str | None) -> dict[str, str] | None:
    return None if value is None else {"name": plain(value)}
