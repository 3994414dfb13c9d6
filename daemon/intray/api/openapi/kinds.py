"""Types of the description as JSON schemas of OpenAPI 3.0.

int(0..9) int number bool string string<=128 date datetime uuid file any color enum(a,b)
id: of an object    midnight: a datetime    T?: or null    T|T: one of them
[T]: a list    {T}: an object of any keys    Name: one of the described objects
"""

import re
from typing import Any

Schema = dict[str, Any]

MAX_INT = 2**63 - 1  # what SQLite can hold
_PLAIN: dict[str, Schema] = {
    "any": {},
    "bool": {"type": "boolean"},
    "color": {"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "file": {"type": "string", "format": "binary"},
    "id": {"type": "integer", "minimum": 0, "maximum": MAX_INT},
    "int": {"type": "integer"},
    "midnight": {"type": "string", "format": "date-time"},
    "number": {"type": "number"},
    "string": {"type": "string"},
    "uuid": {"type": "string", "format": "uuid"},
}
# Of query parameters, which come as text.
_QUERY: dict[str, Schema] = {
    "flag": {"type": "boolean"},
    "ids": {"type": "array", "items": {"type": "integer"}},
    "integer": {"type": "integer"},
    "moment": {"anyOf": [_PLAIN["datetime"], _PLAIN["date"]]},
    "names": {"type": "array", "items": {"type": "string"}},
    "page": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "enum": ["last"]}]},
    "string": {"type": "string"},
    "date": _PLAIN["date"],
}


def schema(kind: str) -> Schema:
    """Raises ValueError for a type that there is not."""
    if kind.endswith("?"):
        return _or_null(schema(kind[:-1]))
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if kind[0] + kind[-1] == "[]":
        return {"type": "array", "items": schema(kind[1:-1])}
    if kind[0] + kind[-1] == "{}":
        return {"type": "object", "additionalProperties": schema(kind[1:-1])}
    if match := re.fullmatch(r"enum\((.+)\)", kind):
        return _choice(match[1].split(","))
    if "|" in kind:
        return {"anyOf": [schema(each) for each in kind.split("|")]}
    if match := re.fullmatch(r"string<=(\d+)", kind):
        return {"type": "string", "maxLength": int(match[1])}
    if match := re.fullmatch(r"int\((-?\d+)\.\.(\d+)\)", kind):
        return {"type": "integer", "minimum": int(match[1]), "maximum": int(match[2])}
    if re.fullmatch(r"[A-Z]\w+", kind):
        return {"$ref": f"#/components/schemas/{kind}"}
    raise ValueError(f"There is no type {kind}.")


def query_schema(kind: str) -> Schema:
    return _QUERY[kind]


def names_in(kind: str) -> set[str]:
    """The objects that a type speaks of."""
    return set(re.findall(r"\b[A-Z]\w+", re.sub(r"enum\([^)]*\)", "", kind)))


def _choice(words: list[str]) -> Schema:
    if all(word.isdigit() for word in words):
        return {"type": "integer", "enum": [int(word) for word in words]}
    return {"type": "string", "enum": words}


def _or_null(found: Schema) -> Schema:
    if not found:
        return {"nullable": True}
    if "$ref" in found or "anyOf" in found:
        return {"allOf": [found], "nullable": True}
    if "enum" in found:
        found = {**found, "enum": [*found["enum"], None]}
    return {**found, "nullable": True}
