"""Whether an answer is what the description says, in a version of the API."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from intray.api.openapi.description import Description, load

DESCRIBED: Description = load()
ENVELOPE = ("count", "next", "previous", "all", "results")


def in_version(differences: dict[str, Any], version: int) -> Iterator[Any]:
    """What holds for the version, the widest first."""
    for last, what in sorted(differences.items(), key=lambda each: -int(each[0])):
        if version <= int(last):
            yield what


def answer_kind(path: str, method: str, version: int) -> tuple[int, str]:
    """The usual status and the type of its body."""
    facts = DESCRIBED.paths[path][method]
    status, kind = next((int(name), kind) for name, kind in facts.items() if name.isdigit())
    for older in in_version(facts.get("older", {}), version):
        kind = older
    return status, kind


def fields_of(name: str, version: int) -> dict[str, str]:
    """Field → type; a name with `?` may be absent."""
    fields = dict(DESCRIBED.objects[name])
    for differences in in_version(DESCRIBED.older.get(name, {}), version):
        for field, kind in differences.items():
            fields.pop(field, None)
            if kind is not None:
                fields[field] = kind
    return fields


def problems(value: object, kind: str, version: int, where: str = "") -> list[str]:
    """What of the value does not fit the type."""
    if kind.startswith("page "):
        return list(_of_page(value, kind.removeprefix("page "), version))
    if kind.endswith("?"):
        return [] if value is None else problems(value, kind[:-1], version, where)
    if kind.startswith("[") and isinstance(value, list):
        return _of_each(enumerate(value), kind, version, where)
    if kind.startswith("{") and isinstance(value, dict):
        return _of_each(value.items(), kind, version, where)
    if kind in DESCRIBED.objects and isinstance(value, dict):
        return list(_of_object(value, kind, version, where))
    return [] if _fits(value, kind) else [f"{where}: {value!r} is no {kind}"]


def _of_each(items: Any, kind: str, version: int, where: str) -> list[str]:
    return [
        found
        for place, item in items
        for found in problems(item, kind[1:-1], version, f"{where}.{place}")
    ]


def _of_object(value: dict[str, Any], name: str, version: int, where: str) -> Iterator[str]:
    fields = fields_of(name, version)
    free = fields.pop("...", None)
    known = {field.rstrip("?"): kind for field, kind in fields.items()}
    if missing := {field for field in fields if not field.endswith("?")} - value.keys():
        yield f"{where}: {name} lacks {sorted(missing)}"
    if (more := value.keys() - known.keys()) and free is None:
        yield f"{where}: {name} has also {sorted(more)}"
    for field in value.keys() & known.keys():
        yield from problems(value[field], known[field], version, f"{where}.{field}")


def _of_page(value: object, name: str, version: int) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{value!r} is no page"
        return
    extras = DESCRIBED.envelopes.get(name, {})
    wanted = [key for key in ENVELOPE if key != "all" or version <= 9]
    found = [key for key in value if key not in {extra.rstrip("?") for extra in extras}]
    if found != wanted:
        yield f"the envelope is {found}"
        return
    if version <= 9:
        yield from problems(value["all"], "[int]", version, "all")
    for link in ("next", "previous"):
        yield from problems(value[link], "string?", version, link)
    yield from problems(value["results"], f"[{name}]", version, "results")
    for extra, kind in extras.items():
        if extra in value or not extra.endswith("?"):
            yield from problems(value[extra.rstrip("?")], kind, version, extra)


def _fits(value: object, kind: str) -> bool:
    if kind == "any":
        return value is not None
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if match := re.fullmatch(r"int\((-?\d+)\.\.(\d+)\)", kind):
        return _fits(value, "int") and int(match[1]) <= value <= int(match[2])
    if match := re.fullmatch(r"string(?:<=(\d+))?", kind):
        return isinstance(value, str) and len(value) <= int(match[1] or len(value))
    if match := re.fullmatch(r"enum\((.*)\)", kind):
        words = match[1].split(",")
        return str(value) in words and isinstance(value, int) == words[0].isdigit()
    return isinstance(value, str) and _is_text_of(value, kind)


def _is_text_of(value: str, kind: str) -> bool:
    try:
        if kind == "uuid":
            return str(UUID(value)) == value
        if kind == "date":
            return date.fromisoformat(value).isoformat() == value
        moment = datetime.fromisoformat(value)
    except ValueError:
        return False
    if kind == "midnight":
        return moment.utcoffset() is not None and (moment.hour, moment.minute) == (0, 0)
    return kind == "datetime" and "T" in value and moment.utcoffset() is not None
