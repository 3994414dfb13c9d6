"""`/api/tasks/` in both shapes, and what may be done with a task."""

import pytest

from intray.documents import records
from intray.jobs import journal

V9, V10 = "application/json; version=9", "application/json; version=10"


@pytest.fixture
async def client(box):
    return await box.as_role("superuser")


async def get(client, path, accept=V10):
    async with client.get(path, headers={"Accept": accept} if accept else {}) as response:
        assert response.status == 200, await response.text()
        return await response.json()


async def post(client, path, **body):
    async with client.post(path, json=body, headers={"Accept": V10}) as response:
        return response.status, await response.json()


async def finish(box, job_id, **error):
    async with box.services.database.transaction() as tx:
        await journal.start(tx, job_id)
        if error.get("state") == "failure" or "duplicate_of" in error:
            error.pop("state", None)
            await journal.fail(tx, job_id, **error)
        else:
            await journal.succeed(tx, job_id, **error)


@pytest.fixture
async def stored(box):
    """A document that was read, and its job."""
    document_id = await box.add_document("words", title="Water bill")
    job_id = await box.add_job(document_id=document_id, overrides={"title": "Water bill"})
    await finish(box, job_id)
    return job_id


@pytest.fixture
async def duplicate(box, stored):
    job_id = await box.add_job(source="folder_consume", file_name="again.pdf")
    await finish(
        box,
        job_id,
        error_code="duplicate",
        error_message="Not consuming again.pdf: It is a duplicate of Water bill (#1).",
        duplicate_of=1,
    )
    return job_id


async def test_a_task_of_version_10(client, stored):
    found = await get(client, "/api/tasks/")

    task = found["results"][0]
    assert (found["count"], found["next"], found["previous"]) == (1, None, None)
    assert list(task) == [
        "id",
        "task_id",
        "task_type",
        "task_type_display",
        "trigger_source",
        "trigger_source_display",
        "status",
        "status_display",
        "date_created",
        "date_started",
        "date_done",
        "duration_seconds",
        "wait_time_seconds",
        "input_data",
        "result_data",
        "result_message",
        "related_document_ids",
        "acknowledged",
        "owner",
    ]
    assert (task["task_type_display"], task["trigger_source_display"]) == (
        "Consume File",
        "API Upload",
    )
    assert task["status"] == "success"
    assert task["input_data"] == {
        "filename": "scan.pdf",
        "mime_type": "application/pdf",
        "title": "Water bill",
    }
    assert task["result_data"] == {"document_id": 1}
    assert task["related_document_ids"] == [1]
    assert task["duration_seconds"] >= 0
    assert await get(client, f"/api/tasks/{stored}/") == task


@pytest.mark.parametrize("accept", [V9, "application/json; version=2", None])
async def test_older_and_unnamed_versions_get_a_bare_list(client, stored, accept):
    task = (await get(client, "/api/tasks/", accept))[0]

    assert list(task) == [
        "id",
        "task_id",
        "task_name",
        "task_file_name",
        "type",
        "status",
        "date_created",
        "date_done",
        "result",
        "acknowledged",
        "related_document",
        "duplicate_documents",
        "owner",
    ]
    assert (task["task_name"], task["type"], task["status"]) == (
        "consume_file",
        "manual_task",
        "SUCCESS",
    )
    assert task["result"] == "Success. New document id 1 created"
    assert task["related_document"] == "1"


async def test_a_notice_without_a_message_is_told_in_words(box, client):
    document_id = await box.add_document("words")
    await finish(box, await box.add_job(document_id=document_id), error_code="number_taken")

    new = (await get(client, "/api/tasks/"))["results"][0]
    old = (await get(client, "/api/tasks/", V9))[0]

    reason = "The archive serial number belongs to another document and was left out."
    assert new["result_data"]["reason"] == new["result_data"]["error_message"] == reason
    assert new["result_data"]["error_type"] == "number_taken"
    assert new["result_message"] == old["result"]
    assert old["result"] == f"Success. New document id {document_id} created, but: {reason}"


async def test_a_duplicate_is_told_so_that_apps_find_the_original(client, duplicate):
    old = (await get(client, "/api/tasks/?status=FAILURE", V9))[0]
    new = (await get(client, "/api/tasks/?status=failure"))["results"][0]

    assert old["result"].endswith("(#1).")
    assert old["type"] == "auto_task"
    assert old["related_document"] == "1"
    assert old["duplicate_documents"] == [{"id": 1, "title": "Water bill", "deleted_at": None}]
    assert new["result_data"] == {"duplicate_of": 1, "duplicate_in_trash": False}
    assert new["related_document_ids"] == []


async def test_a_stored_but_unread_paper_is_a_success_with_a_reason(box, client):
    job_id = await box.add_job(document_id=await box.add_document())
    await finish(box, job_id, error_code="password", error_message="It needs a password.")

    task = await get(client, f"/api/tasks/{job_id}/")
    counts = await get(client, "/api/tasks/status_counts/")

    assert task["status"] == "success"
    assert task["result_data"] == {
        "document_id": 1,
        "reason": "It needs a password.",
        "error_type": "password",
        "error_message": "It needs a password.",
    }
    assert counts == {"all": 1, "needs_attention": 1, "in_progress": 0, "completed": 1}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["c", "b", "a"]),
        ("ordering=date_created", ["a", "b", "c"]),
        ("status=pending&status=started", ["c"]),
        ("status=success", ["b", "a"]),
        ("is_complete=true", ["b", "a"]),
        ("is_complete=false", ["c"]),
        ("is_complete=yes", ["c", "b", "a"]),
        ("acknowledged=true", ["a"]),
        ("acknowledged=false", ["c", "b"]),
        ("task_type=consume_file", ["c", "b"]),
        ("task_type=reprocess_document", ["a"]),
        ("trigger_source=folder_consume", ["b"]),
        ("name=B", ["b"]),
        ("date_created_after=2100-01-01", []),
        ("date_created_before=2100-01-01T00:00:00Z", ["c", "b", "a"]),
        ("task_name=consume_file&task_type=consume_file&page_size=1", ["c"]),
        ("task_id=00000000-0000-0000-0000-000000000000", []),
        ("task_id=nonsense", []),
        ("owner=77", []),
    ],
)
async def test_tasks_are_filtered(box, client, query, names):
    for name, values in (
        ("a", {"kind": "reprocess_document", "source": "manual"}),
        ("b", {"source": "folder_consume"}),
        ("c", {}),
    ):
        job_id = await box.add_job(file_name=name, **values)
        if name != "c":
            await finish(box, job_id)
    await post(client, "/api/tasks/acknowledge/", tasks=[1])

    found = await get(client, f"/api/tasks/?{query}")

    assert [task["input_data"]["filename"] for task in found["results"]] == names


async def test_old_names_filter_for_old_versions(box, client):
    await box.add_job(file_name="a", source="folder_consume")
    await box.add_job(file_name="b")

    found = await get(client, "/api/tasks/?type=auto_task&task_name=consume_file", V9)
    nothing = await get(client, "/api/tasks/?task_name=check_sanity", V9)

    assert [task["task_file_name"] for task in found] == ["a"]
    assert nothing == []


@pytest.mark.parametrize("query", ["status=SUCCESS", "task_type=x", "trigger_source=x"])
async def test_a_word_that_does_not_exist_is_400(client, query):
    async with client.get(f"/api/tasks/?{query}", headers={"Accept": V10}) as response:
        found = await response.json()

    name, _, word = query.partition("=")
    assert response.status == 400
    assert found == {name: [f"Select a valid choice. {word} is not one of the available choices."]}


async def test_others_tasks_are_not_there(box):
    await box.as_role("viewer")
    await box.as_role("editor")
    mine = await box.add_job(owner_id=box.user_ids["editor"])
    nobodys = await box.add_job(source="folder_consume")
    others = await box.add_job(owner_id=box.user_ids["viewer"])
    client = await box.as_role("editor")

    found = await get(client, "/api/tasks/")
    assert [task["id"] for task in found["results"]] == [nobodys, mine]
    assert (await get(client, "/api/tasks/status_counts/"))["all"] == 2
    assert [task["id"] for task in await get(client, "/api/tasks/active/")] == [nobodys, mine]
    assert (await get(client, "/api/tasks/summary/"))[0]["total_count"] == 2
    for method, path in (("GET", ""), ("POST", "retry/")):
        async with client.request(method, f"/api/tasks/{others}/{path}") as response:
            assert response.status == 404
    assert (await post(client, "/api/tasks/acknowledge/", tasks=[others]))[0] == 400
    assert await post(client, "/api/tasks/acknowledge/", all=True) == (200, {"result": 2})


async def test_a_paper_of_the_folder_that_became_private_has_no_task_for_others(box):
    await box.make_user("ann")
    document = await box.add_document(owner_id=None)
    task = await box.add_job(source="folder_consume", document_id=document)
    client = await box.as_role("editor")
    assert (await get(client, "/api/tasks/"))["count"] == 1

    async with box.services.database.transaction() as tx:
        await tx.execute("UPDATE documents SET owner_id = ?", (box.user_ids["ann"],))

    assert (await get(client, "/api/tasks/"))["count"] == 0
    assert (await get(client, "/api/tasks/status_counts/"))["all"] == 0
    async with client.get(f"/api/tasks/{task}/") as response:
        assert response.status == 404


async def test_who_gave_a_paper_away_cannot_have_it_read_over_the_new_owners_text(box):
    await box.make_user("ann")
    client = await box.as_role("editor")
    document = await box.add_document(owner_id=box.user_ids["ann"])
    task = await box.add_job(owner_id=box.user_ids["editor"], document_id=document)
    async with box.services.database.transaction() as tx:
        await tx.execute("UPDATE jobs SET state = 'success'")

    async with client.post(f"/api/tasks/{task}/retry/") as response:
        assert response.status == 404


async def test_staff_see_all_tasks(box):
    await box.make_user("clerk", ["view_paperlesstask"], is_staff=True)
    await box.make_user("bob")
    await box.add_job(owner_id=box.user_ids["bob"])

    assert (await get(await box.client("clerk"), "/api/tasks/"))["count"] == 1


async def test_the_title_of_a_hidden_original_is_not_told(box, duplicate):
    await box.make_user("bob", ["view_paperlesstask", "view_document"])
    await box.make_user("ann")
    async with box.services.database.transaction() as tx:
        await tx.execute("UPDATE documents SET owner_id = ?", (box.user_ids["ann"],))

    found = await get(await box.client("bob"), f"/api/tasks/{duplicate}/", V9)

    assert found["duplicate_documents"] == []


@pytest.mark.parametrize("path", ["/api/tasks/acknowledge/", "/api/acknowledge_tasks/"])
async def test_tasks_are_acknowledged(box, client, stored, duplicate, path):
    assert await post(client, path, tasks=[stored, duplicate]) == (200, {"result": 2})

    assert (await get(client, "/api/tasks/?acknowledged=false"))["count"] == 0


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        (
            {"tasks": [99]},
            {"tasks": ["Some tasks in tasks don't exist or were specified twice."]},
        ),
        (
            {"tasks": [1, 1]},
            {"tasks": ["Some tasks in tasks don't exist or were specified twice."]},
        ),
        ({}, None),
        ({"tasks": [1], "all": True}, None),
        ({"tasks": "1"}, {"tasks": ['Expected a list of items but got type "str".']}),
        ({"tasks": ["x"]}, {"tasks": ["Incorrect type. Expected pk value, received str."]}),
    ],
)
async def test_what_cannot_be_acknowledged_is_named(client, stored, body, answer):
    status, found = await post(client, "/api/tasks/acknowledge/", **body)

    assert status == 400
    assert found == answer or (answer is None and list(found) == ["non_field_errors"])


async def test_a_paper_is_read_again_on_request(box, client):
    job_id = await box.add_job(document_id=await box.add_document())
    async with box.services.database.transaction() as tx:
        for _ in range(3):
            await journal.start(tx, job_id)
        await records.set_reading(tx, 1, state="failed", notice="damaged")
        await journal.succeed(tx, job_id, error_code="damaged", error_message="It is damaged.")

    status, found = await post(client, f"/api/tasks/{job_id}/retry/")

    assert (status, found["status"], found["result_data"]) == (200, "pending", None)
    async with box.services.database.read() as db:
        assert (await journal.get(db, job_id)).attempts == 0
    assert (await post(client, f"/api/tasks/{job_id}/retry/"))[0] == 400


async def test_a_duplicate_has_nothing_to_read_again(client, duplicate):
    assert (await post(client, f"/api/tasks/{duplicate}/retry/"))[0] == 400


async def test_the_bare_list_holds_every_task_however_many(box, client):
    async with box.services.database.transaction() as tx:
        for number in range(1201):
            await journal.add(tx, kind="consume_file", source="api_upload", file_name=f"{number}")

    found = await get(client, "/api/tasks/", V9)
    page = await get(client, "/api/tasks/?page_size=7&page=2", V9)

    assert [task["task_file_name"] for task in found] == [str(n) for n in range(1200, -1, -1)]
    assert page == found[7:14]
    async with client.head("/api/tasks/", headers={"Accept": V9}) as response:
        assert (response.status, await response.read()) == (200, b"")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("name=Sanity Check", [""]),
        ("name=sanity", [""]),
        ("name=api upload", ["scan.pdf"]),
        ("result=damaged", [""]),
        ("result=nothing like it", []),
    ],
)
async def test_names_and_results_are_searched_as_people_read_them(box, client, query, names):
    await box.add_job()
    chore = await box.add_job(kind="sanity_check", source="scheduled", file_name="")
    async with box.services.database.transaction() as tx:
        await journal.start(tx, chore)
        await journal.succeed(tx, chore, result={"messages": ["One is damaged."]})

    found = await get(client, f"/api/tasks/?{query}", V9)

    assert [task["task_file_name"] or "" for task in found] == names


async def test_what_a_task_is_about_and_what_came_of_it_is_shown(box, client):
    first, second = await box.add_document("words"), await box.add_document("more")
    job_id = await box.add_job(
        kind="bulk_update", file_name="", overrides={"documents": [second, first]}
    )
    async with box.services.database.transaction() as tx:
        await journal.start(tx, job_id)
        await journal.succeed(tx, job_id, result={"reason": "Both were changed."})

    new = await get(client, f"/api/tasks/{job_id}/")
    old = await get(client, f"/api/tasks/{job_id}/", V9)

    assert new["related_document_ids"] == [second, first]
    assert new["result_data"] == {"reason": "Both were changed."}
    assert new["result_message"] == old["result"] == "Both were changed."
    assert old["task_file_name"] is None
    assert old["related_document"] == str(second)


@pytest.mark.parametrize("kind", ["sanity_check", "train_classifier", "llm_index"])
async def test_a_task_of_maintenance_is_started_once(box, client, kind):
    status, first = await post(client, "/api/tasks/run/", task_type=kind)
    _, second = await post(client, "/api/tasks/run/", task_type=kind)

    [task] = (await get(client, "/api/tasks/"))["results"]
    assert status == 200
    assert first == second == {"task_id": task["task_id"]}
    assert (task["task_type"], task["trigger_source"]) == (kind, "manual")
    assert task["owner"] == box.user_ids["superuser"]


async def test_tasks_are_started_by_their_old_names(client):
    status, found = await post(client, "/api/tasks/run/", task_name="check_sanity")

    [task] = (await get(client, "/api/tasks/"))["results"]
    assert (status, found) == (200, {"result": task["task_id"]})
    assert task["task_type"] == "sanity_check"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "task_type"),
        ({"task_type": "consume_file"}, "task_type"),
        ({"task_type": "empty_trash"}, "task_type"),
        ({"task_type": ["sanity_check"]}, "task_type"),
        ({"task_name": "x"}, "task_name"),
    ],
)
async def test_nothing_else_is_started(client, body, field):
    status, found = await post(client, "/api/tasks/run/", **body)

    assert (status, list(found)) == (400, [field])
    assert (await get(client, "/api/tasks/"))["count"] == 0


async def test_only_a_superuser_starts_tasks(box):
    await box.make_user("clerk", ["view_paperlesstask", "change_paperlesstask"], is_staff=True)

    assert (await post(await box.client("clerk"), "/api/tasks/run/", task_type="sanity_check"))[
        0
    ] == 403
