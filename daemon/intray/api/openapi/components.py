"""The objects of the description as `components.schemas`."""

from collections.abc import Iterator
from typing import Any

from intray.api.openapi.description import Description, Fields, success_of
from intray.api.openapi.kinds import Schema, schema

PATCHED = "Patched"
_MESSAGES: Schema = {
    "description": "What is wrong: a text, a list, or the same by field or position.",
    "anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"$ref": "#/components/schemas/Messages"}},
        {
            "type": "object",
            "additionalProperties": {"$ref": "#/components/schemas/Messages"},
        },
    ],
}
_FIELD_ERRORS: Schema = {
    "description": "Messages by field; `non_field_errors` holds those of the whole body.",
    "type": "object",
    "additionalProperties": {"$ref": "#/components/schemas/Messages"},
}


def schemas(described: Description) -> dict[str, Schema]:
    found = {name: _object(described, name) for name in described.objects}
    for name in described.objects:
        if name.endswith("Request"):
            found[PATCHED + name] = _patched(found[name])
    for name in _paged(described):
        found[page_name(name)] = _page(name, described.envelopes.get(name, {}))
    found |= {"Messages": _MESSAGES, "FieldErrors": _FIELD_ERRORS}
    return dict(sorted(found.items()))


def page_name(name: str) -> str:
    return f"Paginated{name}List"


def _object(described: Description, name: str) -> Schema:
    """True for every version: what only some of them show is not required."""
    is_body = name.endswith("Request")
    properties: dict[str, Schema] = {}
    required: list[str] = []
    found: Schema = {"type": "object", "properties": properties}
    for marked, kind in described.objects[name].items():
        field = marked.rstrip("!?")
        if field == "...":
            found["additionalProperties"] = schema(kind)
            continue
        properties[field] = schema(kind)
        if marked.endswith("!") if is_body else not marked.endswith("?"):
            required.append(field)
    for version, differences in described.older.get(name, {}).items():
        for marked, older in differences.items():
            field = marked.rstrip("!?")
            if field in required and (older is None or field not in properties):
                required.remove(field)
            properties[field] = _with_older(properties.get(field), older, int(version))
    if required:
        found["required"] = required
    if name in described.examples:
        found["example"] = described.examples[name]
    return found


def _with_older(newer: Schema | None, older: str | None, version: int) -> Schema:
    versions = "1" if version == 1 else f"1-{version}"
    if older is None:
        return {**(newer or {}), "description": f"Not in version {versions} of the API."}
    if newer is None:
        return {**schema(older), "description": f"Only in version {versions} of the API."}
    return {
        "anyOf": [newer, schema(older)],
        "description": f"The second form in version {versions} of the API.",
    }


def _patched(whole: Schema) -> Schema:
    return {name: value for name, value in whole.items() if name != "required"}


def _paged(described: Description) -> Iterator[str]:
    for operations in described.paths.values():
        for operation in operations.values():
            for _, kind in success_of(operation):
                if kind.startswith("page "):
                    yield kind.removeprefix("page ")


def _page(name: str, extras: Fields) -> Schema:
    link: dict[str, Any] = {"type": "string", "format": "uri", "nullable": True}
    ids = {"description": "Ids of the whole list. Only in version 1-9 of the API."}
    properties: dict[str, Schema] = {
        "count": {"type": "integer"},
        "next": link,
        "previous": link,
        "all": {**schema("[int]"), **ids},
        "results": schema(f"[{name}]"),
        **{extra.rstrip("?"): schema(kind) for extra, kind in extras.items()},
    }
    optional = {"all", *(extra[:-1] for extra in extras if extra.endswith("?"))}
    return {
        "type": "object",
        "properties": properties,
        "required": [field for field in properties if field not in optional],
    }
