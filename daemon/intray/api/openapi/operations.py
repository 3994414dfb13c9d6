"""One operation: what a method of a path takes and answers."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from intray.api.openapi.components import PATCHED, page_name
from intray.api.openapi.description import Description, success_of
from intray.api.openapi.kinds import MAX_INT, Schema, query_schema, schema
from intray.api.routing import (
    LOGGED_IN,
    MONITORING,
    OPEN,
    STAFF,
    SUPERUSER,
    Policy,
    Route,
)
from intray.permissions import CODENAMES

SECURITY: list[dict[str, list[str]]] = [{"basicAuth": []}, {"cookieAuth": []}, {"tokenAuth": []}]
_WHO = {
    LOGGED_IN.name: "For everybody who is logged in.",
    STAFF.name: "For staff and superusers.",
    SUPERUSER.name: "For superusers.",
    MONITORING.name: "For staff, superusers and holders of `view_system_monitoring`.",
}
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_VERBS = {"GET": "Get", "POST": "Create", "PUT": "Replace", "PATCH": "Change", "DELETE": "Delete"}


def operation(route: Route, described: Description) -> dict[str, Any]:
    facts = described.paths.get(route.path, {}).get(route.method, {})
    found: dict[str, Any] = {
        "operationId": operation_id(route.method, route.path),
        "tags": [_tag(route.path)],
        "summary": _summary(route, facts),
        "description": _prose(route, facts),
        "security": [*SECURITY, {}] if route.policy.anonymous else SECURITY,
        "parameters": [*_path_parameters(route.path), *_query_parameters(facts, described)],
    }
    if not found["parameters"]:
        del found["parameters"]
    if "body" in facts:
        found["requestBody"] = _body(route.method, facts)
    found["responses"] = _responses(route, facts)
    return found


def operation_id(method: str, path: str) -> str:
    """`documents_id_thumb_get`."""
    words = re.findall(r"\w+", path.removeprefix("/api"))
    return "_".join([*words, method.lower()])


def _tag(path: str) -> str:
    words = [word for word in path.split("/") if word and word != "api"]
    return words[0] if words else "api"


def _summary(route: Route, facts: Mapping[str, Any]) -> str:
    said = (route.handler.__doc__ or "").strip().partition("\n")[0]
    if said:
        return said
    words = [word for word in route.path.removeprefix("/api").split("/") if word]
    names = [word.replace("_", " ") for word in words if "{" not in word] or ["resources"]
    is_list = str(facts.get("200", "")).startswith(("page ", "["))
    verb = "List" if route.method == "GET" and is_list else _VERBS[route.method]
    return f"{verb} {': '.join(names)}"


def _prose(route: Route, facts: Mapping[str, Any]) -> str:
    sentences = [_who(route.policy), facts.get("says", "")]
    for version, kind in facts.get("older", {}).items():
        sentences.append(f"Version 1-{version} of the API answers {_in_words(kind)} instead.")
    if route.default_version != 10:
        sentences.append(f"Without a version, that of {route.default_version} is answered.")
    return " ".join(sentence for sentence in sentences if sentence)


def _who(policy: Policy) -> str:
    if policy.anonymous:
        return "For everybody."
    if policy.name in CODENAMES:
        return f"Needs the permission `{policy.name}`."
    return _WHO.get(policy.name, "")


def _in_words(kind: str) -> str:
    return f"a bare list of {kind[1:-1]}" if kind.startswith("[") else kind


def _path_parameters(path: str) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"\{(\w+)", path):
        kind: Schema = {"type": "string"}
        if name == "id" or name.endswith("_id"):
            kind = {"type": "integer", "minimum": 0, "maximum": MAX_INT}
        yield {"name": name, "in": "path", "required": True, "schema": kind}


def _query_parameters(facts: Mapping[str, Any], described: Description) -> Iterator[dict[str, Any]]:
    for name, kind in described.query(facts).items():
        found: dict[str, Any] = {"name": name, "in": "query", "schema": query_schema(kind)}
        if kind in ("ids", "names"):
            found |= {"style": "form", "explode": False}
        yield found


def _body(method: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    name = f"{PATCHED}{facts['body']}" if method == "PATCH" else facts["body"]
    kinds = {"json": [_JSON], "multipart": [_MULTIPART]}.get(
        facts.get("takes", ""), [_JSON, _FORM, _MULTIPART]
    )
    return {
        "required": method != "PATCH",
        "content": {kind: {"schema": schema(name)} for kind in kinds},
    }


def _responses(route: Route, facts: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for status, kind in success_of(facts):
        older = facts.get("older", {}).values()
        found[str(status)] = _success(kind, list(older))
    for status in sorted(_errors(route, facts)):
        found[str(status)] = {"$ref": f"#/components/responses/Error{status}"}
    return dict(sorted(found.items()))


def _success(kind: str, older: list[str]) -> dict[str, Any]:
    if kind == "empty":
        return {"description": "Done."}
    if kind.startswith("file "):
        content: dict[str, Any] = {
            media_type: {"schema": {} if "json" in media_type else schema("file")}
            for media_type in kind.split()[1:]
        }
        return {"description": "The file.", "content": content}
    kinds = [_answer(each) for each in [kind, *older]]
    return {
        "description": "Done.",
        "content": {_JSON: {"schema": {"anyOf": kinds} if older else kinds[0]}},
    }


def _answer(kind: str) -> Schema:
    return schema(page_name(kind[5:]) if kind.startswith("page ") else kind)


def _errors(route: Route, facts: Mapping[str, Any]) -> set[int]:
    found = {406, *facts.get("also", ())}
    found |= {int(name) for name in facts if name.isdigit() and int(name) >= 400}
    if "query" in facts or "body" in facts:
        found.add(400)
    if "body" in facts:
        found |= {413, 415}
    if route.policy is not OPEN:
        found.add(401)
    if not route.policy.anonymous and (route.method != "GET" or route.policy is not LOGGED_IN):
        found.add(403)  # without the right, or without the token against forged requests
    if "{" in route.path or "page" in facts.get("query", "").split():
        found.add(404)
    return found
