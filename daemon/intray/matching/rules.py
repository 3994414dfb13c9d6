"""The rules of tags, correspondents, document types and storage paths, read in one statement."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

import aiosqlite

from intray.permissions import EVERYTHING, Actor, Kind, visible

Target = Literal["correspondents", "tags", "document_types", "storage_paths"]


class Algorithm(IntEnum):
    """How the words of a rule are compared with the text.

    AUTO matches nothing until there is a classifier that learns from filed documents.
    """

    NONE = 0
    ANY = 1
    ALL = 2
    EXACT = 3
    EXPRESSION = 4
    FUZZY = 5
    AUTO = 6


KINDS: dict[Target, Kind] = {
    "correspondents": "correspondent",
    "tags": "tag",
    "document_types": "documenttype",
    "storage_paths": "storagepath",
}
_COMPARING = (
    Algorithm.ANY,
    Algorithm.ALL,
    Algorithm.EXACT,
    Algorithm.EXPRESSION,
    Algorithm.FUZZY,
)


@dataclass(frozen=True)
class Rule:
    """Object `id` of the table `target` belongs to documents whose text fits."""

    target: Target
    id: int
    match: str
    algorithm: Algorithm
    is_insensitive: bool


async def load(db: aiosqlite.Connection, actor: Actor | None) -> list[Rule]:
    """Rules that can match anything, by name. `actor` None: those of everybody."""
    selects: list[str] = []
    parameters: list[object] = []
    for target, kind in KINDS.items():
        allowed = EVERYTHING if actor is None else visible(actor, kind, "o")
        selects.append(
            f"SELECT '{target}' AS target, o.id, o.match, o.matching_algorithm AS algorithm,"
            f" o.is_insensitive, lower(o.name) AS name FROM {target} o"
            f" WHERE o.matching_algorithm IN ({', '.join(map(str, map(int, _COMPARING)))})"
            f" AND trim(o.match) <> '' AND {allowed.condition}"
        )
        parameters += allowed.parameters
    rows = await db.execute_fetchall(
        f"{' UNION ALL '.join(selects)} ORDER BY name, id", tuple(parameters)
    )
    return [
        Rule(
            target=row["target"],
            id=row["id"],
            match=row["match"],
            algorithm=Algorithm(row["algorithm"]),
            is_insensitive=bool(row["is_insensitive"]),
        )
        for row in rows
    ]
