"""Hands an e-mail to the owner's mail server: within a deadline, with a cause when it fails.

The standard library speaks SMTP on a thread. That takes no further dependency, lets attachments be
streamed, and a conversation that takes too long ends by closing its socket.
"""

import asyncio
import contextlib
import logging
import re
import smtplib
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from intray.config import Smtp
from intray.errors import IntrayError
from intray.sharing import letters
from intray.sharing.letters import Letter

log = logging.getLogger(__name__)

PORTS = {"none": 25, "starttls": 587, "tls": 465}
SLOWEST_BYTES_PER_S = 16_000  # of an upload that is still worth waiting for
STEPS = 6
AT_ONCE = 2

# Of their own: slow servers must not hold up the threads that everything else uses.
_threads = ThreadPoolExecutor(AT_ONCE, "smtp")


class EmailFailedError(IntrayError):
    """The mail server did not take the e-mail; the message says why."""

    code, status = "email_failed", 500


async def send(server: Smtp, letter: Letter, size: int, *, steps: int = STEPS) -> None:
    """Returns when the server has taken the e-mail. `size`: of all attachments, bytes.
    `steps`: of the conversation, each of which may take the time limit.

    Raises EmailFailedError.
    """
    total = letters.encoded_size(size + len(letter.text) * 4)
    call = _Call(server, letter, total)
    work = asyncio.get_running_loop().run_in_executor(_threads, call.run)
    work.add_done_callback(_look_at)
    try:
        async with asyncio.timeout(steps * server.timeout_s + total / SLOWEST_BYTES_PER_S):
            await asyncio.shield(work)
    except TimeoutError as error:
        if work.done():
            raise EmailFailedError(_cause(error, server)) from error
        raise EmailFailedError("Sending took too long and was broken off.") from None
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise EmailFailedError(_cause(error, server)) from error
    finally:
        if not work.done():
            call.hang_up()
            work.cancel()


@dataclass
class _Call:
    """One conversation, on a thread of its own."""

    server: Smtp
    letter: Letter
    size: int
    _smtp: smtplib.SMTP | None = None
    _hung_up: bool = False

    def run(self) -> None:
        """Raises OSError and SMTPException."""
        host, timeout_s = self.server.host or "", self.server.timeout_s
        port = self.server.port or PORTS[self.server.security]
        self._smtp = smtp = smtplib.SMTP(local_hostname=_own_name(), timeout=timeout_s)
        smtp.sock = socket.create_connection((host, port), timeout_s)
        if self._hung_up:
            self.hang_up()
        try:
            self._converse(smtp)
        finally:
            smtp.close()

    def hang_up(self) -> None:
        """Wake the thread, whatever it waits for; called from another one."""
        self._hung_up = True
        sock = self._smtp.sock if self._smtp is not None else None
        if sock is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)  # of TLS sockets this very part

    def _converse(self, smtp: smtplib.SMTP) -> None:
        if self.server.security == "tls":
            self._encrypt(smtp)
        _expect(220, *smtp.getreply())
        smtp.ehlo_or_helo_if_needed()
        if self.server.security == "starttls":
            _expect(220, *smtp.docmd("STARTTLS"))
            self._encrypt(smtp)
            smtp.helo_resp = smtp.ehlo_resp = None
            smtp.esmtp_features, smtp.does_esmtp = {}, False
            smtp.ehlo_or_helo_if_needed()
        if self.server.username and self.server.password is not None:
            smtp.login(self.server.username, self.server.password)
        self._hand_over(smtp)
        with contextlib.suppress(OSError, smtplib.SMTPException):
            smtp.quit()  # the e-mail is theirs already

    def _hand_over(self, smtp: smtplib.SMTP) -> None:
        letter = self.letter
        limit = smtp.esmtp_features.get("size", "")
        if limit.isdigit() and 0 < int(limit) < self.size:
            message = f"the mail server takes e-mail of up to {int(limit) // 1_000_000} MB only"
            raise smtplib.SMTPException(message)
        _expect(250, *smtp.mail(letter.sender))
        for recipient in letter.recipients:
            code, reply = smtp.rcpt(recipient)
            if code not in (250, 251):
                raise smtplib.SMTPRecipientsRefused({recipient: (code, reply)})
        _expect(354, *smtp.docmd("DATA"))
        for piece in letters.pieces(letter):
            smtp.send(piece)
        smtp.send(b".\r\n")
        _expect(250, *smtp.getreply())

    def _encrypt(self, smtp: smtplib.SMTP) -> None:
        assert smtp.sock is not None
        context = ssl.create_default_context()
        smtp.sock = context.wrap_socket(smtp.sock, server_hostname=self.server.host)
        smtp.file = None  # what came before the encryption is not trusted


def _expect(wanted: int, code: int, reply: bytes) -> None:
    if code != wanted:
        raise smtplib.SMTPResponseException(code, reply)


def _cause(error: Exception, server: Smtp) -> str:
    """A sentence for the person who sends, without anything that the password stands in."""
    if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, OSError):
        error = error.__context__  # why it was: the library says it was just closed
    where = f"The mail server {server.host}"
    match error:
        case UnicodeError():  # its text would show a part of the password
            return f"{where} cannot be told a user name or password with other letters than ASCII."
        case smtplib.SMTPAuthenticationError():
            return f"{where} refused user name or password ({error.smtp_code})."
        case smtplib.SMTPRecipientsRefused():
            told = "; ".join(
                f"{address} ({_plain(reply)})" for address, (_, reply) in error.recipients.items()
            )
            return f"{where} refused the address {told}."
        case smtplib.SMTPResponseException():
            return f"{where} refused the e-mail: {error.smtp_code} {_plain(error.smtp_error)}."
        case smtplib.SMTPServerDisconnected():
            return f"{where} closed the connection."
        case ssl.SSLCertVerificationError():
            return f"{where} has no valid certificate: {error.verify_message}."
        case ssl.SSLError():
            return f"{where} could not be reached over an encrypted connection."
        case TimeoutError():
            return f"{where} did not answer within {server.timeout_s} seconds."
        case socket.gaierror():
            return f"{where} is unknown: {error.strerror}."
        case OSError():
            return f"{where} could not be reached: {error.strerror or error}."
    return f"{where} could not take the e-mail: {error}."


def _plain(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return re.sub(r"[^\x20-\x7e\xa0-\uffff]+", " ", text).strip().rstrip(".")[:200]


def _own_name() -> str:
    """Without a look-up in the DNS, which may take long."""
    name = re.sub(r"[^A-Za-z0-9.-]", "-", socket.gethostname())
    return name or "localhost"


def _look_at(work: asyncio.Future[None]) -> None:
    """So that nothing is logged of a conversation that was broken off."""
    if not work.cancelled():
        work.exception()
