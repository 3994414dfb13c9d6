"""The secret part of a share link: 50 letters and digits, some 297 bits, so that nobody guesses.

The database holds a salt and the SHA-256 of the slug. The slug itself is made of the salt with the
key of this box whenever its owner asks; who presents one is answered by a look into an index of
hashes, which tells nothing by the time it takes.
"""

import hmac
import secrets
from hashlib import sha256, sha512

import aiosqlite

from intray.store.database import Database

LENGTH = 50
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
TABLES = ("share_links", "share_link_bundles")


def new_salt() -> str:
    return secrets.token_hex(16)


def derive(key: bytes, salt: str) -> str:
    number = int.from_bytes(hmac.new(key, f"share:{salt}".encode(), sha512).digest())
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def hash_of(slug: str) -> str:
    return sha256(slug.encode("utf-8", "surrogatepass")).hexdigest()


async def follow_key(database: Database, key: bytes) -> None:
    """After a loss of the key file: links get the slugs that their owners are shown from now on."""
    for table in TABLES:
        async with database.read() as db:
            known = await _salts(db, table, limit=1)
        if all(hash_of(derive(key, salt)) == found for salt, found in known):
            continue
        async with database.transaction() as tx:
            renewed = [
                (hash_of(derive(key, salt)), salt) for salt, _ in await _salts(tx, table, limit=-1)
            ]
            await tx.executemany(f"UPDATE {table} SET slug_hash = ? WHERE slug_salt = ?", renewed)


async def _salts(db: aiosqlite.Connection, table: str, *, limit: int) -> list[tuple[str, str]]:
    rows = await db.execute_fetchall(
        f"SELECT slug_salt, slug_hash FROM {table} ORDER BY id LIMIT ?", (limit,)
    )
    return [(row[0], row[1]) for row in rows]
