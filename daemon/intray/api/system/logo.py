"""`/logo/<file>`: the logo of the page, for everybody; and how it gets there."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from aiohttp import web

from intray.api.bodies import BODY_LIMIT_BYTES, Form, read_parts
from intray.api.routing import OPEN, Routes
from intray.api.services import services
from intray.api.system.app_config_fields import LOGO
from intray.errors import NotFoundError, ValidationError
from intray.ingest.sniff import HEAD_BYTES, sniff
from intray.store import changed_settings
from intray.store.changed_settings import Logo

routes = Routes()

TYPES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}
MAX_BYTES = 1_000_000
TOO_LARGE = "The image is larger than 1 MB."
# A drawing in SVG may hold scripts and look up other addresses; no cleaning is worth the risk.
WRONG_TYPE = "Please use an image in PNG, JPEG, WebP or GIF; SVG may hold scripts."
NO_FILE = "The submitted data was not a file. Check the encoding type on the form."
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",  # the name changes with the content
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
}


@dataclass(frozen=True)
class Choice:
    new: Logo | None  # None: there is to be none


@routes.get("/logo/{name}", needs=OPEN, any_type=True, hidden=True)
async def get_logo(request: web.Request) -> web.Response:
    async with services(request).database.read() as db:
        logo = await changed_settings.logo(db, request.match_info["name"])
    if logo is None:
        raise NotFoundError
    return web.Response(body=logo.content, content_type=logo.mime_type, headers=HEADERS)


def address(name: str | None) -> str | None:
    return name and f"/logo/{name}"


def chosen(body: Mapping[str, Any], current: str | None) -> Choice | None:
    """What becomes of the logo; None: nothing. Raises ValidationError."""
    value = body.get(LOGO)
    if isinstance(value, bytes):
        return Choice(_logo(value))
    if LOGO in body and value in (None, ""):
        return Choice(None)
    shown = address(current)
    if value is None or (shown is not None and str(value).endswith(shown)):
        return None
    raise ValidationError({LOGO: [NO_FILE]})


async def read_form(request: web.Request) -> Form:
    """The form's values; the file of the logo as bytes."""
    form = Form()
    left = BODY_LIMIT_BYTES
    async for part in read_parts(request):
        if part.file_name is None or part.name != LOGO:
            text = await part.text(left)
            left -= len(text)
            if part.file_name is None:
                form.add(part.name, text)
            continue
        content = bytearray()
        async for chunk in part.chunks():
            content += chunk
            if len(content) > MAX_BYTES:
                raise ValidationError({LOGO: [TOO_LARGE]})
        form[LOGO] = bytes(content)
    return form


def _logo(content: bytes) -> Logo:
    """The type is what the bytes say, whatever the sender says."""
    mime_type = sniff(content[:HEAD_BYTES], "")
    if mime_type not in TYPES:
        raise ValidationError({LOGO: [WRONG_TYPE]})
    return Logo(f"{sha256(content).hexdigest()[:32]}.{TYPES[mime_type]}", mime_type, content)
