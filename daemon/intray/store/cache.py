"""Answers remembered between requests until anything is written."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Value = TypeVar("Value")

MAX_AGE_S = 5.0  # the command line may write too while the daemon runs
MAX_ENTRIES = 512


@dataclass
class Cache(Generic[Value]):
    """Forgets everything when `clear` is called: no right outlives the commit that took it."""

    max_age_s: float = MAX_AGE_S
    _entries: dict[str, tuple[float, Value]] = field(default_factory=dict)
    _generation: int = 0

    def clear(self) -> None:
        self._generation += 1
        self._entries.clear()

    async def get(self, key: str, load: Callable[[], Awaitable[Value]]) -> Value:
        known = self._entries.get(key)
        now = time.monotonic()
        if known is not None and now < known[0]:
            return known[1]
        generation = self._generation
        value = await load()
        if generation == self._generation:  # else it was read before somebody's commit
            if len(self._entries) >= MAX_ENTRIES:
                self._entries.clear()
            self._entries[key] = (now + self.max_age_s, value)
        return value
