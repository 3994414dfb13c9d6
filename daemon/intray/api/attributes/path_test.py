"""`POST /api/storage_paths/test/`: where a document would lie by a template."""

import asyncio
from datetime import tzinfo
from pathlib import PurePath

from aiohttp import web

from intray.api.answers import answer
from intray.api.bodies import read_body
from intray.api.context import actor
from intray.api.fields import Fields, missing_pk
from intray.api.routing import Routes
from intray.api.services import services
from intray.documents import hidden_names, listing
from intray.errors import NotFoundError, ValidationError
from intray.store.library_values import Filed, values_of
from intray.store.path_template import TEMPLATE_LENGTH, TemplateError, converted, render_path

routes = Routes()


@routes.post("/api/storage_paths/test/", needs="view_document")
async def test_path(request: web.Request) -> web.Response:
    """The path with its extension, or null for a template that cannot be used."""
    fields = Fields(await read_body(request))
    fields.text("path", required=True, max_length=TEMPLATE_LENGTH)
    fields.pk("document", required=True)
    values = fields.checked()
    parts = services(request)
    async with parts.database.read() as db:
        try:
            await listing.require_visible(db, actor(request), values["document"])
        except NotFoundError:
            raise ValidationError({"document": [missing_pk(values["document"])]}) from None
        [document] = await hidden_names.described(db, actor(request), [values["document"]])
    zone = parts.config.time_zone
    return answer(await asyncio.to_thread(_rendered, values["path"], document, zone))


def _rendered(template: str, document: Filed, zone: tzinfo) -> str | None:
    try:
        path = render_path(converted(template), values_of(document, zone))
    except TemplateError:
        return None
    return path + PurePath(document.original_name).suffix.lower()
