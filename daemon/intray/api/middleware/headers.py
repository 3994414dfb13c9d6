"""Headers of every answer: what browsers may do with it, and the versions clients look for."""

from aiohttp import hdrs, web

from intray import __version__
from intray.api.context import ACTOR, ORIGIN, STARTED
from intray.api.middleware.cors import allow_origin
from intray.api.routing import ENDPOINT

API_VERSION = 10
SERVER_VERSION = "3.0.5"  # of the API that we speak; clients enable features by it

API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
# `wasm-unsafe-eval` is for the image decoders of pdf.js, `blob:` for what it draws with them.
PAGE_POLICY = (
    "default-src 'self'; img-src 'self' blob:; script-src 'self' 'wasm-unsafe-eval';"
    " worker-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self';"
    " object-src 'none'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none';"
    " form-action 'self'"
)


async def set_headers(request: web.Request, response: web.StreamResponse) -> None:
    request[STARTED] = True
    headers = response.headers
    headers[hdrs.SERVER] = "Intray"
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    endpoint = request.get(ENDPOINT)
    is_api = request.path.startswith("/api/")
    headers.setdefault("Content-Security-Policy", API_POLICY if is_api else PAGE_POLICY)
    if is_api:
        headers.setdefault(hdrs.CACHE_CONTROL, "no-store")
        headers.setdefault(hdrs.VARY, "Accept, Accept-Encoding, Authorization, Cookie, Origin")
        allow_origin(request, headers)
    if endpoint is not None:
        headers.setdefault(hdrs.ALLOW, endpoint.allow)
    if request.get(ACTOR) is not None:
        headers["X-Api-Version"] = str(API_VERSION)
        headers["X-Version"] = SERVER_VERSION
        headers["X-Intray-Version"] = __version__
    origin = request.get(ORIGIN)
    if origin is not None and origin.scheme == "https":
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
