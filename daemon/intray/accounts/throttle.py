"""Guessing passwords gets slower: five tries a minute, then pauses that double up to an hour.

Counted for each account at each address, and for each address over all accounts, so that nobody
else is locked out. Unknown accounts count like known ones.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from intray.errors import ThrottledError

TRIES = 5
TRIES_OF_ADDRESS = 30
PAUSE_S = 60.0
MAX_PAUSE_S = 3600.0
FORGET_S = 2 * 3600.0
MAX_ENTRIES = 4096


@dataclass
class _Count:
    tries: int = 0
    since: float = 0.0
    pauses: int = 0
    blocked_until: float = 0.0
    last: float = 0.0


@dataclass
class Throttle:
    """Tries are counted before they are made, so that many at once do not slip through."""

    now: Callable[[], float] = time.monotonic
    _counts: dict[tuple[str, str], _Count] = field(default_factory=dict)

    def attempt(self, account: str, client: str) -> None:
        """Count a try. Raises ThrottledError while there are too many."""
        network = _network(client)
        known = self._counts.get((account[:150], network))
        if known is not None:
            self._require_open(known)  # first: a blocked app that goes on trying blocks no others
        for name, limit in (("", TRIES_OF_ADDRESS), (account, TRIES)):
            count = self._count(name, network)
            self._require_open(count)
            _add(count, limit, self.now())
            self._require_open(count)

    def succeeded(self, account: str, client: str) -> None:
        network = _network(client)
        self._counts.pop((account[:150], network), None)
        whole = self._counts.get(("", network))
        if whole is not None:
            whole.tries = max(0, whole.tries - 1)

    def _require_open(self, count: _Count) -> None:
        wait_s = count.blocked_until - self.now()
        if wait_s > 0:
            raise ThrottledError(ceil(wait_s))

    def _count(self, account: str, network: str) -> _Count:
        if len(self._counts) >= MAX_ENTRIES:
            self._forget()
        return self._counts.setdefault((account[:150], network), _Count(since=self.now()))

    def _forget(self) -> None:
        """What is old, and if that is little, the half that was used longest ago."""
        by_use = sorted(self._counts.items(), key=lambda item: item[1].last)
        horizon = self.now() - FORGET_S
        recent = [item for item in by_use if item[1].last > horizon]
        self._counts = dict(recent[-MAX_ENTRIES // 2 :])


def _add(count: _Count, limit: int, now: float) -> None:
    if now - count.last > FORGET_S:
        count.pauses = 0
    if now - count.since > PAUSE_S:
        count.tries, count.since = 0, now
    count.tries += 1
    count.last = now
    if count.tries > limit:
        count.blocked_until = now + min(PAUSE_S * 2**count.pauses, MAX_PAUSE_S)
        count.pauses += 1
        count.tries, count.since = 0, count.blocked_until


def _network(client: str) -> str:
    """The address; of IPv6 the /64, since a household has a whole one."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return str(address)
