"""E-mail with documents, as the bytes that go over the wire, piece by piece.

Attachments are encoded while they are sent: however large they are, memory stays flat. Everything
is base64 in short lines, so no line can end the e-mail early and none begins with a dot.
"""

import base64
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

CHUNK_BYTES = 57 * 1024  # 57 bytes become a line
_MIME_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_PLAIN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True)
class Attachment:
    path: Path
    name: str
    mime_type: str


@dataclass(frozen=True)
class Letter:
    sender: str  # address
    recipients: Sequence[str]  # addresses
    subject: str
    text: str
    attachments: Sequence[Attachment]
    moment: datetime


def encoded_size(size: int) -> int:
    """Bytes that so many bytes take in an e-mail."""
    return size * 78 // 57 + 4096


def pieces(letter: Letter) -> Iterator[bytes]:
    """Raises OSError for an attachment that cannot be read."""
    boundary = f"=_{secrets.token_hex(20)}"
    yield _head(letter, boundary)
    yield _part(boundary, _text_part())
    yield _lines(letter.text.encode("utf-8", "replace"))
    for attachment in letter.attachments:
        yield _part(boundary, _attachment_part(attachment))
        with os.fdopen(os.open(attachment.path, _PLAIN), "rb", buffering=CHUNK_BYTES) as file:
            while chunk := file.read(CHUNK_BYTES):
                yield _lines(chunk)
    yield f"--{boundary}--\r\n".encode()


def one_line(text: str) -> str:
    """Without anything that could end a header."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _head(letter: Letter, boundary: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(letter.sender)
    message["To"] = [_address(each) for each in letter.recipients]
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(letter.moment)
    domain = letter.sender.rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{secrets.token_hex(16)}@{domain}>"
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = f'multipart/mixed; boundary="{boundary}"'
    return _folded(message)


def _text_part() -> EmailMessage:
    part = EmailMessage(policy=SMTP)
    part["Content-Type"] = 'text/plain; charset="utf-8"'
    return part


def _attachment_part(attachment: Attachment) -> EmailMessage:
    part = EmailMessage(policy=SMTP)
    known = _MIME_TYPE.fullmatch(attachment.mime_type)
    part["Content-Type"] = attachment.mime_type if known else "application/octet-stream"
    part.add_header("Content-Disposition", "attachment", filename=one_line(attachment.name))
    return part


def _part(boundary: str, part: EmailMessage) -> bytes:
    part["Content-Transfer-Encoding"] = "base64"
    return f"--{boundary}\r\n".encode() + _folded(part)


def _folded(message: EmailMessage) -> bytes:
    """The headers and the empty line after them."""
    headers = [message.policy.fold_binary(name, value) for name, value in message.items()]
    return b"".join([*headers, b"\r\n"])


def _lines(content: bytes) -> bytes:
    return base64.encodebytes(content).replace(b"\n", b"\r\n")


def _address(text: str) -> Address:
    user, _, domain = text.rpartition("@")
    return Address(username=user, domain=domain)
