"""Kinds of filters: each function makes one for a column of `documents d`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from intray.custom_fields.definitions import CustomField
from intray.documents import local_time, values
from intray.permissions import Actor, Kind, Sql, visible
from intray.store import text_match


@dataclass(frozen=True)
class Given:
    """One parameter of a request."""

    name: str
    values: Sequence[str]
    actor: Actor
    zone: tzinfo
    fields: Mapping[int, CustomField] = field(default_factory=dict)  # every custom field

    @property
    def value(self) -> str:
        return self.values[-1]


Filter = Callable[[Given], Sql | None]


def named(table: str, kind: Kind, column: str, match: str, wanted: str, actor: Actor) -> Sql:
    """Names that the actor may not see match nothing: a filter must not tell them."""
    condition = text_match.text("o.name", match, wanted) & visible(actor, kind, "o")
    return Sql(
        f"{column} IN (SELECT o.id FROM {table} o WHERE {condition.condition})",
        condition.parameters,
    )


def text(expression: str, match: str) -> Filter:
    return lambda given: text_match.text(expression, match, given.value) if given.value else None


def name(table: str, kind: Kind, column: str, match: str) -> Filter:
    return lambda given: (
        named(table, kind, column, match, given.value, given.actor) if given.value else None
    )


def number(expression: str, operator: str = "=") -> Filter:
    def make(given: Given) -> Sql | None:
        wanted = values.number(given.name, given.value)
        return None if wanted is None else Sql(f"{expression} {operator} ?", (wanted,))

    return make


def created_day(comparison: str) -> Filter:
    def make(given: Given) -> Sql | None:
        wanted = values.day(given.name, given.value, given.zone)
        if wanted is None:
            return None
        return Sql(f"d.created {values.COMPARISONS[comparison]} ?", (wanted.isoformat(),))

    return make


def instant(column: str, comparison: str) -> Filter:
    def make(given: Given) -> Sql | None:
        wanted = values.instant(given.name, given.value, given.zone)
        if wanted is None:
            return None
        return Sql(f"{column} {values.COMPARISONS[comparison]} ?", (wanted,))

    return make


def whole_days(column: str, comparison: str) -> Filter:
    def make(given: Given) -> Sql | None:
        wanted = values.day(given.name, given.value, given.zone)
        if wanted is None:
            return None
        return values.within_days(column, comparison, wanted, given.zone)

    return make


def component(column: str, component: str) -> Filter:
    def make(given: Given) -> Sql | None:
        wanted = values.number(given.name, given.value)
        if wanted is None:
            return None
        return local_time.component_is(column, component, wanted, given.zone)

    return make


def flag(condition: str) -> Filter:
    def make(given: Given) -> Sql | None:
        wanted = values.boolean(given.value)
        if wanted is None:
            return None
        return Sql(condition if wanted else f"NOT ({condition})")

    return make


def any_of(column: str) -> Filter:
    def make(given: Given) -> Sql | None:
        ids = values.id_list(given.values)
        return None if ids is None else values.any_of(column, ids)

    return make


def none_of(column: str) -> Filter:
    def make(given: Given) -> Sql | None:
        ids = values.id_list(given.values)
        return None if ids is None else values.none_of(column, ids)

    return make
