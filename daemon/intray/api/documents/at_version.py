"""`?version=`: one of the files that a document has or had, instead of the newest."""

import re

import aiosqlite
from aiohttp import web

from intray.api import params
from intray.api.context import actor
from intray.api.routing import path_id
from intray.documents import listing, versions
from intray.documents.listing import Document, Wanted
from intray.errors import NotFoundError
from intray.permissions import Actor


def wanted_version(request: web.Request) -> int | None:
    """None: the newest. Raises NotFoundError for what cannot be an id."""
    version = params.last(request, "version")
    if not version:
        return None
    if not re.fullmatch(r"[0-9]{1,18}", version):
        raise NotFoundError
    return int(version)


async def read_document(
    request: web.Request,
    db: aiosqlite.Connection,
    wanted: Wanted,
    *,
    asker: Actor | None = None,
    trashed: bool = False,
) -> Document:
    """The document of the path, with the file and text of the wanted version.

    `trashed`: it may also lie in the trash. Raises NotFoundError.
    """
    version_id = wanted_version(request)
    document = await listing.get(
        db, asker or actor(request), path_id(request), wanted, trashed=trashed
    )
    return document if version_id is None else await versions.as_of(db, document, version_id)
