"""Names of documents in an archive: harmless wherever it is unpacked, and each its own."""

import asyncio
import re
from collections.abc import Sequence
from datetime import tzinfo

from intray.documents import hidden_names
from intray.documents.listing import Document
from intray.permissions import Actor
from intray.store.database import Database
from intray.store.library_values import Filed, default_path, values_of
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
            described = await hidden_names.described(
                db, self._actor, [each.id for each in documents]
            )
        return await asyncio.to_thread(
            lambda: {document.id: _rendered(document, self._zone) for document in described}
        )

    def take(self, folder: str, stem: str | None, file_name: str) -> str:
        """A free name for the file, whose own name tells the ending."""
        found = _ENDING.search(file_name)
        ending = found.group() if found else ""
        path = with_suffix(normalised(stem or file_name.removesuffix(ending)), ending)
        return self._names.take(folder + path)


def _rendered(document: Filed, zone: tzinfo) -> str:
    if document.storage_path:
        try:
            return render_path(document.storage_path, values_of(document, zone))
        except TemplateError:
            return default_path(document)
    return default_path(document)
