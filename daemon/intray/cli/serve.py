"""`intray serve`: the daemon in the foreground."""

import argparse
import asyncio
import os

from intray import config
from intray.cli import languages, logs
from intray.cli.arguments import overrides


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT; gives the exit status."""
    logs.set_up()
    settings = config.load(overrides(options), os.environ, options.config)
    languages.check(settings.ocr)
    from intray import app  # everything else: not before the settings are known to be good

    asyncio.run(app.serve(settings))
    return 0
