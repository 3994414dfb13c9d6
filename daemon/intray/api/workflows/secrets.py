"""Passwords and headers of actions open doors elsewhere: they are sealed where they are kept."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from intray.api.services import services
from intray.errors import StorageError
from intray.store.sealed import Seal


def seal_of(request: web.Request) -> Seal:
    return Seal(services(request).accounts.key, "secrets of workflows")


async def closed(seal: Seal, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an action as they are kept."""
    kept = dict(values)
    if kept.get("passwords"):
        kept["passwords"] = await seal.close(json.dumps(kept["passwords"]))
    webhook = kept.get("webhook")
    if webhook and webhook["headers"]:
        kept["webhook"] = {**webhook, "headers": await seal.close(json.dumps(webhook["headers"]))}
    return kept


async def opened(seal: Seal, values: Mapping[str, Any]) -> dict[str, Any]:
    """As they were sent; None where the key file is another one now."""
    shown = dict(values)
    shown["passwords"] = await _open(seal, shown["passwords"])
    if shown["webhook"] is not None:
        headers = await _open(seal, shown["webhook"]["headers"])
        shown["webhook"] = {**shown["webhook"], "headers": headers}
    return shown


async def _open(seal: Seal, kept: Any) -> Any:
    if not isinstance(kept, str):
        return kept
    try:
        return json.loads(await seal.open(kept))
    except StorageError:
        return None
