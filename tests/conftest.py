"""For all tests of the daemon: what blocks the event loop fails the test that does it."""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from blockbuster import BlockBuster

import intray

_OURS = str(Path(intray.__file__).parent)
_TESTS = str(Path(__file__).parent)
# Single looks at the file system are quick and allowed; reading and writing content is not.
_ALLOWED = ("os.stat", "os.getcwd", "os.access", "os.path.", "os.mkdir", "os.unlink", "os.remove")
_ASYNC = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


def _called_plainly_by_a_test() -> bool:
    """A test may call a function directly that the daemon would call in a thread."""
    frame, entered = sys._getframe(1), None
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(_OURS):
            entered = frame
        elif file.startswith(_TESTS) and file != __file__:
            return entered is not None and not entered.f_code.co_flags & _ASYNC
        frame = frame.f_back
    return False


@pytest.fixture(autouse=True)
def _nothing_blocks_the_loop() -> Iterator[None]:
    detector = BlockBuster("intray")
    for name, function in detector.functions.items():
        if not name.startswith(_ALLOWED):
            allowed = function.can_block_predicate
            function.can_block_predicate = lambda *arguments, allowed=allowed, **named: (
                allowed(*arguments, **named) or _called_plainly_by_a_test()
            )
            function.activate()
    yield
    detector.deactivate()
