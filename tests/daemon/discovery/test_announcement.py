import asyncio
import socket
from contextlib import asynccontextmanager

import pytest
from zeroconf import IPVersion
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from intray.discovery import announce, announced_addresses
from intray.discovery.announcement import SERVICES, host_label, instance_name

LOOPBACK = ["127.0.0.1"]
PATIENCE_S = 10


class Seen:
    """What a browser on the network sees: names of services by type."""

    def __init__(self):
        self.names = {kind: set() for kind in SERVICES}
        self.changed = asyncio.Event()

    def add_service(self, _, kind, name):
        self.names[kind].add(name.removesuffix(f".{kind}"))
        self.changed.set()

    def remove_service(self, _, kind, name):
        self.names[kind].discard(name.removesuffix(f".{kind}"))
        self.changed.set()

    def update_service(self, *_):
        self.changed.set()

    async def until(self, condition):
        async with asyncio.timeout(PATIENCE_S):
            while not condition(self.names):
                self.changed.clear()
                await self.changed.wait()


@asynccontextmanager
async def a_neighbour():
    async with AsyncZeroconf(interfaces=LOOPBACK, ip_version=IPVersion.V4Only) as zeroconf:
        seen = Seen()
        browser = AsyncServiceBrowser(zeroconf.zeroconf, list(SERVICES), seen)
        yield zeroconf.zeroconf, seen
        await browser.async_cancel()


@asynccontextmanager
async def announced(name, port=8000, addresses=lambda: LOOPBACK, **options):
    async with announce(
        name, port, addresses=addresses, interfaces=LOOPBACK, **options
    ) as announcement:
        async with asyncio.timeout(PATIENCE_S):
            while addresses() and announcement.name is None:
                await asyncio.sleep(0.02)
        yield announcement


async def resolved(zeroconf, kind, name):
    info = AsyncServiceInfo(kind, f"{name}.{kind}")
    assert await info.async_request(zeroconf, PATIENCE_S * 1000)
    return info


async def test_a_neighbour_finds_page_and_api_with_the_right_port():
    async with a_neighbour() as (zeroconf, seen), announced("Test box", 8123):
        await seen.until(lambda names: all("Test box" in found for found in names.values()))
        page = await resolved(zeroconf, "_http._tcp.local.", "Test box")
        api = await resolved(zeroconf, "_paperless._tcp.local.", "Test box")

    assert (page.port, api.port) == (8123, 8123)
    assert page.parsed_addresses() == LOOPBACK
    assert page.server == f"{host_label()}.local."
    assert page.decoded_properties == {"path": "/"}
    assert api.decoded_properties == {"path": "/", "api": "/api/"}


async def test_the_announcement_is_withdrawn_at_the_stop():
    async with a_neighbour() as (_, seen):
        async with announced("Leaving box"):
            await seen.until(lambda names: all("Leaving box" in found for found in names.values()))

        await seen.until(lambda names: all("Leaving box" not in found for found in names.values()))


async def test_a_name_that_is_taken_gets_a_number():
    async with announced("Twin"), announced("Twin") as second, announced("Twin") as third:
        assert (second.name, third.name) == ("Twin (2)", "Twin (3)")


async def test_a_new_address_is_announced():
    current = ["127.0.0.1"]
    async with (
        a_neighbour() as (zeroconf, seen),
        announced("Moving box", addresses=lambda: list(current), check_s=0.05),
    ):
        await seen.until(lambda names: "Moving box" in names["_http._tcp.local."])
        current[:] = ["127.0.0.1", "127.0.0.2"]

        async with asyncio.timeout(PATIENCE_S):
            addresses = []
            while len(addresses) < 2:
                info = await resolved(zeroconf, "_http._tcp.local.", "Moving box")
                addresses = info.parsed_addresses()
                await asyncio.sleep(0.05)

    assert set(addresses) == {"127.0.0.1", "127.0.0.2"}


async def test_without_a_network_nothing_is_announced_until_there_is_one():
    current = []
    async with announced("Early box", addresses=lambda: current, check_s=0.05) as announcement:
        await asyncio.sleep(0.2)
        assert announcement.name is None

        current.append("127.0.0.1")
        async with asyncio.timeout(PATIENCE_S):
            while announcement.name is None:
                await asyncio.sleep(0.02)


async def test_a_machine_without_multicast_is_warned_once_and_runs_on(caplog):
    async with announce(
        "Lonely box", 8000, addresses=lambda: LOOPBACK, interfaces=["192.0.2.77"], check_s=0.02
    ) as announcement:
        await asyncio.sleep(1)
        assert announcement.name is None

    warnings = [record for record in caplog.records if record.name.startswith("intray.discovery")]
    assert len(warnings) == 1
    assert "Not announced on the network" in warnings[0].getMessage()


@pytest.mark.parametrize(
    ("name", "number", "expected"),
    [
        ("Intray", 1, "Intray"),
        ("Intray", 2, "Intray (2)"),
        ("box.of\npaper", 1, "box of paper"),
        ("", 3, "Intray (3)"),
        ("ä" * 40, 1, "ä" * 31),
        ("ä" * 40, 12, "ä" * 29 + " (12)"),
    ],
)
def test_every_name_fits_into_a_dns_label(name, number, expected):
    assert instance_name(name, number) == expected
    assert len(expected.encode()) <= 63


def test_a_daemon_for_this_machine_only_has_nothing_to_announce():
    assert announced_addresses(["127.0.0.1", "::1", "localhost"]) == []


def test_an_address_of_the_machine_is_announced():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.51.100.1", 9))
        except OSError:
            pytest.skip("this machine has no network")
        own = probe.getsockname()[0]

    assert own in announced_addresses()
    assert announced_addresses([own]) == [own]
    assert announced_addresses(["0.0.0.0"])[0] in announced_addresses()
