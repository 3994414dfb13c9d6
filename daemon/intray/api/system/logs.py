"""/api/logs/: the last lines of the daemon's log, kept in memory."""

import logging
from collections import deque
from collections.abc import AsyncIterator

from aiohttp import web

from intray.api import params
from intray.api.answers import answer
from intray.api.routing import STAFF, Routes
from intray.errors import NotFoundError

routes = Routes()
NAME = "paperless"
LINES = 1000
LINE_LENGTH = 2000


class Line(logging.Formatter):
    """Foreign text, such as names of files, cannot forge a line; all of it can be sent."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        record.message = "".join(
            letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii")
            for letter in record.message
        )
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).encode("utf-8", "backslashreplace").decode()


class RecentLines(logging.Handler):
    """Remembers the last lines; long ones are cut."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(Line("[%(asctime)s] [%(levelname)s] [%(name)s] %(message)s"))
        self.lines: deque[str] = deque(maxlen=LINES)

    def emit(self, record: logging.LogRecord) -> None:
        for line in self.format(record).splitlines():
            self.lines.append(line[:LINE_LENGTH])


RECENT = web.AppKey("recent", RecentLines)


async def keep_recent_lines(app: web.Application) -> AsyncIterator[None]:
    """Listens to the log for as long as the application runs."""
    logging.getLogger().addHandler(app[RECENT])
    yield
    logging.getLogger().removeHandler(app[RECENT])


@routes.get("/api/logs/", needs=STAFF)
async def list_logs(request: web.Request) -> web.Response:
    return answer([NAME])


@routes.get("/api/logs/{name}/", needs=STAFF)
async def get_log(request: web.Request) -> web.Response:
    if request.match_info["name"] != NAME:
        raise NotFoundError
    lines = list(request.app[RECENT].lines)
    limit = params.integer(request, "limit")
    return answer(lines[-limit:] if limit and limit > 0 else lines)
