"""`/api/documents/selection_data/`: what a selection of documents has in common."""

from aiohttp import web

from intray.api.answers import answer
from intray.api.bodies import Form, read_body
from intray.api.bulk.selected import selected_ids
from intray.api.context import actor
from intray.api.documents.selection_data import selection_data
from intray.api.fields import REQUIRED
from intray.api.routing import Routes
from intray.api.services import services
from intray.documents.values import any_of
from intray.errors import ValidationError

routes = Routes()


@routes.post("/api/documents/selection_data/", needs="view_document")
async def show_selection(request: web.Request) -> web.Response:
    body = await read_body(request)
    if "documents" not in body:
        raise ValidationError({"documents": [REQUIRED]})
    documents = body["documents"]
    if isinstance(body, Form) and not isinstance(documents, list):
        documents = [documents]
    ids = await selected_ids(request, {"documents": documents}, allow_all=False)
    async with services(request).database.read() as db:
        return answer(await selection_data(db, actor(request), any_of("d.id", ids)))
