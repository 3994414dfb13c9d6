"""The first user of a new box: whoever can read the daemon's output or its folder makes it."""

import asyncio
import contextlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from intray.accounts.key_file import write_secret
from intray.errors import ValidationError
from intray.store import durable

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0 O 1 I
WRONG_TRIES = 5
WRONG_CODE = "This code is not right. Intray prints the current one when it starts."


@dataclass
class SetupCode:
    """A code for one use; after five wrong tries there is another one.

    `announce` gets each one, for the person in front of the box; `file` holds the current one
    for `intray setup-code`.
    """

    announce: Callable[[str], None]
    file: Path | None = None
    code: str | None = field(default=None, repr=False)  # None: there is a user already
    _wrong: int = 0

    async def open(self) -> None:
        """Make and tell a new code."""
        letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
        code = f"{letters[:4]}-{letters[4:]}"
        self.code, self._wrong = code, 0
        if self.file is not None:
            await asyncio.to_thread(write_secret, self.file, code)
        self.announce(code)

    async def check(self, given: str) -> None:
        """Raises ValidationError for another code."""
        wanted, typed = _plain(self.code or ""), _plain(given)
        if wanted and hmac.compare_digest(wanted.encode(), typed.encode()):
            return
        self._wrong += 1
        if self.code is None or self._wrong >= WRONG_TRIES:
            await self.open()
        raise ValidationError({"code": [WRONG_CODE]})

    async def close(self) -> None:
        """There is a user: the code is worth nothing any more."""
        self.code = None
        if self.file is not None:
            await asyncio.to_thread(_remove, self.file)


def _remove(file: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        durable.unlink(file)


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())
