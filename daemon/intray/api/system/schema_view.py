"""`/api/schema/view/`: the OpenAPI document, readable."""

from aiohttp import web

from intray.api.routing import PUBLIC, Routes
from intray.api.system.page import FILES
from intray.errors import NotFoundError

routes = Routes()

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@routes.get("/api/schema/view/", needs=PUBLIC, any_type=True)
async def view_schema(request: web.Request) -> web.StreamResponse:
    """The document for people, without anything from elsewhere."""
    page = request.app[FILES].get("/schema-view.html")
    if page is None:
        raise NotFoundError("The page has not been built.")
    headers = {"Content-Type": page.content_type, "Content-Security-Policy": POLICY}
    return web.FileResponse(page.path, headers={**headers, "Cache-Control": "no-cache"})
