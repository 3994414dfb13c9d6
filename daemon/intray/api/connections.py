"""Connections before they become requests: how many, for how long, and what is no HTTP."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from aiohttp import web
from aiohttp.http import RawRequestMessage
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_request import BaseRequest
from yarl import URL

from intray.api.middleware.headers import API_POLICY

log = logging.getLogger(__name__)

IDLE_S = 75.0  # between two requests
HEADERS = {
    "Server": "Intray",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": API_POLICY,
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Limits:
    connections: int = 512  # at once: storing papers needs descriptors, too
    head_s: float = 30.0  # until the first request has come in


class Connection(web.RequestHandler):
    """aiohttp's, with limits, and without repeating what was sent to strangers or to the log."""

    def __init__(self, manager: "Connections", limits: Limits, **options: Any) -> None:
        super().__init__(manager, **options)
        self._limits = limits
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        manager = self._manager
        if manager is not None and len(manager.connections) > self._limits.connections:
            self.force_close()
            return
        loop = asyncio.get_running_loop()
        self._head_timer = loop.call_later(self._limits.head_s, self._require_request)

    def connection_lost(self, exc: BaseException | None) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
        super().connection_lost(exc)

    def handle_error(
        self,
        request: BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What is no HTTP may hold a password or a token all the same."""
        if not isinstance(exc, HttpProcessingError):
            return super().handle_error(request, status, exc, message)
        log.debug("What came from %s is no HTTP: %s", request.remote, type(exc).__name__)
        if request.writer.output_size > 0:
            raise ConnectionError("half an answer is out")
        response = web.Response(
            status=status, text=f"{HTTPStatus(status).phrase}\n", headers=HEADERS
        )
        response.force_close()
        return response

    def _require_request(self) -> None:
        if self._request_count == 0:
            self.force_close()


class Connections(web.Server):
    """Makes them."""

    limits = Limits()

    def __call__(self) -> web.RequestHandler:
        return Connection(self, self.limits, loop=self._loop, **self._kwargs)


class Runner(web.AppRunner):
    """Runs an application over such connections."""

    def __init__(
        self,
        app: web.Application,
        limits: Limits | None = None,
        script_name: str = "",
        **options: Any,
    ) -> None:
        super().__init__(app, keepalive_timeout=IDLE_S, **options)
        self._limits = limits or Limits()
        self._script_name = script_name

    async def _make_server(self) -> web.Server:
        made = await super()._make_server()
        connections = Connections(
            made.request_handler,
            request_factory=_below(self._script_name, made.request_factory),
            loop=made._loop,
            **made._kwargs,
        )
        connections.limits = self._limits
        return connections


def _below(script_name: str, make_request: Callable[..., BaseRequest]) -> Callable[..., Any]:
    """Requests without the path that a reverse proxy puts before ours; it may strip it itself."""
    if not script_name:
        return make_request

    def make(message: RawRequestMessage, *arguments: Any, **named: Any) -> BaseRequest:
        path, mark, query = message.path.partition("?")
        if path == script_name or path.startswith(f"{script_name}/"):
            path = path.removeprefix(script_name) or "/"
            url = URL.build(path=path, query_string=query, encoded=True)
            message = message._replace(path=f"{path}{mark}{query}", url=url)
        return make_request(message, *arguments, **named)

    return make
