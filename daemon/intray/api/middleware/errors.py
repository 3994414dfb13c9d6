"""Any error becomes a JSON body; what nobody expected becomes a number to look for in the log."""

import logging
import secrets
from http import HTTPStatus

from aiohttp import web
from aiohttp.client_exceptions import ClientError
from aiohttp.typedefs import Handler

from intray.api.answers import answer
from intray.api.context import STARTED
from intray.api.errors import (
    BodyTooLargeError,
    ParseError,
    SlowClientError,
    UnsupportedMediaTypeError,
    body_of,
    headers_of,
)
from intray.errors import IntrayError, NotFoundError, UploadTooLargeError

log = logging.getLogger(__name__)

# The rest of the body was not read: the connection cannot be used for another request.
_LEAVES_BODY = (
    BodyTooLargeError,
    ParseError,
    SlowClientError,
    UnsupportedMediaTypeError,
    UploadTooLargeError,
)


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Exception as error:
        if request.get(STARTED):
            # Half of an answer is out: only a broken connection says that the rest is missing.
            if request.transport is not None:
                request.transport.abort()
            raise
        if _is_passed_on(error):
            raise
        return _answer(request, error)


def _is_passed_on(error: Exception) -> bool:
    """Redirections, and that the client went away: nobody is left to answer."""
    if isinstance(error, web.HTTPException):
        return error.status < 400
    return isinstance(error, ConnectionError | ClientError | web.RequestPayloadError)


def _answer(request: web.Request, error: Exception) -> web.Response:
    if isinstance(error, IntrayError):
        return _expected(request, error)
    if isinstance(error, web.HTTPNotFound):
        return _expected(request, NotFoundError())
    if isinstance(error, web.HTTPException):
        phrase = HTTPStatus(error.status).phrase
        return answer({"detail": f"{phrase}.", "code": _snake(phrase)}, error.status)
    incident = secrets.token_hex(4)
    log.error("Incident %s in %s %s", incident, request.method, _template(request), exc_info=error)
    detail = f"Something went wrong in Intray. The log names it as incident {incident}."
    return answer({"detail": detail, "code": "internal", "incident": incident}, 500)


def _expected(request: web.Request, error: IntrayError) -> web.Response:
    if error.status >= 500:
        log.warning("%s in %s: %s", error.code, _template(request), error)
    response = answer(body_of(error), error.status)
    response.headers.update(headers_of(error))
    if isinstance(error, _LEAVES_BODY):
        response.force_close()
    return response


def _template(request: web.Request) -> str:
    """The path as declared, without what a client put in it."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "unknown path"


def _snake(phrase: str) -> str:
    return phrase.lower().replace(" ", "_").replace("-", "_")
