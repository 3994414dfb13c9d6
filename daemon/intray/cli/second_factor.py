"""`intray remove-second-factor`: for who lost the phone and the recovery codes, too."""

import argparse
import asyncio
import os
from pathlib import Path

from intray import config
from intray.accounts import totp, users
from intray.cli import owner
from intray.cli.arguments import overrides
from intray.errors import NotFoundError
from intray.store.database import open_database


def run(options: argparse.Namespace) -> int:
    """The password alone is enough again; gives the exit status. The daemon may run."""
    paths = config.load(overrides(options), os.environ, options.config).paths
    if not paths.database.exists():
        raise NotFoundError(f"There is no user in {paths.data_dir} yet.")
    owner.become_owner_of(paths.data_dir)
    asyncio.run(_remove(paths.database, options.username))
    print(f"{options.username!r} logs in with the password alone now.")  # noqa: T201
    return 0


async def _remove(database_file: Path, username: str) -> None:
    async with open_database(database_file) as database, database.transaction() as tx:
        user = await users.by_username(tx, username)
        if user is None or not await totp.deactivate(tx, user.id):
            raise NotFoundError(f"There is no user {username!r} with a second factor.")
