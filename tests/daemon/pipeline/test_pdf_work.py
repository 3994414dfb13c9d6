"""Jobs that change PDF files: versions and documents of their own, once, whatever comes between."""

import asyncio
import hashlib
import io
import sys
import uuid
from dataclasses import dataclass, field, replace

import pikepdf
import pytest

from intray.documents import records
from intray.editing.orders import Order
from intray.editing.passwords import Passwords
from intray.editing.process import Editor
from intray.errors import BusyError
from intray.ingest.recovery import recover, sweep
from intray.ingest.types import Received
from intray.jobs import journal
from intray.pipeline.pdf_work import PdfWork
from intray.store.space import Space

NOON_1_MARCH_2024 = 1_709_294_400_000_000
ROOMY = Space(reserve_bytes=0, reserve_share=0)


def pdf(pages=3, *, width=200, password=None):
    with pikepdf.new() as file:
        for number in range(1, pages + 1):
            page = file.add_blank_page(page_size=(width + number, 300))
            page.Contents = file.make_stream(b"%% page %d" % number)
        out = io.BytesIO()
        encryption = pikepdf.Encryption(user=password, owner="o") if password else False
        file.save(out, encryption=encryption, static_id=not password)
    return out.getvalue()


def pages_of(content):
    with pikepdf.open(io.BytesIO(content)) as found:
        return [
            (int(page.mediabox[2]), int(page.obj.get("/Rotate", 0)) % 360) for page in found.pages
        ]


def sha(content):
    return hashlib.sha256(content).hexdigest()


@dataclass
class Desk:
    """An office where PDF files are worked on."""

    office: object
    passwords: Passwords = field(default_factory=Passwords)
    fails: int = 0  # how many of the next registrations fail

    def __post_init__(self):
        desk, office = self, self.office

        @dataclass(frozen=True)
        class Registrar(type(office.register)):
            async def within(self, tx, received):
                registered = await super().within(tx, received)
                if desk.fails:
                    desk.fails -= 1
                    raise BusyError
                return registered

        self.work = PdfWork(
            office.database,
            office.events,
            office.config,
            Registrar(office.database, office.events, office.config),
            Editor(office.config.workers),
            self.passwords,
            ROOMY,
        )

    @property
    def paths(self):
        return self.office.config.paths

    async def paper(self, content, *, file_name="Lease.pdf", mime_type="application/pdf", **more):
        checksum = sha(content)
        blob = self.paths.blob(checksum)
        blob.parent.mkdir(parents=True, exist_ok=True)
        blob.write_bytes(content)
        received = Received(
            checksum, len(content), mime_type, file_name, "api_upload", NOON_1_MARCH_2024, **more
        )
        registered = await self.office.register(received)
        await self.office.execute("UPDATE jobs SET state = 'success', done_at = 1")
        return registered.document_id

    async def ask(self, method, document_ids, *, owner_id=9, seen=True, password=None, **values):
        """A job, as the API adds it; gives its UUID."""
        checksums = {}
        for number in document_ids if seen else ():
            checksums[number] = (await self.office.document(number))["checksum"]
        job_uuid = str(uuid.uuid4())
        if password is not None:
            self.passwords.keep(job_uuid, password)
        order = Order(method, tuple(document_ids), values, seen=checksums)
        async with self.office.database.transaction() as tx:
            await journal.add(
                tx,
                kind="bulk_update",
                source="web_ui",
                file_name="Lease.pdf",
                job_uuid=job_uuid,
                overrides=order.as_json(),
                document_id=document_ids[0] if len(document_ids) == 1 else None,
                owner_id=owner_id,
            )
        return job_uuid

    async def do(self, job_uuid):
        async with self.office.database.read() as db:
            job = await journal.by_uuid(db, job_uuid)
        await self.work.process(job)
        async with self.office.database.read() as db:
            return await journal.by_uuid(db, job_uuid)

    async def documents(self, *, trashed=False):
        async with self.office.database.read() as db:
            rows = await db.execute_fetchall(
                f"SELECT * FROM documents WHERE deleted_at IS {'NOT ' if trashed else ''}NULL"
                " ORDER BY id"
            )
        return [dict(row) for row in rows]

    async def older(self):
        async with self.office.database.read() as db:
            rows = await db.execute_fetchall("SELECT * FROM document_versions ORDER BY id")
        return [dict(row) for row in rows]

    def bytes_of(self, document):
        return self.paths.blob(document["checksum"]).read_bytes()

    async def restart(self):
        """As the daemon does it after it was killed."""
        return await recover(self.paths, self.office.database, self.work.register)

    def all_originals(self):
        return sorted(path.name for path in self.paths.blobs.glob("*/*/*"))


@pytest.fixture
async def desk(office):
    await office.execute(
        "INSERT INTO users (id, username, password_hash, joined_at) VALUES (9, 'bob', '', 0)"
    )
    return Desk(office)


@pytest.mark.parametrize(
    "meanwhile",
    [
        "UPDATE documents SET owner_id = 7",
        "UPDATE users SET is_active = 0 WHERE id = 9",
        "DELETE FROM users WHERE id = 9",
    ],
)
@pytest.mark.parametrize(
    ("method", "values"), [("rotate", {"degrees": 90}), ("merge", {"delete_originals": False})]
)
async def test_who_may_no_longer_change_a_paper_gets_nothing_of_it(desk, method, values, meanwhile):
    """Work waits in a queue; what comes of the work of nobody would be everybody's."""
    number = await desk.paper(pdf(2))
    await desk.office.execute(
        "INSERT INTO users (id, username, password_hash, joined_at) VALUES (7, 'ann', '', 0)"
    )
    asked = await desk.ask(method, [number], **values)
    await desk.office.execute(meanwhile)

    job = await desk.do(asked)

    assert (job.state, job.error_code) == ("failure", "document_deleted")
    assert len(await desk.documents()) == 1
    assert await desk.older() == []


async def test_turning_makes_a_version_and_leaves_the_original(desk):
    number = await desk.paper(pdf(2))

    job = await desk.do(await desk.ask("rotate", [number], degrees=-90))

    [document] = await desk.documents()
    [before] = await desk.older()
    assert (job.state, job.result) == (
        "success",
        {"documents": [number], "reason": f"Success. Document id {number} has a new version."},
    )
    assert pages_of(desk.bytes_of(document)) == [(201, 270), (202, 270)]
    assert desk.bytes_of(before) == pdf(2)
    assert (document["title"], document["original_name"]) == ("Lease", "Lease.pdf")
    assert document["reading"] == "waiting"


async def test_turned_twice_at_once_it_stands_on_its_head(desk):
    number = await desk.paper(pdf(1))
    jobs = [await desk.ask("rotate", [number], degrees=90) for _ in range(2)]

    await asyncio.gather(*(desk.do(job) for job in jobs))

    [document] = await desk.documents()
    assert pages_of(desk.bytes_of(document)) == [(201, 180)]
    assert len(await desk.older()) == 2


async def test_turned_there_and_back_it_has_three_versions(desk):
    number = await desk.paper(pdf(1))

    await desk.do(await desk.ask("rotate", [number], degrees=90))
    job = await desk.do(await desk.ask("rotate", [number], degrees=270))

    [document] = await desk.documents()
    assert job.state == "success"
    assert pages_of(desk.bytes_of(document)) == [(201, 0)]
    assert len(await desk.older()) == 2


async def test_pages_are_left_out_in_a_new_version(desk):
    number = await desk.paper(pdf(3))

    await desk.do(await desk.ask("delete_pages", [number], pages=[1, 3]))

    [document] = await desk.documents()
    assert pages_of(desk.bytes_of(document)) == [(202, 0)]


async def test_page_numbers_of_a_file_that_was_replaced_are_not_used(desk):
    number = await desk.paper(pdf(3))
    first = await desk.ask("delete_pages", [number], pages=[1])
    second = await desk.ask("delete_pages", [number], pages=[1])

    await desk.do(first)
    job = await desk.do(second)

    [document] = await desk.documents()
    assert (job.state, job.error_code) == ("failure", "document_changed")
    assert pages_of(desk.bytes_of(document)) == [(202, 0), (203, 0)]


async def test_a_split_document_becomes_several_filed_like_it(desk):
    await desk.office.execute("INSERT INTO tags (id, name) VALUES (5, 'home')")
    await desk.office.execute("INSERT INTO correspondents (id, name) VALUES (3, 'Landlord')")
    await desk.office.execute(
        "INSERT INTO users (id, username, password_hash, joined_at) VALUES (7, 'ann', '', 0)"
    )
    number = await desk.paper(
        pdf(3), overrides={"correspondent": 3, "tags": [5], "created": "2020-01-02"}
    )
    await desk.office.execute(
        "INSERT INTO grants VALUES ('document', ?, 'view', 'group', 4)", number
    )

    job = await desk.do(
        await desk.ask("split", [number], owner_id=7, pages=[[1], [2, 3]], delete_originals=False)
    )

    original, one, two = await desk.documents()
    assert [one["title"], two["title"]] == ["Lease (split 1)", "Lease (split 2)"]
    assert pages_of(desk.bytes_of(one)) == [(201, 0)]
    assert pages_of(desk.bytes_of(two)) == [(202, 0), (203, 0)]
    assert desk.bytes_of(original) == pdf(3)
    for made in (one, two):
        assert (made["correspondent_id"], made["created"], made["owner_id"]) == (3, "2020-01-02", 7)
        assert (await desk.office.document(made["id"]))["tags"] == ["home"]
    async with desk.office.database.read() as db:
        rows = await db.execute_fetchall("SELECT object_id FROM grants ORDER BY 1")
    assert [row[0] for row in rows] == [number, one["id"], two["id"]]
    assert job.document_ids == [number, one["id"], two["id"]]


async def test_merged_documents_go_to_the_trash_when_the_whole_is_there(desk):
    one = await desk.paper(pdf(1), file_name="One.pdf")
    two = await desk.paper(pdf(2, width=300), file_name="Two.pdf")

    await desk.do(
        await desk.ask("merge", [two, one], metadata_document_id=one, delete_originals=True)
    )

    [whole] = await desk.documents()
    assert whole["title"] == "One (merged)"
    assert pages_of(desk.bytes_of(whole)) == [(301, 0), (302, 0), (201, 0)]
    assert [each["id"] for each in await desk.documents(trashed=True)] == [one, two]


async def test_a_merged_document_is_shared_only_with_those_who_saw_all_of_it(desk):
    one, two = await desk.paper(pdf(1)), await desk.paper(pdf(2))
    for number, groups in ((one, (1, 2)), (two, (2, 3))):
        for group in groups:
            await desk.office.execute(
                "INSERT INTO grants VALUES ('document', ?, 'view', 'group', ?)", number, group
            )

    await desk.do(await desk.ask("merge", [one, two], metadata_document_id=one))

    async with desk.office.database.read() as db:
        rows = await db.execute_fetchall(
            "SELECT subject_id FROM grants WHERE object_id NOT IN (?, ?)", (one, two)
        )
    assert [row[0] for row in rows] == [2]


async def test_without_a_document_to_follow_the_whole_is_called_after_the_first(desk):
    one, two = await desk.paper(pdf(1), overrides={"title": "Private"}), await desk.paper(pdf(2))

    await desk.do(await desk.ask("merge", [one, two]))

    whole = (await desk.documents())[-1]
    assert (whole["title"], whole["original_name"]) == ("Lease (merged)", "Lease (merged).pdf")


async def test_an_image_is_merged_by_what_was_made_of_it(desk):
    one = await desk.paper(pdf(1))
    image = await desk.paper(b"\x89PNG", file_name="photo.png", mime_type="image/png")
    checksum = (await desk.office.document(image))["checksum"]
    folder = desk.paths.derived_folder(checksum, "1")
    folder.mkdir(parents=True)
    (folder / "archive.pdf").write_bytes(pdf(1, width=500))
    async with desk.office.database.transaction() as tx:
        await records.apply_derived(
            tx, image, derived="1", archive_checksum=sha(pdf(1, width=500)), archive_size=1
        )

    refused = await desk.do(await desk.ask("merge", [one, image], delete_originals=True))
    await desk.do(await desk.ask("merge", [one, image], archive_fallback=True))

    assert (refused.state, refused.error_code) == ("failure", "not_a_pdf")
    assert "photo.png" in refused.error_message
    assert await desk.documents(trashed=True) == []
    assert pages_of(desk.bytes_of((await desk.documents())[-1])) == [(201, 0), (501, 0)]


async def test_an_edited_file_is_a_version_or_documents_of_their_own(desk):
    number = await desk.paper(pdf(3))
    operations = [
        {"page": 3, "rotate": 90, "doc": 0},
        {"page": 1, "rotate": 0, "doc": 0},
        {"page": 2, "rotate": 0, "doc": 4},
    ]

    await desk.do(
        await desk.ask(
            "edit_pdf",
            [number],
            operations=operations,
            delete_original=True,
            include_metadata=False,
        )
    )
    other = await desk.paper(pdf(2, width=400))
    await desk.do(
        await desk.ask(
            "edit_pdf",
            [other],
            operations=[{"page": 2, "rotate": 180, "doc": 0}],
            update_document=True,
            delete_original=True,
        )
    )

    one, two, edited = await desk.documents()
    assert pages_of(desk.bytes_of(one)) == [(203, 90), (201, 0)]
    assert pages_of(desk.bytes_of(two)) == [(202, 0)]
    assert (edited["id"], pages_of(desk.bytes_of(edited))) == (other, [(402, 180)])
    assert [each["id"] for each in await desk.documents(trashed=True)] == [number]


async def test_a_password_is_used_once_and_kept_nowhere(desk):
    number = await desk.paper(pdf(2, password="geheim"))

    job_uuid = await desk.ask("remove_password", [number], password="geheim", update_document=True)
    job = await desk.do(job_uuid)

    [document] = await desk.documents()
    assert job.state == "success"
    assert pages_of(desk.bytes_of(document)) == [(201, 0), (202, 0)]
    assert desk.passwords.of(job_uuid) is None
    assert "geheim" not in repr(desk.passwords)
    for path in desk.paths.data_dir.rglob("*"):
        if path.is_file() and path.suffix in (".db", ".db-wal", ".json"):
            assert b"geheim" not in path.read_bytes(), path


async def test_a_wrong_password_is_told_and_forgotten(desk):
    number = await desk.paper(pdf(1, password="geheim"))

    job_uuid = await desk.ask("remove_password", [number], password="guess")
    job = await desk.do(job_uuid)

    assert (job.state, job.error_code) == ("failure", "wrong_password")
    assert job.error_message == "Lease.pdf: The password is not the right one."
    assert desk.passwords.of(job_uuid) is None


async def test_after_a_restart_a_password_has_to_be_entered_again(desk):
    number = await desk.paper(pdf(1, password="geheim"))
    job_uuid = await desk.ask("remove_password", [number], password="geheim")

    job = await Desk(desk.office).do(job_uuid)

    assert (job.state, job.error_code) == ("failure", "password_forgotten")


@pytest.mark.parametrize(
    ("content", "code"),
    [(pdf(1, password="x"), "pdf_password"), (b"%PDF-1.4 broken", "damaged_pdf")],
)
async def test_what_cannot_be_edited_stays_as_it_is(desk, content, code):
    number = await desk.paper(content)

    job = await desk.do(await desk.ask("rotate", [number], degrees=90))

    [document] = await desk.documents()
    assert (job.state, job.error_code) == ("failure", code)
    assert (document["checksum"], await desk.older()) == (sha(content), [])
    assert list(desk.paths.scratch_dir.glob("*")) == []


async def test_a_document_that_was_thrown_away_is_not_worked_on(desk):
    number = await desk.paper(pdf(1))
    job_uuid = await desk.ask("rotate", [number], degrees=90)
    await desk.office.execute("UPDATE documents SET deleted_at = 1")

    job = await desk.do(job_uuid)

    assert (job.state, job.error_code) == ("failure", "document_deleted")
    assert desk.all_originals() == [sha(pdf(1))]


async def test_a_process_that_dies_each_time_is_tried_three_times(desk):
    number = await desk.paper(pdf(1))
    desk.work.editor = replace(
        desk.work.editor, command=(sys.executable, "-c", "raise SystemExit(3)")
    )
    job_uuid = await desk.ask("rotate", [number], degrees=90)

    states = [(await desk.do(job_uuid)).state for _ in range(3)]

    assert states == ["pending", "pending", "failure"]


async def test_an_original_that_got_another_file_meanwhile_is_not_thrown_away(desk):
    one, two = await desk.paper(pdf(1)), await desk.paper(pdf(2))
    job_uuid = await desk.ask("merge", [one, two], delete_originals=True)
    real = desk.work.editor

    class Slow:
        async def edit(self, assembly, work_dir):
            made = await real.edit(assembly, work_dir)
            await asyncio.create_task(desk.office.receive("A better scan", version_of=one))
            return made

    desk.work.editor = Slow()
    job = await desk.do(job_uuid)

    assert job.result["reason"].endswith(
        " created. An original was changed meanwhile and was not deleted."
    )
    assert [each["id"] for each in await desk.documents(trashed=True)] == [two]


METHODS = [
    ("rotate", 1, {"degrees": 90}),
    ("split", 1, {"pages": [[1], [2], [3]], "delete_originals": True}),
    ("merge", 2, {"delete_originals": True}),
    ("delete_pages", 1, {"pages": [2]}),
]


@pytest.mark.parametrize(("method", "count", "values"), METHODS)
@pytest.mark.parametrize("again", ["recovered", "not recovered"])
async def test_killed_between_publishing_and_the_rows_nothing_is_made_twice(
    desk, method, count, values, again
):
    numbers = [await desk.paper(pdf(3, width=200 + 50 * each)) for each in range(count)]
    job_uuid = await desk.ask(method, numbers, **values)
    desk.fails = 1
    with pytest.raises(BusyError):
        await desk.do(job_uuid)
    published = desk.all_originals()
    assert len(published) > count

    if again == "recovered":
        await desk.restart()
    job = await desk.do(job_uuid)
    known = (await desk.documents(), await desk.older(), await desk.documents(trashed=True))
    swept = await sweep(desk.paths, desk.office.database, desk.work.register, under_way_s=0)

    assert job.state == "success"
    assert desk.all_originals() == published  # the same bytes
    assert (swept.adopted, swept.missing) == (0, 0)
    assert known == (
        await desk.documents(),
        await desk.older(),
        await desk.documents(trashed=True),
    )
    live, older, trashed = known
    assert len(live) + len(older) + len(trashed) == len(published)
    assert len(trashed) == (count if values.get("delete_originals") else 0)


async def test_killed_after_some_of_the_results_the_rest_is_made(desk):
    number = await desk.paper(pdf(3))
    job_uuid = await desk.ask("split", [number], pages=[[1], [2], [3]], delete_originals=True)
    desk.fails = 1
    with pytest.raises(BusyError):
        await desk.do(job_uuid)
    lost = sorted(set(desk.all_originals()) - {sha(pdf(3))})[0]
    desk.paths.blob(lost).unlink()
    await desk.restart()
    assert len(await desk.documents()) == 3  # the original and two of the results

    job = await desk.do(job_uuid)

    made = [pages_of(desk.bytes_of(each)) for each in await desk.documents()]
    assert sorted(made) == [[(201, 0)], [(202, 0)], [(203, 0)]]
    assert lost in desk.all_originals()
    assert [each["id"] for each in await desk.documents(trashed=True)] == [number]
    assert len(job.result["documents"]) == 3


async def test_broken_off_by_a_stop_it_waits_again(desk):
    number = await desk.paper(pdf(1))
    job_uuid = await desk.ask("rotate", [number], degrees=90)
    desk.work.editor = replace(
        desk.work.editor, command=(sys.executable, "-c", "import time; time.sleep(60)")
    )
    task = asyncio.create_task(desk.do(job_uuid))
    await asyncio.sleep(0.5)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async with desk.office.database.read() as db:
        job = await journal.by_uuid(db, job_uuid)
    assert (job.state, job.attempts) == ("pending", 0)
    assert list(desk.paths.scratch_dir.glob("*")) == []


async def test_interrupted_once_too_often_it_still_ends_well_if_all_was_made(desk):
    number = await desk.paper(pdf(2))
    job_uuid = await desk.ask("split", [number], pages=[[1], [2]], delete_originals=True)
    desk.fails = 1
    with pytest.raises(BusyError):
        await desk.do(job_uuid)
    await desk.restart()
    await desk.office.execute("UPDATE jobs SET attempts = 3 WHERE uuid = ?", job_uuid)

    job = await desk.do(job_uuid)

    assert (job.state, len(await desk.documents())) == ("success", 2)
    assert [each["id"] for each in await desk.documents(trashed=True)] == [number]


async def test_interrupted_again_and_again_it_is_given_up(desk):
    number = await desk.paper(pdf(2))
    job_uuid = await desk.ask("rotate", [number], degrees=90)
    await desk.office.execute("UPDATE jobs SET attempts = 3 WHERE uuid = ?", job_uuid)

    job = await desk.do(job_uuid)

    assert (job.state, job.error_code) == ("failure", "editing_failed")
