"""On whose behalf the program acts: noted beside every change that people may look up later."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_user_id: ContextVar[int | None] = ContextVar("acting_user_id", default=None)


def user_id() -> int | None:
    """None: nobody asked for it, such as reading a paper or a daily chore."""
    return _user_id.get()


@contextmanager
def acting_for(user_id: int | None) -> Iterator[None]:
    """Everything done in this block, and in tasks that it starts, is done for this user."""
    token = _user_id.set(user_id)
    try:
        yield
    finally:
        _user_id.reset(token)
