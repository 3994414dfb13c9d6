"""What swift-paperless sends, in its order, and what it refuses to decode.

The app itself cannot run here; its requests and its strictness can."""

import json
import re

import httpx
import pytest
from decoding import (
    CUSTOM_FIELD,
    DOCUMENT,
    LABEL,
    METADATA,
    NOTE,
    SAVED_VIEW,
    SHARE_LINK,
    STORAGE_PATH,
    TAG,
    TASK_9,
    TASK_10,
    decode,
    decode_page,
)
from paper import born_digital
from phones import EVERYTHING, LINES, uploaded

from support.appliance import ADMIN, PASSWORD


def test_the_iphone_app_recognises_the_server_and_logs_in(app):
    stranger = app(10, token=False)
    assert stranger.get("/api/token/").status_code == 405
    refused = stranger.post("/api/token/", json={"username": ADMIN, "password": "wrong"})
    assert refused.status_code == 400
    assert refused.json()["non_field_errors"] != ["MFA code is required"]
    assert stranger.get("/api/ui_settings/").status_code == 401

    login = stranger.post("/api/token/", json={"username": ADMIN, "password": PASSWORD})

    assert re.fullmatch("[0-9a-f]{40}", login.json()["token"])
    settings = app(10).get("/api/ui_settings/")
    version = tuple(int(part) for part in settings.headers["X-Version"].split("."))
    assert version >= (3, 0, 0)
    assert settings.headers["X-Api-Version"] == "10"
    decode(settings.json()["user"], {"id": "id", "username": "text", "is_superuser": "bool"})
    assert "view_document" in settings.json()["permissions"]


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("tags", TAG),
        ("correspondents", LABEL),
        ("document_types", LABEL),
        ("storage_paths", STORAGE_PATH),
        ("custom_fields", CUSTOM_FIELD),
        ("saved_views", SAVED_VIEW),
        ("users", {"id": "id", "username": "text", "is_superuser": "bool"}),
        ("groups", {"id": "id", "name": "text"}),
    ],
)
@pytest.mark.parametrize("version", [3, 9, 10])
def test_the_iphone_app_loads_all_labels_at_once(app, path, shape, version):
    page = app(version).get(f"/api/{path}/", params=EVERYTHING)

    assert page.status_code == 200
    found = decode_page(page.json(), shape)
    assert found or path == "groups"
    for tag in found if path == "tags" else ():
        for child in tag["children"]:
            decode(child, TAG)


def test_the_iphone_app_keeps_settings_that_it_does_not_know(app):
    client = app(10)
    client.post("/api/ui_settings/", json={"settings": {"theme": {"dark": True}}})

    client.post(
        "/api/ui_settings/",
        json={
            "settings": {
                "document_editing": {"remove_inbox_tags": True},
                "permissions": {"default_owner": None},
                "saved_views": {"dashboard_views_visible_ids": [1]},
                "app_title": None,
            }
        },
    )

    kept = client.get("/api/ui_settings/").json()["settings"]
    assert kept["theme"] == {"dark": True}
    assert kept["document_editing"] == {"remove_inbox_tags": True}


def test_the_iphone_app_sends_changes_notes_shares_and_deletes_a_paper(app):
    client = app(10)
    number = client.get("/api/documents/next_asn/").json()
    field = client.get("/api/custom_fields/", params=EVERYTHING).json()["results"][0]["id"]
    document_id = uploaded(
        client,
        "swift",
        created="2026-03-05",
        archive_serial_number=str(number),
        tags=["2"],
        custom_fields=json.dumps({str(field): True}),
    )
    one = f"/api/documents/{document_id}/"

    page = client.get(
        "/api/documents/",
        params={
            "page": 1,
            "page_size": 250,
            "truncate_content": "true",
            "full_perms": "true",
            "ordering": "-created,id",
            "tags__id__all": "2",
        },
    )
    shown = next(d for d in decode_page(page.json(), DOCUMENT) if d["id"] == document_id)
    assert shown["archive_serial_number"] == number
    assert shown["custom_fields"] == [{"value": True, "field": field}]
    assert set(shown["permissions"]) == {"view", "change"}

    changed = client.patch(
        one,
        params={"full_perms": "true"},
        json={
            "id": document_id,
            "title": "Paid by phone",
            "archive_serial_number": None,
            "document_type": 1,
            "correspondent": 1,
            "created": "2026-03-06",
            "tags": [],
            "storage_path": None,
            "owner": None,
            "page_count": 1,
            "custom_fields": [],
            "set_permissions": {"view": {"users": [], "groups": []}},
        },
    )
    assert changed.status_code == 200, changed.text
    decode(changed.json(), DOCUMENT)
    assert changed.json()["custom_fields"] == []

    for path in ("download/?original=true", "thumb/", "preview/"):
        assert client.get(one + path).status_code == 200
    metadata = client.get(one + "metadata/").json()
    decode(metadata, METADATA)
    for entry in metadata["original_metadata"]:
        decode(entry, dict.fromkeys(("namespace", "prefix", "key", "value"), "text"))
    notes = client.post(one + "notes/", json={"note": "paid"})
    assert notes.status_code == 200
    for note in notes.json():
        decode(note, NOTE)
    emptied = client.delete(one + "notes/", params={"id": notes.json()[0]["id"]})
    assert (emptied.status_code, emptied.json()) == (200, [])

    link = client.post(
        "/api/share_links/",
        json={"document": document_id, "expiration": None, "file_version": "original"},
    )
    assert link.status_code == 201, link.text
    decode(link.json(), SHARE_LINK)
    assert httpx.get(f"{client.base_url}/share/{link.json()['slug']}").status_code == 200
    assert len(client.get(one + "share_links/").json()) == 1
    assert client.delete(f"/api/share_links/{link.json()['id']}/").status_code == 204

    assert client.delete(one).status_code == 204
    trash = decode_page(client.get("/api/trash/", params=EVERYTHING).json(), DOCUMENT)
    assert document_id in [document["id"] for document in trash]
    restored = client.post("/api/trash/", json={"action": "restore", "documents": [document_id]})
    assert restored.status_code == 200
    assert client.get(one).status_code == 200


def test_the_iphone_app_watches_tasks_in_both_shapes(app):
    wanted = {
        "task_name": "consume_file",
        "task_type": "consume_file",
        "acknowledged": "false",
        "page_size": 100,
    }
    uploaded(app(10), "watched")

    assert decode_page(app(10).get("/api/tasks/", params=wanted).json(), TASK_10)
    older = app(9).get("/api/tasks/", params=wanted).json()
    assert older
    for task in older:
        decode(task, TASK_9)
    acknowledged = app(10).post("/api/tasks/acknowledge/", json={"tasks": [older[0]["id"]]})
    assert acknowledged.json() == {"result": 1}


def test_the_iphone_app_can_jump_from_a_duplicate_to_the_original(app):
    client = app(9)
    document_id = uploaded(client, "twice")

    sent = client.post(
        "/api/documents/post_document/",
        files={"document": ("again.pdf", born_digital(*LINES, "twice"), "application/pdf")},
    )

    task = client.get("/api/tasks/", params={"task_id": sent.json()}).json()[0]
    assert task["status"] == "FAILURE"
    assert task["result"].endswith(f"(#{document_id}).")
