"""API tokens: one a user, the same at every login, stored nowhere.

A token is an HMAC over the user's id and a random salt with the key of this box; the database
holds the salt and the SHA-256 of the token. A stolen database opens nothing without the key file.
"""

import hmac
import secrets
from hashlib import sha256

import aiosqlite

from intray.accounts import users

LENGTH = 40  # hex digits, 160 bits; clients check the length


def derive(key: bytes, user_id: int, salt: str) -> str:
    return hmac.new(key, f"token:{user_id}:{salt}".encode(), sha256).hexdigest()[:LENGTH]


def hash_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


async def current(tx: aiosqlite.Connection, key: bytes, user_id: int) -> str:
    """The user's token, made at first need; made anew if the key file is another one now."""
    user = await users.get(tx, user_id)
    if user.token_salt is None:
        return await renew(tx, key, user_id)
    token = derive(key, user_id, user.token_salt)
    await tx.execute(
        "UPDATE users SET token_hash = ? WHERE id = ? AND token_hash IS NOT ?",
        (hash_of(token), user_id, hash_of(token)),
    )
    return token


async def renew(tx: aiosqlite.Connection, key: bytes, user_id: int) -> str:
    """A new token; the old one is worth nothing from now on."""
    salt = secrets.token_hex(16)
    token = derive(key, user_id, salt)
    await tx.execute(
        "UPDATE users SET token_salt = ?, token_hash = ? WHERE id = ?",
        (salt, hash_of(token), user_id),
    )
    return token


async def owner(db: aiosqlite.Connection, token: str) -> int | None:
    """Whose token this is."""
    rows = list(
        await db.execute_fetchall("SELECT id FROM users WHERE token_hash = ?", (hash_of(token),))
    )
    return rows[0][0] if rows else None
