"""Query parameters of tasks as conditions on jobs."""

import json
from collections.abc import Collection, Sequence

from aiohttp import web

from intray.api import params
from intray.api.context import VERSION, actor
from intray.api.services import services
from intray.api.tasks.shapes import MANUAL, OLD_NAMES, OLD_TYPES, SOURCES, STATES, TYPES
from intray.errors import ValidationError
from intray.jobs import listing
from intray.permissions import Sql
from intray.store import text_match

ORDER = {
    "date_created": "j.created_at",
    "date_done": "j.done_at",
    "status": "j.state",
    "task_type": "j.kind",
    "duration_seconds": "j.done_at - j.started_at",
    "wait_time_seconds": "j.started_at - j.created_at",
}
_FINISHED = ("success", "failure", "revoked")


def conditions(request: web.Request) -> Sql:
    """Jobs that the asker may see and asks for. Raises ValidationError."""
    where = listing.visible(actor(request))
    for condition in (*_exact(request), *_instants(request), *_words(request)):
        where &= condition
    return where


def order(request: web.Request) -> str:
    return params.order_by(request, ORDER, listing.NEWEST_FIRST)


def _exact(request: web.Request) -> list[Sql]:
    found = []
    task_id = params.last(request, "task_id")
    if task_id:
        found.append(Sql("j.uuid = ?", (task_id.strip().lower(),)))
    owner = params.integer(request, "owner")
    if owner is not None:
        found.append(Sql("j.owner_id = ?", (owner,)))
    acknowledged = params.flag(request, "acknowledged")
    if acknowledged is not None:
        found.append(Sql("j.acknowledged = ?", (acknowledged,)))
    complete = params.flag(request, "is_complete")
    if complete is not None:
        negation = "" if complete else "NOT "
        found.append(Sql(f"j.state {negation}IN {_FINISHED}"))
    return found


def _instants(request: web.Request) -> list[Sql]:
    zone = services(request).config.time_zone
    found = []
    for name, sign in (("date_created_after", ">="), ("date_created_before", "<=")):
        moment = params.instant(request, name, zone)
        if moment is not None:
            found.append(Sql(f"j.created_at {sign} ?", (moment,)))
    return found


def _words(request: web.Request) -> list[Sql]:
    found = []
    states = params.texts(request, "status")
    if request[VERSION] <= 9:
        states = [state.lower() for state in states]
        found += _old_words(request)
    for column, name, wanted, known in (
        ("state", "status", states, STATES),
        ("kind", "task_type", params.texts(request, "task_type"), TYPES),
        ("source", "trigger_source", params.texts(request, "trigger_source"), SOURCES),
    ):
        if wanted:
            _require_known(name, wanted, known)
            found.append(_one_of(column, wanted))
    word = params.last(request, "name")
    if word:
        found.append(_named(word))
    word = params.last(request, "result")
    if word:
        texts = ("j.error_message", "j.document_id", "j.duplicate_of", "j.result")
        found.append(_anywhere([f"coalesce({text}, '')" for text in texts], word))
    return found


def _named(word: str) -> Sql:
    """In the file's name, or in how its kind or door is called."""
    kinds = [kind for kind, label in TYPES.items() if word.lower() in label.lower()]
    doors = [door for door, label in SOURCES.items() if word.lower() in label.lower()]
    own = _anywhere(("j.file_name", "j.kind", "j.source"), word)
    parts = (own, _one_of("kind", kinds), _one_of("source", doors))
    return Sql(
        f"({' OR '.join(part.condition for part in parts)})",
        tuple(value for part in parts for value in part.parameters),
    )


def _old_words(request: web.Request) -> list[Sql]:
    """Names that version 9 used; a wrong one finds nothing, as it did then."""
    found = []
    new_names = {old: new for new, old in OLD_NAMES.items()}
    names = params.texts(request, "task_name")
    if names:
        found.append(_one_of("kind", [new_names.get(name, name) for name in names]))
    kind = params.last(request, "type")
    if kind:
        sources = [source for source in SOURCES if OLD_TYPES.get(source, MANUAL) == kind]
        found.append(_one_of("source", sources))
    return found


def _require_known(name: str, wanted: Sequence[str], known: Collection[str]) -> None:
    for word in wanted:
        if word not in known:
            message = f"Select a valid choice. {word} is not one of the available choices."
            raise ValidationError({name: [message]})


def _one_of(column: str, words: Sequence[str]) -> Sql:
    return Sql(f"j.{column} IN (SELECT value FROM json_each(?))", (json.dumps(list(words)),))


def _anywhere(texts: Sequence[str], word: str) -> Sql:
    parts = [text_match.text(text, "icontains", word) for text in texts]
    return Sql(
        f"({' OR '.join(part.condition for part in parts)})",
        tuple(value for part in parts for value in part.parameters),
    )
