"""The composition root: builds the parts, enters them in order, leaves them in reverse."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from aiohttp import web

from intray import allocator, welcome
from intray.accounts.service import open_accounts
from intray.api.connections import Runner
from intray.api.server import build_app
from intray.api.services import Services
from intray.config import Config
from intray.config.overlay import Overlay
from intray.discovery import Announcement, announce, announced_addresses
from intray.editing.passwords import Passwords
from intray.editing.process import Editor
from intray.errors import ConfigError
from intray.events import Events
from intray.ingest.recovery import open_sweep, recover
from intray.ingest.state import IntakeState
from intray.ingest.uploads import Uploads
from intray.ingest.watcher import open_watcher
from intray.jobs.dispatch import Dispatch, Handler
from intray.jobs.runner import open_runner
from intray.maintenance.schedule import open_schedule
from intray.pipeline.chores import KINDS as CHORES
from intray.pipeline.chores import Chores
from intray.pipeline.pdf_work import PdfWork
from intray.pipeline.process import Pipeline
from intray.pipeline.register import Registrar
from intray.pipeline.share_bundles import open_packer
from intray.reading.pool import ReadingPool
from intray.reading.supported import SUPPORTED
from intray.search.engine import open_search
from intray.sharing import slugs
from intray.store import changed_settings, durable
from intray.store.data_folder import open_data_folder
from intray.store.database import Database, open_database
from intray.store.library import open_library
from intray.store.remover import open_remover
from intray.store.snapshots import open_snapshots

log = logging.getLogger(__name__)

ANSWERS_END_S = 1.0  # what open answers (live events) get when the daemon stops


async def serve(config: Config) -> None:
    """Run until SIGTERM or SIGINT, then end; what is under way goes on at the next start.

    Raises ConfigError and StorageError when the daemon cannot start.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with running(config):
        allocator.keep_what_is_there()
        await stopping.wait()
        log.info("Stopping.")


@asynccontextmanager
async def running(config: Config) -> AsyncIterator[Services]:
    """The whole daemon, answering requests."""
    paths = config.paths
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        folder = await enter(open_data_folder(paths))
        database = await enter(open_database(paths.database))
        database.keeps_history = config.maintenance.audit_log_enabled
        stack.callback(lambda: folder.distrust(database.failed))
        events = Events()
        state = IntakeState(events, on_failed_disk=database.fail)
        register = Registrar(database, events, config)
        await recover(paths, database, register, unsure_since=folder.unsure_since)
        accounts = await enter(
            open_accounts(
                database,
                paths.key_file,
                config.admin,
                welcome.tell_setup_code,
                paths.setup_code_file,
            )
        )
        await slugs.follow_key(database, accounts.key)
        search = await enter(open_search(paths.index, database, config.time_zone))
        await asyncio.to_thread(durable.remove_scratch, paths.scratch_dir)
        async with database.read() as db:
            overlay = Overlay(await changed_settings.read(db))
        pool = await enter(
            ReadingPool(
                config.ocr, config.workers, config.dates, paths.scratch_dir, overlay=overlay
            )
        )
        limit_bytes = config.server.upload_limit_mb * 1_000_000
        uploads = Uploads(paths, register, state, SUPPORTED, limit_bytes)
        passwords = Passwords()
        pipeline = Pipeline(database, events, config, pool)
        handlers = {
            **_readers(pipeline),
            "bulk_update": PdfWork(
                database, events, config, register, Editor(config.workers), passwords
            ).process,
            "build_share_link": (await enter(open_packer(database, config))).build,
            **dict.fromkeys(CHORES, Chores(database, events, config, search.optimize).run),
        }
        dispatch = Dispatch(database, handlers)
        await enter(open_runner(database, dispatch, pool.capacity, CHORES))
        await _enter_keepers(enter, config, database, register)
        watcher = await enter(open_watcher(paths, config.consumer, register, state, SUPPORTED))
        services = Services(
            config=config,
            database=database,
            events=events,
            accounts=accounts,
            search=search,
            uploads=uploads,
            watcher=watcher,
            pool=pool,
            pipeline=pipeline,
            intake_state=state,
            overlay=overlay,
            passwords=passwords,
        )
        await enter(_answering(build_app(services), config))
        addresses = await asyncio.to_thread(announced_addresses, config.server.hosts)
        if config.server.announce and addresses:
            await enter(_announced(config))
        welcome.greet(config, addresses)
        yield services


def _readers(pipeline: Pipeline) -> dict[str, Handler]:
    return dict.fromkeys(("consume_file", "reprocess_document"), pipeline.process)


async def _enter_keepers(
    enter: Callable[[AbstractAsyncContextManager[object]], Awaitable[object]],
    config: Config,
    database: Database,
    register: Registrar,
) -> None:
    """What looks after papers that are stored already."""
    paths = config.paths
    await enter(open_schedule(database))
    await enter(open_library(paths, database, config.time_zone))
    await enter(open_snapshots(paths))
    await enter(open_remover(paths, database))
    await enter(open_sweep(paths, database, register))


@asynccontextmanager
async def _answering(app: web.Application, config: Config) -> AsyncIterator[None]:
    runner = Runner(
        app,
        script_name=config.server.script_name,
        access_log=None,
        shutdown_timeout=ANSWERS_END_S,
    )
    await runner.setup()
    try:
        hosts: list[str | None] = [*config.server.hosts] if config.server.hosts else [None]
        for host in hosts:
            try:
                await web.TCPSite(runner, host, config.server.port).start()
            except OSError as error:
                raise ConfigError(
                    f"Cannot listen on port {config.server.port}: {error.strerror or error}. "
                    "Stop the other program, or choose another port with --port."
                ) from error
        yield
    finally:
        await runner.cleanup()


def _announced(config: Config) -> AbstractAsyncContextManager[Announcement]:
    return announce(
        config.server.name,
        config.server.port,
        addresses=lambda: announced_addresses(config.server.hosts),
    )
