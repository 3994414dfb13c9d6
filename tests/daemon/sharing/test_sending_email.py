"""E-mail over a real connection: it arrives whole, or a person learns why it did not."""

import asyncio
import ssl
import subprocess
import time
import tracemalloc
from datetime import UTC, datetime

import pytest

from intray.sharing import smtp
from intray.sharing.letters import Attachment, Letter
from intray.sharing.smtp import EmailFailedError

MOMENT = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


def letter(*attachments, **values):
    return Letter(
        **{
            "sender": "intray@example.org",
            "recipients": ["ann@example.org"],
            "subject": "Bill",
            "text": "Here it is.",
            "attachments": attachments,
            "moment": MOMENT,
            **values,
        }
    )


async def refused(server, sent=None, size=0, **more):
    with pytest.raises(EmailFailedError) as caught:
        await smtp.send(server, sent or letter(), size, **more)
    return str(caught.value)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
        " -addext subjectAltName=IP:127.0.0.1"
        f" -keyout {folder}/key -out {folder}/certificate".split(),
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def tls(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "certificate", certificate / "key")
    return context


@pytest.fixture
def trusted(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "certificate"))


async def test_everybody_gets_the_text_and_the_files_byte_for_byte(town, with_settings, tmp_path):
    office = await town.open()
    content = bytes(range(256)) * 5000 + b"\r\n.\r\nQUIT\r\n"
    (tmp_path / "blob").write_bytes(content)
    sent = letter(
        Attachment(tmp_path / "blob", "2026-03-05 Bill.pdf", "application/pdf"),
        recipients=["ann@example.org", "bob@example.org"],
        text="Grüße\n.\nfrom the box\n",
        subject="Rechnung für März",
    )

    await smtp.send(with_settings(office.port), sent, len(content))

    [taken] = office.taken
    text, attached = taken.iter_parts()
    assert office.envelopes[0].mail_from == "intray@example.org"
    assert office.envelopes[0].rcpt_tos == ["ann@example.org", "bob@example.org"]
    assert (taken["From"], taken["To"]) == (
        "intray@example.org",
        "ann@example.org, bob@example.org",
    )
    assert taken["Subject"] == "Rechnung für März"
    assert taken["Date"] == "Thu, 05 Mar 2026 12:00:00 +0000"
    assert text.get_content().replace("\r\n", "\n") == "Grüße\n.\nfrom the box\n"
    assert attached.get_content() == content
    assert (attached.get_filename(), attached.get_content_type()) == (
        "2026-03-05 Bill.pdf",
        "application/pdf",
    )
    assert attached.get_content_disposition() == "attachment"


@pytest.mark.parametrize(
    "name",
    [
        "Überweisung März.pdf",
        "文書.pdf",
        'a"b;c\\d.pdf',
        "x" * 250 + ".pdf",
        "ü" * 120,
        "a\r\nX: y",
    ],
)
async def test_any_name_of_a_file_arrives_and_breaks_no_header(town, with_settings, tmp_path, name):
    office = await town.open()
    (tmp_path / "blob").write_bytes(b"x")

    sent = letter(Attachment(tmp_path / "blob", name, "text/html\r\nX-Evil: 1"))
    await smtp.send(with_settings(office.port), sent, 1)

    _, attached = office.taken[0].iter_parts()
    assert attached.get_filename() == " ".join(name.split())
    assert attached.get_content_type() == "application/octet-stream"
    assert attached["X-Evil"] is None and attached["X"] is None


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\r\n\r\n"])
async def test_a_subject_cannot_add_headers(town, with_settings, end):
    office = await town.open()

    await smtp.send(with_settings(office.port), letter(subject=f"Bill{end}Bcc: eve@x.org"), 0)

    assert office.taken[0]["Bcc"] is None
    assert office.taken[0]["Subject"] == "Bill Bcc: eve@x.org"


async def test_no_line_is_too_long_or_stands_for_something_else(town, with_settings, tmp_path):
    office = await town.open()
    (tmp_path / "blob").write_bytes(b"." * 100_000)

    await smtp.send(
        with_settings(office.port),
        letter(Attachment(tmp_path / "blob", "a.bin", "a/b"), subject="ü " * 200),
        100_000,
    )

    assert max(map(len, office.raw[0].split(b"\r\n"))) <= 78
    assert b"\n" not in office.raw[0].replace(b"\r\n", b"")


async def test_starttls_encrypts_before_the_password_is_told(town, with_settings, tls, trusted):
    office = await town.open(
        tls_context=tls, require_starttls=True, authenticator=town.authenticate, auth_required=True
    )
    server = with_settings(
        office.port, security="starttls", username="intray@example.org", password="pass word"
    )

    await smtp.send(server, letter(), 0)

    assert (len(office.taken), office.encrypted) == (1, [True])


async def test_a_connection_may_be_encrypted_from_the_start(town, with_settings, tls, trusted):
    office = await town.open(tls)

    await smtp.send(with_settings(office.port, security="tls"), letter(), 0)

    assert len(office.taken) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_certificate_that_nobody_vouches_for_is_refused(town, with_settings, tls, security):
    office = await town.open(tls) if security == "tls" else await town.open(tls_context=tls)

    message = await refused(with_settings(office.port, security=security))

    assert message.startswith("The mail server 127.0.0.1 has no valid certificate: self")
    assert office.taken == []


async def test_a_server_without_starttls_gets_nothing(town, with_settings):
    office = await town.open()

    message = await refused(with_settings(office.port, security="starttls"))

    assert "refused the e-mail: 454" in message
    assert office.taken == []


async def test_a_wrong_password_is_told_but_not_shown(town, with_settings, tls, trusted, caplog):
    office = await town.open(tls_context=tls, authenticator=town.authenticate, auth_required=True)
    server = with_settings(
        office.port, security="starttls", username="intray@example.org", password="s3cret-wrong"
    )

    message = await refused(server)

    assert message == "The mail server 127.0.0.1 refused user name or password (535)."
    assert "s3cret" not in caplog.text + repr(server)


async def test_a_password_that_cannot_be_told_is_not_shown_either(
    town, with_settings, tls, trusted
):
    office = await town.open(tls_context=tls, authenticator=town.authenticate)
    server = with_settings(
        office.port, security="starttls", username="intray@example.org", password="geheim-ü"
    )

    message = await refused(server)

    assert "other letters than ASCII" in message
    assert "ü" not in message and "geheim" not in message


async def test_an_address_that_the_server_refuses_is_named_and_nobody_gets_anything(
    town, with_settings
):
    office = await town.open()
    office.refused = {"eve@example.org"}

    message = await refused(
        with_settings(office.port),
        letter(recipients=["ann@example.org", "eve@example.org"]),
    )

    assert "refused the address eve@example.org (5.1.1 nobody lives here)" in message
    assert office.taken == []


async def test_a_server_that_says_how_much_it_takes_is_believed(town, with_settings):
    office = await town.open(data_size_limit=1_000_000)

    message = await refused(with_settings(office.port), size=2_000_000)

    assert "takes e-mail of up to 1 MB only" in message


async def test_nobody_listening_is_told(with_settings, unused_tcp_port):
    message = await refused(with_settings(unused_tcp_port))

    assert message == "The mail server 127.0.0.1 could not be reached: Connection refused."


async def test_a_silent_server_is_given_up(town, with_settings):
    port = await town.misbehave(b"")

    began = time.monotonic()
    message = await refused(with_settings(port, timeout_s=1))

    assert message == "The mail server 127.0.0.1 did not answer within 1 seconds."
    assert time.monotonic() - began < 3


async def test_a_server_that_hangs_up_is_told(town, with_settings):
    port = await town.misbehave(b"220 hello\r\n", hang_up=True)

    message = await refused(with_settings(port))

    assert message == "The mail server 127.0.0.1 closed the connection."


@pytest.mark.parametrize("line", [b"\xff\xfe\r\n", b"999\r\n", b"220-" + b"x" * 9000, b"\r\n" * 50])
async def test_a_server_that_talks_nonsense_is_told(town, with_settings, line):
    port = await town.misbehave(line, hang_up=True)

    assert (await refused(with_settings(port, timeout_s=1))).startswith("The mail server 127.0.0.1")


async def test_a_server_that_trickles_does_not_hold_anybody_for_ever(with_settings):
    async def trickle(reader, writer):
        while True:
            writer.write(b"220-x\r\n")
            await asyncio.sleep(0.05)

    server = await asyncio.start_server(trickle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    began = time.monotonic()
    message = await refused(with_settings(port, timeout_s=1), steps=1)

    assert message == "Sending took too long and was broken off."
    assert time.monotonic() - began < 3
    server.close()


async def test_memory_stays_flat_however_large_the_files_are(town, with_settings, tmp_path):
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(12_000_000)
    written = 0

    async def take(reader, writer):
        nonlocal written
        writer.write(b"220 hello\r\n")
        answers = {b"EHLO": b"250 ok\r\n", b"DATA": b"354 go\r\n", b"QUIT": b"221 bye\r\n"}
        while line := await reader.readline():
            writer.write(answers.get(line[:4].upper(), b"250 ok\r\n"))
            if line[:4].upper() == b"DATA":
                while (line := await reader.readline()) != b".\r\n":
                    written += len(line)
                writer.write(b"250 taken\r\n")

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    tracemalloc.start()
    await smtp.send(
        with_settings(server.sockets[0].getsockname()[1]),
        letter(Attachment(large, "large.bin", "a/b")),
        12_000_000,
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    server.close()

    assert written > 16_000_000
    assert peak < 3_000_000
