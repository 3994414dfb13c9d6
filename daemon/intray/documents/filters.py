"""Query parameters of the documents list as conditions on `documents d`.

Parameters that are not known are ignored; all others are joined by AND.
"""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from intray.custom_fields.definitions import CustomField
from intray.documents import custom_field_filters, values
from intray.documents import filter_makers as makers
from intray.documents.filter_makers import Filter, Given
from intray.documents.ordering import NO_FIELDS
from intray.permissions import Actor, Kind, Sql
from intray.store import text_match

Parameters = Mapping[str, Sequence[str]]

CONTENT = "(SELECT content FROM document_contents WHERE document_id = d.id)"
HAS_TAG = "EXISTS (SELECT 1 FROM document_tags t WHERE t.document_id = d.id)"
IN_INBOX = (
    "EXISTS (SELECT 1 FROM document_tags t JOIN tags i ON i.id = t.tag_id"
    " WHERE t.document_id = d.id AND i.is_inbox_tag = 1)"
)
MOST_WORDS = 50  # of a search; the rest is not looked at


def conditions(
    parameters: Parameters,
    actor: Actor,
    zone: tzinfo,
    fields: Mapping[int, CustomField] = NO_FIELDS,
) -> list[Sql]:
    """One condition for each filter given. Raises ValidationError.

    `fields`: every custom field, where the parameters have a `custom_field_query`.
    """
    found = []
    for name, given in parameters.items():
        make = FILTERS.get(name)
        if make is not None and given:
            condition = make(Given(name, given, actor, zone, fields))
            if condition is not None:
                found.append(condition)
    return found


def joined(conditions: Sequence[Sql]) -> Sql:
    """All of them at once."""
    if not conditions:
        return Sql("1")
    return Sql(
        " AND ".join(f"({part.condition})" for part in conditions),
        tuple(value for part in conditions for value in part.parameters),
    )


def words(search: str, actor: Actor) -> list[Sql]:
    """Each word must stand in the title, the correspondent's name or the text."""
    return [_word(word, actor) for word in dict.fromkeys(search.split()[:MOST_WORDS])]


def _word(word: str, actor: Actor) -> Sql:
    title = text_match.text("d.title", "icontains", word)
    name = makers.named(
        "correspondents", "correspondent", "d.correspondent_id", "icontains", word, actor
    )
    content = text_match.text(CONTENT, "icontains", word)
    return Sql(
        f"({title.condition} OR {name.condition} OR {content.condition})",
        title.parameters + name.parameters + content.parameters,
    )


def _tag_name(match: str) -> Filter:
    def make(given: Given) -> Sql | None:
        if not given.value:
            return None
        named = makers.named("tags", "tag", "t.tag_id", match, given.value, given.actor)
        return Sql(
            "d.id IN (SELECT t.document_id FROM document_tags t WHERE " + named.condition + ")",
            named.parameters,
        )

    return make


def _tag(given: Given) -> Sql | None:
    wanted = values.number(given.name, given.value)
    return None if wanted is None else _tagged([wanted])


def _any_tag(given: Given) -> Sql | None:
    ids = values.id_list(given.values)
    return None if ids is None else _tagged(ids)


def _all_tags(given: Given) -> Sql | None:
    ids = values.id_list(given.values)
    if ids is None:
        return None
    wanted = set(ids)
    listed = values.any_of("t.tag_id", sorted(wanted))
    return Sql(
        f"d.id IN (SELECT t.document_id FROM document_tags t WHERE {listed.condition}"
        " GROUP BY t.document_id HAVING count(*) = ?)",
        (*listed.parameters, len(wanted)),
    )


def _no_tag(given: Given) -> Sql | None:
    ids = values.id_list(given.values)
    if ids is None:
        return None
    tagged = _tagged(ids)
    return Sql(f"NOT ({tagged.condition})", tagged.parameters)


def _tagged(ids: Sequence[int]) -> Sql:
    listed = values.any_of("t.tag_id", ids)
    return Sql(
        f"d.id IN (SELECT t.document_id FROM document_tags t WHERE {listed.condition})",
        listed.parameters,
    )


def _title_content(given: Given) -> Sql | None:
    if not given.value:
        return None
    title = text_match.text("d.title", "icontains", given.value)
    content = text_match.text(CONTENT, "icontains", given.value)
    return Sql(f"({title.condition} OR {content.condition})", title.parameters + content.parameters)


def _shared_by(given: Given) -> Sql | None:
    wanted = values.number(given.name, given.value)
    if wanted is None:
        return None
    shared = "EXISTS (SELECT 1 FROM grants g WHERE g.kind = 'document' AND g.object_id = d.id)"
    return Sql(f"d.owner_id = ? AND {shared}", (wanted,))


def _single_filters() -> dict[str, Filter]:
    return {
        "id": makers.number("d.id"),
        "id__in": makers.any_of("d.id"),
        "archive_serial_number": makers.number("d.archive_serial_number"),
        "archive_serial_number__isnull": makers.flag("d.archive_serial_number IS NULL"),
        "tags__id": _tag,
        "tags__id__in": _any_tag,
        "tags__id__all": _all_tags,
        "tags__id__none": _no_tag,
        "is_tagged": makers.flag(HAS_TAG),
        "is_in_inbox": makers.flag(IN_INBOX),
        "title_content": _title_content,
        "mime_type": makers.text("d.mime_type", "icontains"),
        "shared_by__id": _shared_by,
        **custom_field_filters.FILTERS,
    }


def _text_filters() -> dict[str, Filter]:
    columns = {
        "title": "d.title",
        "content": CONTENT,
        "original_filename": "d.original_name",
        "checksum": "d.checksum",
    }
    relations: dict[str, tuple[str, Kind]] = {
        "correspondent": ("correspondents", "correspondent"),
        "document_type": ("document_types", "documenttype"),
        "storage_path": ("storage_paths", "storagepath"),
    }
    found: dict[str, Filter] = {}
    for match in text_match.MATCHES:
        for name, column in columns.items():
            found[f"{name}__{match}"] = makers.text(column, match)
        for name, (table, kind) in relations.items():
            found[f"{name}__name__{match}"] = makers.name(table, kind, f"d.{name}_id", match)
        found[f"tags__name__{match}"] = _tag_name(match)
    return found


def _relation_filters() -> dict[str, Filter]:
    found: dict[str, Filter] = {}
    for name in ("correspondent", "document_type", "storage_path", "owner"):
        column = f"d.{name}_id"
        found[f"{name}__id"] = makers.number(column)
        found[f"{name}__id__in"] = makers.any_of(column)
        found[f"{name}__id__none"] = makers.none_of(column)
        found[f"{name}__isnull"] = makers.flag(f"{column} IS NULL")
    return found


def _time_filters() -> dict[str, Filter]:
    found: dict[str, Filter] = {}
    for position, length, component in ((1, 4, "year"), (6, 2, "month"), (9, 2, "day")):
        part = f"CAST(substr(d.created, {position}, {length}) AS INTEGER)"
        found[f"created__{component}"] = makers.number(part)
        for name in ("added", "modified"):
            found[f"{name}__{component}"] = makers.component(f"d.{name}_at", component)
    for comparison, operator in values.COMPARISONS.items():
        found[f"archive_serial_number__{comparison}"] = makers.number(
            "d.archive_serial_number", operator
        )
        found[f"created__{comparison}"] = makers.created_day(comparison)
        found[f"created__date__{comparison}"] = makers.created_day(comparison)
        for name in ("added", "modified"):
            found[f"{name}__{comparison}"] = makers.instant(f"d.{name}_at", comparison)
            found[f"{name}__date__{comparison}"] = makers.whole_days(f"d.{name}_at", comparison)
    return found


FILTERS: dict[str, Filter] = {
    **_single_filters(),
    **_text_filters(),
    **_relation_filters(),
    **_time_filters(),
}
