"""Names of documents in an archive: harmless wherever it is unpacked, and each its own."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo

import aiosqlite

from intray.documents import hidden_names
from intray.documents.listing import Document
from intray.permissions import Actor
from intray.store.database import Database
from intray.store.library_values import Filed, default_path, filed, values_of
from intray.store.path_names import normalised, with_suffix
from intray.store.path_template import TemplateError, render_path
from intray.store.zipping import Names

_ENDING = re.compile(r"\.[A-Za-z0-9]{1,10}$")


class Naming:
    """The names of one archive. `formatted`: as their storage paths say."""

    def __init__(self, database: Database, actor: Actor, zone: tzinfo, *, formatted: bool) -> None:
        self._database, self._actor, self._zone = database, actor, zone
        self._formatted = formatted
        self._names = Names()

    async def stems(self, documents: Sequence[Document]) -> dict[int, str]:
        """Path without ending by document; empty unless names are formatted."""
        if not self._formatted:
            return {}
        async with self._database.read() as db:
            described = await _described(db, self._actor, [document.id for document in documents])
        return await asyncio.to_thread(
            lambda: {document.id: _rendered(document, self._zone) for document in described}
        )

    def take(self, folder: str, stem: str | None, file_name: str) -> str:
        """A free name for the file, whose own name tells the ending."""
        found = _ENDING.search(file_name)
        ending = found.group() if found else ""
        path = with_suffix(normalised(stem or file_name.removesuffix(ending)), ending)
        return self._names.take(folder + path)


async def _described(
    db: aiosqlite.Connection, actor: Actor, document_ids: Sequence[int]
) -> list[Filed]:
    """Without the names of objects that the actor may not see."""
    hidden = await hidden_names.of_documents(db, actor, document_ids)
    found = []
    for document_id in document_ids:
        document = await filed(db, document_id)
        if document is not None:
            found.append(_without(document, hidden.get(document_id, set())))
    return found


def _without(document: Filed, hidden: set[tuple[str, str]]) -> Filed:
    """`hidden`: kinds and names."""
    if not hidden:
        return document
    kinds = {kind for kind, _ in hidden}
    return replace(
        document,
        correspondent=None if "correspondent" in kinds else document.correspondent,
        document_type=None if "document_type" in kinds else document.document_type,
        storage_path=None if "storage_path" in kinds else document.storage_path,
        storage_path_name=None if "storage_path" in kinds else document.storage_path_name,
        tags=tuple(tag for tag in document.tags if ("tag", tag) not in hidden),
    )


def _rendered(document: Filed, zone: tzinfo) -> str:
    if document.storage_path:
        try:
            return render_path(document.storage_path, values_of(document, zone))
        except TemplateError:
            return default_path(document)
    return default_path(document)
