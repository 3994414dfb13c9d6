"""`POST /api/documents/post_document/`: answered when the paper is durable."""

from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web

from intray.api.answers import answer
from intray.api.bodies import Form, Part, read_parts
from intray.api.context import VERSION, actor
from intray.api.custom_fields import values as custom_fields
from intray.api.documents import fields as documents_fields
from intray.api.fields import Fields
from intray.api.routing import Routes
from intray.api.services import Services, services
from intray.errors import UnsupportedTypeError, ValidationError

routes = Routes()

FILE = "document"
VALUE_LIMIT = 64 * 1024  # bytes of a plain part
NO_FILE = "No file was submitted."
NOT_A_FILE = "The submitted data was not a file. Check the encoding type on the form."
ONE_FILE = "Only one file can be submitted at a time."
_MANY = frozenset(("tags",))


@routes.post("/api/documents/post_document/", needs="add_document")
async def post_document(request: web.Request) -> web.Response:
    upload = _Upload(request)
    file = await upload.find_file()
    try:
        registered = await services(request).uploads.receive(
            upload.chunks(file),
            file_name=file.file_name or "",
            source="web_ui" if upload.from_page else "api_upload",
            owner_id=upload.actor.user_id,
            overrides=upload.overrides,
        )
    except UnsupportedTypeError as error:
        raise ValidationError({FILE: [str(error)]}) from None
    return answer(registered.job_uuid)


class _Upload:
    """One form. Its file may stand before or after the values that belong to it.

    `overrides` is complete and checked before the last byte of the file is handed on, so nothing
    is accepted whose values are wrong.
    """

    def __init__(self, request: web.Request) -> None:
        self.actor = actor(request)
        self.overrides: dict[str, Any] = {}
        self.from_page = False
        self._services = services(request)
        self._version = request[VERSION]
        self._parts = read_parts(request)
        self._form = Form()

    async def find_file(self) -> Part:
        """Read values up to the file. Raises ValidationError."""
        async for part in self._parts:
            if part.name != FILE:
                await self._keep(part)
                continue
            if not part.file_name:
                raise ValidationError({FILE: [NOT_A_FILE]})
            await self._check()
            return part
        await self._check()
        raise ValidationError({FILE: [NO_FILE]})

    async def chunks(self, file: Part) -> AsyncIterator[bytes]:
        """The bytes of the file; then the rest of the form is read and checked."""
        empty = True
        async for chunk in file.chunks():
            empty = False
            yield chunk
        if empty:
            raise ValidationError({FILE: ["The submitted file is empty."]})
        async for part in self._parts:
            if part.name == FILE:
                raise ValidationError({FILE: [ONE_FILE]})
            await self._keep(part)
        await self._check()

    async def _keep(self, part: Part) -> None:
        self._form.add(part.name, await part.text(VALUE_LIMIT))

    async def _check(self) -> None:
        fields = _read(self._form, self._services)
        async with self._services.database.read() as db:
            await documents_fields.check_references(db, self.actor, fields)
            await custom_fields.check_upload(db, self.actor, fields, self._version)
        values = fields.checked()
        self.from_page = bool(values.pop("from_webui", False))
        self.overrides.clear()
        given = {name: value for name, value in values.items() if value not in (None, "", [], {})}
        self.overrides.update(given)


def _read(form: Form, parts: Services) -> Fields:
    fields = Fields(form)
    fields.text("title", blank=True)
    fields.date("created", parts.config.time_zone, null=True)
    for name in documents_fields.RELATIONS:
        fields.pk(name, null=True)
    fields.field("archive_serial_number", _number)
    fields.boolean("from_webui", null=True)
    custom_fields.read_upload(fields)
    tags = form.get("tags")
    if tags is not None:
        listed = tags if isinstance(tags, list) else [tags]
        split = [item.strip() for text in listed for item in text.split(",") if item.strip()]
        fields.body = {**form, "tags": split}
        fields.pks("tags")
    return fields


def _number(value: Any) -> int | None:
    return documents_fields.archive_serial_number(value) if str(value).strip() else None
