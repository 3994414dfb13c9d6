"""Sessions of browsers. The cookie's value is stored as SHA-256 only."""

import secrets
from dataclasses import dataclass, field

import aiosqlite

from intray.accounts.tokens import hash_of

IDLE_US = 14 * 24 * 3600 * 1_000_000
ABSOLUTE_US = 90 * 24 * 3600 * 1_000_000
SEEN_EVERY_US = 3600 * 1_000_000  # how often use is written down: cards wear out


@dataclass(frozen=True)
class Session:
    key_hash: str = field(repr=False)
    user_id: int
    csrf_token: str = field(repr=False)
    created_at: int
    seen_at: int

    def expired(self, now: int) -> bool:
        return now - self.seen_at > IDLE_US or now - self.created_at > ABSOLUTE_US


@dataclass(frozen=True)
class Cookies:
    """What the browser gets."""

    key: str = field(repr=False)
    csrf_token: str = field(repr=False)


def new_session(user_id: int, now: int) -> tuple[Session, Cookies]:
    """With a new id, whatever the browser sent."""
    cookies = Cookies(secrets.token_urlsafe(32), secrets.token_urlsafe(32))
    return Session(hash_of(cookies.key), user_id, cookies.csrf_token, now, now), cookies


async def store(tx: aiosqlite.Connection, session: Session, now: int) -> None:
    """Keep it; expired ones of everybody are removed."""
    await tx.execute(
        "DELETE FROM sessions WHERE seen_at < ? OR created_at < ?",
        (now - IDLE_US, now - ABSOLUTE_US),
    )
    await tx.execute(
        "INSERT INTO sessions (key_hash, user_id, csrf_token, created_at, seen_at)"
        " VALUES (?, ?, ?, ?, ?)",
        (
            session.key_hash,
            session.user_id,
            session.csrf_token,
            session.created_at,
            session.seen_at,
        ),
    )


async def find(db: aiosqlite.Connection, key: str, now: int) -> Session | None:
    """The living session with this cookie."""
    cursor = await db.execute("SELECT * FROM sessions WHERE key_hash = ?", (hash_of(key),))
    row = await cursor.fetchone()
    if row is None:
        return None
    session = Session(**dict(row))
    return None if session.expired(now) else session


async def seen(tx: aiosqlite.Connection, key_hash: str, now: int) -> None:
    await tx.execute("UPDATE sessions SET seen_at = ? WHERE key_hash = ?", (now, key_hash))


async def close(tx: aiosqlite.Connection, key_hash: str) -> None:
    await tx.execute("DELETE FROM sessions WHERE key_hash = ?", (key_hash,))


async def close_all(tx: aiosqlite.Connection, user_id: int, *, but: str | None = None) -> None:
    """After a change of password or rights: all sessions of the user, except the one with hash."""
    await tx.execute("DELETE FROM sessions WHERE user_id = ? AND key_hash IS NOT ?", (user_id, but))
