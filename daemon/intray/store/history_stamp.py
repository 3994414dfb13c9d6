"""Who changed what, and when: filled into the rows of `history` just before the commit.

Triggers write them, so that no change is forgotten; what they cannot know stands here. All rows of
one transaction get the same instant, and belong together by it.
"""

import aiosqlite

from intray import acting
from intray.clock import now_us


async def stamp(tx: aiosqlite.Connection, *, keep: bool) -> None:
    """Complete the rows that this transaction has added, or drop them."""
    if keep:
        await tx.execute(
            "UPDATE history SET at = ?, actor_id = (SELECT id FROM users WHERE id = ?)"
            " WHERE at IS NULL",
            (now_us(), acting.user_id()),
        )
    else:
        await tx.execute("DELETE FROM history WHERE at IS NULL")
