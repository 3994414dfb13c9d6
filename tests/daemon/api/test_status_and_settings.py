"""Settings of users, counts, the state of the box, its log and its folder."""

import logging

import pytest

from intray.ingest.types import WaitingFile
from intray.store.migrate import latest

NEWEST_SCHEMA = f"{latest():04}"


@pytest.fixture
async def client(box):
    return await box.as_role("superuser")


async def get(client, path, version=10):
    headers = {"Accept": f"application/json; version={version}"}
    async with client.get(path, headers=headers) as response:
        assert response.status == 200, await response.text()
        return await response.json()


async def test_settings_say_who_one_is_and_what_one_may(box):
    await box.make_user("ann", ["view_uisettings", "view_tag"], first_name="Ann")

    found = await get(await box.client("ann"), "/api/ui_settings/")

    assert found["user"] == {
        "id": 1,
        "username": "ann",
        "is_staff": False,
        "is_superuser": False,
        "groups": [],
        "first_name": "Ann",
    }
    assert found["permissions"] == ["view_tag", "view_uisettings"]
    assert found["settings"]["version"] == "3.0.5"
    assert found["settings"]["app_title"] is None


async def test_saving_some_settings_keeps_the_others(box, client):
    for settings in (
        {"saved_views": {"a": [1]}, "language": "de", "version": "9"},
        {"saved_views": {"b": []}, "app_title": "Papers"},
    ):
        async with client.post("/api/ui_settings/", json={"settings": settings}) as response:
            assert await response.json() == {"success": True}

    found = (await get(client, "/api/ui_settings/"))["settings"]

    assert found["saved_views"] == {"b": []}
    assert (found["language"], found["app_title"]) == ("de", None)  # the title is everybody's
    assert found["version"] == "3.0.5"


async def test_settings_name_what_the_box_can_do(box, client):
    async with client.patch("/api/config/1/", json={"app_title": "Ours"}) as response:
        assert response.status == 200

    found = (await get(client, "/api/ui_settings/"))["settings"]

    assert found == {
        "update_checking": {"backend_setting": "default"},
        "trash_delay": 30,
        "version": "3.0.5",
        "app_title": "Ours",
        "app_logo": None,
        "auditlog_enabled": True,
        "email_enabled": False,
        "ai_enabled": False,
    }


async def test_settings_cannot_fill_the_box(client):
    half = "x" * 600_000
    for name, status in (("a", 200), ("b", 400), ("a", 200)):
        body = {"settings": {name: half}}
        async with client.post("/api/ui_settings/", json=body) as response:
            assert response.status == status


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "This field is required."),
        ({"settings": None}, "This field may not be null."),
        ({"settings": [1]}, 'Expected a dictionary of items but got type "list".'),
        ({"settings": {str(n): 1 for n in range(201)}}, "There may be at most 200 keys."),
    ],
)
async def test_settings_that_are_none_are_refused(client, body, message):
    async with client.post("/api/ui_settings/", json=body) as response:
        assert (response.status, await response.json()) == (400, {"settings": [message]})


async def test_counts_are_of_what_one_may_see(box):
    for role in ("viewer", "editor", "stranger", "superuser"):
        await box.as_role(role)
    mine, others = box.user_ids["viewer"], box.user_ids["editor"]
    async with box.services.database.transaction() as tx:
        await tx.execute("INSERT INTO tags (name, is_inbox_tag) VALUES ('Inbox', 1), ('x', 0)")
    await box.add_document("four", owner_id=mine, tag_ids=(1,), archive_serial_number=7)
    await box.add_document("eleven char", owner_id=others, archive_serial_number=9)
    await box.add_document("äöü", mime_type="image/png")

    everything = await get(await box.as_role("superuser"), "/api/statistics/")
    some = await get(await box.as_role("viewer"), "/api/statistics/")
    nothing = await get(await box.as_role("stranger"), "/api/statistics/")

    assert everything == {
        "documents_total": 3,
        "documents_inbox": 1,
        "inbox_tag": 1,
        "inbox_tags": [1],
        "document_file_type_counts": [
            {"mime_type": "application/pdf", "mime_type_count": 2},
            {"mime_type": "image/png", "mime_type_count": 1},
        ],
        "character_count": 18,
        "tag_count": 2,
        "correspondent_count": 0,
        "document_type_count": 0,
        "storage_path_count": 0,
        "current_asn": 9,
    }
    assert (some["documents_total"], some["character_count"], some["current_asn"]) == (2, 7, 7)
    assert (nothing["documents_total"], nothing["tag_count"]) == (0, 0)
    assert nothing["inbox_tag"] is nothing["documents_inbox"] is None


async def test_counts_follow_every_change(box, client):
    assert (await get(client, "/api/statistics/"))["documents_total"] == 0
    await box.add_document()
    assert (await get(client, "/api/statistics/"))["documents_total"] == 1


async def test_the_right_to_global_counts_shows_all(box):
    await box.make_user("ann")
    await box.make_user("bob", ["view_global_statistics"])
    await box.add_document(owner_id=box.user_ids["ann"])

    assert (await get(await box.client("bob"), "/api/statistics/"))["documents_total"] == 1


async def test_the_state_of_the_box_is_told_in_words_that_dashboards_know(box, client):
    found = await get(client, "/api/status/")

    tasks = found["tasks"]
    assert {tasks[f"{part}_status"] for part in ("redis", "celery", "index")} == {"OK"}
    assert (tasks["classifier_status"], tasks["classifier_error"]) == ("OK", None)  # not needed
    assert tasks["sanity_check_status"] == "WARNING"  # not checked yet
    assert tasks["llmindex_status"] == "DISABLED"
    assert list(tasks) == [
        *("redis_url", "redis_status", "redis_error"),
        *("celery_status", "celery_url", "celery_error"),
        *("index_status", "index_last_modified", "index_error"),
        *("classifier_status", "classifier_last_trained", "classifier_error"),
        *("sanity_check_status", "sanity_check_last_run", "sanity_check_error"),
        *("llmindex_status", "llmindex_last_modified", "llmindex_error"),
        "summary",
    ]
    assert found["pngx_version"] == "3.0.5"
    assert found["storage"]["total"] > found["storage"]["available"] > 0
    assert found["database"]["status"] == "OK"
    assert found["database"]["migration_status"]["latest_migration"] == NEWEST_SCHEMA
    assert tasks["summary"]["total_count"] == 0


async def test_a_broken_index_and_a_broken_disk_are_told(box, client):
    box.services.search.state.state = "failed"
    box.services.search.state.error = "damaged"
    box.services.database.failed = "disk I/O error"

    found = await get(client, "/api/status/")

    assert (found["tasks"]["index_status"], found["tasks"]["index_error"]) == ("ERROR", "damaged")
    assert (found["database"]["status"], found["database"]["error"]) == (
        "ERROR",
        "disk I/O error",
    )


async def test_the_right_to_watch_shows_the_state(box):
    await box.make_user("bob", ["view_system_monitoring"])

    assert (await get(await box.client("bob"), "/api/status/"))["pngx_version"] == "3.0.5"


async def test_no_other_programs_releases_are_advertised(box):
    found = await get(await box.client(), "/api/remote_version/")

    assert found == {"version": "3.0.5", "update_available": False}


async def test_the_configuration_is_a_list_of_one(box):
    client = await box.as_role("stranger")

    found = await get(client, "/api/config/")

    assert (len(found), found[0]["id"], found[0]["barcode_asn_prefix"]) == (1, 1, None)
    assert await get(client, "/api/config/1/") == found[0]
    async with client.get("/api/config/2/") as response:
        assert response.status == 404


async def test_the_log_is_shown_to_staff(client):
    logging.getLogger("intray.test").warning("%s", "a file\n[ERROR] \udcff\u202e.pdf")

    assert await get(client, "/api/logs/") == ["paperless"]
    [line] = await get(client, "/api/logs/paperless/?limit=1")
    assert line.endswith(r"[WARNING] [intray.test] a file\n[ERROR] \udcff\u202e.pdf")
    async with client.get("/api/logs/other/") as response:
        assert response.status == 404


async def test_the_folder_says_what_waits_and_what_failed(box, client):
    box.services.watcher.files.append(WaitingFile("a.pdf", 10, 1_772_700_000_000_000, "writing"))
    box.services.intake_state.paused = "disk_full"
    await box.add_job()

    found = await get(client, "/api/intake/")

    assert found == {
        "paused": "disk_full",
        "consume_dir": str(box.services.config.paths.consume_dir),
        "waiting": [
            {
                "name": "a.pdf",
                "size": 10,
                "since": "2026-03-05T09:40:00+01:00",
                "reason": "writing",
            }
        ],
        "failures": [],
    }


async def test_a_waiting_file_is_looked_at_again(box, client):
    async with client.post("/api/intake/retry/", json={"name": "a b.pdf"}) as response:
        assert response.status == 200

    assert box.services.watcher.retried == ["a b.pdf"]


async def test_the_root_is_a_map_of_what_there_is(box):
    client = await box.client()

    found = await get(client, "/api/")

    assert found["documents"] == f"http://127.0.0.1:{client.port}/api/documents/"
    assert all("{" not in url for url in found.values())
