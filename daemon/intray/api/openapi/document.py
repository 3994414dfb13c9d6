"""The whole document, built from the route table and the description."""

import gzip
import json
from dataclasses import dataclass
from typing import Any

from intray.api.middleware.headers import API_VERSION, SERVER_VERSION
from intray.api.openapi import components, yaml
from intray.api.openapi.description import load
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


@dataclass(frozen=True)
class Rendered:
    """The document as bytes, compressed with gzip: asked for rarely, so kept small."""

    json: bytes
    yaml: bytes


def render(endpoints: list[Endpoint]) -> Rendered:
    document = build(endpoints)
    content = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Rendered(
        gzip.compress(content.encode(), mtime=0),
        gzip.compress(yaml.dumps(document).encode(), mtime=0),
    )


def build(endpoints: list[Endpoint]) -> dict[str, Any]:
    described = load()
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Intray REST API",
            "version": f"{SERVER_VERSION} ({API_VERSION})",
            "description": _ABOUT,
        },
        "paths": {
            endpoint.path: {
                method.lower(): operation(route, described)
                for method, route in endpoint.routes.items()
                if not route.hidden
            }
            for endpoint in sorted(endpoints, key=lambda each: each.path)
            if not all(route.hidden for route in endpoint.routes.values())
        },
        "components": {
            "schemas": components.schemas(described),
            "responses": {
                f"Error{status}": _error(status, said) for status, said in _ERRORS.items()
            },
            "securitySchemes": _security_schemes(),
        },
    }


def _error(status: int, said: str) -> dict[str, Any]:
    reference = {"$ref": "#/components/schemas/Error"}
    if status == 400:
        reference = {"$ref": "#/components/schemas/FieldErrors"}
    return {"description": said, "content": {"application/json": {"schema": reference}}}


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
