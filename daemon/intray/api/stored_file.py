"""A file as an answer, with the validators of its document instead of those of the file.

aiohttp compares a client's validators with the file's own ones. Here they are settled beforehand
and taken out of the request, so that only ranges are left to it.
"""

import re
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

from aiohttp import hdrs, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.web_request import BaseRequest
from multidict import CIMultiDict

# A browser's video or PDF viewer asks for one range. Others are not to be understood, or several
# at once: those may be answered with the whole file (RFC 9110 14.2), and aiohttp would say 416.
_ONE_RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{0,18})|-\d{1,18})\s*")
_CONDITIONS = (
    hdrs.IF_MATCH,
    hdrs.IF_NONE_MATCH,
    hdrs.IF_MODIFIED_SINCE,
    hdrs.IF_UNMODIFIED_SINCE,
    hdrs.IF_RANGE,
    hdrs.ACCEPT_ENCODING,  # aiohttp would look for compressed twins of the file
)


@dataclass(frozen=True)
class Validators:
    tag: str
    modified_at: int  # microseconds
    cache: str = "no-cache"  # Cache-Control

    @property
    def headers(self) -> dict[str, str]:
        return {
            hdrs.ETAG: f'"{self.tag}"',
            hdrs.LAST_MODIFIED: formatdate(self._modified_s, usegmt=True),
            hdrs.CACHE_CONTROL: self.cache,
        }

    def satisfied_by(self, request: web.Request) -> bool:
        """Whether the client has this very version already."""
        tags = request.if_none_match
        if tags is not None:
            return any(tag.value in (self.tag, "*") for tag in tags)
        since = request.if_modified_since
        return since is not None and self._modified_s <= since.timestamp()

    def allow_range(self, request: BaseRequest) -> bool:
        """Whether a part may be sent: not when it would continue another version."""
        wanted = _ONE_RANGE.fullmatch(request.headers.get(hdrs.RANGE, ""))
        if wanted is None or (wanted[2] and int(wanted[2]) < int(wanted[1])):
            return False
        condition = request.headers.get(hdrs.IF_RANGE)
        return condition in (None, self.headers[hdrs.ETAG], self.headers[hdrs.LAST_MODIFIED])

    @property
    def _modified_s(self) -> int:
        return self.modified_at // 1_000_000


def file_answer(
    request: web.Request, path: Path, headers: dict[str, str], validators: Validators
) -> web.StreamResponse:
    """The file, a part of it, or 304. `headers` say what it is."""
    if validators.satisfied_by(request):
        return web.Response(status=304, headers=validators.headers)
    return _StoredFile(path, headers, validators)


class _StoredFile(web.FileResponse):
    def __init__(self, path: Path, headers: dict[str, str], validators: Validators) -> None:
        super().__init__(path, headers=headers)
        self._validators = validators

    async def prepare(self, request: BaseRequest) -> AbstractStreamWriter | None:
        headers = CIMultiDict(request.headers)
        for name in _CONDITIONS:
            headers.popall(name, None)
        if not self._validators.allow_range(request):
            headers.popall(hdrs.RANGE, None)
        return await super().prepare(request.clone(headers=headers))

    async def _prepare_headers(self) -> None:
        self.headers.update(self._validators.headers)
        await super()._prepare_headers()
