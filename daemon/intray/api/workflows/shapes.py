"""Workflows and their parts as the contract shows them."""

from datetime import tzinfo
from typing import Any

from intray.api import kept
from intray.workflows.fields import WORKFLOW
from intray.workflows.parts import ACTIONS, PARTS, PartKind


def workflow(found: dict[str, Any], zone: tzinfo) -> dict[str, Any]:
    content = kept.shown(WORKFLOW, found, zone)
    for kind in PARTS:
        content[kind.field] = [part(kind, each, zone) for each in found[kind.field]]
    return content


def part(kind: PartKind, found: dict[str, Any], zone: tzinfo) -> dict[str, Any]:
    """Mail and webhook of an action have ids of their own for clients: those of the action."""
    content = kept.shown(kind.declared, found, zone)
    if kind is ACTIONS:
        for name in ("email", "webhook"):
            if content[name] is not None:
                content[name] = {"id": found["id"], **content[name]}
    return content
