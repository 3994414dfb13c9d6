"""A real mail server on this machine."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from intray.config import Smtp


@dataclass
class PostOffice:
    """Takes e-mail; tests say what it refuses, and look at what came."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    envelopes: list[Any] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 nobody lives here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        self.encrypted.append(session.ssl is not None)
        self.raw.append(envelope.content)
        self.taken.append(message_from_bytes(envelope.content, policy=POLICY))
        return "250 OK"


@dataclass
class Town:
    """Starts post offices, and servers that behave badly."""

    servers: list[asyncio.AbstractServer] = field(default_factory=list)

    @staticmethod
    def authenticate(
        server: Any, session: Any, envelope: Any, mechanism: str, data: Any
    ) -> AuthResult:
        right = (data.login, data.password) == (b"intray@example.org", b"pass word")
        return AuthResult(success=right, handled=False)

    async def open(self, tls: ssl.SSLContext | None = None, **options: Any) -> PostOffice:
        office = PostOffice()

        def protocol() -> SMTP:
            return SMTP(office, hostname="post.test", **options)

        loop = asyncio.get_running_loop()
        server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=tls)
        office.port = server.sockets[0].getsockname()[1]
        self.servers.append(server)
        return office

    async def misbehave(self, *lines: bytes, pause_s: float = 3600, hang_up: bool = False) -> int:
        """A server that says these lines, one after each thing it is told; gives its port."""

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                for line in lines:
                    writer.write(line)
                    await writer.drain()
                    await reader.readline()
                if not hang_up:
                    await asyncio.sleep(pause_s)
            except asyncio.CancelledError:
                pass
            finally:
                writer.close()

        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        self.servers.append(server)
        return int(server.sockets[0].getsockname()[1])


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    town = Town()
    yield town
    for server in town.servers:
        server.close()


def settings(port: int, **values: Any) -> Smtp:
    return Smtp(
        **{
            "host": "127.0.0.1",
            "port": port,
            "username": "",
            "password": None,
            "sender": "intray@example.org",
            "security": "none",
            "timeout_s": 5,
            "attachment_limit_mb": 18,
            **values,
        }
    )


@pytest.fixture
def with_settings() -> Any:
    return settings
