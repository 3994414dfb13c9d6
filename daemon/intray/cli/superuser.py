"""`intray createsuperuser`: a user who may do everything, also while the daemon runs."""

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Callable

from intray import config
from intray.accounts import passwords, users
from intray.cli import owner
from intray.cli.arguments import overrides
from intray.errors import ConfigError, ValidationError
from intray.store.database import open_database

_TRIES = 3


def run(options: argparse.Namespace) -> int:
    """Make the user; gives the exit status."""
    settings = config.load(overrides(options), os.environ, options.config)
    owner.become_owner_of(settings.paths.data_dir)
    if options.noinput:
        username, email, password = _from_settings(options, settings.admin)
    else:
        username, email = _asked_name(options)
        password = _asked_password(username)
    try:
        asyncio.run(_create(settings.paths, username, email, password))
    except ValidationError as error:
        messages = [line for lines in error.fields.values() for line in lines]
        raise ConfigError("\n".join(messages)) from error
    print(f"Superuser {username!r} created.")  # noqa: T201
    return 0


async def _create(paths: config.Paths, username: str, email: str, password: str) -> None:
    password_hash = passwords.hash_password(password)
    async with open_database(paths.database) as database, database.transaction() as tx:
        await users.create(
            tx,
            username=username,
            password_hash=password_hash,
            email=email,
            is_staff=True,
            is_superuser=True,
        )


def _from_settings(options: argparse.Namespace, admin: config.Admin) -> tuple[str, str, str]:
    password = admin.password or os.environ.get("DJANGO_SUPERUSER_PASSWORD")
    if not password:
        raise ConfigError("--noinput needs the password in the variable PAPERLESS_ADMIN_PASSWORD.")
    return options.username or admin.username, options.email or admin.email, password


def _asked_name(options: argparse.Namespace) -> tuple[str, str]:
    suggestion = getpass.getuser()
    username = options.username or input(f"Username (leave blank to use {suggestion!r}): ").strip()
    email = options.email
    if email is None:
        email = input("Email address (may stay blank): ").strip()
    return username or suggestion, email


def _asked_password(username: str, ask: Callable[[str], str] = getpass.getpass) -> str:
    for _ in range(_TRIES):
        password = ask("Password: ")
        weaknesses = passwords.weaknesses(password, username)
        if not weaknesses and password == ask("Password (again): "):
            return password
        for line in weaknesses or ["The two passwords are not the same."]:
            print(line, file=sys.stderr)  # noqa: T201
    raise ConfigError("No password was given.")
