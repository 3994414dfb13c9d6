"""The application: all routes behind all checks."""

from aiohttp import web

from intray.api import resources
from intray.api.middleware.errors import answer_errors
from intray.api.middleware.gate import guard
from intray.api.middleware.headers import set_headers
from intray.api.middleware.hosts import check_host, own_names
from intray.api.routing import Endpoint, endpoints, mount
from intray.api.services import SERVICES, Services

ENDPOINTS = web.AppKey("endpoints", list[Endpoint])


def build_app(services: Services) -> web.Application:
    app = web.Application(
        middlewares=[answer_errors, check_host(own_names(services.config.server)), guard]
    )
    app[SERVICES] = services
    all_endpoints = endpoints(resources.tables())
    app[ENDPOINTS] = all_endpoints
    mount(app, all_endpoints)
    app.on_response_prepare.append(set_headers)
    return app
