"""Documents sent by e-mail, through the owner's mail server."""

import asyncio
import logging
import re
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from intray.api.answers import answer
from intray.api.bodies import read_body
from intray.api.context import actor
from intray.api.documents.one import below_document
from intray.api.fields import FieldError, Fields, text
from intray.api.routing import Routes, path_id
from intray.api.services import services
from intray.clock import now_us, to_datetime
from intray.config import Config
from intray.documents import files, listing
from intray.documents.listing import Document, Wanted
from intray.errors import IntrayError
from intray.sharing import letters, smtp
from intray.sharing.letters import Attachment, Letter
from intray.store import zipping

log = logging.getLogger(__name__)
routes = Routes()

MOST_ADDRESSES = 50
MOST_DOCUMENTS = 500
MAX_SUBJECT = 500
MAX_TEXT = 100_000
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)
_WANTED = Wanted(tags=False, rights=False)


class EmailNotConfiguredError(IntrayError):
    """The owner has named no mail server, or no address that e-mail comes from."""

    code, status = "email_not_configured", 400

    def __init__(self) -> None:
        super().__init__(
            "E-mail is not set up. The owner of Intray enters a mail server and a sender"
            " in the section [smtp] of its settings."
        )


class AttachmentsTooLargeError(IntrayError):
    """More than mail servers usually take."""

    code, status = "attachments_too_large", 400

    def __init__(self, size: int, limit_mb: int) -> None:
        super().__init__(
            f"The documents have {size / 1_000_000:.1f} MB together; {limit_mb} MB can be sent in"
            " one e-mail. Send fewer at a time, or share a link."
        )


@routes.post("/api/documents/email/", needs="view_document")
async def email_documents(request: web.Request) -> web.Response:
    fields = _read(await read_body(request))
    fields.pks("documents", required=True)
    wanted = list(dict.fromkeys(fields.values.get("documents", ())))
    if len(wanted) > MOST_DOCUMENTS:
        fields.errors["documents"] = [f"At most {MOST_DOCUMENTS} documents can be sent at once."]
        fields.checked()
    documents = await _documents(request, wanted)
    fields.exists("documents", {document.id for document in documents})
    if fields.values.get("documents") == []:
        fields.errors["documents"] = ["This list may not be empty."]
    return await _send(request, fields.checked(), documents)


@routes.post("/api/documents/{id}/email/", needs="view_document")
async def email_document(request: web.Request) -> web.Response:
    fields = _read(await read_body(request))
    with below_document():
        async with services(request).database.read() as db:
            document = await listing.get(db, actor(request), path_id(request), _WANTED)
    return await _send(request, fields.checked(), [document])


async def _send(
    request: web.Request, values: dict[str, Any], documents: Sequence[Document]
) -> web.Response:
    config = services(request).config
    if not config.smtp.ready:
        raise EmailNotConfiguredError
    original = not values.get("use_archive_version", True)
    attachments, size = await asyncio.to_thread(_attachments, config, documents, original)
    if size > config.smtp.attachment_limit_mb * 1_000_000:
        raise AttachmentsTooLargeError(size, config.smtp.attachment_limit_mb)
    letter = Letter(
        sender=config.smtp.address,
        recipients=values["addresses"],
        subject=values["subject"],
        text=values["message"],
        attachments=attachments,
        moment=to_datetime(now_us(), config.time_zone),
    )
    await smtp.send(config.smtp, letter, size)
    log.info(
        "User %d sent the documents %s by e-mail to %d addresses",
        actor(request).user_id,
        [document.id for document in documents],
        len(letter.recipients),
    )
    return answer({"message": "Email sent"})


def _read(body: dict[str, Any]) -> Fields:
    fields = Fields(body)
    fields.field("addresses", _addresses, required=True)
    fields.field("subject", _subject, required=True)
    fields.text("message", max_length=MAX_TEXT, required=True, trim=False)
    fields.boolean("use_archive_version")
    return fields


def _addresses(value: Any) -> list[str]:
    found = [each.strip() for each in text(value).split(",") if each.strip()]
    if len(found) > MOST_ADDRESSES:
        raise FieldError(f"At most {MOST_ADDRESSES} addresses can be written to at once.")
    if not found or not all(_is_address(each) for each in found):
        raise FieldError("Enter a valid email address.")
    return list(dict.fromkeys(found))


def _is_address(address: str) -> bool:
    local = address.rpartition("@")[0]
    return len(address) <= 254 and len(local) <= 64 and _ADDRESS.fullmatch(address) is not None


def _subject(value: Any) -> str:
    return letters.one_line(text(value, MAX_SUBJECT))


async def _documents(request: web.Request, wanted: Sequence[int]) -> list[Document]:
    async with services(request).database.read() as db:
        found = await listing.read(db, actor(request), wanted, _WANTED)
    return [document for document in found if document.deleted_at is None]


def _attachments(
    config: Config, documents: Sequence[Document], original: bool
) -> tuple[list[Attachment], int]:
    """With their size in bytes. Raises NotFoundError for a file that is missing."""
    chosen = [files.choose(config.paths, document, original=original) for document in documents]
    names = zipping.unique(file.name for file in chosen)
    attachments = [
        Attachment(file.path, name, file.mime_type)
        for file, name in zip(chosen, names, strict=True)
    ]
    return attachments, sum(file.path.stat().st_size for file in chosen)
