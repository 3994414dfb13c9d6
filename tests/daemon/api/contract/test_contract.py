"""Each route, in every version, for everybody: the status, and exactly the fields described."""

import re

import pytest
from api_roles import RIGHTS
from contract_household import KINDS, SERVED, furnish
from contract_shapes import DESCRIBED, answer_kind, in_version, problems

from intray.api.routing import MONITORING, STAFF, SUPERUSER
from intray.documents.filters import FILTERS
from intray.permissions import CODENAMES

VERSIONS = (1, 6, 7, 8, 9, 10)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Where the example cannot succeed in a box without mail, network, models and OCR.
REFUSED = {
    ("POST", "/api/token/"): {400},
    ("POST", "/api/documents/email/"): {400},
    ("POST", "/api/documents/{id}/email/"): {400},
    ("POST", "/api/profile/totp/"): {400},
    ("DELETE", "/api/profile/totp/"): {404},
    ("POST", "/api/users/{id}/deactivate_totp/"): {403, 404},
    ("POST", "/api/profile/disconnect_social_account/"): {400},
    ("POST", "/api/session/"): {400},
    ("POST", "/api/setup/"): {400},
    ("POST", "/api/tasks/{id}/retry/"): {400},
    ("POST", "/api/mail_accounts/test/"): {400},
    ("POST", "/api/mail_accounts/{id}/process/"): {400},
    ("GET", "/api/oauth/callback/"): {400},
    ("DELETE", "/api/documents/{id}/versions/{version_id}/"): {400},  # the first one stays
    ("GET", "/api/schema/view/"): {200, 404},  # where the page has not been built
}
LEFT_OUT = {
    ("GET", "/api/events/"),
    ("GET", "/ws/status/"),
    ("POST", "/api/profile/generate_auth_token/"),
    ("DELETE", "/api/session/"),
}
PERSONAL = {name for name, kind in KINDS.items() if kind} | {"share_links", "share_link_bundles"}
MISSING = 999_999
RANKS = (STAFF, SUPERUSER, MONITORING)
ROUTES = sorted(
    (
        (method, path)
        for path, endpoint in SERVED.items()
        for method in endpoint.routes
        if (method, path) not in LEFT_OUT and path in DESCRIBED.paths
    ),
    key=lambda each: (METHODS.index(each[0]), each[1]),
)


@pytest.fixture
async def household(box):
    return await furnish(box)


def may(role, method, path):
    """Whether the policy lets the role reach the handler."""
    policy = SERVED[path].routes[method].policy
    if policy in RANKS:
        return role == "superuser"
    if policy.name in CODENAMES:
        return role == "superuser" or policy.name in RIGHTS.get(role, ())
    return role != "anonymous" or policy.anonymous


def documented(method, path):
    facts = DESCRIBED.paths[path][method]
    found = {int(name) for name in facts if name.isdigit()} | set(facts.get("also", ()))
    return found | {400, 403, 404}


async def ask(client, request, version):
    headers = {"Accept": f"application/json; version={version}"}
    async with client.request(
        request.method,
        request.path,
        headers=headers,
        allow_redirects=False,
        **request.options,
    ) as response:
        is_json = response.content_type == "application/json"
        content = await (response.json() if is_json else response.read())
        return response.status, content


def wrong(method, path, version, status, content, role):
    """What of this answer is not as the contract has it."""
    if not may(role, method, path):
        expected = 401 if role == "anonymous" else 403
        return [] if status == expected else [f"{status} in place of {expected}"]
    usual, kind = answer_kind(path, method, version)
    if role in ("owner", "superuser"):
        expected = REFUSED.get((method, path), {usual})
        if status not in expected:
            return [f"{status} in place of {expected}: {str(content)[:200]}"]
    if status not in documented(method, path):
        return [f"{status} is not documented: {str(content)[:200]}"]
    if status >= 400:
        return [] if isinstance(content, dict) and content else [f"{status} with {content!r}"]
    if kind == "empty":
        return [] if content == b"" else [f"content: {content!r}"]
    return [] if kind.startswith("file ") else problems(content, kind, version)


@pytest.mark.parametrize(
    "role", ["anonymous", "stranger", "viewer", "editor", "owner", "superuser"]
)
async def test_every_answer_has_the_status_and_exactly_the_fields_of_its_version(household, role):
    client = await household.box.as_role(role)
    surprises = []
    for version in VERSIONS if role in ("owner", "superuser") else (1, 9, 10):
        for method, path in ROUTES:
            request = await household.request(path, method)
            status, content = await ask(client, request, version)
            surprises += [
                f"version {version}: {method} {path}: {said}"
                for said in wrong(method, path, version, status, content, role)
            ]
    assert not surprises, "\n".join(surprises)


async def test_whom_an_object_is_shown_to_sees_it_as_its_owner_does(household):
    viewer = await household.box.as_role("viewer")

    for resource, kind in KINDS.items():
        if kind is not None and f"/api/{resource}/{{id}}/" in SERVED:
            async with viewer.get(f"/api/{resource}/1/") as response:
                assert response.status == 200, resource
                assert (await response.json())["user_can_change"] is False


async def test_somebody_elses_object_cannot_be_told_from_a_missing_one(household):
    editor = await household.box.as_role("editor")
    foreign = household.ids.copy()
    surprises = []

    for method, path in ROUTES:
        resource = path.split("/")[2]
        if resource not in PERSONAL or "{id}" not in path:
            continue
        answers = []
        for number in (foreign.get(resource, 1), MISSING):
            household.ids[resource] = number
            request = await household.request(path, method, ready_made=True)
            answers.append(await ask(editor, request, 10))
        household.ids = foreign.copy()
        if answers[0] != answers[1] or answers[0][0] not in (403, 404):
            surprises.append((method, path, answers))
    assert not surprises, "\n".join(map(str, surprises))


@pytest.mark.parametrize("version", range(1, 11))
async def test_every_version_is_spoken(household, version):
    client = await household.box.as_role("superuser")

    for path in ("/api/documents/", "/api/tags/", "/api/tasks/", "/api/saved_views/"):
        request = await household.request(path, "GET")
        status, content = await ask(client, request, version)
        _, kind = answer_kind(path, "GET", version)
        assert (status, problems(content, kind, version)) == (200, [])


async def test_without_a_version_tasks_and_saved_views_are_those_of_version_9(household):
    client = await household.box.as_role("superuser")

    for path, version in (("/api/tasks/", 9), ("/api/saved_views/", 9)):
        async with client.get(path) as response:
            content = await response.json()
        kind = answer_kind(path, "GET", version)[1]
        if kind.startswith("page "):
            assert problems(content["results"], f"[{kind[5:]}]", version) == []
        else:
            assert problems(content, kind, version) == []


OWNED = [path for path in SERVED if (kind := path.split("/")[2]) in KINDS and KINDS[kind]]


@pytest.mark.parametrize(
    "path", [path for path in OWNED if re.fullmatch(r"/api/\w+/(\{id\}/)?", path)]
)
async def test_full_perms_show_permissions_in_place_of_rights(household, path):
    client = await household.box.as_role("superuser")

    request = await household.request(path, "GET")
    request.path += "?full_perms=true"
    _, content = await ask(client, request, 10)

    for found in content.get("results", [content]):
        assert not {"user_can_change", "is_shared_by_requester"} & found.keys()
        assert problems(found["permissions"], "Permissions", 10) == []


@pytest.mark.parametrize("version", [9, 10])
async def test_a_list_of_documents_counts_what_they_carry(household, version):
    client = await household.box.as_role("owner")

    request = await household.request("/api/documents/", "GET")
    request.path += "?include_selection_data=true&title__icontains=Scan"
    _, content = await ask(client, request, version)

    assert problems(content, "page Document", version) == []
    assert problems(content["selection_data"], "SelectionData", version) == []
    assert {"id": 1, "document_count": 1} in content["selection_data"]["selected_tags"]


async def test_choices_are_positions_among_labels_in_version_6_and_below(household):
    client = await household.box.as_role("owner")

    for version, values in ((6, ["EUR31.20", 1]), (7, None)):
        request = await household.request("/api/documents/{id}/", "GET")
        _, document = await ask(client, request, version)
        found = [each["value"] for each in document["custom_fields"]]
        assert found == values or (version == 7 and isinstance(found[1], str))


def test_every_filter_of_the_contract_is_known():
    assert set(DESCRIBED.parameters["filters"]) - set(FILTERS) == set()


async def test_every_filter_runs_with_any_value(household):
    client = await household.box.as_role("superuser")
    values = ("1", "true", "2026-03-05", "x", "1,2", "['", "%F0%9F%98%80", "%FF%00", "9" * 25)

    for name in FILTERS:
        for value in values:
            async with client.get(f"/api/documents/?{name}={value}") as response:
                assert response.status in (200, 400), (name, value)
                content = await response.json()
                assert response.status == 200 or list(content) == [name]


def test_differences_are_of_versions_that_there_are():
    for differences in DESCRIBED.older.values():
        assert all(1 <= int(version) <= 9 for version in differences)
        assert list(in_version(differences, 10)) == []
