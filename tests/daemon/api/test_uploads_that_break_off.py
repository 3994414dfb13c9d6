"""A form that ends before its end is not taken for whole: half a scan is not a scan."""

import asyncio

import pytest

KIND = "multipart/form-data; boundary=x"
START = (
    b'--x\r\nContent-Disposition: form-data; name="document"; filename="a.pdf"\r\n'
    b"Content-Type: application/pdf\r\n\r\n%PDF-1.7 "
) + b"abc" * 1000


@pytest.fixture
async def client(box):
    return await box.as_role("superuser")


async def upload(client, body):
    async with client.post(
        "/api/documents/post_document/", data=body, headers={"Content-Type": KIND}
    ) as response:
        return response.status


@pytest.mark.parametrize("end", [b"\r\n--x--\r\n", b"\r\n--x--"])
async def test_a_whole_form_is_taken(box, client, end):
    assert await upload(client, START + end) == 200
    assert len(box.services.uploads.taken) == 1


@pytest.mark.parametrize("end", [b"", b"\r\n", b"\r\n--x", b"\r\n--x\r\n", b"\r\n--y--\r\n"])
async def test_a_form_without_its_end_is_refused(box, client, end):
    assert await upload(client, START + end) == 400
    assert box.services.uploads.taken == []


async def test_a_connection_that_breaks_leaves_nothing(box, client):
    token = client.session.headers["Authorization"]
    head = (
        "POST /api/documents/post_document/ HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: {token}\r\nContent-Type: {KIND}\r\nContent-Length: 100000\r\n\r\n"
    )

    _, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(head.encode() + START)
    await writer.drain()
    await asyncio.sleep(0.1)
    writer.close()

    async with asyncio.timeout(5):
        while not box.services.uploads.broken:
            await asyncio.sleep(0.01)
    assert box.services.uploads.taken == []
