"""GET /api/schema/: the route table as an OpenAPI document."""

import asyncio
import gzip
import json

from aiohttp import web

from intray.api.openapi import yaml
from intray.api.openapi.document import render
from intray.api.routing import ENDPOINTS, PUBLIC, Routes

routes = Routes()

_YAML = "application/vnd.oai.openapi"
_JSON_TYPES = ("application/json", f"{_YAML}+json")
_YAML_TYPES = (_YAML, "application/yaml", "application/x-yaml", "text/yaml")


class Document:
    """Built when somebody first asks: most boxes are never asked."""

    def __init__(self) -> None:
        self._rendered: asyncio.Future[bytes] | None = None
        self._as_yaml: asyncio.Future[bytes] | None = None

    async def as_json(self, app: web.Application) -> bytes:
        if self._rendered is None:
            self._rendered = asyncio.ensure_future(asyncio.to_thread(render, app[ENDPOINTS]))
        return gzip.decompress(await asyncio.shield(self._rendered))

    async def as_yaml(self, app: web.Application) -> bytes:
        """Anybody may ask for it, as often as they like: so it is written once, too."""
        if self._as_yaml is None:
            content = await self.as_json(app)
            self._as_yaml = asyncio.ensure_future(asyncio.to_thread(_as_yaml, content))
        return gzip.decompress(await asyncio.shield(self._as_yaml))


DOCUMENT = web.AppKey("openapi document", Document)


@routes.get("/api/schema/", needs=PUBLIC, any_type=True)
async def get_schema(request: web.Request) -> web.Response:
    """This document: JSON, or YAML where that is asked for."""
    media_type = _media_type(request)
    document = request.app[DOCUMENT]
    as_yaml = media_type in _YAML_TYPES
    content = await (document.as_yaml if as_yaml else document.as_json)(request.app)
    return web.Response(body=content, content_type=media_type)


def _as_yaml(content: bytes) -> bytes:
    return gzip.compress(yaml.dumps(json.loads(content)).encode())


def _media_type(request: web.Request) -> str:
    wanted = {"yaml": _YAML, "json": "application/json"}.get(request.query.get("format", ""))
    if wanted is not None:
        return wanted
    for item in request.headers.get("Accept", "").split(","):
        media_type = item.partition(";")[0].strip().lower()
        if media_type in (*_JSON_TYPES, *_YAML_TYPES):
            return media_type
    return "application/json"
