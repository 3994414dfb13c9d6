"""The first user of a new box: whoever can read the daemon's output makes it."""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from intray.errors import ValidationError

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without 0 O 1 I
WRONG_TRIES = 5
WRONG_CODE = "This code is not right. Intray prints the current one when it starts."


@dataclass
class SetupCode:
    """A code for one use; after five wrong tries there is another one."""

    announce: Callable[[str], None]
    _code: str | None = field(default=None, repr=False)
    _wrong: int = 0

    def open(self) -> None:
        """Make a code and tell it to the person in front of the box."""
        letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
        self._code, self._wrong = f"{letters[:4]}-{letters[4:]}", 0
        self.announce(self._code)

    def check(self, given: str) -> None:
        """Raises ValidationError for another code."""
        if self._code is None:
            self.open()
        assert self._code is not None
        wanted, typed = _plain(self._code), _plain(given)
        if hmac.compare_digest(wanted.encode(), typed.encode()):
            return
        self._wrong += 1
        if self._wrong >= WRONG_TRIES:
            self.open()
        raise ValidationError({"code": [WRONG_CODE]})

    def close(self) -> None:
        """There is a user: the code is worth nothing any more."""
        self._code = None


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())
