"""Rows of documents as the pipeline writes them."""

from intray.documents import records, tagging
from intray.documents.records import NewFile


async def tags_of(database, document_id):
    async with database.read() as db:
        rows = await db.execute_fetchall(
            "SELECT tag_id FROM document_tags WHERE document_id = ? ORDER BY 1", (document_id,)
        )
    return [row[0] for row in rows]


async def row_of(database, document_id):
    async with database.read() as db:
        cursor = await db.execute("SELECT * FROM documents WHERE id = ?", (document_id,))
        return await cursor.fetchone()


async def test_a_new_document_is_found_by_its_checksum(database, make_document):
    document_id = await make_document(checksum="aa" * 32, title="Water bill")

    async with database.read() as db:
        known = await records.find_by_checksum(db, "aa" * 32)

    assert (known.document_id, known.title, known.superseded) == (document_id, "Water bill", False)


async def test_bytes_never_seen_are_not_known(database):
    async with database.read() as db:
        assert await records.find_by_checksum(db, "bb" * 32) is None


async def test_replaced_bytes_are_still_known(database, make_document):
    document_id = await make_document(checksum="aa" * 32)

    async with database.transaction() as tx:
        await records.supersede(
            tx,
            document_id,
            NewFile("bb" * 32, original_name="scan.pdf", mime_type="application/pdf", size=2000),
        )

    async with database.read() as db:
        former = await records.find_by_checksum(db, "aa" * 32)
        current = await records.find_by_checksum(db, "bb" * 32)
    assert former.superseded and former.document_id == document_id
    assert not current.superseded and current.document_id == document_id
    assert (await row_of(database, document_id))["reading"] == "waiting"


async def test_a_document_replaced_by_its_first_bytes_again_is_known_once(database, make_document):
    document_id = await make_document(checksum="aa" * 32)
    replacement = {"original_name": "a.pdf", "mime_type": "application/pdf", "size": 1}

    async with database.transaction() as tx:
        await records.supersede(tx, document_id, NewFile("bb" * 32, **replacement))
        await records.supersede(tx, document_id, NewFile("aa" * 32, **replacement))

    async with database.read() as db:
        known = await records.find_by_checksum(db, "aa" * 32)
        rows = await db.execute_fetchall("SELECT checksum FROM superseded_originals")
    assert not known.superseded
    assert [row[0] for row in rows] == ["bb" * 32]


async def test_attributes_that_vanished_do_not_refuse_the_paper(database, make_document):
    await make_document(archive_serial_number=7)

    document_id = await make_document(
        archive_serial_number=7, correspondent_id=99, tag_ids=(98,), owner_id=97
    )

    row = await row_of(database, document_id)
    assert row["archive_serial_number"] is None
    assert row["correspondent_id"] is None
    assert row["owner_id"] is None
    assert await tags_of(database, document_id) == []


async def test_a_child_tag_brings_its_ancestors(database, make_document, insert):
    house = await insert("tags", name="House")
    water = await insert("tags", name="Water", parent_id=house)

    document_id = await make_document(tag_ids=(water,))

    assert await tags_of(database, document_id) == [house, water]


async def test_removing_a_parent_removes_its_descendants(database, make_document, insert):
    house = await insert("tags", name="House")
    water = await insert("tags", name="Water", parent_id=house)
    paid = await insert("tags", name="Paid")
    document_id = await make_document(tag_ids=(water, paid))

    async with database.transaction() as tx:
        await tagging.replace(tx, document_id, [water, paid])
        kept = await tx.execute_fetchall("SELECT tag_id FROM document_tags")
        await tagging.remove(tx, document_id, [house])

    assert len(list(kept)) == 1
    assert await tags_of(database, document_id) == [paid]


async def test_text_arrives_without_touching_a_date_that_a_person_set(database, make_document):
    document_id = await make_document(created="2020-01-01")

    async with database.transaction() as tx:
        await records.apply_text(
            tx,
            document_id,
            content="Total 31.20 EUR",
            page_count=2,
            language="en",
            dates=["2026-03-05"],
            created=None,
        )

    row = await row_of(database, document_id)
    assert (row["created"], row["page_count"], row["language"]) == ("2020-01-01", 2, "en")


async def test_the_trash_gives_a_document_back(database, make_document):
    document_id = await make_document()

    async with database.transaction() as tx:
        await records.trash(tx, [document_id])
    trashed = await row_of(database, document_id)
    async with database.transaction() as tx:
        await records.restore(tx, document_id)

    assert trashed["deleted_at"] is not None
    assert (await row_of(database, document_id))["deleted_at"] is None


async def test_reading_ends_with_a_notice(database, make_document):
    document_id = await make_document()

    async with database.transaction() as tx:
        await records.apply_derived(
            tx, document_id, derived="1", archive_checksum="cc" * 32, archive_size=5
        )
        await records.set_reading(tx, document_id, state="failed", notice="password")

    row = await row_of(database, document_id)
    assert (row["reading"], row["notice"], row["archive_size"]) == ("failed", "password", 5)
