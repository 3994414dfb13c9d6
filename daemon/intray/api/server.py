"""The application: all routes behind all checks."""

from aiohttp import web

from intray.api import resources
from intray.api.bulk import download
from intray.api.middleware.compression import compress
from intray.api.middleware.cors import answer_preflight
from intray.api.middleware.errors import answer_errors
from intray.api.middleware.gate import guard
from intray.api.middleware.headers import set_headers
from intray.api.middleware.hosts import check_host, own_names
from intray.api.routing import ENDPOINTS, endpoints, mount
from intray.api.services import SERVICES, Services
from intray.api.system import events, logs, page, schema, statistics
from intray.store.cache import Cache


def build_app(services: Services) -> web.Application:
    app = web.Application(
        middlewares=[
            answer_errors,
            check_host(own_names(services.config.server)),
            answer_preflight,
            compress,
            guard,
        ]
    )
    app[SERVICES] = services
    app[events.STREAMS] = events.Streams()
    app[download.RUNNING] = download.Running()
    app[logs.RECENT] = logs.RecentLines()
    app[statistics.CACHE] = Cache(max_age_s=statistics.MAX_AGE_S)
    app[schema.DOCUMENT] = schema.Document()
    services.database.after_commit(app[statistics.CACHE].clear)
    all_endpoints = endpoints(resources.tables())
    app[ENDPOINTS] = all_endpoints
    mount(app, all_endpoints)
    page.mount_page(app)
    app.on_response_prepare.append(set_headers)
    app.on_shutdown.append(events.end_streams)
    app.cleanup_ctx.append(logs.keep_recent_lines)
    return app
