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
    """A code for one use; after five wrong tries there is another one.

    `announce` gets each replacement, for the person in front of the box.
    """

    announce: Callable[[str], None]
    code: str | None = field(default=None, repr=False)  # None: there is a user already
    _wrong: int = 0

    def open(self) -> None:
        letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
        self.code, self._wrong = f"{letters[:4]}-{letters[4:]}", 0

    def check(self, given: str) -> None:
        """Raises ValidationError for another code."""
        wanted, typed = _plain(self.code or ""), _plain(given)
        if wanted and hmac.compare_digest(wanted.encode(), typed.encode()):
            return
        self._wrong += 1
        if self.code is None or self._wrong >= WRONG_TRIES:
            self.open()
            self.announce(self.code or "")
        raise ValidationError({"code": [WRONG_CODE]})

    def close(self) -> None:
        """There is a user: the code is worth nothing any more."""
        self.code = None


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())
