"""Regular expressions in bodies: whether Python's engine, which matching uses, takes them."""

import asyncio
import re

from intray.api.fields import Fields

WRONG = "Invalid regular expression, see log for details."


async def check(fields: Fields, name: str) -> None:
    """Note an error for what is none. On a thread: short ones may take a second to compile."""
    if name in fields.values and not await asyncio.to_thread(_compiles, fields.values[name]):
        fields.errors[name] = [WRONG]


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return True
