"""Where a user wants to see saved views: kept in that user's settings, not with the view.

Up to version 9 of the API it is shown as two flags of each view.
"""

from collections.abc import Mapping
from typing import Any

import aiosqlite

from intray.accounts import ui_settings

_KEY = "saved_views"
_LISTS = {
    "show_on_dashboard": "dashboard_views_visible_ids",
    "show_in_sidebar": "sidebar_views_visible_ids",
}

NEWEST_WITH_FLAGS = 9  # version of the API

Shown = Mapping[str, frozenset[int]]  # flag → ids of the views that have it


async def read(db: aiosqlite.Connection, user_id: int, version: int) -> Shown | None:
    """None in versions of the API that have no flags."""
    if version > NEWEST_WITH_FLAGS:
        return None
    stored = _stored(await ui_settings.read(db, user_id))
    return {flag: frozenset(_ids(stored.get(name))) for flag, name in _LISTS.items()}


async def write(
    tx: aiosqlite.Connection, user_id: int, view_id: int, values: Mapping[str, Any]
) -> None:
    """Remember the flags that are among the values; everything else stays as it is."""
    given = {name: values[flag] for flag, name in _LISTS.items() if flag in values}
    if not given:
        return
    stored = _stored(await ui_settings.read(tx, user_id))
    for name, wanted in given.items():
        others = [other for other in _ids(stored.get(name)) if other != view_id]
        stored[name] = [*others, view_id] if wanted else others
    await ui_settings.merge(tx, user_id, {_KEY: stored})


def _stored(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Apps write this object themselves, so nothing in it can be relied on."""
    found = settings.get(_KEY)
    return dict(found) if isinstance(found, dict) else {}


def _ids(value: Any) -> list[int]:
    return [item for item in value if type(item) is int] if isinstance(value, list) else []
