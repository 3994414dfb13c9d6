"""Turns what SQL can answer of a query into sets, and evaluates what consists of sets alone."""

from collections.abc import Callable, Iterator
from datetime import datetime

import aiosqlite

from intray.permissions import Actor
from intray.search import attributes, words
from intray.search.syntax import And, Attribute, Everything, Ids, Named, Node, Not, Or, Text

NAME_SCORE = 3.0  # about that of a word which one document in seven contains
_NAMED_FIELDS = ("tag", "correspondent", "document_type")

Names = list[tuple[str, int, list[str]]]  # field, label, words of its name


class Resolver:
    """For one query of one actor, within one read of the database."""

    def __init__(self, db: aiosqlite.Connection, actor: Actor, now: datetime, names: Names) -> None:
        self._db = db
        self._actor = actor
        self._now = now
        self._names = names

    async def resolve(self, node: Node) -> Node:
        """The same query without attributes and names.

        Raises ValidationError for an impossible date.
        """
        match node:
            case And(items):
                return And(tuple([await self.resolve(item) for item in items]))
            case Or(items):
                return Or(tuple([await self.resolve(item) for item in items]))
            case Not(item):
                return Not(await self.resolve(item))
            case Attribute(field, value):
                return Ids(await attributes.ids(self._db, self._actor, field, value, self._now))
            case Named(text):
                named = await self._labelled(text)
                return Or((text, Ids(named, NAME_SCORE))) if named else text
        return node

    async def _labelled(self, text: Text | Or) -> frozenset[int]:
        """Documents with a label whose name has these words."""
        wanted = text if isinstance(text, Text) else text.items[-1]
        assert isinstance(wanted, Text)
        fits = _fitting(wanted)
        found: set[int] = set()
        for field in _NAMED_FIELDS:
            labels = [label for kind, label, name in self._names if kind == field and fits(name)]
            if labels:
                labels = await attributes.visible_labels(self._db, self._actor, field, labels)
                found |= await attributes.documents_of(self._db, field, labels)
        return frozenset(found)


async def all_names(db: aiosqlite.Connection) -> Names:
    """The words in the names of all labels, whoever may see them."""
    return [
        (field, label, [part for chunk in words.chunks(name) for part in chunk.parts])
        for field in _NAMED_FIELDS
        for label, name in await attributes.names(db, field)
    ]


def _fitting(text: Text) -> Callable[[list[str]], bool]:
    wanted = text.words
    if text.kind == "word":  # the usual case, and each name is looked at
        one, common = wanted[0], words.key(wanted[0])
        return lambda name: any(words.key(w) == common and words.alike(w, one) for w in name)
    if text.kind == "prefix":
        return lambda name: any(words.begins(word, wanted[0]) for word in name)
    if text.kind == "phrase":
        count = len(wanted)
        return lambda name: any(
            all(map(words.alike, wanted, name[at : at + count]))
            for at in range(len(name) - count + 1)
        )
    return lambda name: False


def texts(node: Node) -> Iterator[Text]:
    """Leaves that need the index."""
    match node:
        case Text():
            yield node
        case And(items) | Or(items):
            for item in items:
                yield from texts(item)
        case Not(item):
            yield from texts(item)
        case Named(text):
            yield from texts(text)


def wanted_texts(node: Node) -> Iterator[Text]:
    """Leaves that a hit shows, not those that exclude it."""
    if isinstance(node, And | Or):
        for item in node.items:
            yield from wanted_texts(item)
    elif not isinstance(node, Not):
        yield from texts(node)


def evaluate(
    node: Node, everything: frozenset[int], found: dict[Text, frozenset[int]]
) -> frozenset[int]:
    """The documents of a resolved query, given those of its texts."""
    match node:
        case Everything():
            return everything
        case Ids(ids):
            return ids
        case Text():
            return found[node]
        case Not(item):
            return everything - evaluate(item, everything, found)
        case And(items):
            return frozenset.intersection(*(evaluate(i, everything, found) for i in items))
        case Or(items):
            return frozenset.union(*(evaluate(i, everything, found) for i in items))
    raise TypeError(node)
