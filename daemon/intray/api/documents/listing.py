"""The documents list: filters or a search, one page of rows, written in batches."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiosqlite
from aiohttp import web

from intray.api import params
from intray.api.context import VERSION, actor
from intray.api.documents.search import Hits, search
from intray.api.documents.selection_data import selection_data
from intray.api.documents.shapes import Shape, shape_of
from intray.api.pagination import links, page_of
from intray.api.params import Query
from intray.api.services import services
from intray.custom_fields import definitions
from intray.custom_fields.definitions import CustomField
from intray.documents import custom_field_query, filters, listing, ordering
from intray.documents.listing import Document
from intray.documents.ordering import DEFAULT, NO_FIELDS, Order
from intray.documents.values import any_of
from intray.permissions import Sql

BATCH = 100  # rows read and written at a time: some 5 ms of the loop
HEAVY_TEXT = 256 * 1024  # characters of a batch from which on a thread encodes it


@dataclass(frozen=True)
class Found:
    """What the answer consists of, but for the rows."""

    ids: list[int]  # of the page
    head: bytes
    tail: bytes


async def list_answer(request: web.Request) -> web.StreamResponse:
    hits = await search(request, request.query)
    found = await _find(request, hits)
    truncate = params.flag(request, "truncate_content") is True
    shape = shape_of(request, truncate=truncate, hit=hits.shown if hits else None)
    ids = [] if request.method == "HEAD" else found.ids
    if len(ids) <= BATCH or shape.keys == ("id",):
        rows = await _rows(request, shape, ids)
        body = found.head + rows + found.tail
        return web.Response(body=body, content_type="application/json")
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(found.head)
    written = False
    for start in range(0, len(ids), BATCH):
        rows = await _rows(request, shape, ids[start : start + BATCH])
        if rows:
            await response.write(b"," + rows if written else rows)
            written = True
    await response.write_eof(found.tail)
    return response


async def _find(request: web.Request, hits: Hits | None) -> Found:
    wanted = params.last(request, "ordering") or ""
    async with services(request).database.read() as db:
        fields = await _named_fields(db, request.query)
        where = filters.joined(conditions(request, request.query, fields))
        order = ordering.parse(wanted, actor(request), searching=hits is not None, fields=fields)
        if hits is None:
            count = await listing.count(db, where)
            page, window, pages = page_of(request, count)
            ids = await listing.page_of_ids(
                db, where, order, limit=window.limit, offset=window.offset
            )
            every = await listing.all_ids(db, where, order) if request[VERSION] <= 9 else None
        else:
            ordered = await _ordered(db, where, hits, order)
            where = any_of("d.id", ordered)
            count = len(ordered)
            page, window, pages = page_of(request, count)
            ids = ordered[window.offset : window.offset + window.limit]
            every = json.dumps(ordered) if request[VERSION] <= 9 else None
        extras: dict[str, Any] = {} if hits is None else {"corrected_query": hits.corrected_query}
        if params.flag(request, "include_selection_data") is True:
            extras["selection_data"] = await selection_data(db, actor(request), where)
    return Found(ids, _head(request, count, page, pages, every), _tail(extras))


async def matching_ids(request: web.Request, query: Query) -> list[int]:
    """Ids of all that a list with these parameters would show, in the usual order."""
    hits = await search(request, query)
    async with services(request).database.read() as db:
        fields = await _named_fields(db, query)
        where = filters.joined(conditions(request, query, fields))
        if hits is not None:
            return await _ordered(db, where, hits, Order(None))
        return await listing.page_of_ids(db, where, Order(DEFAULT), limit=-1, offset=0)


async def _named_fields(db: aiosqlite.Connection, query: Query) -> Mapping[int, CustomField]:
    """Custom fields, where the parameters may name one."""
    ordered = ordering.names_custom_field(params.last(query, "ordering") or "")
    if not ordered and not params.last(query, custom_field_query.NAME):
        return NO_FIELDS
    return await definitions.read(db)


def conditions(request: web.Request, query: Query, fields: Mapping[int, CustomField]) -> list[Sql]:
    """What a list with these parameters shows to the asker."""
    asker = actor(request)
    zone = services(request).config.time_zone
    given = {name: query.getall(name) for name in query}
    return [
        listing.seen_by(asker),
        *filters.conditions(given, asker, zone, fields),
        *filters.words(params.last(query, "search") or "", asker),
    ]


async def _ordered(db: aiosqlite.Connection, where: Sql, hits: Hits, order: Order) -> list[int]:
    """Hits that fit, in the wanted order; their ranks are noted."""
    ranked = await listing.ids_among(db, where, hits.ids, Order(None))
    hits.note_ranks(ranked)
    if order.sql is None:
        return ranked[::-1] if order.worst_first else ranked
    return await listing.ids_among(db, where, ranked, order)


async def _rows(request: web.Request, shape: Shape, ids: Sequence[int]) -> bytes:
    if not ids:
        return b""
    if shape.keys == ("id",):  # apps compare whole libraries that way
        return ('{"id":' + '},{"id":'.join(map(str, ids)) + "}").encode()
    async with services(request).database.read() as db:
        documents = await listing.read(db, actor(request), ids, shape.wanted)
    text_length = sum(len(document.content or "") for document in documents)
    if shape.hit is not None or text_length > HEAVY_TEXT:
        return await asyncio.to_thread(_encode, shape, documents)
    return _encode(shape, documents)


def _encode(shape: Shape, documents: Sequence[Document]) -> bytes:
    """Each on its own, so that other threads get their turn."""
    return b",".join(
        json.dumps(shape.of(document), ensure_ascii=False, separators=(",", ":")).encode()
        for document in documents
    )


def _head(request: web.Request, count: int, page: int, pages: int, every: str | None) -> bytes:
    """The envelope up to the rows. `every`: all ids as a JSON list, for old versions."""
    following, previous = links(request, page, pages)
    envelope = {"count": count, "next": following, "previous": previous}
    start = json.dumps(envelope, separators=(",", ":"))[:-1]
    all_ids = "" if every is None else f',"all":{every}'
    return f'{start}{all_ids},"results":['.encode()


def _tail(extras: dict[str, Any]) -> bytes:
    inside = json.dumps(extras, ensure_ascii=False, separators=(",", ":"))[1:-1]
    return ("]" + (f",{inside}" if inside else "") + "}").encode()
