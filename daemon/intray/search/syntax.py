"""What a query means: a small tree, made by the parser and evaluated by sets or by the index."""

from dataclasses import dataclass

TEXT_FIELDS = ("title", "content", "notes", "custom_fields")


@dataclass(frozen=True)
class Everything:
    """All documents."""


@dataclass(frozen=True)
class And:
    items: tuple["Node", ...]


@dataclass(frozen=True)
class Or:
    items: tuple["Node", ...]


@dataclass(frozen=True)
class Not:
    item: "Node"


@dataclass(frozen=True)
class Text:
    """Words looked up in the index.

    kind: word (one, in all its spellings), prefix (its beginning), wildcard (a pattern of `*` and
    `?`), inside (anywhere in a word) or phrase (all, one after the other).
    """

    kind: str
    words: tuple[str, ...]
    fields: tuple[str, ...] = TEXT_FIELDS


@dataclass(frozen=True)
class Named:
    """A word or phrase of no particular field: in the text, or in the name of a label."""

    text: Text | Or
    raw: str


@dataclass(frozen=True)
class Attribute:
    """`field:value` where SQL has the answer; `value` is as typed, without quotes."""

    field: str
    value: str


@dataclass(frozen=True)
class Ids:
    """Documents that SQL has found already; each adds `score` to its rank."""

    ids: frozenset[int]
    score: float = 0.0


Node = Everything | And | Or | Not | Text | Named | Attribute | Ids
NOTHING = Ids(frozenset())


def all_of(items: list[Node]) -> Node:
    return items[0] if len(items) == 1 else And(tuple(items))


def any_of(items: list[Node]) -> Node:
    return items[0] if len(items) == 1 else Or(tuple(items))
