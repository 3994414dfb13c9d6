"""Notes as the contract shows them, alone and inside documents."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import tzinfo
from typing import Any

from intray.api.answers import local_time
from intray.store.notes import Author, Note


def shown(notes: Iterable[Note], version: int, zone: tzinfo) -> list[dict[str, Any]]:
    return [
        {
            "id": note.id,
            "note": note.text,
            "created": local_time(note.created_at, zone),
            "user": _author(note.author, version),
        }
        for note in notes
    ]


def _author(author: Author | None, version: int) -> dict[str, Any] | int | None:
    """Up to version 7 the id alone."""
    if author is None or version >= 8:
        return None if author is None else asdict(author)
    return author.id
