"""Saved views as the contract shows them."""

from typing import Any

from intray.api import object_permissions
from intray.api.views.flags import Shown
from intray.views.listing import SavedView


def shown(found: SavedView, flags: Shown | None) -> dict[str, Any]:
    """Keys in the contract's order. `flags`: of versions up to 9."""
    fields = found.display_fields
    content: dict[str, Any] = {"id": found.id, "name": found.name}
    if flags is not None:
        content |= {name: found.id in ids for name, ids in flags.items()}
    content |= {
        "sort_field": found.sort_field,
        "sort_reverse": found.sort_reverse,
        "filter_rules": [
            {"rule_type": rule.rule_type, "value": rule.value} for rule in found.filter_rules
        ],
        "page_size": found.page_size,
        "display_mode": found.display_mode,
        "display_fields": None if fields is None else list(fields),
        "owner": found.owner_id,
    }
    if found.grants is not None:
        content["permissions"] = object_permissions.shown(found.grants)
    else:
        content["user_can_change"] = found.can_change
    return content
