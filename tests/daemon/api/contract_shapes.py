"""The facts of the contract, and whether a value has the type that they say."""

import json
import re
from datetime import date, datetime
from pathlib import Path

FACTS = json.loads((Path(__file__).parent / "facts" / "contract.json").read_text())


def fields_of(path: str, method: str = "GET") -> dict[str, str]:
    """Name → type; a `?` at the end of the type allows null."""
    return FACTS[path]["methods"][method].get("fields", {})


def at_version(path: str, fields: dict[str, str], version: int) -> dict[str, str]:
    """The fields as older versions of the API show them."""
    found = dict(fields)
    if version <= 8 and "created_date" in found:
        found["created"] = "midnight"
    if version <= 9 and path.startswith("/api/saved_views/"):
        found |= {"show_on_dashboard": "bool", "show_in_sidebar": "bool"}
    if version <= 7 and path.endswith("/notes/"):
        found["user"] = "int?"
    if version <= 7 and "notes" in found:
        found["notes"] = "[{id,note,created,user}]"
    if version == 1 and path.startswith("/api/tags/"):
        found = {("colour" if name == "color" else name): kind for name, kind in found.items()}
        found["colour"] = "enum(1,2,3,4,5,6,7,8,9,10,11,12,13)"
        del found["text_color"]
    return found


def problems(value: object, kind: str) -> list[str]:
    """What of the value does not fit the type."""
    if kind.endswith("?"):
        return [] if value is None else problems(value, kind[:-1])
    if _fits(value, kind):
        return []
    return [f"{value!r} is no {kind}"]


def _fits(value: object, kind: str) -> bool:
    if kind == "any":
        return True
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if match := re.fullmatch(r"string(?:<=(\d+))?", kind):
        return isinstance(value, str) and len(value) <= int(match[1] or len(value))
    if match := re.fullmatch(r"enum\((.*)\)", kind):
        return str(value) in match[1].split(",")
    if kind in ("date", "datetime", "midnight"):
        return isinstance(value, str) and _is_time(value, kind)
    if kind.startswith("[{"):
        keys = _keys(kind[2:-2])
        return isinstance(value, list) and all(keys == set(item) for item in value)
    if kind.startswith("object{"):
        return isinstance(value, dict) and _keys(kind[7:-1]) <= set(value)
    if kind.startswith("["):
        return isinstance(value, list) and _items_fit(value, kind[1:-1])
    return isinstance(value, dict)


def _items_fit(items: list[object], kind: str) -> bool:
    if kind[0].isupper():
        return all(isinstance(item, dict) for item in items)
    return all(_fits(item, kind) for item in items)


def _keys(inside: str) -> set[str]:
    """Outermost names of `id,user{id,name}|null`; optional and stored extras left out."""
    flat = inside
    while "{" in flat:
        flat = re.sub(r"\{[^{}]*\}", "", flat)
    names = {name.removesuffix("|null") for name in flat.split(",")}
    return {name for name in names if not name.endswith("?") and not name.startswith("+")}


def _is_time(value: str, kind: str) -> bool:
    if kind == "date":
        return date.fromisoformat(value).isoformat() == value
    moment = datetime.fromisoformat(value)
    if kind == "midnight":
        return moment.utcoffset() is not None and (moment.hour, moment.minute) == (0, 0)
    return "T" in value and moment.utcoffset() is not None
