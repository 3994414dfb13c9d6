"""What may be written behind `intray`."""

import argparse
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

_EPILOG = """\
Settings are explained in config.default.ini. They are read from /etc/intray/config.ini or the file
given with --config, then from the environment (INTRAY_<SECTION>_<KEY>, and the PAPERLESS_*
variables of paperless-ngx), then from the options above; the later one wins.
"""
# option → setting that it overrides
OVERRIDES = {
    "data_dir": "paths.data_dir",
    "consume_dir": "paths.consume_dir",
    "host": "server.host",
    "port": "server.port",
}


class _Version(argparse.Action):
    """Looks the version up when it is asked for: that reads files."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        print(f"intray {metadata.version('intray')}")  # noqa: T201
        parser.exit()


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(
        prog="intray",
        description="The in-tray that files itself: a paperless office in one process.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    result.add_argument("--version", action=_Version, nargs=0, help="show the version and leave")
    commands = result.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_serve(commands)
    _add_createsuperuser(commands)
    _add_command(commands, "setup-code", "setup_code", "show the code for making the first user")
    command = _add_command(
        commands,
        "remove-second-factor",
        "second_factor",
        "let somebody who lost the phone log in with the password alone",
    )
    command.add_argument("username", metavar="NAME", help="name of the user")
    _add_command(commands, "doctor", "doctor", "look whether everything is there and works")
    return result


def overrides(options: argparse.Namespace) -> dict[str, str]:
    """The settings that the options override: `section.key` → text."""
    given = ((setting, getattr(options, option, None)) for option, setting in OVERRIDES.items())
    return {setting: text for setting, text in given if text is not None}


def _add_serve(commands: Any) -> None:
    serve = _add_command(commands, "serve", "serve", "run the daemon until it is stopped")
    serve.add_argument("--consume-dir", metavar="DIR", help="the folder that is watched")
    serve.add_argument("--host", metavar="H", help="addresses to listen on; * is all of them")
    serve.add_argument("--port", metavar="N", help="port to listen on (default: 8000)")


def _add_createsuperuser(commands: Any) -> None:
    command = _add_command(
        commands, "createsuperuser", "superuser", "make a user who may do everything"
    )
    command.add_argument("--username", metavar="NAME", help="name to log in with")
    command.add_argument("--email", metavar="ADDRESS", help="e-mail address")
    command.add_argument(
        "--noinput",
        "--no-input",
        action="store_true",
        help="ask nothing; the password comes from PAPERLESS_ADMIN_PASSWORD",
    )


def _add_command(commands: Any, name: str, module: str, summary: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(module=module)
    command.add_argument("--config", type=Path, metavar="FILE", help="file with settings")
    command.add_argument("--data-dir", metavar="DIR", help="folder of the data (default: ~/intray)")
    return command
