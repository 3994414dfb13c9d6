"""Workflows and their parts as the contract shows them."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from intray.api import kept
from intray.api.services import services
from intray.api.workflows.secrets import opened, seal_of
from intray.workflows.fields import WORKFLOW
from intray.workflows.parts import ACTIONS, PARTS, PartKind


async def workflows(request: web.Request, found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    zone, shown = services(request).config.time_zone, []
    for each in found:
        content = kept.shown(WORKFLOW, each, zone)
        for kind in PARTS:
            content[kind.field] = await parts(request, kind, each[kind.field])
        shown.append(content)
    return shown


async def parts(
    request: web.Request, kind: PartKind, found: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Mail and webhook of an action have ids of their own for clients: those of the action."""
    zone, shown = services(request).config.time_zone, []
    for each in found:
        values = each if kind is not ACTIONS else await opened(seal_of(request), each)
        content = kept.shown(kind.declared, values, zone)
        if kind is ACTIONS:
            for name in ("email", "webhook"):
                if content[name] is not None:
                    content[name] = {"id": each["id"], **content[name]}
        shown.append(content)
    return shown
