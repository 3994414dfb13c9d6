"""`/api/search/` over everything that has a name, and words to complete while typing."""

from typing import Any

from aiohttp import web

from intray.api import params
from intray.api.answers import answer
from intray.api.attributes.shapes import by_parent, shown
from intray.api.context import VERSION, actor
from intray.api.custom_fields import shapes as custom_fields_json
from intray.api.documents import shapes as documents_json
from intray.api.mail.shapes import SHAPES as MAIL_SHAPES
from intray.api.routing import LOGGED_IN, Routes
from intray.api.services import services
from intray.api.views import flags as saved_views_shown
from intray.api.views import shapes as saved_views_json
from intray.api.workflows import shapes as workflows_json
from intray.attributes import filters as attribute_filters
from intray.attributes import listing as attributes
from intray.attributes.kinds import KINDS, TAGS
from intray.custom_fields import listing as custom_fields
from intray.documents import filters, listing, ordering
from intray.documents.ordering import Order
from intray.errors import ValidationError
from intray.mail import listing as mail
from intray.store import text_match
from intray.views import listing as views
from intray.workflows import listing as workflows

routes = Routes()

SHORTEST_QUERY = 3  # characters
OBJECTS = 3  # of each kind
DEFAULT_WORDS = 10
MOST_WORDS = 100
EMPTY = (
    "documents",
    "saved_views",
    "tags",
    "correspondents",
    "document_types",
    "storage_paths",
    "users",
    "groups",
    "mail_rules",
    "mail_accounts",
    "workflows",
    "custom_fields",
)


@routes.get("/api/search/autocomplete/", needs="view_document")
@routes.get("/api/search/auto_complete/", needs="view_document", hidden=True)  # as an app has it
async def autocomplete(request: web.Request) -> web.Response:
    term = (params.last(request, "term") or "").strip()
    if not term:
        raise ValidationError({"detail": "Term required"})
    limit = params.integer(request, "limit")
    if limit is None:
        limit = DEFAULT_WORDS
    if limit <= 0:
        raise ValidationError({"detail": "Invalid limit"})
    words = await services(request).search.autocomplete(
        term, min(limit, MOST_WORDS), actor(request)
    )
    return answer(words)


@routes.get("/api/search/", needs=LOGGED_IN)
async def search_everything(request: web.Request) -> web.Response:
    query = (params.last(request, "query") or "").strip()
    if len(query) < SHORTEST_QUERY:
        raise ValidationError({"detail": "Query must be at least 3 characters"})
    found: dict[str, list[Any]] = {name: [] for name in EMPTY}
    found |= await _attributes(request, query)
    if actor(request).may("view_customfield"):
        found["custom_fields"] = await _custom_fields(request, query)
    if actor(request).may("view_savedview"):
        found["saved_views"] = await _saved_views(request, query)
    found |= await _kept(request, query)
    if actor(request).may("view_document"):
        found["documents"] = await _documents(request, query)
    return answer({"total": sum(map(len, found.values())), **found})


async def _attributes(request: web.Request, query: str) -> dict[str, list[Any]]:
    asker = actor(request)
    found: dict[str, list[Any]] = {}
    named = attribute_filters.text("name", "icontains", query)
    async with services(request).database.read() as db:
        for kind in KINDS:
            if not asker.may(f"view_{kind.kind}"):
                continue
            ids = await attributes.ids(db, asker, kind, named, "o.name COLLATE NOCASE, o.id")
            rows = await attributes.read(db, asker, kind, ids[:OBJECTS])
            children = by_parent(await attributes.read(db, asker, kind)) if kind is TAGS else {}
            found[kind.table] = [
                shown(kind, row, request[VERSION], children=children) for row in rows
            ]
    return found


async def _custom_fields(request: web.Request, query: str) -> list[Any]:
    asker = actor(request)
    async with services(request).database.read() as db:
        named = custom_fields.named("icontains", query)
        ids = await custom_fields.ids(db, asker, named, custom_fields.BY_NAME)
        rows = await custom_fields.read(db, asker, ids[:OBJECTS])
    return [
        custom_fields_json.shown(row.field, row.document_count, request[VERSION]) for row in rows
    ]


async def _saved_views(request: web.Request, query: str) -> list[Any]:
    asker = actor(request)
    named = text_match.text("o.name", "icontains", query)
    async with services(request).database.read() as db:
        ids = await views.ids(db, asker, "o.name COLLATE NOCASE, o.id", named)
        rows = await views.read(db, asker, ids[:OBJECTS])
        flags = await saved_views_shown.read(db, asker.user_id, request[VERSION])
    return [saved_views_json.shown(row, flags) for row in rows]


async def _kept(request: web.Request, query: str) -> dict[str, list[Any]]:
    """Workflows, mail rules and mail accounts."""
    asker, zone = actor(request), _zone(request)
    named = text_match.text("o.name", "icontains", query)
    found: dict[str, list[Any]] = {}
    async with services(request).database.read() as db:
        if asker.may("view_workflow"):
            ids = await workflows.ids(db, named)
            rows = await workflows.read(db, ids[:OBJECTS])
            found["workflows"] = await workflows_json.workflows(request, rows)
        for kind, shape in MAIL_SHAPES.items():
            if asker.may(f"view_{kind.kind}"):
                ids = await mail.ids(db, asker, kind, named)
                kept = await mail.read(db, asker, kind, ids[:OBJECTS])
                found[kind.declared.table] = [shape(each, zone) for each in kept]
    return found


async def _documents(request: web.Request, query: str) -> list[Any]:
    """By title first; then, unless `db_only`, what the index finds."""
    asker = actor(request)
    seen = listing.seen_by(asker)
    titled = filters.joined(
        [seen, *filters.conditions({"title__icontains": [query]}, asker, _zone(request))]
    )
    async with services(request).database.read() as db:
        ids = await listing.page_of_ids(
            db, titled, ordering.parse("", asker, searching=False), limit=OBJECTS, offset=0
        )
    if len(ids) < OBJECTS and params.flag(request, "db_only") is not True:
        hits = await services(request).search.query(query, asker)
        async with services(request).database.read() as db:
            ids += await listing.ids_among(db, seen, hits.ids, Order(None))
    shape = documents_json.shape_of(request)
    async with services(request).database.read() as db:
        first = list(dict.fromkeys(ids))[:OBJECTS]
        rows = await listing.read(db, asker, first, shape.wanted)
    return documents_json.shown(shape, rows)


def _zone(request: web.Request) -> Any:
    return services(request).config.time_zone
