"""What the handlers work with: the parts of the running daemon, handed in by the app."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from intray.config import Config
from intray.events import Events
from intray.store.database import Database

if TYPE_CHECKING:
    from intray.accounts.service import Accounts


@dataclass(frozen=True)
class Services:
    config: Config
    database: Database
    events: Events
    accounts: "Accounts"
    search: Any
    uploads: Any
    watcher: Any
    pool: Any
    pipeline: Any
    intake_state: Any


SERVICES = web.AppKey("services", Services)


def services(request: web.Request) -> Services:
    return request.app[SERVICES]
