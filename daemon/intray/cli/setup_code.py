"""`intray setup-code`: the code for making the first user on the page."""

import argparse
import os

from intray import config
from intray.cli.arguments import overrides
from intray.errors import NotFoundError


def run(options: argparse.Namespace) -> int:
    """Print the code; gives the exit status."""
    paths = config.load(overrides(options), os.environ, options.config).paths
    try:
        code = paths.setup_code_file.read_text("ascii").strip()
    except FileNotFoundError as error:
        raise NotFoundError(
            f"There is no code in {paths.data_dir}: there is a user already, or the daemon does "
            "not run with this folder."
        ) from error
    except PermissionError as error:
        raise NotFoundError(f"{paths.setup_code_file} may only be read by its owner.") from error
    print(code)  # noqa: T201
    return 0
