"""Several documents behind one link: asked for, packed by a job, handed out, removed."""

import io
import zipfile
from pathlib import Path

import pytest

from intray.clock import now_us
from intray.sharing.bundles import DAY_US, KEPT_US

PATH = "/api/share_link_bundles/"
NEVER = {"detail": "No ShareLinkBundle matches the given query.", "code": "not_found"}
FIRST, SECOND = b"%PDF-1.7 first", b"%PDF-1.7 second, a longer one"


async def bundle(person, *document_ids, **values):
    body = {"document_ids": list(document_ids), **values}
    status, content = await person.call("POST", PATH, json=body)
    assert status == 201, content
    return content


async def look(visitor, made):
    async with visitor.get(f"/share/{made['slug']}") as response:
        return response, await response.read()


def packed(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
async def two(papers):
    return [await papers.add(FIRST, title="Bill"), await papers.add(SECOND, title="Bill")]


async def test_a_bundle_is_packed_by_a_job_and_then_handed_out(ann, two, packing, visitor):
    made = await bundle(ann, *two, expiration_days=7)
    waiting, page = await look(visitor, made)

    assert list(made) == [
        "id",
        "created",
        "expiration",
        "slug",
        "file_version",
        "status",
        "size_bytes",
        "last_error",
        "built_at",
        "documents",
        "document_count",
    ]
    assert (made["status"], made["documents"], made["document_count"]) == ("pending", two, 2)
    assert (waiting.status, waiting.headers["Retry-After"]) == (202, "5")
    assert b"being packed" in page

    assert await packing.work_off() == 1
    ready = await ann.get(f"{PATH}{made['id']}/")
    response, content = await look(visitor, made)

    assert (ready["status"], ready["size_bytes"], ready["last_error"]) == (
        "ready",
        len(content),
        None,
    )
    assert ready["built_at"] >= made["created"]
    assert (response.status, response.content_type) == (200, "application/zip")
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert response.headers["Cache-Control"] == "no-store"
    assert packed(content) == {"2026-03-05 Bill.pdf": FIRST, "2026-03-05 Bill_01.pdf": SECOND}


async def test_the_job_is_among_the_tasks_of_its_owner(ann, two, packing, person):
    watcher = await person("watcher", "view_paperlesstask")
    made = await bundle(ann, *two)

    async with ann.box.services.database.read() as db:
        [job] = await db.execute_fetchall("SELECT kind, owner_id, overrides FROM jobs")

    assert tuple(job) == ("build_share_link", ann.user_id, f'{{"bundle_id": {made["id"]}}}')
    assert (await watcher.get("/api/tasks/", version=10))["count"] == 0


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        ({}, {"document_ids": ["This field is required."]}),
        ({"document_ids": []}, {"document_ids": ["This list may not be empty."]}),
        ({"document_ids": None}, {"document_ids": ["This field may not be null."]}),
        (
            {"document_ids": [1, 99]},
            {"document_ids": ['Invalid pk "99" - object does not exist.']},
        ),
        (
            {"document_ids": [1], "expiration_days": 0},
            {"expiration_days": ["Ensure this value is greater than or equal to 1."]},
        ),
        (
            {"document_ids": [1], "expiration_days": 10**9},
            {"expiration_days": ["Ensure this value is less than or equal to 36500."]},
        ),
        (
            {"document_ids": [1], "file_version": "x"},
            {"file_version": ['"x" is not a valid choice.']},
        ),
    ],
)
async def test_what_makes_no_bundle_is_refused_by_field(ann, two, body, messages):
    assert await ann.call("POST", PATH, json=body) == (400, messages)


async def test_a_document_of_others_is_as_if_it_were_not_there(ann, bob, two, papers):
    secret = await papers.add(b"%PDF-1.7 secret", owner_id=bob.user_id)

    status, content = await ann.call("POST", PATH, json={"document_ids": [two[0], secret]})

    assert (status, content) == (
        400,
        {"document_ids": [f'Invalid pk "{secret}" - object does not exist.']},
    )


async def test_bundles_of_others_are_as_if_they_were_not_there(ann, bob, admin, two):
    made = await bundle(ann, *two)
    path = f"{PATH}{made['id']}/"

    assert (await bob.get(PATH))["results"] == []
    for method, url in (
        ("GET", path),
        ("PATCH", path),
        ("PUT", path),
        ("DELETE", path),
        ("POST", path + "rebuild/"),
    ):
        answered = await bob.call(method, url, json={"document_ids": two})
        assert answered == (404, NEVER), method
        missing = await bob.call(method, url.replace("/1/", "/99/"), json={"document_ids": two})
        assert missing == answered
    assert (await admin.get(path))["id"] == made["id"]


async def test_only_what_the_owner_may_see_now_is_handed_out(
    ann, bob, two, packing, papers, visitor
):
    made = await bundle(bob, *two)
    await packing.work_off()

    await papers.execute("UPDATE documents SET owner_id = ? WHERE id = ?", ann.user_id, two[0])
    waiting, _ = await look(visitor, made)
    await packing.work_off()
    response, content = await look(visitor, made)

    assert (waiting.status, response.status) == (202, 200)
    assert list(packed(content).values()) == [SECOND]
    assert len(packing.files) == 1


async def test_what_lies_in_the_trash_is_left_out_and_a_bundle_of_nothing_is_unknown(
    ann, two, packing, visitor
):
    made = await bundle(ann, *two)
    await packing.work_off()

    await ann.call("DELETE", f"/api/documents/{two[0]}/")
    await look(visitor, made)
    await packing.work_off()
    _, content = await look(visitor, made)
    await ann.call("DELETE", f"/api/documents/{two[1]}/")
    nothing, _ = await look(visitor, made)

    assert list(packed(content).values()) == [SECOND]
    assert nothing.status == 404


async def test_what_is_removed_for_good_leaves_the_zip_by_itself(
    ann, two, packing, papers, visitor
):
    made = await bundle(ann, *two)
    await packing.work_off()
    before = packing.files

    await papers.execute("DELETE FROM documents WHERE id = ?", two[0])
    await packing.packer.tidy()
    gone = packing.files
    await packing.work_off()
    shown = await ann.get(f"{PATH}{made['id']}/")
    _, content = await look(visitor, made)

    assert (len(before), gone) == (1, [])
    assert (shown["documents"], shown["status"]) == ([two[1]], "ready")
    assert list(packed(content).values()) == [SECOND]


async def test_archives_are_packed_where_there_are_any_and_originals_where_asked_for(
    ann, two, papers, packing, visitor
):
    await papers.derive(two[0], b"%PDF-1.7 archive")
    archives = await bundle(ann, *two)
    originals = await bundle(ann, *two, file_version="original")
    await packing.work_off()

    _, with_archive = await look(visitor, archives)
    _, without = await look(visitor, originals)

    assert list(packed(with_archive).values()) == [b"%PDF-1.7 archive", SECOND]
    assert list(packed(without).values()) == [FIRST, SECOND]


async def test_other_contents_are_packed_anew_and_another_expiration_is_not(
    ann, two, packing, visitor
):
    made = await bundle(ann, *two)
    await packing.work_off()
    path = f"{PATH}{made['id']}/"
    [file] = packing.files

    _, longer = await ann.call("PATCH", path, json={"expiration_days": 3})
    assert (longer["status"], packing.files) == ("ready", [file])
    assert longer["expiration"] is not None
    _, forever = await ann.call("PATCH", path, json={"expiration_days": None})
    assert forever["expiration"] is None

    status, fewer = await ann.call("PUT", path, json={"document_ids": [two[1], two[1]]})
    assert (status, fewer["status"], fewer["documents"]) == (200, "pending", [two[1]])
    await packing.work_off()
    _, content = await look(visitor, made)
    assert list(packed(content).values()) == [SECOND]
    assert len(packing.files) == 1 and packing.files != [file]


async def test_what_changes_while_it_is_packed_is_packed_once_more(ann, two, packing):
    made = await bundle(ann, *two)
    async with packing.packer.database.transaction() as tx:
        await tx.execute("UPDATE share_link_bundles SET status = 'processing'")

    await ann.call("PATCH", f"{PATH}{made['id']}/", json={"document_ids": [two[1]]})

    assert await packing.work_off() == 1
    assert (await ann.get(f"{PATH}{made['id']}/"))["status"] == "ready"


async def test_a_deleted_bundle_takes_its_zip_along(ann, two, packing, visitor):
    made = await bundle(ann, *two)
    await packing.work_off()

    assert await ann.call("DELETE", f"{PATH}{made['id']}/") == (204, None)

    response, _ = await look(visitor, made)
    assert (packing.files, response.status) == ([], 404)
    assert await packing.work_off() == 0


async def test_a_bundle_deleted_before_it_was_packed_leaves_nothing(ann, two, packing):
    made = await bundle(ann, *two)
    await ann.call("DELETE", f"{PATH}{made['id']}/")

    assert await packing.work_off() == 1
    assert packing.files == []


async def test_an_expired_bundle_says_so_and_its_zip_goes_and_later_the_bundle(
    ann, two, packing, papers, visitor
):
    made = await bundle(ann, *two, expiration_days=1)
    await packing.work_off()
    await papers.execute("UPDATE share_link_bundles SET expires_at = ?", now_us() - DAY_US)

    await packing.packer.tidy()
    response, _ = await look(visitor, made)
    rebuilt = await ann.call("POST", f"{PATH}{made['id']}/rebuild/")
    assert (packing.files, response.status) == ([], 410)
    assert rebuilt == (
        400,
        {"detail": "The link of this bundle has expired.", "code": "bundle_not_rebuildable"},
    )

    _, revived = await ann.call("PATCH", f"{PATH}{made['id']}/", json={"expiration_days": 1})
    await packing.work_off()
    assert revived["status"] == "pending" and len(packing.files) == 1

    await papers.execute("UPDATE share_link_bundles SET expires_at = ?", now_us() - KEPT_US - 1)
    await packing.packer.tidy()
    assert (await ann.get(PATH))["count"] == 0


async def test_a_failure_is_told_and_can_be_tried_again(ann, two, packing, visitor, box):
    made = await bundle(ann, *two)
    path = f"{PATH}{made['id']}/"
    blobs = box.services.config.paths.blobs
    [missing] = [each for each in blobs.rglob("*") if each.is_file() and each.read_bytes() == FIRST]
    missing.rename(missing.with_name("aside"))

    await packing.work_off()
    failed = await ann.get(path)
    response, page = await look(visitor, made)
    missing.with_name("aside").rename(missing)
    status, again = await ann.call("POST", path + "rebuild/")
    await packing.work_off()

    assert failed["status"] == "failed"
    assert failed["last_error"]["message"] == f"The file of document {two[0]} is missing"
    assert (response.status, b"could not be packed" in page) == (503, True)
    assert (status, again["status"]) == (200, "pending")
    assert (await ann.get(path))["status"] == "ready"
    assert not list(box.services.config.paths.staging.iterdir())


async def test_a_bundle_that_is_being_packed_is_not_rebuilt(ann, two, papers):
    made = await bundle(ann, *two)
    await papers.execute("UPDATE share_link_bundles SET status = 'processing'")

    assert await ann.call("POST", f"{PATH}{made['id']}/rebuild/") == (
        400,
        {"detail": "Bundle is already being processed.", "code": "bundle_not_rebuildable"},
    )


async def test_asking_twice_makes_one_job(ann, two, packing):
    made = await bundle(ann, *two)

    for _ in range(3):
        await ann.call("POST", f"{PATH}{made['id']}/rebuild/")

    assert await packing.work_off() == 1


async def test_a_zip_that_was_lost_is_made_anew(ann, two, packing, visitor, box):
    made = await bundle(ann, *two)
    await packing.work_off()
    for file in packing.files:
        Path(box.services.config.paths.bundles / file).unlink()

    first, _ = await look(visitor, made)
    await packing.work_off()
    second, _ = await look(visitor, made)

    assert (first.status, second.status) == (202, 200)


async def test_what_a_crash_left_is_packed_again_and_stray_files_go(ann, two, packing, papers, box):
    made = await bundle(ann, *two)
    await papers.execute("UPDATE share_link_bundles SET status = 'processing'")
    await papers.execute("UPDATE jobs SET state = 'started'")
    box.services.config.paths.bundles.mkdir()
    (box.services.config.paths.bundles / "7-stray.zip").write_bytes(b"PK")

    await packing.packer.tidy()
    assert packing.files == []
    await packing.work_off()

    assert (await ann.get(f"{PATH}{made['id']}/"))["status"] == "ready"


async def test_lists_can_be_filtered_and_ordered(ann, two, packing):
    first = await bundle(ann, two[0])
    await packing.work_off()
    second = await bundle(ann, *two, expiration_days=3)

    async def found(query):
        return [each["id"] for each in (await ann.get(f"{PATH}?{query}"))["results"]]

    ids = [second["id"], first["id"]]
    assert await found("") == ids
    assert await found("ordering=created") == ids[::-1]
    assert await found("status=ready") == [first["id"]]
    assert await found(f"documents={two[1]}") == [second["id"]]
    assert await found("expiration__gt=2026-01-01") == [second["id"]]
    assert (await ann.get(PATH, version=9))["all"] == ids
    status, content = await ann.call("GET", f"{PATH}?status=gone")
    assert (status, list(content)) == (400, ["status"])
