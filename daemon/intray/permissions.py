"""The one place where a user becomes conditions on rows.

Every list, lookup, search, count, download, thumbnail, suggestion and bulk action asks here.
Rules: `Permissions` in the API contract. A user sees an object as superuser, as its owner, when
nobody owns it, or by a grant to the user or one of the user's groups; a change grant includes
viewing.
"""

from dataclasses import dataclass, field
from typing import Literal

from intray.errors import PermissionDeniedError

Kind = Literal[
    "document",
    "tag",
    "correspondent",
    "documenttype",
    "storagepath",
    "savedview",
    "paperlesstask",
    "mailaccount",
    "mailrule",
    "processedmail",
    "sharelink",
    "sharelinkbundle",
]
Action = Literal["view", "change"]

MODELS = (
    "applicationconfiguration",
    "correspondent",
    "customfield",
    "document",
    "documenttype",
    "group",
    "logentry",
    "mailaccount",
    "mailrule",
    "note",
    "paperlesstask",
    "processedmail",
    "savedview",
    "sharelink",
    "sharelinkbundle",
    "storagepath",
    "tag",
    "uisettings",
    "user",
    "workflow",
    "workflowaction",
    "workflowtrigger",
)
EXTRA_CODENAMES = ("view_global_statistics", "view_system_monitoring")
CODENAMES = frozenset(
    f"{verb}_{model}" for model in MODELS for verb in ("view", "add", "change", "delete")
) | frozenset(EXTRA_CODENAMES)


@dataclass(frozen=True)
class Actor:
    """The one who asks: a logged-in user with everything that decides what may be seen."""

    user_id: int
    username: str
    is_superuser: bool = False
    is_staff: bool = False
    group_ids: frozenset[int] = frozenset()
    codenames: frozenset[str] = field(default=frozenset())  # own and inherited

    def may(self, codename: str) -> bool:
        return self.is_superuser or codename in self.codenames

    def require(self, codename: str) -> None:
        """Raise PermissionDeniedError without this model permission."""
        if not self.may(codename):
            raise PermissionDeniedError


@dataclass(frozen=True)
class Sql:
    """A condition and its parameters, ready to be joined by AND."""

    condition: str
    parameters: tuple[object, ...] = ()

    def __and__(self, other: "Sql") -> "Sql":
        return Sql(
            f"({self.condition}) AND ({other.condition})", self.parameters + other.parameters
        )


EVERYTHING = Sql("1")


def visible(actor: Actor, kind: Kind, table: str) -> Sql:
    """Rows of `table` (its name or alias, with columns id and owner_id) that the actor may see."""
    return _allowed(actor, kind, table, ("view", "change"))


def changeable(actor: Actor, kind: Kind, table: str) -> Sql:
    """Rows of `table` that the actor may change."""
    return _allowed(actor, kind, table, ("change",))


def owned(actor: Actor, table: str) -> Sql:
    """Rows whose owner or grants the actor may change: the actor's own and those of nobody."""
    if actor.is_superuser:
        return EVERYTHING
    return Sql(f"({table}.owner_id IS NULL OR {table}.owner_id = ?)", (actor.user_id,))


def _allowed(actor: Actor, kind: Kind, table: str, actions: tuple[Action, ...]) -> Sql:
    if actor.is_superuser:
        return EVERYTHING
    groups = sorted(actor.group_ids)
    by_group = ""
    if groups:
        by_group = f" OR (g.subject = 'group' AND g.subject_id IN ({_marks(len(groups))}))"
    condition = (
        f"({table}.owner_id IS NULL OR {table}.owner_id = ? OR EXISTS ("
        f"SELECT 1 FROM grants g WHERE g.kind = ? AND g.object_id = {table}.id"
        f" AND g.action IN ({_marks(len(actions))})"
        f" AND ((g.subject = 'user' AND g.subject_id = ?){by_group})))"
    )
    return Sql(condition, (actor.user_id, kind, *actions, actor.user_id, *groups))


def _marks(count: int) -> str:
    return ", ".join("?" * count)
