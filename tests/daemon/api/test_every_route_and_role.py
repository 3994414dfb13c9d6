"""Each endpoint for {anonymous, stranger, viewer, editor, owner, superuser}, from the route table.

A new route is tested by being declared. The viewer holds every `view_` right, editor and owner
every right on every model. Of each owned kind there is one object of the owner that the viewer may
see and the editor change, and a secret one without grants.
"""

import re

import pytest
from api_roles import RIGHTS, ROLES

from intray.accounts import groups, totp
from intray.accounts.totp import SecondFactor
from intray.api.resources import tables
from intray.api.routing import MONITORING, STAFF, SUPERUSER, Policy, endpoints
from intray.permissions import CODENAMES

MISSING = 999_999
RANKS = (STAFF, SUPERUSER, MONITORING)
OWNED = {
    "documents": ("documents", "document"),
    "tags": ("tags", "tag"),
    "correspondents": ("correspondents", "correspondent"),
    "document_types": ("document_types", "documenttype"),
    "storage_paths": ("storage_paths", "storagepath"),
    "saved_views": ("saved_views", "savedview"),
    "mail_accounts": ("mail_accounts", "mailaccount"),
    "mail_rules": ("mail_rules", "mailrule"),
    "processed_mail": ("processed_mail", "processedmail"),
}
MORE_COLUMNS = {
    "storage_paths": {"path": "{{ title }}"},
    "mail_accounts": {"password": ""},
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


ENDS_THE_TOKEN = "/api/profile/generate_auth_token/"
FOR_WHO_MAY_CHANGE = ("/suggestions/", "/ai_suggestions/", "/share_links/")


def all_routes():
    """(method, path, policy); what deletes (parts before the whole) and the token's change last."""
    found = [
        (method, endpoint.path, route.policy)
        for endpoint in endpoints(tables())
        for method, route in endpoint.routes.items()
    ]
    return sorted(
        found,
        key=lambda each: (
            each[1] == ENDS_THE_TOKEN,
            METHODS.index(each[0]),
            -each[1].count("/"),
            each[1],
        ),
    )


def resource_of(path: str) -> str:
    return path.split("/")[2]


async def add_owned(box, resource: str, owner_id: int) -> int:
    table, _ = OWNED[resource]
    if resource == "documents":
        return await box.add_document("secret words", owner_id=owner_id)
    values = {"owner_id": owner_id, **MORE_COLUMNS.get(resource, {})}
    async with box.services.database.transaction() as tx:
        count = await tx.execute_fetchall(f"SELECT count(*) FROM {table}")
        if resource == "processed_mail":
            values |= await mail_of_a_rule(tx, owner_id)
        else:
            values["name"] = f"{resource} {next(iter(count))[0]}"
        if resource == "mail_rules":
            values["account_id"] = await add_account(tx, owner_id)
        return await insert(tx, table, values)


async def add_account(tx, owner_id: int) -> int:
    count = await tx.execute_fetchall("SELECT count(*) FROM mail_accounts")
    name = f"account {next(iter(count))[0]}"
    return await insert(tx, "mail_accounts", {"name": name, "owner_id": owner_id, "password": ""})


async def mail_of_a_rule(tx, owner_id: int) -> dict:
    account_id = await add_account(tx, owner_id)
    values = {"name": f"rule of {account_id}", "account_id": account_id, "owner_id": owner_id}
    return {
        "rule_id": await insert(tx, "mail_rules", values),
        **dict.fromkeys(("folder", "uid", "subject", "status"), "x"),
        **dict.fromkeys(("received_at", "processed_at"), 0),
    }


async def insert(tx, table: str, values: dict) -> int:
    cursor = await tx.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
        tuple(values.values()),
    )
    return cursor.lastrowid


async def add_note(box, document_id: int) -> int:
    async with box.services.database.transaction() as tx:
        cursor = await tx.execute(
            "INSERT INTO notes (document_id, note, created_at) VALUES (?, 'paid', 0)",
            (document_id,),
        )
    return cursor.lastrowid


@pytest.fixture
async def people(box):
    """Somebody in every role, and the ids of what paths name."""
    for role in ROLES:
        await box.as_role(role)
    return box


@pytest.fixture
async def shared(people):
    """Per resource the id of an object that its owner shares with viewer and editor."""
    box, ids = people, {}
    for resource, (_, kind) in OWNED.items():
        ids[resource] = await add_owned(box, resource, box.user_ids["owner"])
        await box.grant(kind, ids[resource], "view", box.user_ids["viewer"])
        await box.grant(kind, ids[resource], "change", box.user_ids["editor"])
    ids["users"] = await box.make_user("somebody")
    ids["notes"] = await add_note(box, ids["documents"])
    ids["config"] = 1
    async with box.services.database.transaction() as tx:
        for table in ("workflow_triggers", "workflow_actions"):
            ids[table] = await insert(tx, table, {"settings": '{"type": 2}'})
        ids["workflows"] = await insert(tx, "workflows", {"name": "bills"})
    ids["tasks"] = await box.add_job()
    async with box.services.database.transaction() as tx:
        ids["groups"] = await groups.create(tx, "family", ())
        await totp.activate(tx, b"", SecondFactor(ids["users"], "", 0), ())
    return ids


@pytest.fixture
async def secret(people):
    """Per resource the id of an object that nobody but its owner knows."""
    return {
        resource: await add_owned(people, resource, people.user_ids["owner"]) for resource in OWNED
    }


def path_with(path: str, ids: dict[str, int]) -> str:
    number = ids.get(resource_of(path), MISSING)
    note = ids.get("notes", MISSING)
    path = path.replace("{id}", str(number)).replace("{note_id}", str(note))
    path = path.replace("{version_id}", str(number))  # the first one
    return re.sub(r"\{\w+\}", "nothing", re.sub(r"\{\w+_id\}", str(MISSING), path))


async def status_of(client, method: str, path: str) -> int:
    async with client.request(method, path, json=None, allow_redirects=False) as response:
        return response.status


def allowed(role: str, policy: Policy) -> bool:
    if policy in RANKS:
        return role == "superuser"
    if policy.name in CODENAMES:
        return role == "superuser" or policy.name in RIGHTS.get(role, ())
    return role != "anonymous" or policy.anonymous


def refused_for_the_object(role: str, method: str, path: str) -> bool:
    """Where the policy allows it, and the object does not: what is shared is not one's own."""
    if role == "editor" and method == "PUT":
        return True  # without `owner` in the body it gives the object away
    if path.endswith(("/login/", "/logout/")):
        return True  # without the token of the form
    if path.endswith("/deactivate_totp/"):
        return role != "superuser"  # of somebody else
    if path.endswith("/history/"):
        return role not in ("owner", "superuser")
    return role == "viewer" and path.endswith(FOR_WHO_MAY_CHANGE)


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_gets_exactly_what_the_policy_says(people, shared, role):
    client = await people.as_role(role)
    surprises = []
    for method, path, policy in all_routes():
        status = await status_of(client, method, path_with(path, shared))
        if allowed(role, policy):
            refused = {401} if refused_for_the_object(role, method, path) else {401, 403}
            if status in refused or (status >= 500 and status != 501):
                surprises.append((method, path, status))
            if status == 404 and role == "superuser" and resource_of(path) in shared:
                surprises.append((method, path, status))
        elif status != (policy.stranger.status if role == "anonymous" else 403):
            surprises.append((method, path, status))
    assert surprises == []


@pytest.mark.parametrize("role", ["viewer", "editor", "owner"])
async def test_what_is_shared_is_seen_and_changed_only_as_far_as_it_is_shared(people, shared, role):
    client = await people.as_role(role)
    surprises = []
    for method, path, policy in all_routes():
        if resource_of(path) not in OWNED or not path.endswith("/{id}/"):
            continue
        if method == "PUT" or not allowed(role, policy):
            continue
        status = await status_of(client, method, path_with(path, shared))
        if status not in (200, 204):
            surprises.append((method, path, status))
    assert surprises == []


@pytest.mark.parametrize("role", ["viewer", "editor"])
async def test_a_secret_object_cannot_be_told_from_a_missing_one(people, secret, role):
    client = await people.as_role(role)
    surprises = []
    for method, path, policy in all_routes():
        if resource_of(path) not in OWNED or "{id}" not in path or not allowed(role, policy):
            continue
        missing = dict.fromkeys(OWNED, MISSING)
        for verb in ("GET", "HEAD") if method == "GET" else (method,):
            answers = []
            for ids in (secret, missing):
                async with client.request(verb, path_with(path, ids)) as response:
                    answers.append((response.status, await response.text()))
            if answers[0] != answers[1] or answers[0][0] not in (403, 404):
                surprises.append((verb, path, answers))
    assert surprises == []


@pytest.mark.parametrize("role", ["stranger", "viewer", "editor"])
async def test_no_list_shows_a_secret_object(people, secret, role):
    client = await people.as_role(role)
    for method, path, policy in all_routes():
        if method != "GET" or resource_of(path) not in OWNED or path.count("/") != 3:
            continue
        if allowed(role, policy):
            async with client.get(path) as response:
                found = await response.json()
            assert (found["count"], found["results"]) == (0, []), path


async def test_every_method_that_is_not_declared_is_405_for_those_who_are_logged_in(people):
    client = await people.as_role("superuser")
    for endpoint in endpoints(tables()):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            if method not in endpoint.routes:
                async with client.request(method, path_with(endpoint.path, {})) as response:
                    assert response.status == 405, (method, endpoint.path)
                    assert response.headers["Allow"] == endpoint.allow
                    assert (await response.json())["detail"] == f'Method "{method}" not allowed.'
