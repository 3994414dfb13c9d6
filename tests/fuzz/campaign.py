"""Every operation of the OpenAPI document, with what its schema allows and what it does not.

Ids are aimed at objects that exist in two cases of three: what is not found proves little.
"""

import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import requests
import schemathesis
from household import Household
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.core.errors import SchemathesisError
from schemathesis.core.failures import Failure, FailureGroup

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# They never end, or take away what the campaign asks with.
LEFT_OUT = {
    ("GET", "/api/events/"),
    ("GET", "/ws/status/"),
    ("POST", "/api/profile/generate_auth_token/"),
    ("PATCH", "/api/profile/"),
    ("DELETE", "/api/session/"),
}
LOOKS_EVERY = 6  # operations: then it asks again which objects there are
LONGEST_LINE = 8000  # characters of an address
REMOVES = ("/delete/", "/trash/", "/bulk_edit/", "/bulk_edit_objects/", "/bulk_delete/")
# Which objects a field of a body names.
NAMED = {
    "account": "mail_accounts",
    "assign_correspondent": "correspondents",
    "assign_document_type": "document_types",
    "assign_storage_path": "storage_paths",
    "assign_tags": "tags",
    "correspondent": "correspondents",
    "document": "documents",
    "document_ids": "documents",
    "document_type": "document_types",
    "documents": "documents",
    "field": "custom_fields",
    "filter_has_tags": "tags",
    "groups": "groups",
    "owner": "users",
    "parent": "tags",
    "storage_path": "storage_paths",
    "tags": "tags",
    "tasks": "tasks",
    "users": "users",
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass
class Findings:
    operations: int = 0
    cases: int = 0
    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    waited: Counter[str] = field(default_factory=Counter)  # operation → seconds for its answers
    failures: dict[str, str] = field(default_factory=dict)  # operation: check → how to see it

    def add(self, label: str, failure: Failure, case: Any) -> None:
        said = f"{failure.title}: {failure.message}"
        self.failures.setdefault(f"{label}: {said[:200]}", f"{said[:800]}\n{_shown(case)}")


def document(client: httpx.Client) -> Any:
    found = client.get("/api/schema/").raise_for_status().json()
    return schemathesis.openapi.from_dict(found)


def run(household: Household, user: str, *, examples: int, number: int) -> Findings:
    """`examples` cases of each kind, allowed and not, per operation; `number` is the seed."""
    findings, began = Findings(), time.monotonic()
    with household.client(user) as client:
        schema = document(client)
        operations = sorted(
            (found.ok() for found in schema.get_all_operations()),
            key=lambda each: (
                each.path.endswith(REMOVES),
                METHODS.index(each.method.upper()),
                each.path,
            ),
        )
        asked = _Asked(client, random.Random(number), household, findings)
        for operation in operations:
            if (operation.method.upper(), operation.path) not in LEFT_OUT:
                findings.operations += 1
                asked.about(operation, examples, number)
    findings.seconds = time.monotonic() - began
    return findings


@dataclass
class _Asked:
    client: httpx.Client
    rng: random.Random
    household: Household
    findings: Findings
    session: requests.Session = field(default_factory=requests.Session)
    _ids: dict[str, list[int]] = field(default_factory=dict)

    def about(self, operation: Any, examples: int, number: int) -> None:
        if self.findings.operations % LOOKS_EVERY == 1:
            self._ids = self.household.ids()
        for strategy in _strategies(operation):

            @seed(number)
            @settings(
                max_examples=examples,
                database=None,
                deadline=None,
                phases=(Phase.explicit, Phase.generate),
                suppress_health_check=list(HealthCheck),
            )
            @given(case=strategy)
            def ask(case: Any) -> None:
                self._ask(case)

            try:
                ask()
            except (Unsatisfiable, SchemathesisError):  # nothing that it would not allow
                continue

    def _ask(self, case: Any) -> None:
        self._aim(case)
        label = f"{case.method} {case.operation.path}"
        self.findings.cases += 1
        try:
            response = case.call(
                base_url=str(self.client.base_url).rstrip("/"),
                session=self.session,
                headers={"Authorization": self.client.headers["Authorization"]},
                timeout=30,
                allow_redirects=False,
            )
        except (UnicodeError, ValueError):  # cannot be written as a request at all
            return
        self.findings.statuses[response.status_code] += 1
        self.findings.waited[label] += response.elapsed
        if len(response.request.path_url) > LONGEST_LINE:
            return  # answered by the HTTP parser, before there is a request
        checks = CHECKS
        if "fields" in (case.query or {}):  # leaves out what is required
            checks = [check for check in CHECKS if check is not response_schema_conformance]
        try:
            case.validate_response(response, checks=checks)
        except FailureGroup as group:
            for failure in group.exceptions:
                self.findings.add(label, failure, case)
        except Failure as failure:
            self.findings.add(label, failure, case)

    def _aim(self, case: Any) -> None:
        resource = re.match(r"/api/(\w+)/", case.operation.path)
        known = self._ids.get(resource[1], []) if resource else []
        parameters = case.path_parameters or {}
        if "id" in parameters:
            if known and self.rng.random() < 2 / 3:
                parameters["id"] = self.rng.choice(known)
            if resource and resource[1] == "users" and parameters["id"] in self.household.own_ids:
                parameters["id"] = 0
        case.body = self._aimed(case.body)

    def _aimed(self, value: Any, field: str = "") -> Any:
        """Numbers that name objects of a body become those of objects that there are."""
        if isinstance(value, dict):
            return {name: self._aimed(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [self._aimed(each, field) for each in value]
        known = self._ids.get(NAMED.get(field, ""))
        if known and type(value) is int and self.rng.random() < 2 / 3:
            return self.rng.choice(known)
        return value


def _strategies(operation: Any) -> Iterator[Any]:
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        try:
            yield operation.as_strategy(generation_mode=mode)
        except SchemathesisError:
            continue


def _shown(case: Any) -> str:
    try:
        return str(case.as_curl_command())[:1500]
    except Exception as error:  # only for people to read
        return f"{case!r}"[:1500] + f" ({error})"
