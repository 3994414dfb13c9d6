"""The four ways of searching the documents list, and what is shown of a hit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from intray.api import params
from intray.api.context import actor
from intray.api.params import Query
from intray.api.services import services
from intray.documents import listing
from intray.documents.listing import Document
from intray.errors import NotFoundError, PermissionDeniedError, ValidationError

WAYS = ("text", "title_search", "query", "more_like_id")


@dataclass
class Hits:
    """What the index found, before permissions and filters."""

    ids: Sequence[int]  # the best first
    scores: Sequence[float]
    corrected_query: str | None
    highlight: Callable[[str], str]
    highlight_notes: Callable[[str], str] | None  # None: the asker may not see notes
    _score_of: dict[int, float] = field(default_factory=dict)
    _rank_of: dict[int, int] = field(default_factory=dict)

    def note_ranks(self, ranked: Sequence[int]) -> None:
        """`ranked`: hits that the asker gets to see, the best first."""
        self._score_of = dict(zip(self.ids, self.scores, strict=True))
        self._rank_of = {document_id: rank for rank, document_id in enumerate(ranked, 1)}

    def shown(self, document: Document) -> dict[str, Any]:
        return {
            "score": round(self._score_of.get(document.id, 0.0), 4),
            "highlights": self.highlight(document.content or ""),
            "note_highlights": self._in_notes(document),
            "rank": self._rank_of.get(document.id, 0),
        }

    def _in_notes(self, document: Document) -> str | None:
        if self.highlight_notes is None or not document.notes:
            return None
        return self.highlight_notes("\n".join(note.text for note in document.notes)) or None


async def search(request: web.Request, query: Query) -> Hits | None:
    """None where the query does not search. Raises ValidationError, PermissionDeniedError."""
    given = {name: (params.last(query, name) or "").strip() for name in WAYS}
    given = {name: value for name, value in given.items() if value}
    if not given:
        return None
    if len(given) > 1:
        message = "Specify only one of text, title_search, query, or more_like_id."
        raise ValidationError({"detail": message})
    [(way, value)] = given.items()
    index = services(request).search
    match way:
        case "query":
            found = await index.query(value, actor(request))
        case "text" | "title_search":
            found = await index.text(value, title_only=way == "title_search")
        case _:
            found = await index.more_like(await _more_like_id(request, value))
    scores = [0.0] * len(found.ids) if way == "more_like_id" else found.scores
    in_notes = found.highlight_notes if actor(request).may("view_note") else None
    return Hits(found.ids, scores, found.corrected_query, found.highlight, in_notes)


async def _more_like_id(request: web.Request, value: str) -> int:
    refused = PermissionDeniedError("Invalid more_like_id")
    if not value.isascii() or not value.isdigit() or len(value) > 18:
        raise refused
    async with services(request).database.read() as db:
        try:
            await listing.require_visible(db, actor(request), int(value))
        except NotFoundError:
            raise refused from None
    return int(value)
