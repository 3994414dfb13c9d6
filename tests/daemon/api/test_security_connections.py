"""What comes before a request: strangers who say nothing, too much, or something else."""

import asyncio
import logging

import pytest
from aiohttp import web

from intray.api.connections import Limits, Runner
from intray.api.server import build_app

LIMITS = Limits(connections=5, head_s=0.3)


@pytest.fixture
async def port(services):
    runner = Runner(build_app(services), LIMITS, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def send(port, request):
    """All that comes back until the daemon hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    async with asyncio.timeout(5):
        answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GE<script>T / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /api/ HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        b"GET /api/ HTTP/1.1\r\n\r\n",
        b"GET /api/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Token canary" + b"a" * 9000,
        b"GET /api/ HTTP/1.1\r\nHost: localhost\r\nCookie\x01: canary\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: a\r\n" * 5000 + b"\r\n",
        b"POST /api/token/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /api/token/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
        b"Content-Length: 5\r\n\r\nabcde",
        b"POST /api/token/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: +5\r\n\r\nabcde",
        b"POST /api/token/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
async def test_what_is_no_http_gets_one_bare_answer_and_no_place_in_the_log(
    port, request_bytes, caplog
):
    caplog.set_level(logging.INFO)

    answer = await send(port, request_bytes)

    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.split(b" ")[1] == b"400"
    assert body == b"Bad Request\n"
    assert b"aiohttp" not in head and b"Python" not in head
    assert b"nosniff" in head and b"frame-ancestors 'none'" in head
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []
    assert "canary" not in caplog.text


@pytest.mark.parametrize("start", [b"", b"GET /api/ HTTP/1.1\r\nHost: local"])
async def test_who_does_not_come_to_the_point_is_hung_up_on(port, start):
    assert await send(port, start) == b""


async def test_silent_connections_do_not_pile_up(port):
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]

    assert await send(port, b"GET /api/setup/ HTTP/1.1\r\nHost: localhost\r\n\r\n") == b""

    await asyncio.sleep(0.5)
    request = b"GET /api/setup/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    assert b"200 OK" in await send(port, request)
    for _, writer in opened:
        writer.close()
