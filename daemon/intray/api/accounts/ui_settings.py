"""GET and POST /api/ui_settings/: who I am, what I may, and what my apps remember."""

import json
from typing import Any

from aiohttp import web

from intray.accounts import ui_settings, users
from intray.api.answers import answer
from intray.api.bodies import read_body
from intray.api.context import actor
from intray.api.fields import Fields
from intray.api.middleware.headers import SERVER_VERSION
from intray.api.routing import Routes
from intray.api.services import Services, services
from intray.api.system.app_config_fields import LOGO
from intray.api.system.logo import address
from intray.errors import ValidationError
from intray.permissions import CODENAMES

routes = Routes()
MAX_KEYS = 200
MAX_LENGTH = 1_000_000  # of all of them as JSON


@routes.get("/api/ui_settings/", needs="view_uisettings")
async def get_ui_settings(request: web.Request) -> web.Response:
    found = actor(request)
    async with services(request).database.read() as db:
        user = await users.get(db, found.user_id)
        stored = await ui_settings.read(db, found.user_id)
    shown: dict[str, Any] = {
        "id": user.id,
        "username": user.username,
        "is_staff": user.is_staff,
        "is_superuser": user.is_superuser,
        "groups": sorted(found.group_ids),
    }
    for name in ("first_name", "last_name"):
        if getattr(user, name):
            shown[name] = getattr(user, name)
    permissions = CODENAMES if found.is_superuser else found.codenames
    settings = _overlaid(services(request), stored)
    return answer({"user": shown, "settings": settings, "permissions": sorted(permissions)})


@routes.post("/api/ui_settings/", needs="add_uisettings")
async def save_ui_settings(request: web.Request) -> web.Response:
    fields = Fields(await read_body(request))
    fields.object("settings", required=True)
    settings = fields.checked()["settings"]
    async with services(request).database.transaction() as tx:
        known = await ui_settings.read(tx, actor(request).user_id)
        if len(known.keys() | settings.keys()) > MAX_KEYS:
            raise ValidationError({"settings": [f"There may be at most {MAX_KEYS} keys."]})
        if len(json.dumps({**known, **settings})) > MAX_LENGTH:
            raise ValidationError({"settings": ["There is no room for this much."]})
        await ui_settings.merge(tx, actor(request).user_id, settings)
    return answer({"success": True})


def _overlaid(parts: Services, stored: dict[str, Any]) -> dict[str, Any]:
    """Stored keys, and those that only the daemon knows: apps send some of them back."""
    checking = stored.get("update_checking")
    return {
        **stored,
        "update_checking": {
            **(checking if isinstance(checking, dict) else {}),
            "backend_setting": "default",
        },
        "trash_delay": parts.config.maintenance.trash_delay_days,
        "version": SERVER_VERSION,
        "app_title": parts.overlay.values.get("app_title", parts.config.server.app_title),
        "app_logo": address(parts.overlay.values.get(LOGO)),
        "auditlog_enabled": parts.config.maintenance.audit_log_enabled,
        "email_enabled": parts.config.smtp.ready,
        "ai_enabled": False,  # there is no language model, whatever the settings say
    }
