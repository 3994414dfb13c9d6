"""Filed by its text: what the rules add to a document that nobody has said otherwise about."""

import aiosqlite

from intray.accounts import users
from intray.documents import records, tagging
from intray.jobs.journal import Job
from intray.matching import rules
from intray.matching.match import Matches, match
from intray.permissions import Actor
from intray.store.database import Database


async def matches(database: Database, document_id: int, text: str) -> Matches:
    """What the text calls for. Takes up to seconds where rules are hostile: outside transactions.

    A document with an owner is filed under what the owner may see, one of nobody under anything:
    it is everybody's, and papers from the consume folder are nobody's.
    Raises NotFoundError when the document is gone.
    """
    async with database.read() as db:
        owner_id = (await records.stored(db, document_id)).owner_id
        known = await rules.load(db, await _owner(db, owner_id))
    return await match(known, text)


async def file(
    tx: aiosqlite.Connection, job: Job, document_id: int, found: Matches, earlier: Matches
) -> None:
    """Add the tags, and set what is empty unless the sender has set it.

    `earlier`: what the same reading called for before; a person may have removed it since.
    """
    await tagging.add(tx, document_id, sorted({*found.of("tags")} - {*earlier.of("tags")}))

    def wanted(name: str, target: rules.Target) -> int | None:
        return None if name in job.overrides or earlier.of(target) else found.first(target)

    await records.set_if_empty(
        tx,
        document_id,
        correspondent_id=wanted("correspondent", "correspondents"),
        document_type_id=wanted("document_type", "document_types"),
        storage_path_id=wanted("storage_path", "storage_paths"),
    )


async def _owner(db: aiosqlite.Connection, owner_id: int | None) -> Actor | None:
    """An owner who may not log in any more still has no more than is theirs."""
    if owner_id is None:
        return None
    return await users.actor(db, owner_id) or Actor(owner_id, "")
