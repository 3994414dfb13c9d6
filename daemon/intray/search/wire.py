"""Messages between the daemon and its index processes: a JSON object and raw bytes beside it."""

import json
import struct
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from intray.search.syntax import And, Everything, Ids, Node, Not, Or, Text

HEAD = struct.Struct("!II")  # lengths of the JSON and of the bytes


@dataclass(frozen=True)
class Message:
    values: dict[str, Any]
    raw: bytes = b""


@dataclass
class Numbers:
    """Collects sets of document numbers into the raw part of a message."""

    pieces: list[bytes] = field(default_factory=list)
    length: int = 0

    def add(self, numbers: Iterable[int]) -> list[int]:
        """Where they are: start and end in bytes."""
        piece = array("I", numbers).tobytes()
        self.pieces.append(piece)
        self.length += len(piece)
        return [self.length - len(piece), self.length]

    def joined(self) -> bytes:
        return b"".join(self.pieces)


def numbers_at(message: Message, place: list[int]) -> "array[int]":
    return array("I", message.raw[place[0] : place[1]])


def pack(message: Message) -> bytes:
    body = json.dumps(message.values, ensure_ascii=False, separators=(",", ":")).encode()
    return HEAD.pack(len(body), len(message.raw)) + body + message.raw


def unpack(body: bytes, raw: bytes) -> Message:
    return Message(json.loads(body), raw)


def node_to_wire(node: Node, numbers: Numbers) -> list[Any]:
    """A tree in which names and attributes have become sets already."""
    match node:
        case Everything():
            return ["all"]
        case And(items):
            return ["and", *(node_to_wire(item, numbers) for item in items)]
        case Or(items):
            return ["or", *(node_to_wire(item, numbers) for item in items)]
        case Not(item):
            return ["not", node_to_wire(item, numbers)]
        case Ids(ids, score):
            return ["ids", numbers.add(ids), score]
        case Text(kind, words, fields):
            return ["text", kind, list(words), list(fields)]
    raise TypeError(node)


def node_from_wire(wire: list[Any], message: Message) -> Node:
    kind, *rest = wire
    if kind == "all":
        return Everything()
    if kind == "and":
        return And(tuple(node_from_wire(item, message) for item in rest))
    if kind == "or":
        return Or(tuple(node_from_wire(item, message) for item in rest))
    if kind == "not":
        return Not(node_from_wire(rest[0], message))
    if kind == "ids":
        return Ids(frozenset(numbers_at(message, rest[0])), rest[1])
    return Text(rest[0], tuple(rest[1]), tuple(rest[2]))
