"""The JSON grammar of `custom_field_query`: logic over conditions on custom fields."""

import json
from collections.abc import Callable
from typing import Any

from intray.errors import ValidationError
from intray.permissions import Sql

MAX_DEPTH = 10
MAX_ATOMS = 20
NAME = "custom_field_query"

Atom = Callable[[Any, str, Any], Sql]


class _Refusal(Exception):  # noqa: N818 - carries an answer, not a failure of ours
    """What is wrong, nested by the position in the query."""

    def __init__(self, body: Any) -> None:
        super().__init__(body)
        self.body = body


def parse(text: str) -> Sql:
    """The condition of this query. Raises ValidationError."""
    try:
        query = json.loads(text)
    except (ValueError, RecursionError):
        raise ValidationError({NAME: ["Value must be valid JSON."]}) from None
    try:
        return _Parser().expression(query, 1)
    except _Refusal as refusal:
        raise ValidationError({NAME: refusal.body}) from None


class _Parser:
    def __init__(self) -> None:
        self._atoms = 0

    def expression(self, query: Any, depth: int) -> Sql:
        if not isinstance(query, list):
            raise _Refusal(["Invalid custom field query expression"])
        if depth > MAX_DEPTH:
            raise _Refusal(["Maximum nesting depth exceeded."])
        if len(query) == 2 and isinstance(query[0], str):
            return self._logic(query[0].upper(), query[1], depth)
        if len(query) == 3:
            return self._atom(query[0])
        raise _Refusal(["Invalid custom field query expression"])

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

    def _atom(self, field: Any) -> Sql:
        """No custom field can exist yet, so none can be named."""
        self._atoms += 1
        if self._atoms > MAX_ATOMS:
            raise _Refusal(["Maximum number of query conditions exceeded."])
        name = repr(field) if isinstance(field, str) else str(field)
        raise _Refusal({"0": [f"{name} is not a valid custom field."]})
