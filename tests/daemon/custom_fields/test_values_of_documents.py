"""Values on documents: replaced as a whole, changed on many, attached to new papers."""

import pytest

from intray.custom_fields import changes, values
from intray.errors import ValidationError
from intray.store import row_sums

EVERYTHING = {
    "string": "R-7",
    "url": "https://example.org/",
    "date": "2026-03-05",
    "boolean": False,
    "integer": 7,
    "float": 0.1,
    "monetary": "EUR31.20",
    "documentlink": [],
    "select": "paid",
    "longtext": "a\nb",
}


async def test_every_type_comes_back_as_it_was_given(archive):
    document = await archive.document(**EVERYTHING)

    found = await archive.values(document)

    assert found == EVERYTHING
    assert [type(value) for value in found.values()] == [*map(type, EVERYTHING.values())]


async def test_an_empty_value_is_attached_and_null(archive):
    document = await archive.document(**dict.fromkeys(EVERYTHING))

    assert await archive.values(document) == dict.fromkeys(EVERYTHING)


async def test_the_list_is_replaced_as_a_whole_and_keeps_the_order_of_attachment(archive):
    document = await archive.document(string="a", integer=1, date=None)

    await archive.replace(document, boolean=True, integer=2, string="b")

    assert [*(await archive.values(document)).items()] == [
        ("string", "b"), ("integer", 2), ("boolean", True),
    ]  # fmt: skip


async def test_what_is_wrong_is_told_by_position_and_nothing_is_changed(archive):
    document = await archive.document(string="a")

    with pytest.raises(ValidationError) as refused:
        async with archive.database.transaction() as tx:
            pairs = [*archive.pairs(string="b", integer="x"), (99, 1)]
            await values.replace(tx, None, document, pairs)

    assert refused.value.fields == {
        "custom_fields": [
            {},
            {"non_field_errors": ["Enter a valid integer."]},
            {"field": ['Invalid pk "99" - object does not exist.']},
        ]
    }
    assert await archive.values(document) == {"string": "a"}


async def test_an_option_can_be_shown_by_its_position(archive):
    document = await archive.document(select="open", string="x")

    assert await archive.values(document, positions=True) == {"select": 1, "string": "x"}


async def test_many_documents_get_and_lose_fields_at_once(archive, admin):
    first = await archive.document(string="a", integer=1)
    second = await archive.document(date="2026-03-05")

    async with archive.database.transaction() as tx:
        fields = archive.fields
        added = {fields["string"]: "x", fields["boolean"]: True}
        await values.modify(tx, admin, [first, second], added, [fields["integer"], fields["date"]])

    assert await archive.values(first) == {"string": "x", "boolean": True}
    assert await archive.values(second) == {"string": "x", "boolean": True}
    assert await archive.rows("SELECT min(modified_at) > 0 FROM documents") == [1]


async def test_attaching_a_field_to_many_documents_leaves_their_values_alone(archive, admin):
    first = await archive.document(string="a")
    second = await archive.document()

    async with archive.database.transaction() as tx:
        added = {archive.fields["string"]: None}
        await values.modify(tx, admin, [first, second], added, [])

    assert await archive.values(first) == {"string": "a"}
    assert await archive.values(second) == {"string": None}


async def test_a_wrong_value_for_many_documents_is_refused(archive, admin):
    with pytest.raises(ValidationError) as refused:
        async with archive.database.transaction() as tx:
            await values.modify(tx, admin, [], {archive.fields["integer"]: "x"}, [])

    assert refused.value.fields == {"non_field_errors": ["Enter a valid integer."]}


async def test_pages_of_text_are_not_written_to_thousands_of_documents_at_once(archive, admin):
    """A request of 1 MB would grow the database by gigabytes, and the history with it."""
    text = "x" * 500_000

    with pytest.raises(ValidationError) as refused:
        async with archive.database.transaction() as tx:
            many = list(range(1, 102))
            await values.modify(tx, admin, many, {archive.fields["longtext"]: text}, [])

    assert refused.value.fields == {"non_field_errors": ["This is too much text at once."]}


async def test_a_new_paper_keeps_what_can_be_kept_of_what_its_sender_gave(archive):
    other, document = await archive.document(), await archive.document()
    given = dict(
        archive.pairs(string="x", integer="no number", select="gone", documentlink=[other, 999])
    )

    async with archive.database.transaction() as tx:
        await values.attach(tx, document, {**given, 999: "no field"})

    assert await archive.values(document) == {
        "string": "x", "integer": None, "select": None, "documentlink": [other],
    }  # fmt: skip


async def test_documents_lose_an_option_that_is_removed_and_keep_one_that_is_renamed(archive):
    paid, open_ = await archive.document(select="paid"), await archive.document(select="open")

    async with archive.database.transaction() as tx:
        options = [{"id": "open", "label": "Unpaid"}, {"label": "New"}]
        await changes.update(
            tx, archive.fields["select"], {"extra_data": {"select_options": options}}
        )

    assert await archive.values(paid) == {"select": None}
    assert await archive.values(open_) == {"select": "open"}


async def test_a_deleted_field_is_gone_from_all_documents(archive):
    document = await archive.document(string="x", documentlink=[])

    async with archive.database.transaction() as tx:
        for name in ("string", "documentlink"):
            await changes.delete(tx, archive.fields[name])

    assert await archive.values(document) == {}


async def test_every_change_reaches_index_and_readable_view(archive):
    await archive.run("INSERT INTO storage_paths (name, path) VALUES ('a', 'b')")
    document = await archive.document(string="x", select="paid")
    await archive.run("UPDATE documents SET storage_path_id = 1")

    async def told_after(work):
        await archive.run("DELETE FROM index_outbox")
        await archive.run("DELETE FROM library_outbox")
        await work
        outboxes = ("index_outbox", "library_outbox")
        return [
            document in await archive.rows(f"SELECT document_id FROM {name}") for name in outboxes
        ]

    async def update(of_type, **changed):
        async with archive.database.transaction() as tx:
            await changes.update(tx, archive.fields[of_type], changed)

    options = {"select_options": [{"id": "paid", "label": "Settled"}]}
    assert await told_after(archive.replace(document, string="x", select="paid")) == [False, False]
    assert await told_after(archive.replace(document, string="y", select="paid")) == [True, True]
    assert await told_after(update("select", extra_data=options)) == [True, True]
    assert await told_after(update("string", name="Number")) == [False, True]
    assert await told_after(archive.replace(document)) == [True, True]


async def test_values_and_links_belong_to_the_sum_of_the_row(archive):
    """A disk that changes an amount is found out."""
    target = await archive.document()
    document = await archive.document(monetary="EUR31.20", boolean=True, documentlink=[target])
    plain = await archive.document()
    assert await _damaged(archive) == []

    await archive.run("DROP TRIGGER custom_field_value_updated")
    await archive.run("DROP TRIGGER custom_field_unlinked")
    await archive.run("UPDATE custom_field_values SET number_value = 0 WHERE number_value = 1")
    assert await _damaged(archive) == [document]
    await archive.run("DELETE FROM custom_field_links WHERE document_id = ?", target)
    assert await _damaged(archive) == [target, document]
    assert plain not in await _damaged(archive)


async def _damaged(archive):
    async with archive.database.read() as db:
        return await db._execute(row_sums.damaged, db._conn)
