"""Documents sent by e-mail: to whom, which files, and what is refused before anything is sent."""

import asyncio
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP as POLICY

import pytest
from aiosmtpd.smtp import SMTP

from intray.api.server import build_app
from intray.config import load

PATH = "/api/documents/email/"
LETTER = {"addresses": "a@x.org, b@x.org", "subject": "Bills", "message": "Look."}


class PostOffice:
    def __init__(self):
        self.taken, self.to, self.answer = [], [], "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.taken.append(message_from_bytes(envelope.content, policy=POLICY))
        self.to.append(envelope.rcpt_tos)
        return self.answer

    def files(self):
        return {
            part.get_filename(): part.get_content() for part in self.taken[-1].iter_attachments()
        }


@pytest.fixture
async def office():
    office = PostOffice()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(office, hostname="post"), "127.0.0.1", 0)
    office.port = server.sockets[0].getsockname()[1]
    yield office
    server.close()


@pytest.fixture
def config(tmp_path, office):
    (tmp_path / "media").mkdir()
    return load(
        {},
        {
            "PAPERLESS_DATA_DIR": str(tmp_path / "data"),
            "PAPERLESS_MEDIA_ROOT": str(tmp_path / "media"),
            "PAPERLESS_CONSUMPTION_DIR": str(tmp_path / "consume"),
            "PAPERLESS_TIME_ZONE": "Europe/Berlin",
            "PAPERLESS_EMAIL_HOST": "127.0.0.1",
            "PAPERLESS_EMAIL_PORT": str(office.port),
            "PAPERLESS_EMAIL_FROM": "The box <box@example.org>",
            "INTRAY_SMTP_ATTACHMENT_LIMIT_MB": "1",
        },
    )


async def send(person, documents, **values):
    return await person.call("POST", PATH, json={**LETTER, "documents": documents, **values})


async def test_the_archives_of_the_documents_are_attached(ann, papers, office):
    first = await papers.add(b"%PDF-1.7 first", title="Bill")
    second = await papers.add(b"%PDF-1.7 second", title="Bill")
    await papers.derive(first, b"%PDF-1.7 archive")

    assert await send(ann, [first, second, first]) == (200, {"message": "Email sent"})

    assert office.to == [["a@x.org", "b@x.org"]]
    assert office.taken[0]["From"] == "box@example.org"
    assert office.taken[0]["Subject"] == "Bills"
    assert office.files() == {
        "2026-03-05 Bill.pdf": b"%PDF-1.7 archive",
        "2026-03-05 Bill_01.pdf": b"%PDF-1.7 second",
    }


async def test_or_the_originals(ann, papers, office):
    document = await papers.add(b"%PDF-1.7 first")
    await papers.derive(document, b"%PDF-1.7 archive")

    await send(ann, [document], use_archive_version=False)

    assert list(office.files().values()) == [b"%PDF-1.7 first"]


async def test_one_document_has_an_address_of_its_own(ann, papers, office):
    document = await papers.add(b"%PDF-1.7 first")

    answered = await ann.call("POST", f"/api/documents/{document}/email/", json=LETTER)

    assert answered == (200, {"message": "Email sent"})
    assert list(office.files().values()) == [b"%PDF-1.7 first"]


@pytest.mark.parametrize(
    ("values", "messages"),
    [
        ({"addresses": ""}, {"addresses": ["This field may not be blank."]}),
        ({"addresses": ","}, {"addresses": ["Enter a valid email address."]}),
        ({"addresses": "a@x.org, nonsense"}, {"addresses": ["Enter a valid email address."]}),
        ({"addresses": "a@x.org\r\nBcc: b@x.org"}, {"addresses": ["Enter a valid email address."]}),
        ({"addresses": "A <a@x.org>"}, {"addresses": ["Enter a valid email address."]}),
        ({"addresses": "a@x.org>"}, {"addresses": ["Enter a valid email address."]}),
        ({"addresses": "a" * 65 + "@x.org"}, {"addresses": ["Enter a valid email address."]}),
        ({"addresses": ["a@x.org"]}, {"addresses": ["Not a valid string."]}),
        ({"subject": None}, {"subject": ["This field may not be null."]}),
        ({"message": ""}, {"message": ["This field may not be blank."]}),
        ({"documents": []}, {"documents": ["This list may not be empty."]}),
        (
            {"documents": "1"},
            {"documents": ['Expected a list of items but got type "str".']},
        ),
    ],
)
async def test_what_cannot_be_sent_is_refused_by_field(ann, papers, office, values, messages):
    document = await papers.add()

    body = {**LETTER, "documents": [document], **values}
    assert await ann.call("POST", PATH, json=body) == (400, messages)
    assert office.taken == []


async def test_there_is_a_bound_to_addresses_and_documents(ann, papers):
    document = await papers.add()
    many = ",".join(f"a{number}@x.org" for number in range(51))

    too_many = await send(ann, [document], addresses=many)
    too_much = await send(ann, list(range(1, 502)))

    assert (too_many[0], list(too_many[1])) == (400, ["addresses"])
    assert (too_much[0], list(too_much[1])) == (400, ["documents"])


async def test_what_is_missing_is_named(ann):
    required = ["This field is required."]

    assert await ann.call("POST", PATH, json={}) == (
        400,
        dict.fromkeys(("addresses", "subject", "message", "documents"), required),
    )


async def test_nobody_sends_what_one_may_not_see(ann, bob, papers, office):
    seen = await papers.add()
    secret = await papers.add(b"%PDF-1.7 secret", owner_id=bob.user_id)
    trashed = await papers.add(b"%PDF-1.7 trashed")
    await ann.call("DELETE", f"/api/documents/{trashed}/")

    for number in (secret, trashed, 99):
        message = f'Invalid pk "{number}" - object does not exist.'
        assert await send(ann, [seen, number]) == (400, {"documents": [message]})
    alone = [
        await ann.call("POST", f"/api/documents/{number}/email/", json=LETTER)
        for number in (secret, trashed, 99)
    ]

    assert [status for status, _ in alone] == [404] * 3
    assert len({str(content) for _, content in alone}) == 1
    assert office.taken == []


async def test_sending_takes_the_right_to_see_documents(person, papers, office):
    document = await papers.add()
    blind = await person("blind", "view_tag", "change_document")

    assert (await send(blind, [document]))[0] == 403


async def test_what_is_too_large_is_refused_before_it_is_sent(ann, papers, office):
    document = await papers.add(b"x" * 1_000_001)

    status, content = await send(ann, [document])

    assert (status, content["code"]) == (400, "attachments_too_large")
    assert content["detail"].startswith("The documents have 1.0 MB together; 1 MB can be sent")
    assert office.taken == []


async def test_where_the_server_fails_its_cause_is_told(ann, papers, office):
    document = await papers.add()

    office.answer = "554 5.7.1 looks like spam"
    status, content = await send(ann, [document])

    assert (status, content) == (
        500,
        {
            "detail": "The mail server 127.0.0.1 refused the e-mail: 554 5.7.1 looks like spam.",
            "code": "email_failed",
        },
    )


async def test_settings_say_whether_e_mail_can_be_sent(person, box):
    anybody = await person("anybody", "view_uisettings")

    assert (await anybody.get("/api/ui_settings/"))["settings"]["email_enabled"] is True


@pytest.mark.parametrize("change", [{"host": None}, {"sender": ""}])
async def test_without_a_server_or_a_sender_a_person_is_told_what_to_do(
    services, aiohttp_client, person, papers, change
):
    ann = await person("ann", "view_document", "view_uisettings")
    document = await papers.add()
    config = replace(services.config, smtp=replace(services.config.smtp, **change))
    client = await aiohttp_client(build_app(replace(services, config=config)))
    token = await services.accounts.token_of(ann.user_id)
    ann.client = client
    headers = {"Authorization": f"Token {token}"}

    status, content = await ann.call(
        "POST", PATH, json={**LETTER, "documents": [document]}, headers=headers
    )
    settings = await ann.get("/api/ui_settings/", headers=headers)

    assert (status, content["code"]) == (400, "email_not_configured")
    assert settings["settings"]["email_enabled"] is False
