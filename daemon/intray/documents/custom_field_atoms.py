"""One condition of a `custom_field_query`: a field, an operator and a value as SQL.

Each is a set of documents from an index on the values of its field, so that NOT, AND and OR
mean the same with documents that do not have the field.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from intray.custom_fields import checks, links
from intray.custom_fields.checks import NOT_LINKABLE, RefusedValueError
from intray.custom_fields.definitions import NUMBER_TYPES, CustomField
from intray.documents.values import COMPARISONS, any_of
from intray.permissions import Actor, Sql
from intray.store import text_match

BASIC = ("exact", "in", "isnull", "exists")
TEXT = ("icontains", "istartswith", "iendswith")
ORDERED = ("gt", "gte", "lt", "lte", "range")
_OPERATORS: dict[str, tuple[str, ...]] = {
    "string": (*BASIC, *TEXT),
    "url": (*BASIC, *TEXT),
    "longtext": (*BASIC, *TEXT),
    "integer": (*BASIC, *ORDERED),
    "float": (*BASIC, *ORDERED),
    "date": (*BASIC, *ORDERED),
    "monetary": (*BASIC, *TEXT, *ORDERED),
    "boolean": BASIC,
    "select": BASIC,
    "documentlink": (*BASIC, "contains"),
}
# Of the day in v.text_value. The week of a day by ISO 8601 is that of its Thursday.
_THURSDAY = "date(v.text_value, '-3 days', 'weekday 4')"
_WEEK = f"((strftime('%j', {_THURSDAY}) - 1) / 7 + 1)"
_COMPONENTS = {
    "year": "CAST(substr(v.text_value, 1, 4) AS INTEGER)",
    "iso_year": f"CAST(substr({_THURSDAY}, 1, 4) AS INTEGER)",
    "month": "CAST(substr(v.text_value, 6, 2) AS INTEGER)",
    "day": "CAST(substr(v.text_value, 9, 2) AS INTEGER)",
    "week": _WEEK,
    "week_day": "(strftime('%w', v.text_value) + 1)",  # Sunday is 1
    "iso_week_day": "((strftime('%w', v.text_value) + 6) % 7 + 1)",  # Monday is 1
    "quarter": "((CAST(substr(v.text_value, 6, 2) AS INTEGER) + 2) / 3)",
}
_COMPONENT = re.compile(rf"({'|'.join(_COMPONENTS)})(?:__([a-z]+))?")
MOST = 500  # elements of a list
MOST_LINKED = 20  # lists of documents in a list: each is a question of its own
KEY = 64  # characters of a text that stand in the index

Read = Callable[[Any], object]


class RefusedAtomError(Exception):
    """What is wrong at this position: 1 the operator, 2 the value."""

    def __init__(self, position: str, messages: Any) -> None:
        super().__init__(messages)
        self.position = position
        self.messages = messages


def condition(field: CustomField, operator: Any, value: Any, actor: Actor) -> Sql:
    """On `documents d`. Raises RefusedAtomError."""
    component = None
    if isinstance(operator, str) and field.data_type == "date":
        component = _COMPONENT.fullmatch(operator)
    try:
        if component is not None and component[2] not in ("exists", *TEXT):
            expression = _COMPONENTS[component[1]]
            return _among(field, _compared(expression, component[2] or "exact", value, _count))
        if operator not in _OPERATORS[field.data_type]:
            raise _unsupported(field, operator)
        return _by_type(field, operator, value, actor)
    except RefusedValueError as error:
        raise RefusedAtomError("2", [str(error)]) from None
    except KeyError:
        raise _unsupported(field, operator) from None


def _by_type(field: CustomField, operator: str, value: Any, actor: Actor) -> Sql:
    if operator == "exists":
        return _within(field, Sql("1"), wanted=checks.boolean(_flag(value)))
    if operator == "isnull" or (operator == "exact" and value is None):
        wanted = value is None or checks.boolean(_flag(value))
        column = "number_value" if field.data_type in NUMBER_TYPES else "text_value"
        return _among(field, Sql(f"v.{column} IS {'' if wanted else 'NOT '}NULL"))
    if field.data_type == "documentlink":
        return _linked(field, operator, value, actor)
    if operator in TEXT:
        return _among(field, text_match.text("v.text_value", operator, checks.text(value)))
    if field.data_type in NUMBER_TYPES:
        read: Read = _NUMBERS[field.data_type]
        return _among(field, _compared("v.number_value", operator, value, read))
    read = checks.text
    if field.data_type == "select":
        options = _labels(field, actor)
        read = lambda given: _option(field, options, given)  # noqa: E731
    wanted_texts = _many(value, read) if operator == "in" else [read(value)]
    return _among(field, _equal_text(wanted_texts))


def _compared(expression: str, operator: str, value: Any, read: Read) -> Sql:
    """Raises KeyError for an operator that compares no numbers."""
    if operator == "isnull":
        wanted = checks.boolean(_flag(value))
        return Sql(f"v.number_value IS {'' if wanted else 'NOT '}NULL")
    if operator == "exact":
        return Sql(f"{expression} = ?", (read(value),))
    if operator == "in":
        wanted_numbers = _many(value, read)  # bound one by one: JSON in SQLite rounds otherwise
        return Sql(
            f"{expression} IN ({', '.join('?' * len(wanted_numbers))})", tuple(wanted_numbers)
        )
    if operator == "range":
        first, last = _pair(value, read)
        return Sql(f"{expression} BETWEEN ? AND ?", (first, last))
    return Sql(f"{expression} {COMPARISONS[operator]} ?", (read(value),))


def _equal_text(wanted: Iterable[object]) -> Sql:
    """By the beginnings that stand in the index, then by all of it."""
    texts = [str(text) for text in wanted]
    beginning = any_of(f"substr(v.text_value, 1, {KEY})", [text[:KEY] for text in texts])
    return beginning & any_of("v.text_value", texts)


def _linked(field: CustomField, operator: str, value: Any, actor: Actor) -> Sql:
    """Documents that the actor may not see are linked by none."""
    if operator == "in":
        choices = [_exactly(field, _ids(each), actor) for each in _listed(value, MOST_LINKED)]
        return Sql(
            " OR ".join(f"({each.condition})" for each in choices) or "0",
            tuple(parameter for each in choices for parameter in each.parameters),
        )
    if operator == "contains":
        return _containing(field, _ids(value), actor)
    return _exactly(field, _ids(value), actor)


def _exactly(field: CustomField, wanted: list[int], actor: Actor) -> Sql:
    shown = links.shown_to(actor, "t")
    others = Sql(
        "NOT EXISTS (SELECT 1 FROM custom_field_links l JOIN documents t ON t.id = l.target_id"
        " WHERE l.document_id = d.id AND l.field_id = ? AND l.target_id NOT IN"
        f" (SELECT value FROM json_each(?)) AND {shown.condition})",
        (field.id, str(wanted), *shown.parameters),
    )
    return _containing(field, wanted, actor) & others


def _containing(field: CustomField, wanted: list[int], actor: Actor) -> Sql:
    if not wanted:
        return _among(field, Sql("v.text_value IS NOT NULL"))
    shown = links.shown_to(actor, "t")
    return Sql(
        "d.id IN (SELECT l.document_id FROM json_each(?) w CROSS JOIN custom_field_links l"
        " ON l.target_id = w.value AND l.field_id = ? JOIN documents t ON t.id = l.target_id"
        f" WHERE {shown.condition} GROUP BY l.document_id HAVING count(*) = ?)",
        (str(wanted), field.id, *shown.parameters, len(wanted)),
    )


def _among(field: CustomField, where: Sql) -> Sql:
    return _within(field, where, wanted=True)


def _within(field: CustomField, where: Sql, *, wanted: bool) -> Sql:
    return Sql(
        f"d.id {'' if wanted else 'NOT '}IN (SELECT v.document_id FROM custom_field_values v"
        f" WHERE v.field_id = ? AND {where.condition})",
        (field.id, *where.parameters),
    )


def _labels(field: CustomField, actor: Actor) -> dict[str, str]:
    """Id of each label, for those who may look at custom fields."""
    if not actor.may("view_customfield"):
        return {}
    return {option.label: option.id for option in reversed(field.options)}


def _option(field: CustomField, labels: dict[str, str], value: Any) -> str:
    if isinstance(value, str):
        if field.has_option(value):
            return value
        if value in labels:
            return labels[value]
    shown = value if isinstance(value, str | int | float) else type(value).__name__
    raise RefusedValueError(f'"{shown}" is not a valid choice.')


def _flag(value: Any) -> Any:
    """`1` and `"true"` are flags too, as everywhere in queries."""
    spelled = {"true": True, "1": True, "false": False, "0": False}
    return spelled.get(str(value).lower(), value) if isinstance(value, str | int) else value


def _pair(value: Any, read: Read) -> list[object]:
    if not isinstance(value, list) or len(value) != 2:
        raise RefusedAtomError("2", ["Value must be a list of two elements."])
    return _many(value, read)


def _many(value: Any, read: Read) -> list[object]:
    found: list[object] = []
    for position, item in enumerate(_listed(value)):
        try:
            found.append(read(item))
        except RefusedValueError as error:
            raise RefusedAtomError("2", {str(position): [str(error)]}) from None
    return found


def _listed(value: Any, most: int = MOST) -> list[Any]:
    if not isinstance(value, list):
        kind = type(value).__name__
        raise RefusedAtomError("2", [f'Expected a list of items but got type "{kind}".'])
    if len(value) > most:
        raise RefusedAtomError("2", [f"Ensure this field has no more than {most} elements."])
    return value


def _ids(value: Any) -> list[int]:
    found = checks.named_documents(_listed(value))
    if len(found) < len(value):
        raise RefusedValueError(NOT_LINKABLE)
    return sorted(set(found))


def _count(value: Any) -> object:
    return checks.integer(value)


def _unsupported(field: CustomField, operator: Any) -> RefusedAtomError:
    shown = repr(operator)[:100] if isinstance(operator, str) else type(operator).__name__
    return RefusedAtomError("1", [f"{field.data_type} does not support query expr {shown}."])


_NUMBERS: dict[str, Read] = {
    "boolean": lambda value: float(checks.boolean(_flag(value))),
    "integer": lambda value: float(checks.integer(value)),
    "float": checks.number,
    "monetary": lambda value: checks.amount(value)[1],
    "date": lambda value: float(checks.day(value).toordinal()),
}
