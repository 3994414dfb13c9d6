"""The whole document, built from the route table and the description."""

import gzip
import json
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from intray.api.middleware.headers import API_VERSION, SERVER_VERSION
from intray.api.openapi import components
from intray.api.openapi.description import Description, load
from intray.api.openapi.operations import operation
from intray.api.routing import Endpoint

_ABOUT = f"""\
Intray speaks the API of paperless-ngx {SERVER_VERSION}.

A client names the version it wants as `Accept: application/json; version={API_VERSION}`; versions
1-{API_VERSION} are answered, another one with 406. Where they differ, the schemas admit each, and
their descriptions say which version has what. In version 1-9 a list has the ids of all its objects
in `all`; in version 1-8 `created` of a document is the midnight at which the day began; in version
1-7 the `user` of a note is an id; in version 1-6 options of a select field are labels, and its
values are positions among them; in version 1 a tag has a numbered `colour`.

Unknown parameters and fields are ignored. HEAD works where GET does, OPTIONS everywhere. Any
request may also be answered 405, 408, 421 (the name in the address is not one of ours) or 503
(busy, or the disk takes no more writes). With a session cookie, what changes something needs the
header `X-CSRFToken`. What one may not see is answered as if it did not exist.
"""
_ERRORS = {
    400: "What was sent cannot be accepted.",
    401: "Nobody is logged in, or the credentials are wrong.",
    403: "This is not allowed.",
    404: "It does not exist, or may not be seen.",
    406: "The media type or version asked for is not spoken.",
    413: "This is too large.",
    415: "The body is of a type that is not read here.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    507: "The disk is full.",
}


def render(endpoints: list[Endpoint]) -> bytes:
    """The document as JSON, compressed with gzip: asked for rarely, so kept small."""
    whole = BytesIO()
    with gzip.GzipFile(fileobj=whole, mode="wb", mtime=0) as compressed:
        for piece in _pieces(endpoints):
            compressed.write(piece.encode())
    return whole.getvalue()


def build(endpoints: list[Endpoint]) -> dict[str, Any]:
    """For those who want to look into it."""
    document: dict[str, Any] = json.loads("".join(_pieces(endpoints)))
    return document


def _pieces(endpoints: list[Endpoint]) -> Iterator[str]:
    """JSON text, bit by bit: the whole as values would take megabytes that are not given back."""
    described = load()
    info = {
        "title": "Intray REST API",
        "version": f"{SERVER_VERSION} ({API_VERSION})",
        "description": _ABOUT,
    }
    yield f'{{"openapi":"3.0.3","info":{_dumped(info)},"paths":{{'
    yield from _members(_paths(endpoints, described))
    yield '},"components":{"schemas":{'
    yield from _members(components.schemas(described).items())
    yield '},"responses":{'
    yield from _members((f"Error{status}", _error(status)) for status in _ERRORS)
    yield f'}},"securitySchemes":{_dumped(_security_schemes())}}}}}'


def _paths(
    endpoints: list[Endpoint], described: Description
) -> Iterator[tuple[str, dict[str, Any]]]:
    for endpoint in sorted(endpoints, key=lambda each: each.path):
        methods = {
            method.lower(): operation(route, described)
            for method, route in endpoint.routes.items()
            if not route.hidden
        }
        if methods:
            yield endpoint.path, methods


def _members(items: Iterable[tuple[str, Any]]) -> Iterator[str]:
    comma = ""
    for name, value in items:
        yield f"{comma}{_dumped(name)}:{_dumped(value)}"
        comma = ","


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _error(status: int) -> dict[str, Any]:
    reference = {"$ref": "#/components/schemas/Error"}
    if status == 400:
        reference = {"$ref": "#/components/schemas/FieldErrors"}
    content = {"application/json": {"schema": reference}}
    return {"description": _ERRORS[status], "content": content}


def _security_schemes() -> dict[str, Any]:
    return {
        "basicAuth": {"type": "http", "scheme": "basic"},
        "cookieAuth": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
        "tokenAuth": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token` and the token, with a blank between.",
        },
    }
