"""`POST /api/documents/bulk_download/`: many documents as one ZIP archive."""

import asyncio
import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest
from aiohttp import ClientError

from intray.api.bulk import download
from intray.documents import records
from intray.permissions import CODENAMES

PATH = "/api/documents/bulk_download/"


@pytest.fixture
def add(box):
    """A document with this original and, if given, this archive."""

    async def add(original, archive=None, **values):
        checksum = hashlib.sha256(original).hexdigest()
        document_id = await box.add_document(checksum=checksum, **values)
        paths = box.services.config.paths
        paths.blob(checksum).write_bytes(original)
        if archive is not None:
            folder = paths.derived_folder(checksum, "1")
            folder.mkdir(parents=True)
            (folder / "archive.pdf").write_bytes(archive)
            async with box.services.database.transaction() as tx:
                await records.apply_derived(
                    tx, document_id, derived="1", archive_checksum="a", archive_size=len(archive)
                )
        return document_id

    return add


@pytest.fixture
def fetch(box):
    """The members of the archive that the user gets, by name."""

    async def fetch(username, ids, **more):
        if username not in box.user_ids:
            await box.make_user(username, CODENAMES)
        client = await box.client(username)
        async with client.post(PATH, json={"documents": ids, **more}) as response:
            content = await response.read()
            assert response.status == 200, content
            assert response.headers["Content-Type"] == "application/zip"
            disposition = response.headers["Content-Disposition"]
            assert disposition == 'attachment; filename="documents.zip"'
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            fetch.infos = archive.infolist()
            return {info.filename: archive.read(info) for info in fetch.infos}

    return fetch


async def test_archives_are_handed_out_and_originals_where_there_is_none(add, fetch):
    first = await add(b"scan", b"archive", title="Water", original_name="a.tiff")
    second = await add(b"letter", title="Letter", original_name="b.txt")

    assert await fetch("ann", [first, second]) == {
        "2026-03-05 Water.pdf": b"archive",
        "2026-03-05 Letter.txt": b"letter",
    }


async def test_originals_are_handed_out_if_wanted(add, fetch):
    document_id = await add(b"scan", b"archive", title="Water", original_name="a.tiff")

    found = await fetch("ann", [document_id], content="originals")

    assert found == {"2026-03-05 Water.tiff": b"scan"}


async def test_both_lie_in_folders_of_their_own(add, fetch):
    first = await add(b"scan", b"archive", title="Water", original_name="a.tiff")
    second = await add(b"letter", title="Letter", original_name="b.txt")

    assert await fetch("ann", [first, second], content="both") == {
        "originals/2026-03-05 Water.tiff": b"scan",
        "archive/2026-03-05 Water.pdf": b"archive",
        "originals/2026-03-05 Letter.txt": b"letter",
    }


@pytest.mark.parametrize(
    ("compression", "kind"),
    [
        ("none", zipfile.ZIP_STORED),
        ("deflated", zipfile.ZIP_DEFLATED),
        ("bzip2", zipfile.ZIP_BZIP2),
        ("lzma", zipfile.ZIP_LZMA),
    ],
)
async def test_members_are_compressed_as_wanted(add, fetch, compression, kind):
    content = b"water " * 300_000
    document_id = await add(content, title="Water")
    random_id = await add(os.urandom(3_000_000), title="Noise")

    found = await fetch("ann", [document_id, random_id], compression=compression)

    assert found["2026-03-05 Water.pdf"] == content
    assert {info.compress_type for info in fetch.infos} == {kind}


async def test_nothing_is_an_empty_archive(fetch):
    assert await fetch("ann", []) == {}


async def test_all_that_filters_find_is_handed_out(box, add, fetch):
    await add(b"1", title="Water")
    await add(b"2", title="Bank")

    found = await fetch("ann", [], all=True, filters={"title__icontains": "water"})

    assert list(found.values()) == [b"1"]


async def test_documents_of_the_same_name_are_told_apart_whatever_the_case(add, fetch):
    ids = [await add(title.encode() + b"x", title=title) for title in ("Bill", "bill", "BILL")]

    assert list(await fetch("ann", ids)) == [
        "2026-03-05 Bill.pdf",
        "2026-03-05 bill_01.pdf",
        "2026-03-05 BILL_02.pdf",
    ]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "2026-03-05 .._.._etc_passwd.pdf"),
        ('a\\b:c*d?e"f<g>h|i\r\nj', "2026-03-05 a_b_c_d_e_f_g_h_i__j.pdf"),
        ("Müller & Söhne €", "2026-03-05 Müller & Söhne €.pdf"),
        ("\u202efdp.exe", "2026-03-05 _fdp.exe.pdf"),
        ("", "2026-03-05.pdf"),
    ],
)
async def test_a_name_is_harmless_wherever_it_is_unpacked(add, fetch, title, name):
    document_id = await add(b"x", title=title)

    assert list(await fetch("ann", [document_id])) == [name]


async def test_a_long_name_fits_every_file_system(add, fetch):
    ids = [await add(content, title="🧾" * 128) for content in (b"1", b"2")]

    found = await fetch("ann", ids)

    assert len(found) == 2
    assert all(len(name.encode()) < 255 and name.endswith(".pdf") for name in found)


async def test_names_follow_the_storage_path_if_wanted(box, add, fetch, insert):
    path = await insert(
        "storage_paths", name="Taxes", path="{{ created_year }}/{{ correspondent }}/{{ title }}"
    )
    bank = await insert("correspondents", name="../Bank/")
    filed = await add(b"1", title="CON", storage_path_id=path, correspondent_id=bank)
    plain = await add(b"2", title="Water")

    assert list(await fetch("ann", [filed, plain], follow_formatting=True)) == [
        "2026/-Bank-/_CON.pdf",
        "2026-03-05 Water.pdf",
    ]


async def test_formatted_names_do_not_tell_what_one_may_not_see(box, add, fetch, insert):
    owner = await box.make_user("owner")
    path = await insert(
        "storage_paths",
        name="Taxes",
        path="{{ correspondent }} {{ document_type }} {{ tag_list }} {{ title }}",
    )
    document_id = await add(
        b"1",
        title="Water",
        storage_path_id=path,
        correspondent_id=await insert("correspondents", name="Secret Co", owner_id=owner),
        document_type_id=await insert("document_types", name="Secret type", owner_id=owner),
        tag_ids=(
            await insert("tags", name="Secret tag", owner_id=owner),
            await insert("tags", name="Paid"),
        ),
    )

    assert list(await fetch("ann", [document_id], follow_formatting=True)) == [
        "-none- -none- Paid Water.pdf"
    ]


async def test_a_missing_original_is_told_before_anything_is_sent(box, add, post):
    there, gone = await add(b"1"), await add(b"2")
    checksum = hashlib.sha256(b"2").hexdigest()
    box.services.config.paths.blob(checksum).unlink()

    for content in ("archive", "originals", "both"):
        status, found = await post("ann", PATH, {"documents": [there, gone], "content": content})
        assert (status, found["code"]) == (404, "files_missing")
        assert f"missing: {gone}." in found["detail"]


async def test_a_document_that_one_may_not_view_is_refused_like_a_missing_one(box, add, post):
    foreign = await add(b"1", owner_id=await box.make_user("owner"))
    refused = ["Some documents in documents don't exist or were specified twice."]

    for document_id in (foreign, 999):
        answer = await post("ann", PATH, {"documents": [document_id]})
        assert answer == (400, {"documents": refused})


async def test_a_view_grant_is_enough(box, add, fetch):
    document_id = await add(b"1", owner_id=await box.make_user("owner"))
    ann = await box.make_user("ann", ["view_document"])
    await box.grant("document", document_id, "view", ann)

    assert list((await fetch("ann", [document_id])).values()) == [b"1"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"content": "thumbnails"}, "content"),
        ({"compression": "zstd"}, "compression"),
        ({"follow_formatting": "x"}, "follow_formatting"),
        ({"content": None}, "content"),
    ],
)
async def test_a_wrong_choice_is_named(post, more, field):
    status, content = await post("ann", PATH, {"documents": [], **more})

    assert (status, list(content)) == (400, [field])


async def test_a_client_that_hangs_up_leaves_nothing_open(box, add):
    client = await box.as_role("superuser")
    document_id = await add(os.urandom(40_000_000))
    path = box.services.config.paths.blob(await _checksum(box, document_id))

    response = await client.post(PATH, json={"documents": [document_id]})
    await response.content.read(1000)
    assert _is_open(path)
    response.close()

    async with asyncio.timeout(5):
        while _is_open(path) or client.app[download.RUNNING].count:
            await asyncio.sleep(0.01)


async def test_a_file_that_goes_missing_on_the_way_breaks_the_answer_off(box, add):
    """An archive that came to its end would look complete."""
    client = await box.as_role("superuser")
    ids = [await add(os.urandom(40_000_000)), await add(b"gone in a moment")]
    gone = hashlib.sha256(b"gone in a moment").hexdigest()

    async with client.post(PATH, json={"documents": ids}) as response:
        await response.content.read(1000)
        box.services.config.paths.blob(gone).unlink()
        with pytest.raises(ClientError):
            await response.read()

    assert client.app[download.RUNNING].count == 0


async def test_not_everybody_can_have_archives_made_at_once(box, add, post):
    document_id = await add(b"1")
    client = await box.as_role("superuser")
    client.app[download.RUNNING].count = download.MOST_AT_ONCE

    status, content = await post("ann", PATH, {"documents": [document_id]})

    assert (status, content["code"]) == (429, "throttled")


async def _checksum(box, document_id):
    async with box.services.database.read() as db:
        return (await records.stored(db, document_id)).checksum


def _is_open(path):
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            if descriptor.readlink() == path:
                return True
        except FileNotFoundError:
            continue
    return False
