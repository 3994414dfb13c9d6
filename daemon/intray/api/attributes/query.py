"""Filters of the lists of tags, correspondents, document types and storage paths."""

from intray.api import params
from intray.api.params import Query
from intray.attributes import filters
from intray.attributes.kinds import TAGS, AttributeKind
from intray.permissions import Sql


def conditions(query: Query, kind: AttributeKind) -> Sql:
    """What a list with these parameters shows, as conditions on alias `o`."""
    found = []
    attribute_id = params.integer(query, "id")
    if attribute_id is not None:
        found.append(Sql("o.id = ?", (attribute_id,)))
    ids = params.ids(query, "id__in")
    if ids is not None:
        found.append(filters.any_of(ids))
    for name, (column, match) in filters.text_parameters(kind).items():
        wanted = params.last(query, name)
        if wanted:
            found.append(filters.text(column, match, wanted))
    is_root = params.flag(query, "is_root") if kind is TAGS else None
    if is_root is not None:
        found.append(filters.ROOTS if is_root else filters.BELOW)
    return filters.joined(found)
