"""What paperless-mobile and the scanner app send, and what they refuse to decode."""

import pytest
from decoding import (
    CUSTOM_FIELD,
    DOCUMENT,
    LABEL,
    OLD_SAVED_VIEW,
    STORAGE_PATH,
    TAG,
    TASK_9,
    USER,
    decode,
    decode_page,
)
from phones import EVERYTHING, uploaded

from support.appliance import ADMIN, PASSWORD


def test_paperless_mobile_logs_in(app):
    assert app(token=False).get("/api/", follow_redirects=True).status_code == 200
    client = app()
    assert int(client.get("/api/").headers["x-api-version"]) >= 3
    user_id = client.get("/api/ui_settings/").json()["user"]["id"]
    decode(client.get(f"/api/users/{user_id}/").json(), USER)


@pytest.mark.parametrize(
    ("version", "path", "shape"),
    [
        (1, "correspondents", LABEL),
        (1, "document_types", LABEL),
        (1, "storage_paths", STORAGE_PATH),
        (1, "custom_fields", CUSTOM_FIELD),
        (1, "saved_views", OLD_SAVED_VIEW),
        (2, "tags", TAG),
    ],
)
def test_paperless_mobile_loads_labels_with_the_oldest_versions(app, version, path, shape):
    page = app(version).get(f"/api/{path}/", params={"page": 1, **EVERYTHING})

    assert page.status_code == 200
    assert decode_page(page.json(), shape)
    assert page.headers["X-Api-Version"] == "10"


def test_paperless_mobile_puts_a_whole_document_with_a_utc_instant(app):
    client = app()
    document_id = uploaded(client, "mobile")
    document = client.get(f"/api/documents/{document_id}/").json()

    changed = client.put(
        f"/api/documents/{document_id}/",
        json={**document, "title": "Put", "created": "2026-03-04T23:00:00.000Z", "tags": [1]},
    )

    assert changed.status_code == 200, changed.text
    assert changed.json()["created"] == "2026-03-05"
    found = client.get(
        "/api/documents/",
        params={"page": 1, "page_size": 25, "tags__id__all": 1, "title_content": "put"},
    )
    decode_page(found.json(), DOCUMENT)
    assert [each["id"] for each in found.json()["results"]] == [document_id]


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("set_correspondent", {"correspondent": 1}),
        ("set_document_type", {"document_type": 1}),
        ("set_storage_path", {"storage_path": 1}),
        ("modify_tags", {"add_tags": [3], "remove_tags": [2]}),
        ("delete", {}),
    ],
)
def test_paperless_mobile_edits_many_documents(app, method, parameters):
    client = app()
    ids = [uploaded(client, f"{method}{number}".replace("_", "")) for number in (1, 2)]

    answer = client.post(
        "/api/documents/bulk_edit/",
        json={"documents": ids, "method": method, "parameters": parameters},
    )

    assert (answer.status_code, answer.json()) == (200, {"result": "OK"})
    left = client.get("/api/documents/", params={"id__in": ",".join(map(str, ids))}).json()
    assert left["count"] == (0 if method == "delete" else 2)


def test_the_scanner_app_logs_in_by_form_and_reads_its_task_as_a_list(app):
    login = app(token=False).post("/api/token/", data={"username": ADMIN, "password": PASSWORD})
    assert login.status_code == 200
    client = app()
    assert client.get("/api/tags/", params={"page_size": 1}).status_code == 200
    tasks = client.get("/api/tasks/").json()
    assert isinstance(tasks, list)
    for task in tasks:
        decode(task, TASK_9)
