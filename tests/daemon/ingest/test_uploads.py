"""Papers sent over HTTP: durable before they are acknowledged, and refused for clear reasons."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import pytest
from ingest_builders import NO_SPACE, House, noise, pdf, sha

from intray.errors import (
    BusyError,
    DiskFullError,
    ReadOnlyError,
    UnsupportedTypeError,
    UploadTooLargeError,
    ValidationError,
)
from intray.ingest.state import IntakeState
from intray.ingest.types import Registered
from intray.ingest.uploads import Uploads
from intray.store import blobs, durable


async def in_chunks(content: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def send(uploads: Uploads, content: bytes, name: str = "scan.pdf") -> Registered:
    return await uploads.receive(
        in_chunks(content), file_name=name, source="api_upload", owner_id=None, overrides={}
    )


def staging(house: House) -> list[str]:
    return [path.name for path in house.paths.staging.iterdir()]


async def test_an_upload_is_a_document_when_it_is_answered(house: House) -> None:
    registered = await send(house.uploads(), pdf())

    [document] = await house.documents()
    [job] = await house.jobs()
    assert document["id"] == registered.document_id
    assert job["uuid"] == registered.job_uuid
    assert house.blobs() == [pdf()]
    assert staging(house) == []


async def test_everything_is_on_the_disk_before_the_document_is_registered(house: House) -> None:
    calls: list[str] = []
    uploads = house.uploads()

    async def register(received):  # type: ignore[no-untyped-def]
        calls.append("registered")
        return await house.register(received)

    object.__setattr__(uploads, "register", register)
    with durable.observed_by(lambda call: calls.append(call.name)):
        await send(uploads, pdf())

    assert calls[-1] == "registered"
    assert calls.index("sync") < calls.index("rename") < len(calls) - 1
    assert calls[-2] == "sync_folder"


async def test_large_uploads_are_written_as_they_come(house: House) -> None:
    content = pdf(noise(1, 3_000_000))

    await send(house.uploads(), content)

    assert [sha(blob) for blob in house.blobs()] == [sha(content)]


async def test_an_upload_beyond_the_limit_is_refused_and_leaves_nothing(house: House) -> None:
    with pytest.raises(UploadTooLargeError):
        await send(house.uploads(limit_bytes=3000), pdf())

    assert staging(house) == []
    assert house.blobs() == []


async def test_a_type_that_nobody_can_read_is_refused_before_it_is_all_there(house: House) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 10_000_000:
            sent += 1000
            yield b"MZ\0\0" * 250

    with pytest.raises(UnsupportedTypeError):
        await house.uploads().receive(
            endless(), file_name="a.exe", source="api_upload", owner_id=None, overrides={}
        )

    assert sent < 10_000
    assert staging(house) == []


async def test_an_empty_upload_is_refused(house: House) -> None:
    with pytest.raises(ValidationError, match="empty"):
        await send(house.uploads(), b"")


async def test_the_same_bytes_again_are_reported_as_a_duplicate(house: House) -> None:
    first = await send(house.uploads(), pdf())

    again = await send(house.uploads(), pdf(), "other name.pdf")

    assert again.duplicate_of == first.document_id
    assert len(await house.documents()) == 1


async def test_an_upload_that_does_not_fit_is_refused_with_507(house: House) -> None:
    with pytest.raises(DiskFullError):
        await send(house.uploads(space=NO_SPACE), pdf())

    assert staging(house) == []


@pytest.mark.parametrize(
    ("number", "expected", "paused"),
    [(28, DiskFullError, "disk_full"), (122, DiskFullError, "disk_full"), (5, ReadOnlyError, None)],
)
async def test_errors_of_the_disk_are_told_as_what_they_mean(
    house: House, number: int, expected: type[Exception], paused: str | None
) -> None:
    uploads = house.uploads()
    with durable.observed_by(failing("sync", number)), pytest.raises(expected):
        await send(uploads, pdf())

    assert uploads.state.paused == paused
    assert staging(house) == []
    assert await house.documents() == []


async def test_a_disk_that_fails_twice_in_a_row_counts_as_failed(house: House) -> None:
    uploads = house.uploads()
    for _ in range(2):
        with durable.observed_by(failing("sync", 5)), pytest.raises(ReadOnlyError):
            await send(uploads, pdf())

    assert uploads.state.paused == "read_only"


async def test_nothing_is_taken_once_the_disk_has_failed(house: House) -> None:
    state = IntakeState(house.events)
    state.fail("Input/output error")

    with pytest.raises(ReadOnlyError):
        await send(house.uploads(state=state), pdf())


async def test_a_sender_who_gives_up_half_way_leaves_nothing(house: House) -> None:
    async def half() -> AsyncIterator[bytes]:
        yield pdf()[:2000]
        raise ConnectionResetError

    with contextlib.suppress(ConnectionResetError):
        await house.uploads().receive(
            half(), file_name="scan.pdf", source="api_upload", owner_id=None, overrides={}
        )

    assert staging(house) == []
    assert house.blobs() == []


async def test_a_sender_who_hangs_up_at_the_end_does_not_stop_the_storing(house: House) -> None:
    task = asyncio.create_task(send(house.uploads(), pdf()))
    while not any(path.suffix == ".json" for path in house.paths.meta.rglob("*")):
        await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task

    for _ in range(100):
        if await house.documents():
            break
        await asyncio.sleep(0.02)
    assert len(await house.documents()) == 1


async def test_a_paper_that_could_not_be_registered_is_found_at_the_next_try(
    house: House,
) -> None:
    house.fails = [BusyError()]
    with pytest.raises(BusyError):
        await send(house.uploads(), pdf())

    registered = await send(house.uploads(), pdf())

    assert registered.document_id is not None
    assert len(await house.documents()) == 1


async def test_what_the_sender_asked_for_is_kept_beside_the_blob(house: House) -> None:
    await house.uploads().receive(
        in_chunks(pdf()),
        file_name="../../etc/Rechnung März.pdf",
        source="web_ui",
        owner_id=None,
        overrides={"title": "Bill"},
    )

    meta = blobs.read_meta(house.paths, sha(pdf()))
    assert meta is not None
    assert meta["file_name"] == "Rechnung März.pdf"
    assert meta["overrides"] == {"title": "Bill"}
    assert meta["source"] == "web_ui"


def failing(name: str, number: int) -> Callable[[durable.Call], None]:
    def fail(call: durable.Call) -> None:
        if call.name == name:
            raise OSError(number, "injected")

    return fail
