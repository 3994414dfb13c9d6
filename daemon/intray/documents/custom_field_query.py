"""The JSON grammar of `custom_field_query`: logic over conditions on custom fields."""

import json
from collections.abc import Mapping
from typing import Any

from intray.custom_fields.definitions import CustomField
from intray.documents import custom_field_atoms
from intray.documents.custom_field_atoms import RefusedAtomError
from intray.errors import ValidationError
from intray.permissions import Actor, Sql

MAX_DEPTH = 10
MAX_ATOMS = 20
NAME = "custom_field_query"
SHAPE = "Invalid custom field query expression"


class _Refusal(Exception):  # noqa: N818 - carries an answer, not a failure of ours
    """What is wrong, nested by the position in the query."""

    def __init__(self, body: Any) -> None:
        super().__init__(body)
        self.body = body


def parse(
    text: str, fields: Mapping[int, CustomField] | None = None, actor: Actor | None = None
) -> Sql:
    """The condition on `documents d` of this query. Raises ValidationError.

    `fields`: every custom field; without them only the grammar is checked.
    """
    try:
        query = json.loads(text, parse_constant=_refuse_constant)
        json.dumps(query, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError):
        raise ValidationError({NAME: ["Value must be valid JSON."]}) from None
    try:
        return _Parser(fields, actor).expression(query, 1)
    except _Refusal as refusal:
        raise ValidationError({NAME: refusal.body}) from None


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _written(value: Any) -> str:
    if isinstance(value, list | dict):  # of any depth
        return type(value).__name__
    return repr(value)


class _Parser:
    def __init__(self, fields: Mapping[int, CustomField] | None, actor: Actor | None) -> None:
        self._fields = fields
        self._actor = actor
        self._atoms = 0
        # Names are told to those alone who may look at custom fields; ids stand on documents.
        is_told = actor is not None and actor.may("view_customfield")
        known = fields.values() if fields is not None and is_told else ()
        self._by_name = {field.name: field for field in known}

    def expression(self, query: Any, depth: int) -> Sql:
        if not isinstance(query, list):
            raise _Refusal([SHAPE])
        if depth > MAX_DEPTH:
            raise _Refusal(["Maximum nesting depth exceeded."])
        if len(query) == 2 and isinstance(query[0], str):
            return self._logic(query[0].upper(), query[1], depth)
        if len(query) == 3:
            return self._atom(*query)
        raise _Refusal([SHAPE])

    def _logic(self, word: str, operand: Any, depth: int) -> Sql:
        if word == "NOT":
            inner = self._at("1", operand, depth)
            return Sql(f"NOT ({inner.condition})", inner.parameters)
        if word not in ("AND", "OR"):
            raise _Refusal({"0": ["Invalid logical operator. Must be one of AND, OR, NOT."]})
        if not isinstance(operand, list) or not operand:
            raise _Refusal({"1": ["Invalid expression list. Must be nonempty."]})
        parts = []
        for position, query in enumerate(operand):
            try:
                parts.append(self._at(str(position), query, depth))
            except _Refusal as refusal:
                raise _Refusal({"1": refusal.body}) from None
        joined = f" {word} ".join(f"({part.condition})" for part in parts)
        return Sql(joined, tuple(value for part in parts for value in part.parameters))

    def _at(self, position: str, query: Any, depth: int) -> Sql:
        try:
            return self.expression(query, depth + 1)
        except _Refusal as refusal:
            raise _Refusal({position: refusal.body}) from None

    def _atom(self, named: Any, operator: Any, value: Any) -> Sql:
        self._atoms += 1
        if self._atoms > MAX_ATOMS:
            raise _Refusal(["Maximum number of query conditions exceeded."])
        if self._fields is None or self._actor is None:
            return Sql("1")
        field = self._field(named)
        if field is None:
            raise _Refusal({"0": [f"{_written(named)} is not a valid custom field."]})
        try:
            return custom_field_atoms.condition(field, operator, value, self._actor)
        except RefusedAtomError as error:
            raise _Refusal({error.position: error.messages}) from None

    def _field(self, named: Any) -> CustomField | None:
        if isinstance(named, str):
            return self._by_name.get(named)
        if isinstance(named, int) and not isinstance(named, bool):
            return (self._fields or {}).get(named)
        return None
