"""A ZIP is whole on the disk before a row names it, and a failed one leaves nothing behind."""

import asyncio
import errno

import pytest

from intray.clock import now_us
from intray.pipeline.share_bundles import Packer
from intray.store import durable
from intray.store.space import Space

PATH = "/api/share_link_bundles/"


@pytest.fixture
async def bundle(ann, papers):
    document = await papers.add(b"%PDF-1.7 first")
    status, made = await ann.call("POST", PATH, json={"document_ids": [document]})
    assert status == 201
    return made


async def state_of(ann, made):
    return await ann.get(f"{PATH}{made['id']}/")


async def test_the_zip_is_on_the_disk_before_its_name_and_the_name_before_the_row(
    ann, bundle, packing
):
    calls = []

    with durable.observed_by(calls.append):
        await packing.work_off()

    names = [call.name for call in calls if call.name != "write"]
    assert names == ["create", "chmod", "sync", "mkdir", "sync_folder", "rename", "sync_folder"]
    assert (await state_of(ann, bundle))["status"] == "ready"


@pytest.mark.parametrize("at", ["create", "write", "sync", "mkdir", "rename", "sync_folder"])
@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EACCES, "bundle_failed")]
)
async def test_a_disk_that_refuses_is_told_and_nothing_stays(
    ann, bundle, packing, box, at, number, code
):
    def refuse(call):
        if call.name == at:
            raise OSError(number, "refused")

    with durable.observed_by(refuse):
        await packing.work_off()

    failed = await state_of(ann, bundle)
    assert (failed["status"], failed["last_error"]["code"]) == ("failed", code)
    assert packing.files == []
    assert not list(box.services.config.paths.staging.iterdir())


async def test_the_reserve_of_the_disk_is_not_touched(ann, bundle, packing):
    packing.packer.space = Space(reserve_bytes=2**62)

    await packing.work_off()

    failed = await state_of(ann, bundle)
    assert (failed["status"], failed["last_error"]["code"]) == ("failed", "disk_full")


async def test_zips_leave_room_for_papers(box):
    """A thousand bundles of everything must not be what keeps the next paper out."""
    packer = Packer(box.services.database, box.services.config)
    of_zips, of_papers = packer.space, Space()

    assert of_zips.reserve_bytes > of_papers.reserve_bytes
    assert of_zips.reserve_share > of_papers.reserve_share


async def test_a_daemon_that_stops_meanwhile_packs_it_at_its_next_start(ann, bundle, packing, box):
    begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slowly(call):
        if call.name == "write":
            loop.call_soon_threadsafe(begun.set)
            for _ in range(10_000):
                pass

    blob = next(each for each in box.services.config.paths.blobs.rglob("*") if each.is_file())
    with blob.open("wb") as file:
        file.truncate(500_000_000)
    with durable.observed_by(slowly):
        work = asyncio.create_task(packing.work_off())
        await begun.wait()
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    assert packing.files == []
    assert not list(box.services.config.paths.staging.iterdir())
    blob.write_bytes(b"%PDF-1.7 first")
    assert await packing.work_off() == 1
    assert (await state_of(ann, bundle))["status"] == "ready"


async def test_interrupted_again_and_again_it_is_given_up(ann, bundle, packing, papers):
    await papers.execute("UPDATE jobs SET attempts = 3")

    await packing.work_off()

    assert (await state_of(ann, bundle))["last_error"]["message"] == (
        "Packing was interrupted again and again."
    )


async def test_where_nothing_is_to_be_done_nothing_is_written(ann, bundle, packing, box):
    await packing.work_off()
    written = []
    box.services.database.after_commit(lambda: written.append(now_us()))

    await packing.packer.tidy()

    assert (len(packing.files), written) == (1, [])
