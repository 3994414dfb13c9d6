"""Query parameters of lists of share links and bundles, as conditions on the rows `o`."""

from collections.abc import Mapping

from aiohttp import web

from intray.api.context import actor
from intray.api.services import services
from intray.documents import filter_makers as makers
from intray.documents import values
from intray.documents.filter_makers import Filter, Given
from intray.errors import ValidationError
from intray.permissions import EVERYTHING, Sql

_INSTANTS = {"created": "o.created_at", "expiration": "o.expires_at"}


def _time_filters() -> dict[str, Filter]:
    found: dict[str, Filter] = {}
    for name, column in _INSTANTS.items():
        for component in ("year", "month", "day"):
            found[f"{name}__{component}"] = makers.component(column, component)
        for comparison in values.COMPARISONS:
            found[f"{name}__{comparison}"] = makers.instant(column, comparison)
            found[f"{name}__date__{comparison}"] = makers.whole_days(column, comparison)
    return found


def _document_in_bundle(given: Given) -> Sql | None:
    wanted = values.number(given.name, given.value)
    if wanted is None:
        return None
    return Sql(
        "EXISTS (SELECT 1 FROM share_link_bundle_documents b"
        " WHERE b.bundle_id = o.id AND b.document_id = ?)",
        (wanted,),
    )


def _status(given: Given) -> Sql | None:
    if not given.value:
        return None
    if given.value not in ("pending", "processing", "ready", "failed"):
        message = f"Select a valid choice. {given.value} is not one of the available choices."
        raise ValidationError({given.name: [message]})
    return Sql("o.status = ?", (given.value,))


LINKS: Mapping[str, Filter] = {
    **_time_filters(),
    "document": makers.number("o.document_id"),
    "document__id": makers.number("o.document_id"),
}
BUNDLES: Mapping[str, Filter] = {
    **_time_filters(),
    "documents": _document_in_bundle,
    "status": _status,
}


def condition(request: web.Request, filters: Mapping[str, Filter]) -> Sql:
    """What the request asks for; unknown parameters are ignored. Raises ValidationError."""
    zone = services(request).config.time_zone
    where = EVERYTHING
    for name in request.query:
        if name in filters:
            given = Given(name, request.query.getall(name), actor(request), zone)
            found = filters[name](given)
            where = where if found is None else where & found
    return where
