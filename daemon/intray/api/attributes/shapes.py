"""Attributes as the contract shows them, in the shape of each version of the API."""

from collections.abc import Iterable, Mapping
from typing import Any

from intray.api import object_permissions
from intray.attributes import appearance
from intray.attributes.kinds import CORRESPONDENTS, STORAGE_PATHS, TAGS, AttributeKind
from intray.attributes.listing import Attribute

Children = Mapping[int, list[Attribute]]


def shown(
    kind: AttributeKind,
    found: Attribute,
    version: int,
    *,
    children: Children | None = None,
    last_correspondence: bool = False,
) -> dict[str, Any]:
    """Keys in the contract's order."""
    content: dict[str, Any] = {
        "id": found.id,
        "slug": appearance.slug(found.name),
        "name": found.name,
    }
    if kind is TAGS:
        content |= _color(found.color or appearance.DEFAULT_COLOR, version)
    if kind is STORAGE_PATHS:
        content["path"] = found.path
    content |= {
        "match": found.match,
        "matching_algorithm": found.matching_algorithm,
        "is_insensitive": found.is_insensitive,
    }
    if kind is TAGS:
        content["is_inbox_tag"] = found.is_inbox_tag
    content["document_count"] = found.document_count
    if kind is CORRESPONDENTS and last_correspondence:
        content["last_correspondence"] = found.last_correspondence
    content["owner"] = found.owner_id
    if found.grants is not None:
        content["permissions"] = object_permissions.shown(found.grants)
    else:
        content["user_can_change"] = found.can_change
    if kind is TAGS:
        content["parent"] = found.parent_id
        content["children"] = [
            shown(kind, child, version, children=children)
            for child in (children or {}).get(found.id, ())
        ]
    return content


def by_parent(tags: Iterable[Attribute]) -> dict[int, list[Attribute]]:
    """Children of each tag in alphabetical order."""
    children: dict[int, list[Attribute]] = {}
    for tag in sorted(tags, key=lambda tag: tag.name.casefold()):
        if tag.parent_id is not None:
            children.setdefault(tag.parent_id, []).append(tag)
    return children


def with_descendants(ids: Iterable[int], children: Children) -> list[int]:
    """The ids, each followed by what is below it, without repetition."""
    found: dict[int, None] = {}
    pending = list(ids)[::-1]
    while pending:
        tag_id = pending.pop()
        if tag_id not in found:
            found[tag_id] = None
            pending.extend(child.id for child in reversed(children.get(tag_id, [])))
    return list(found)


def _color(color: str, version: int) -> dict[str, Any]:
    if version == 1:
        return {"colour": appearance.color_number(color)}
    return {"color": color, "text_color": appearance.text_color(color)}
