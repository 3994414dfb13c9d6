"""Page slots: how many pages are read at once, over all documents, and in how much memory."""

import os
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path

_CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")


@dataclass
class _Wish:
    holder: Hashable
    memory_mb: int
    grant: Callable[[], None]


@dataclass
class PageSlots:
    """Grants slots in turn, first to the document that holds the fewest.

    A wish that does not fit into the memory that is left waits until it does, or until nothing
    else runs: then it is granted whatever its size, since nothing would get better by waiting.
    """

    total: int
    memory_mb: int
    _held: dict[Hashable, list[int]] = field(default_factory=dict)  # memory of each slot
    _wishes: list[_Wish] = field(default_factory=list)

    def ask(self, holder: Hashable, memory_mb: int, grant: Callable[[], None]) -> None:
        """Calls `grant` as soon as a slot is free, maybe at once."""
        self._wishes.append(_Wish(holder, memory_mb, grant))
        self._hand_out()

    def give_back(self, holder: Hashable) -> None:
        """One slot of this holder is free again."""
        if self._held.get(holder):
            self._held[holder].pop()
        self._hand_out()

    def forget(self, holder: Hashable) -> None:
        """The holder is gone with all its slots and wishes."""
        self._held.pop(holder, None)
        self._wishes = [wish for wish in self._wishes if wish.holder != holder]
        self._hand_out()

    def held(self, holder: Hashable) -> int:
        return len(self._held.get(holder, ()))

    def wished(self, holder: Hashable) -> int:
        return sum(1 for wish in self._wishes if wish.holder == holder)

    def waits(self, holder: Hashable) -> bool:
        """Whether the holder can do nothing but wait for others."""
        return not self.held(holder) and any(wish.holder == holder for wish in self._wishes)

    def _hand_out(self) -> None:
        while self._wishes:
            wish = min(self._wishes, key=lambda wish: self.held(wish.holder))
            running = [memory for slots in self._held.values() for memory in slots]
            if len(running) >= self.total:
                return
            if running and sum(running) + wish.memory_mb > self.memory_mb:
                return
            self._wishes.remove(wish)
            self._held.setdefault(wish.holder, []).append(wish.memory_mb)
            wish.grant()


def memory_budget_mb() -> int:
    """60 % of the memory of the machine or of the container that this process lives in."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = _CGROUP_LIMIT.read_text().strip()
    except OSError:
        limit = "max"
    if limit.isdigit():
        memory = min(memory, int(limit))
    return memory * 6 // 10 // 1_000_000
