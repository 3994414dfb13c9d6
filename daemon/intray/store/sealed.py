"""Secrets of others that have to be used again, such as passwords of mail accounts.

They are encrypted (AES-256-GCM) with a key that the key file gives: the database alone, or a
backup of it, opens nothing.
"""

import asyncio
import hmac
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from intray.errors import StorageError

NONCE_BYTES = 12


@dataclass(frozen=True)
class Seal:
    """`purpose` gives each use a key of its own: what was sealed for one opens for no other."""

    key: bytes = field(repr=False)
    purpose: str

    async def close(self, secret: str) -> str:
        return await asyncio.to_thread(self._close, secret)

    async def open(self, sealed: str) -> str:
        """Raises StorageError if it was sealed with another key file."""
        return await asyncio.to_thread(self._open, sealed)

    def _close(self, secret: str) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return b64encode(nonce + self._cipher().encrypt(nonce, secret.encode(), None)).decode()

    def _open(self, sealed: str) -> str:
        from cryptography.exceptions import InvalidTag

        try:
            content = b64decode(sealed, validate=True)
            nonce, rest = content[:NONCE_BYTES], content[NONCE_BYTES:]
            return bytes(self._cipher().decrypt(nonce, rest, None)).decode()
        except (InvalidTag, ValueError):
            raise StorageError(
                f"The {self.purpose} cannot be read with the key file of this box."
                " Please enter it again."
            ) from None

    def _cipher(self) -> Any:
        # 8 MB of memory: only where there are secrets.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(hmac.new(self.key, f"seal:{self.purpose}".encode(), sha256).digest())
