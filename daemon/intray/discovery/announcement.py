"""Announce the web page and the API by multicast DNS, as long as the daemon runs.

Told are the name, the port and the path, nothing else: no version for those who look for old ones.
A network without multicast is no reason to fail; it is tried again later.
"""

import asyncio
import contextlib
import importlib
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zeroconf import ServiceInfo
    from zeroconf.asyncio import AsyncZeroconf

log = logging.getLogger(__name__)

SERVICES = {
    "_http._tcp.local.": {"path": "/"},
    "_paperless._tcp.local.": {"path": "/", "api": "/api/"},
}
CHECK_S = 30.0  # between two looks at the machine's addresses
WITHDRAW_S = 2.0
_TRIES = 20  # names: Intray, Intray (2), …
_LABEL_BYTES = 63


@dataclass
class Announcement:
    """What the network is told at the moment."""

    port: int
    addresses: Callable[[], list[str]]
    interfaces: list[str] | None  # None: all
    wanted_name: str
    name: str | None = None  # under which we are known; None: not announced
    _told: list[str] = field(default_factory=list)
    _zeroconf: "AsyncZeroconf | None" = None
    _services: "list[ServiceInfo]" = field(default_factory=list)

    async def follow(self, check_s: float) -> None:
        """Publish, and publish anew when the addresses change."""
        await asyncio.to_thread(importlib.import_module, "zeroconf.asyncio")  # takes 0.1 s
        from zeroconf import Error

        complained = False
        while True:
            try:
                await self._publish()
                complained = False
            except (OSError, RuntimeError, TimeoutError, Error) as error:
                if not complained:
                    log.warning("Not announced on the network: %s. Trying again.", error)
                complained = True
                await self.withdraw()
            await asyncio.sleep(check_s)

    async def withdraw(self) -> None:
        """Say goodbye and close the sockets."""
        zeroconf, self._zeroconf = self._zeroconf, None
        self.name, self._told, self._services = None, [], []
        if zeroconf is not None:
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(WITHDRAW_S):
                    await zeroconf.async_close()

    async def _publish(self) -> None:
        found = await asyncio.to_thread(self.addresses)
        if not found:
            await self.withdraw()
            return
        if self._zeroconf is None:
            self._zeroconf = self._opened()
            await self._register(self._zeroconf, found)
        elif found != self._told:
            await self._zeroconf.async_update_interfaces()
            for service in self._services:
                await self._zeroconf.async_update_service(self._moved(service, found))
            log.info("Announced anew: the addresses are now %s.", ", ".join(found))
        self._told = found

    def _opened(self) -> "AsyncZeroconf":
        from zeroconf import InterfaceChoice, IPVersion
        from zeroconf.asyncio import AsyncZeroconf

        interfaces = self.interfaces or InterfaceChoice.All
        if self.interfaces is None:
            with contextlib.suppress(OSError, RuntimeError):
                return AsyncZeroconf(interfaces, ip_version=IPVersion.All)
        return AsyncZeroconf(interfaces, ip_version=IPVersion.V4Only)  # no IPv6 on this machine

    async def _register(self, zeroconf: "AsyncZeroconf", found: list[str]) -> None:
        for number in range(1, _TRIES + 1):
            name = instance_name(self.wanted_name, number)
            services = [self._described(kind, name, found) for kind in SERVICES]
            if await _all_registered(zeroconf, services):
                self._services, self.name = services, name
                log.info("Announced on the network as %r.", name)
                return
        raise OSError(f"the name {self.wanted_name!r} and its variations are taken")

    def _described(self, kind: str, name: str, found: list[str]) -> "ServiceInfo":
        from zeroconf import ServiceInfo

        return ServiceInfo(
            kind,
            f"{name}.{kind}",
            port=self.port,
            properties=SERVICES[kind],
            server=f"{host_label()}.local.",
            parsed_addresses=found,
        )

    def _moved(self, service: "ServiceInfo", found: list[str]) -> "ServiceInfo":
        name = service.name.removesuffix(f".{service.type}")
        return self._described(service.type, name, found)


@asynccontextmanager
async def announce(
    name: str,
    port: int,
    *,
    addresses: Callable[[], list[str]],
    interfaces: list[str] | None = None,
    check_s: float = CHECK_S,
) -> AsyncIterator[Announcement]:
    """Be found as `name` until the block is left.

    `addresses` is asked (in a thread) under which addresses we are reached, again and again;
    `interfaces` restricts where multicast is spoken to those with the given addresses.
    Nothing waits for the network here and nothing fails because of it.
    """
    announcement = Announcement(port, addresses, interfaces, name)
    following = asyncio.create_task(announcement.follow(check_s), name="announce")
    try:
        yield announcement
    finally:
        following.cancel()
        (result,) = await asyncio.gather(following, return_exceptions=True)
        if isinstance(result, Exception):
            log.error("The announcement on the network ended early.", exc_info=result)
        await announcement.withdraw()


async def _all_registered(zeroconf: "AsyncZeroconf", services: "list[ServiceInfo]") -> bool:
    """Whether the name was free for all of them; if not, none is registered."""
    from zeroconf import NonUniqueNameException

    results = await asyncio.gather(
        *(zeroconf.async_register_service(service) for service in services),
        return_exceptions=True,
    )
    failures = [result for result in results if isinstance(result, BaseException)]
    if not failures:
        return True
    await zeroconf.async_unregister_all_services()
    for failure in failures:
        if not isinstance(failure, NonUniqueNameException):
            raise failure
    return False


def instance_name(name: str, number: int) -> str:
    """A name that fits a DNS label: `Intray`, `Intray (2)`, …"""
    suffix = f" ({number})" if number > 1 else ""
    bare = " ".join("".join(c if c.isprintable() and c != "." else " " for c in name).split())
    room = _LABEL_BYTES - len(suffix)
    return (bare or "Intray").encode()[:room].decode(errors="ignore").rstrip() + suffix


def host_label() -> str:
    return socket.gethostname().partition(".")[0] or "intray"
