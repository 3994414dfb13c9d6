"""Password hashes (argon2id), made in threads and never more than two at a time."""

import asyncio
import re
import secrets
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

from intray.errors import ThrottledError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

AT_ONCE = 2
QUEUE = 8  # then come back later: hashing must not eat the box
MIN_LENGTH = 8
MAX_LENGTH = 1024
ALIKE = 0.7  # as the reference has it
UNUSABLE = "!"  # no password opens this account
_COMMON_ONES = """
    11111111 12345678 123456789 1234567890 1q2w3e4r abcd1234 admin123 adminadmin administrator
    baseball changeme football geheim123 hallo123 iloveyou intray123 letmein1 paperless passw0rd
    password password1 password123 passwort princess qwerty123 qwertyuiop qwertzui schatzi1
    sunshine welcome1
"""
_COMMON = frozenset(_COMMON_ONES.split())


@lru_cache(maxsize=1)
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # imported at the first login, not at start

    # 19 MiB, two passes: the OWASP minimum, some 50 ms on a small box.
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """Blocks for some 50 ms; for threads and the command line."""
    return _hasher().hash(password)


@dataclass
class Passwords:
    """Hashes and checks for the daemon."""

    _slots: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _waiting: int = 0

    async def hash(self, password: str) -> str:
        async with self._slots:
            return await asyncio.to_thread(hash_password, password)

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Whether it is the right one. Takes as long for an account that does not exist (None).

        Raises ThrottledError when too many are being checked already.
        """
        if self._waiting >= AT_ONCE + QUEUE:
            raise ThrottledError(2)
        self._waiting += 1
        try:
            async with self._slots:
                return await asyncio.to_thread(_verify, password, password_hash)
        finally:
            self._waiting -= 1


def _verify(password: str, password_hash: str | None) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    usable = password_hash is not None and password_hash != UNUSABLE
    try:
        _hasher().verify(password_hash if usable and password_hash else _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return usable


def weaknesses(password: str, username: str = "", **others: str) -> list[str]:
    """Why a password is not accepted; empty if it is.

    `others`: what else is known of the person, `first_name="Ann"`.
    """
    found = []
    if len(password) < MIN_LENGTH:
        found.append(
            f"This password is too short. It must contain at least {MIN_LENGTH} characters."
        )
    if len(password) > MAX_LENGTH:
        found.append(f"Ensure this field has no more than {MAX_LENGTH} characters.")
    if password.lower() in _COMMON:
        found.append("This password is too common.")
    if password.isdigit():
        found.append("This password is entirely numeric.")
    for name, value in {"username": username, **others}.items():
        if _is_alike(password.lower(), value.lower()):
            found.append(f"The password is too similar to the {name.replace('_', ' ')}.")
    return found


def _is_alike(password: str, value: str) -> bool:
    """The value, or a word of it, is the password but for a few letters."""
    if len(password) > MAX_LENGTH:
        return False
    words = {value, *re.split(r"[\W_]+", value)} - {""}
    return any(SequenceMatcher(None, password, word).quick_ratio() >= ALIKE for word in words)
