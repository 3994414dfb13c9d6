"""`POST /api/documents/post_document/`: answered when the paper is durable."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiosqlite
from aiohttp import web

from intray.api.answers import answer
from intray.api.bodies import Form, Part, parse_json, read_parts
from intray.api.context import actor
from intray.api.documents import fields as documents_fields
from intray.api.errors import ParseError
from intray.api.fields import FieldError, Fields
from intray.api.routing import Routes
from intray.api.services import Services, services
from intray.errors import UnsupportedTypeError, ValidationError
from intray.permissions import Actor

routes = Routes()

FILE = "document"
VALUE_LIMIT = 64 * 1024  # bytes of a plain part
_MANY = frozenset(("tags",))


@routes.post("/api/documents/post_document/", needs="add_document")
async def post_document(request: web.Request) -> web.Response:
    upload = _Upload(services(request), actor(request), read_parts(request))
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

    def __init__(self, parts: Services, actor: Actor, form: AsyncIterator[Part]) -> None:
        self.actor = actor
        self.overrides: dict[str, Any] = {}
        self.from_page = False
        self._services = parts
        self._parts = form
        self._form = Form()

    async def find_file(self) -> Part:
        """Read values up to the file. Raises ValidationError."""
        async for part in self._parts:
            if part.name != FILE:
                await self._keep(part)
                continue
            if not part.file_name:
                raise ValidationError(
                    {
                        FILE: [
                            "The submitted data was not a file."
                            " Check the encoding type on the form."
                        ]
                    }
                )
            await self._check()
            return part
        await self._check()
        raise ValidationError({FILE: ["No file was submitted."]})

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
                raise ValidationError({FILE: ["Only one file can be submitted at a time."]})
            await self._keep(part)
        await self._check()

    async def _keep(self, part: Part) -> None:
        self._form.add(part.name, await part.text(VALUE_LIMIT))

    async def _check(self) -> None:
        fields = _read(self._form, self._services)
        async with self._services.database.read() as db:
            await _check_references(db, self.actor, fields)
        values = fields.checked()
        self.from_page = bool(values.pop("from_webui", False))
        values.pop("custom_fields", None)
        self.overrides.clear()
        given = {name: value for name, value in values.items() if value not in (None, "", [])}
        self.overrides.update(given)


def _read(form: Form, parts: Services) -> Fields:
    fields = Fields(form)
    fields.text("title", blank=True)
    fields.date("created", parts.config.time_zone, null=True)
    for name in documents_fields.RELATIONS:
        fields.pk(name, null=True)
    fields.field("archive_serial_number", _number)
    fields.boolean("from_webui", null=True)
    fields.field("custom_fields", _custom_fields)
    tags = form.get("tags")
    if tags is not None:
        listed = tags if isinstance(tags, list) else [tags]
        split = [item.strip() for text in listed for item in text.split(",") if item.strip()]
        fields.body = {**form, "tags": split}
        fields.pks("tags")
    return fields


async def _check_references(db: aiosqlite.Connection, actor: Actor, fields: Fields) -> None:
    await documents_fields.check_references(db, actor, fields)


def _number(value: Any) -> int | None:
    return documents_fields.archive_serial_number(value) if str(value).strip() else None


def _custom_fields(value: Any) -> None:
    """Ids or an object with values, as JSON text; there is no custom field yet."""
    try:
        content = parse_json(value) if value.strip() else []
    except ParseError:
        raise FieldError("Value must be valid JSON.") from None
    if not isinstance(content, list | dict):
        raise FieldError("Value must be a list of ids or an object.")
    if content:
        unknown = ", ".join(str(json.dumps(item)).strip('"') for item in content)
        raise FieldError(f"Unknown custom fields: {unknown}.")
