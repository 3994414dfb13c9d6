from pathlib import Path

import pytest
from blockbuster import BlockingError

import intray

PROGRAM = """
import asyncio

async def careless():
    return look()

async def careful():
    return await asyncio.to_thread(look)

def look():
    with open("/proc/self/status") as file:
        return file.read()
"""


@pytest.fixture
def ours():
    """Functions that look as if they stood in the package."""
    names = {}
    exec(compile(PROGRAM, f"{Path(intray.__file__).parent}/example.py", "exec"), names)
    return names


async def test_a_coroutine_of_ours_that_blocks_the_loop_is_found(ours):
    with pytest.raises(BlockingError):
        await ours["careless"]()


async def test_a_coroutine_that_lets_a_thread_block_is_fine(ours):
    assert await ours["careful"]()


async def test_a_test_itself_may_call_what_blocks(ours):
    assert ours["look"]()
