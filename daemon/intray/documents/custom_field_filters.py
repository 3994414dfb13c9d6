"""Query parameters of the documents list about custom fields, but for their JSON queries."""

from intray.custom_fields.definitions import OPTIONS
from intray.documents import custom_field_query, values
from intray.documents import filter_makers as makers
from intray.documents.filter_makers import Filter, Given
from intray.permissions import Sql
from intray.store import text_match

HAS_ONE = "EXISTS (SELECT 1 FROM custom_field_values v WHERE v.document_id = d.id)"
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
    texts = (
        "(v.field_id NOT IN"
        " (SELECT id FROM custom_fields WHERE data_type IN ('select', 'documentlink'))"
        f" AND {value.condition})"
    )
    if not given.actor.may("view_customfield"):
        return Sql(f"{_WITH}{texts})", value.parameters)
    name = text_match.text("f.name", "icontains", given.value)
    label = text_match.text("o.label", "icontains", given.value)
    return Sql(
        f"{_WITH}{texts}"
        f" OR v.field_id IN (SELECT f.id FROM custom_fields f WHERE {name.condition})"
        " OR (v.field_id, v.text_value) IN"
        f" (SELECT o.field_id, o.option_id FROM {OPTIONS} o WHERE {label.condition}))",
        (*value.parameters, *name.parameters, *label.parameters),
    )


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
