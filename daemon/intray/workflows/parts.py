"""Triggers and actions: the two kinds of parts that workflows are made of."""

from dataclasses import dataclass
from typing import Any

from intray.store.kept import Declaration
from intray.workflows.fields import ACTION, TRIGGER


@dataclass(frozen=True)
class PartKind:
    declared: Declaration
    kind: str  # the stem of its model permissions
    uses: str  # the table that joins them to workflows
    field: str  # of a workflow


TRIGGERS = PartKind(TRIGGER, "workflowtrigger", "workflow_trigger_uses", "triggers")
ACTIONS = PartKind(ACTION, "workflowaction", "workflow_action_uses", "actions")
PARTS = (TRIGGERS, ACTIONS)


@dataclass(frozen=True)
class Part:
    """A part as a body gives it: checked values, and the id of the one that it changes."""

    id: int | None
    values: dict[str, Any]
