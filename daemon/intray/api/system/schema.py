"""GET /api/schema/: the route table as an OpenAPI document."""

import re
from typing import Any

from aiohttp import web

from intray.api.answers import answer
from intray.api.middleware.headers import SERVER_VERSION
from intray.api.routing import ENDPOINTS, PUBLIC, Endpoint, Route, Routes

routes = Routes()
YAML = "application/vnd.oai.openapi"  # JSON is YAML, too


@routes.get("/api/schema/", needs=PUBLIC, any_type=True)
async def get_schema(request: web.Request) -> web.Response:
    response = answer(openapi(request.app[ENDPOINTS]))
    accept = request.headers.get("Accept", "")
    if YAML in accept and "application/json" not in accept:
        response.content_type = f"{YAML}+json" if f"{YAML}+json" in accept else YAML
    return response


def openapi(endpoints: list[Endpoint]) -> dict[str, Any]:
    return {
        "openapi": "3.0.3",
        "info": {"title": "Intray REST API", "version": f"{SERVER_VERSION} (10)"},
        "paths": {
            endpoint.path: {
                method.lower(): _operation(route) for method, route in endpoint.routes.items()
            }
            for endpoint in sorted(endpoints, key=lambda each: each.path)
        },
        "components": {
            "securitySchemes": {
                "basicAuth": {"type": "http", "scheme": "basic"},
                "cookieAuth": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
                "tokenAuth": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": 'Token-based authentication with required prefix "Token"',
                },
            }
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    security: list[dict[str, list[str]]] = [
        {"basicAuth": []},
        {"cookieAuth": []},
        {"tokenAuth": []},
    ]
    names = re.findall(r"\{(\w+)", route.path)
    operation: dict[str, Any] = {
        "operationId": _operation_id(route),
        "tags": [route.path.split("/")[2] or "api"],
        "security": [*security, {}] if route.policy.anonymous else security,
        "responses": {"2XX": {"description": "Success"}},
    }
    summary = (route.handler.__doc__ or "").strip().partition("\n")[0]
    if summary:
        operation["summary"] = summary
    if names:
        operation["parameters"] = [
            {"name": name, "in": "path", "required": True, "schema": {"type": _type(name)}}
            for name in names
        ]
    return operation


def _operation_id(route: Route) -> str:
    """`documents_id_thumb_get`."""
    words = re.findall(r"\w+", route.path.removeprefix("/api"))
    return "_".join([*words, route.method.lower()])


def _type(name: str) -> str:
    return "integer" if name == "id" or name.endswith("_id") else "string"
