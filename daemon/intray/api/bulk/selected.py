"""Which documents a bulk action is about: a list of ids, or all that filters and searches find."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web
from multidict import MultiDict

from intray.api.context import actor
from intray.api.documents.listing import matching_ids
from intray.api.fields import Fields, integer, many
from intray.api.params import Query
from intray.api.services import services
from intray.documents import bulk
from intray.errors import ValidationError

CUSTOM_FIELD_QUERY = "custom_field_query"  # the one parameter whose value is JSON itself


async def selected_ids(
    request: web.Request, body: Mapping[str, Any] | Fields, *, allow_all: bool
) -> list[int]:
    """Ids of documents that the asker may see, outside of the trash; a list keeps its order.

    `body` has `documents`, or `all` and perhaps `filters`. Raises ValidationError: what the asker
    may not see is refused in the words for what does not exist.
    """
    fields = Fields(body.body if isinstance(body, Fields) else body)
    read(fields, "documents")
    values = fields.checked()
    if values.get("all"):
        require_all_allowed(allow_all)
        actor(request).require("view_document")  # a filter asks what stands in documents
        return await matching_ids(request, as_query(values.get("filters", {})))
    require_list(values, "documents")
    wanted: list[int] = values["documents"]
    async with services(request).database.read() as db:
        require_known("documents", wanted, await bulk.seen_among(db, actor(request), wanted))
    return wanted


def read(fields: Fields, name: str) -> None:
    """Take the selection from a body; `name` is that of the list."""
    fields.field(name, _numbers)
    fields.boolean("all")
    fields.object("filters")


def require_all_allowed(allowed: bool) -> None:
    if not allowed:
        raise ValidationError({"non_field_errors": ["all cannot be used with this method."]})


def require_list(values: Mapping[str, Any], name: str) -> None:
    if name not in values:
        raise ValidationError({"non_field_errors": [f"{name} is required unless all is true."]})


def require_known(name: str, wanted: Sequence[int], known: Sequence[int]) -> None:
    """`known`: those of the wanted ones that there are, as often as they were named."""
    if len(known) < len(wanted) or len(set(wanted)) < len(wanted):
        message = f"Some {name} in {name} don't exist or were specified twice."
        raise ValidationError({name: [message]})


def as_query(filters: Mapping[str, Any]) -> Query:
    """Filters of a body as the parameters of a list; what no parameter can say is left out."""
    query: MultiDict[str] = MultiDict()
    for name, value in filters.items():
        if name == CUSTOM_FIELD_QUERY and isinstance(value, list | dict):
            query.add(name, json.dumps(value))
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, bool):
                query.add(name, "true" if item else "false")
            elif isinstance(item, str | int | float):
                query.add(name, str(item))
    return query


def _numbers(value: Any) -> list[int]:
    """Thousands of plain numbers need no closer look."""
    if isinstance(value, list) and all(type(item) is int for item in value):
        return value
    return many(value, integer)
