"""What the handlers work with: the parts of the running daemon, handed in by the app."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import web

from intray.config import Config
from intray.config.overlay import Overlay
from intray.editing.passwords import Passwords
from intray.events import Events
from intray.store.database import Database

if TYPE_CHECKING:
    from intray.accounts.service import Accounts
    from intray.ingest.state import IntakeState
    from intray.ingest.uploads import Uploads
    from intray.ingest.watcher import Watcher
    from intray.pipeline.process import Pipeline
    from intray.reading.pool import ReadingPool
    from intray.search.engine import Search


@dataclass(frozen=True)
class Services:
    config: Config
    database: Database
    events: Events
    accounts: "Accounts"
    search: "Search"
    uploads: "Uploads"
    watcher: "Watcher"
    pool: "ReadingPool"
    pipeline: "Pipeline"
    intake_state: "IntakeState"
    overlay: Overlay = field(default_factory=Overlay)  # what was changed on the page
    passwords: Passwords = field(default_factory=Passwords)  # of PDF files, for waiting jobs


SERVICES = web.AppKey("services", Services)


def services(request: web.Request) -> Services:
    return request.app[SERVICES]
