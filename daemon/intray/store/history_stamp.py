"""Who changed what, and when: filled into the rows of `history` just before the commit.

Triggers write them, so that no change is forgotten; what they cannot know stands here. All rows of
one transaction get the same instant, and belong together by it.
"""

import aiosqlite

from intray import acting
from intray.clock import now_us

# A field that is gone has no name any more: that it was removed stands in a row of its own.
_LINKED = """
UPDATE history SET field = 'custom_fields',
    before = coalesce((SELECT name FROM custom_fields WHERE id = CAST(after AS INTEGER)), ''),
    after = (SELECT group_concat(target_id, ', ') FROM (
        SELECT l.target_id FROM custom_field_links l WHERE l.document_id = history.document_id
        AND l.field_id = CAST(history.after AS INTEGER) ORDER BY l.position, l.id))
WHERE at IS NULL AND field = 'links'
"""


async def stamp(tx: aiosqlite.Connection, *, keep: bool) -> None:
    """Complete the rows that this transaction has added, or drop them."""
    if keep:
        await tx.execute(_LINKED)
        await tx.execute(
            "DELETE FROM history WHERE at IS NULL AND before = '' AND field = 'custom_fields'"
        )
        await tx.execute(
            "UPDATE history SET at = ?, actor_id = (SELECT id FROM users WHERE id = ?)"
            " WHERE at IS NULL",
            (now_us(), acting.user_id()),
        )
    else:
        await tx.execute("DELETE FROM history WHERE at IS NULL")
