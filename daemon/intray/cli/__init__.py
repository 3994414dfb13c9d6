"""The command line: one module per command, imported when it is asked for."""

import importlib
import sys
from collections.abc import Sequence

from intray.cli.arguments import parser
from intray.errors import ConfigError, IntrayError

BAD_CONFIGURATION = 78  # EX_CONFIG: starting again does not help
FAILED = 1
INTERRUPTED = 130


def run(arguments: Sequence[str]) -> int:
    """Carry out one command; gives the exit status."""
    options = parser().parse_args(arguments)
    command = importlib.import_module(f"intray.cli.{options.module}")
    try:
        status: int = command.run(options)
    except ConfigError as error:
        return _told(error, BAD_CONFIGURATION)
    except IntrayError as error:
        return _told(error, FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _told(error: IntrayError, status: int) -> int:
    print(f"intray: {error}".replace("\n", "\nintray: "), file=sys.stderr)  # noqa: T201
    return status
