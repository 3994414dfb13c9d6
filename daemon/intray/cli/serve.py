"""`intray serve`: the daemon in the foreground."""

import argparse
import asyncio
import logging
import os
import shutil

from intray import allocator, config
from intray.cli import languages, logs
from intray.cli.arguments import overrides
from intray.config import Ocr

log = logging.getLogger(__name__)


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT; gives the exit status."""
    logs.set_up()
    allocator.settle()
    settings = config.load(overrides(options), os.environ, options.config)
    languages.check(settings.ocr)
    _warn_of_missing_programs(settings.ocr)
    from intray import app  # everything else: not before the settings are known to be good

    asyncio.run(app.serve(settings))
    return 0


def _warn_of_missing_programs(ocr: Ocr) -> None:
    """Documents are stored without them all the same, so that is no reason not to start."""
    if ocr.mode != "off" and shutil.which("tesseract") is None:
        log.warning("Text of scans is not recognised: apt install tesseract-ocr")
    if ocr.clean != "none" and shutil.which("unpaper") is None:
        log.warning("Pages are read as they are, not cleaned: apt install unpaper")
