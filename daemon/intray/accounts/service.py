"""The door: passwords, tokens and sessions become actors."""

import asyncio
import hmac
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import aiosqlite

from intray.accounts import key_file, sessions, tokens, totp, users
from intray.accounts.first_run import SetupCode
from intray.accounts.passwords import Passwords
from intray.accounts.sessions import Cookies, Session
from intray.accounts.throttle import Throttle
from intray.accounts.users import User
from intray.clock import now_us
from intray.config import Admin
from intray.errors import (
    DiskFullError,
    IntrayError,
    NotAuthenticatedError,
    PermissionDeniedError,
    ReadOnlyError,
)
from intray.permissions import Actor
from intray.store.cache import Cache
from intray.store.database import Database

log = logging.getLogger(__name__)

WRONG_PAIR = "Invalid username/password."
MAX_UNWRITTEN = 64
INACTIVE = "User inactive or deleted."
SECOND_FACTOR = "MFA required"


@dataclass(frozen=True)
class LoggedIn:
    session: Session
    actor: Actor


@dataclass
class Accounts:
    """Enter it with `open_accounts`."""

    database: Database
    key: bytes = field(repr=False)
    setup: SetupCode
    passwords: Passwords = field(default_factory=Passwords)
    throttle: Throttle = field(default_factory=Throttle)
    unwritten_steps: dict[int, int] = field(default_factory=dict)  # user → last code of an app
    _by_token: Cache[Actor | None] = field(default_factory=Cache)
    _by_session: Cache[LoggedIn | None] = field(default_factory=Cache)
    _by_password: Cache[Actor] = field(default_factory=Cache)
    _verified: dict[bytes, str] = field(default_factory=dict, repr=False)
    _unwritten: dict[str, Session] = field(default_factory=dict, repr=False)
    _pepper: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def forget(self) -> None:
        """Something was written: ask the database again who may do what."""
        self._by_token.clear()
        self._by_session.clear()
        self._by_password.clear()

    async def by_token(self, token: str) -> Actor:
        """Raises NotAuthenticatedError."""

        async def load() -> Actor | None:
            async with self.database.read() as db:
                user_id = await tokens.owner(db, token)
                if user_id is None:
                    raise NotAuthenticatedError("Invalid token.", challenge="Token")
                return await users.actor(db, user_id)

        found = await self._by_token.get(tokens.hash_of(token), load)
        if found is None:
            raise NotAuthenticatedError(INACTIVE, challenge="Token")
        return found

    async def by_session(self, key: str) -> LoggedIn | None:
        async def load() -> LoggedIn | None:
            async with self.database.read() as db:
                session = self._unwritten.get(tokens.hash_of(key))
                session = session or await sessions.find(db, key, now_us())
                actor = session and await users.actor(db, session.user_id)
                return LoggedIn(session, actor) if session and actor else None

        found = await self._by_session.get(tokens.hash_of(key), load)
        if found is None or found.session.expired(now_us()):
            return None
        if now_us() - found.session.seen_at > sessions.SEEN_EVERY_US:
            with suppress(IntrayError):  # a full disk does not keep anybody out
                async with self.database.transaction() as tx:
                    await sessions.seen(tx, found.session.key_hash, now_us())
        return found

    async def by_password(self, username: str, password: str, client: str) -> Actor:
        """For Basic authentication. Raises NotAuthenticatedError and ThrottledError."""
        proof = self._proof(username, password)
        challenge = 'Basic realm="api"'

        async def load() -> Actor:
            user = await self.verified(username, password, client)
            if user is None:
                raise NotAuthenticatedError(WRONG_PAIR, challenge=challenge)
            if not user.is_active:
                raise NotAuthenticatedError(INACTIVE, challenge=challenge)
            async with self.database.read() as db:
                actor = await users.actor(db, user.id)
                if await totp.find(db, user.id) is not None:
                    raise NotAuthenticatedError(SECOND_FACTOR, challenge=challenge)
            if actor is None:
                raise NotAuthenticatedError(INACTIVE, challenge=challenge)
            return actor

        return await self._by_password.get(proof.hex(), load)

    async def verified(self, username: str, password: str, client: str) -> User | None:
        """The user with this name and password, perhaps inactive; None for any wrong pair.

        Raises ThrottledError after too many tries.
        """
        async with self.database.read() as db:
            user = await users.by_username(db, username)
        proof = self._proof(username, password)
        known = self._verified.get(proof)
        if user is not None and known is not None and known == user.password_hash:
            return user
        self.throttle.attempt(username, client)
        password_hash = user.password_hash if user else None
        if not await self.passwords.verify(password, password_hash) or user is None:
            log.warning("A login failed from %s", client)
            return None
        self.throttle.succeeded(username, client)
        if len(self._verified) >= 64:
            self._verified.clear()
        self._verified[proof] = user.password_hash
        return user

    async def token_of(self, user_id: int) -> str:
        async with self.database.read() as db:
            user = await users.get(db, user_id)
            if user.token_salt is not None:
                token = tokens.derive(self.key, user.id, user.token_salt)
                if await tokens.owner(db, token) == user_id:
                    return token
        async with self.database.transaction() as tx:
            return await tokens.current(tx, self.key, user_id)

    async def known_token(self, user_id: int) -> str | None:
        """The user's token if one was ever asked for."""
        async with self.database.read() as db:
            user = await users.get(db, user_id)
        return tokens.derive(self.key, user_id, user.token_salt) if user.token_salt else None

    async def renew_token(self, user_id: int) -> str:
        async with self.database.transaction() as tx:
            return await tokens.renew(tx, self.key, user_id)

    async def log_in(self, user_id: int) -> Cookies:
        """A new session. On a full or failed disk it lasts until the next start."""
        session, cookies = sessions.new_session(user_id, now_us())
        try:
            async with self.database.transaction() as tx:
                await sessions.store(tx, session, now_us())
        except (DiskFullError, ReadOnlyError):
            if len(self._unwritten) >= MAX_UNWRITTEN:
                self._unwritten.clear()
            self._unwritten[session.key_hash] = session
        return cookies

    async def log_out(self, key_hash: str) -> None:
        if self._unwritten.pop(key_hash, None) is not None:
            self.forget()
            return
        async with self.database.transaction() as tx:
            await sessions.close(tx, key_hash)

    async def close_sessions(
        self, tx: aiosqlite.Connection, user_id: int, *, but: str | None = None
    ) -> None:
        """After a change of password: all of the user but the one with this hash.

        The token stays until it is renewed, as phone apps and integrations rely on.
        """
        await sessions.close_all(tx, user_id, but=but)
        for key_hash, session in list(self._unwritten.items()):
            if session.user_id == user_id and key_hash != but:
                del self._unwritten[key_hash]

    async def setup_needed(self) -> bool:
        async with self.database.read() as db:
            needed = not await users.any_user(db)
        if not needed and self.setup.code is not None:
            await self.setup.close()  # the command line made a user meanwhile
        return needed

    async def create_first(self, code: str, username: str, password: str, client: str) -> int:
        """The first user, a superuser. Raises ValidationError for a wrong code, and
        PermissionDeniedError once there is a user."""
        if not await self.setup_needed():
            raise PermissionDeniedError
        self.throttle.attempt("setup", client)
        await self.setup.check(code)
        password_hash = await self.passwords.hash(password)
        async with self.database.transaction() as tx:
            if await users.any_user(tx):
                raise PermissionDeniedError
            user_id = await users.create(
                tx,
                username=username,
                password_hash=password_hash,
                is_staff=True,
                is_superuser=True,
            )
        self.throttle.succeeded("setup", client)
        await self.setup.close()
        return user_id

    async def create_admin(self, admin: Admin) -> None:
        """The superuser named in the settings, unless there is one already."""
        if admin.password is None:
            return
        async with self.database.read() as db:
            if await users.any_superuser(db):
                return
        password_hash = await self.passwords.hash(admin.password)
        async with self.database.transaction() as tx:
            known = await users.by_username(tx, admin.username)
            if known is None:
                await users.create(
                    tx,
                    username=admin.username,
                    password_hash=password_hash,
                    email=admin.email,
                    is_staff=True,
                    is_superuser=True,
                )
                log.info("Created the superuser %s from the settings", admin.username)

    def _proof(self, username: str, password: str) -> bytes:
        """Remembers a checked pair without keeping the password: Basic sends it every time."""
        return hmac.new(self._pepper, f"{username}\0{password}".encode(), sha256).digest()


@asynccontextmanager
async def open_accounts(
    database: Database,
    key_path: Path,
    admin: Admin,
    announce: Callable[[str], None],
    code_file: Path | None = None,
) -> AsyncIterator[Accounts]:
    """While there is no user, `announce` gets the code that the first one needs, and each new
    one after too many wrong tries; `code_file` holds it for its owner to read."""
    key = await asyncio.to_thread(key_file.read_or_make, key_path)
    accounts = Accounts(database, key, SetupCode(announce, code_file))
    await accounts.create_admin(admin)
    database.after_commit(accounts.forget)
    if await accounts.setup_needed():
        await accounts.setup.open()
    else:
        await accounts.setup.close()
    yield accounts
