"""Query parameters of the documents list about custom fields, but for their JSON queries."""

from intray.custom_fields.definitions import OPTIONS, TEXT_TYPES
from intray.documents import custom_field_query, values
from intray.documents import filter_makers as makers
from intray.documents.custom_field_atoms import KEY
from intray.documents.filter_makers import Filter, Given
from intray.permissions import Sql
from intray.store import text_match

HAS_ONE = "EXISTS (SELECT 1 FROM custom_field_values v WHERE v.document_id = d.id)"
_OF_NUMBERS = frozenset("0123456789.+-eE")
_WITH = "d.id IN (SELECT v.document_id FROM custom_field_values v WHERE "


def _any(given: Given) -> Sql | None:
    ids = values.id_list(given.values)
    if ids is None:
        return None
    listed = values.any_of("v.field_id", ids)
    return Sql(f"{_WITH}{listed.condition})", listed.parameters)


def _all(given: Given) -> Sql | None:
    ids = values.id_list(given.values)
    if ids is None:
        return None
    wanted = sorted(set(ids))
    listed = values.any_of("v.field_id", wanted)
    return Sql(
        f"{_WITH}{listed.condition} GROUP BY v.document_id HAVING count(*) = ?)",
        (*listed.parameters, len(wanted)),
    )


def _none(given: Given) -> Sql | None:
    found = _any(given)
    return None if found is None else Sql(f"NOT ({found.condition})", found.parameters)


def _contains(given: Given) -> Sql | None:
    """In a value, the label of an option, or the name of a field.

    Names and labels are told to those alone who may look at custom fields. Links are no text.
    """
    if not given.value:
        return None
    value = text_match.text("v.text_value", "icontains", given.value)
    types = ", ".join(f"'{each}'" for each in _types_with(given.value))
    found = [
        Sql(
            "SELECT v.document_id FROM custom_field_values v WHERE v.field_id IN"
            f" (SELECT id FROM custom_fields WHERE data_type IN ({types})) AND {value.condition}",
            value.parameters,
        )
    ]
    if given.actor.may("view_customfield"):
        found += [_named(given.value), _labelled(given.value)]
    return Sql(
        f"d.id IN ({' UNION ALL '.join(each.condition for each in found)})",
        tuple(parameter for each in found for parameter in each.parameters),
    )


def _named(text: str) -> Sql:
    name = text_match.text("f.name", "icontains", text)
    return Sql(
        "SELECT v.document_id FROM custom_fields f JOIN custom_field_values v"
        f" ON v.field_id = f.id WHERE {name.condition}",
        name.parameters,
    )


def _labelled(text: str) -> Sql:
    label = text_match.text("o.label", "icontains", text)
    return Sql(
        f"SELECT v.document_id FROM {OPTIONS} o CROSS JOIN custom_field_values v"
        " ON v.field_id = o.field_id AND v.text_value = o.option_id"
        f" AND substr(v.text_value, 1, {KEY}) = substr(o.option_id, 1, {KEY})"
        f" WHERE {label.condition}",
        label.parameters,
    )


def _types_with(text: str) -> tuple[str, ...]:
    """Types whose values can contain this; of the others no value is looked at."""
    types: tuple[str, ...] = TEXT_TYPES
    if text.isascii():
        types += ("monetary",)
    if _OF_NUMBERS.issuperset(text):
        types += ("integer", "float", "date")
    return types


def _query(given: Given) -> Sql | None:
    if not given.value:
        return None
    return custom_field_query.parse(given.value, given.fields, given.actor)


FILTERS: dict[str, Filter] = {
    "custom_fields__id__in": _any,
    "custom_fields__id__all": _all,
    "custom_fields__id__none": _none,
    "custom_fields__icontains": _contains,
    "has_custom_fields": makers.flag(HAS_ONE),
    "custom_field_query": _query,
}
