"""Request bodies, read with limits on size, time and number of parts; `request.post()` has none."""

import asyncio
import json
import math
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, hdrs, web
from aiohttp.http_exceptions import HttpProcessingError

from intray.api.errors import (
    BodyTooLargeError,
    ParseError,
    SlowClientError,
    UnsupportedMediaTypeError,
)
from intray.errors import ValidationError

BODY_LIMIT_BYTES = 1024 * 1024
BODY_TIMEOUT_S = 30.0
PART_LIMIT = 256  # every tag of an upload is a part
CHUNK_TIMEOUT_S = 60.0
MIN_BYTES_PER_S = 512
# What aiohttp raises over parts that are none.
MALFORMED = (ValueError, AssertionError, RuntimeError, HttpProcessingError)
CHUNK_BYTES = 256 * 1024
FIELD_LIMIT = 1000


class Form(dict[str, Any]):
    """Values of a form: text, or a list of texts where a name came more than once."""

    def add(self, name: str, value: str) -> None:
        known = self.get(name)
        if known is None:
            self[name] = value
        elif isinstance(known, list):
            known.append(value)
        else:
            self[name] = [known, value]


async def read_body(request: web.Request, limit: int = BODY_LIMIT_BYTES) -> dict[str, Any]:
    """The object in the body: JSON or a form (then a `Form`). An empty body is {}.

    Raises ParseError, UnsupportedMediaTypeError, BodyTooLargeError, ValidationError.
    """
    if not request.can_read_body:
        return {}
    kind = request.content_type if hdrs.CONTENT_TYPE in request.headers else ""
    if kind == "multipart/form-data":
        return await _read_multipart_form(request, limit)
    if kind not in ("application/json", "application/x-www-form-urlencoded"):
        if not await read_bytes(request, limit):
            return {}
        raise UnsupportedMediaTypeError(kind)
    raw = await read_bytes(request, limit)
    if kind == "application/json":
        return parse_object(raw)
    return _parse_form(raw)


async def read_json(request: web.Request, limit: int = BODY_LIMIT_BYTES) -> dict[str, Any]:
    """A JSON object and nothing else: forms can be sent by any web page without asking."""
    if request.can_read_body and request.content_type != "application/json":
        raise UnsupportedMediaTypeError(request.content_type)
    return await read_body(request, limit)


async def read_bytes(request: web.Request, limit: int) -> bytes:
    """The whole body. Raises BodyTooLargeError and SlowClientError."""
    if (request.content_length or 0) > limit:
        raise BodyTooLargeError
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            async for chunk in request.content.iter_any():
                size += len(chunk)
                if size > limit:
                    raise BodyTooLargeError
                chunks.append(chunk)
    except TimeoutError:
        raise SlowClientError from None
    return b"".join(chunks)


def parse_object(raw: bytes | str) -> dict[str, Any]:
    """A JSON object. Raises ParseError or ValidationError."""
    if not raw:
        return {}
    content = parse_json(raw)
    if not isinstance(content, dict):
        kind = type(content).__name__
        message = f"Invalid data. Expected a dictionary, but got {kind}."
        raise ValidationError({"non_field_errors": [message]})
    return content


def parse_json(raw: bytes | str) -> Any:
    """Any JSON value that can be stored as UTF-8. Raises ParseError."""
    try:
        text = raw if isinstance(raw, str) else raw.decode()
        content = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite)
        if "\\u" in text:  # half a surrogate pair cannot be stored
            json.dumps(content, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        reason = "too deeply nested" if isinstance(error, RecursionError) else error
        raise ParseError(f"JSON parse error - {reason}") from None
    return content


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        _refuse_constant(text)
    return number


def _refuse_constant(name: str) -> None:
    raise ValueError(f"Out of range float values are not JSON compliant: {name}")


def _parse_form(raw: bytes) -> Form:
    form = Form()
    try:
        pairs = parse_qsl(
            raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=FIELD_LIMIT
        )
    except ValueError as error:
        raise ParseError(f"Form parse error - {error}") from None
    for name, value in pairs:
        form.add(name, value)
    return form


@dataclass
class Part:
    """One part of a multipart form. Read it before asking for the next one."""

    name: str
    file_name: str | None  # None: a plain value
    content_type: str
    _reader: BodyPartReader

    async def text(self, limit: int) -> str:
        """The value. Raises BodyTooLargeError and ParseError."""
        chunks: list[bytes] = []
        size = 0
        async for chunk in self.chunks():
            size += len(chunk)
            if size > limit:
                raise BodyTooLargeError
            chunks.append(chunk)
        try:
            return b"".join(chunks).decode()
        except UnicodeDecodeError:
            raise ParseError(f"Form parse error - {self.name} is not UTF-8") from None

    async def chunks(self) -> AsyncIterator[bytes]:
        """The bytes as they arrive. Raises SlowClientError where they stop coming."""
        encoded = hdrs.CONTENT_TRANSFER_ENCODING in self._reader.headers
        began, size = time.monotonic(), 0
        while True:
            try:
                async with asyncio.timeout(CHUNK_TIMEOUT_S):
                    chunk = await self._reader.read_chunk(CHUNK_BYTES)
            except TimeoutError:
                raise SlowClientError from None
            except MALFORMED as error:
                raise ParseError(f"Multipart form parse error - {error}") from None
            if not chunk:
                return
            size += len(chunk)
            _require_pace(time.monotonic() - began, size)
            yield _decoded(self._reader, chunk) if encoded else bytes(chunk)


def _require_pace(elapsed_s: float, size: int) -> None:
    """A sender that trickles would hold a connection and a file for ever."""
    if elapsed_s > CHUNK_TIMEOUT_S and size < elapsed_s * MIN_BYTES_PER_S:
        raise SlowClientError


def _decoded(reader: BodyPartReader, chunk: bytes) -> bytes:
    try:
        return bytes(reader.decode(chunk))
    except MALFORMED as error:
        raise ParseError(f"Multipart form parse error - {error}") from None


async def read_parts(request: web.Request) -> AsyncIterator[Part]:
    """The parts of a multipart form, one after the other, nothing kept in memory.

    Raises UnsupportedMediaTypeError, ParseError and SlowClientError.
    """
    if request.content_type != "multipart/form-data":
        raise UnsupportedMediaTypeError(request.content_type)
    try:
        reader = await request.multipart()
    except MALFORMED as error:
        raise ParseError(f"Multipart form parse error - {error}") from None
    for _ in range(PART_LIMIT):
        part = await _next_part(reader)
        if part is None:
            return
        yield part
    raise ParseError("Multipart form parse error - too many parts")


async def _next_part(reader: MultipartReader) -> Part | None:
    try:
        async with asyncio.timeout(CHUNK_TIMEOUT_S):
            part = await reader.next()
    except TimeoutError:
        raise SlowClientError from None
    except MALFORMED as error:
        raise ParseError(f"Multipart form parse error - {error}") from None
    if part is None:
        return None
    if isinstance(part, MultipartReader) or hdrs.CONTENT_ENCODING in part.headers:
        raise ParseError("Multipart form parse error - nested or compressed part")
    if part.name is None:
        raise ParseError("Multipart form parse error - a part has no name")
    content_type = part.headers.get(hdrs.CONTENT_TYPE, "")
    return Part(part.name, part.filename, content_type, part)


async def _read_multipart_form(request: web.Request, limit: int) -> Form:
    form = Form()
    left = limit
    async for part in read_parts(request):
        value = await part.text(left)
        left -= len(value)
        if part.file_name is None:
            form.add(part.name, value)
    return form
