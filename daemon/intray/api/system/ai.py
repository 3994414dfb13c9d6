"""What needs a language model, which Intray has not."""

from aiohttp import web

from intray.api.documents.more import NoAiError
from intray.api.routing import Routes

routes = Routes()


@routes.post("/api/documents/chat/", needs="view_document", any_type=True)
async def chat(request: web.Request) -> web.Response:
    """Ask about documents; always refused."""
    raise NoAiError
