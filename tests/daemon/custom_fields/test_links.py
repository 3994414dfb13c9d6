"""Documents linked to documents: both ways, and nobody learns of what they may not see."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intray.custom_fields import values
from intray.errors import ValidationError


async def links(archive, document, actor=None):
    found = await archive.values(document, actor) if actor else await archive.values(document)
    return found.get("documentlink")


async def test_a_link_leads_back(archive):
    one, two = await archive.document(), await archive.document(string="x")

    await archive.replace(one, documentlink=[two])

    assert await links(archive, one) == [two]
    assert await archive.values(two) == {"string": "x", "documentlink": [one]}


async def test_links_keep_the_order_in_which_they_were_given(archive):
    one, two, three = [await archive.document() for _ in range(3)]
    await archive.replace(one, documentlink=[two, three])

    await archive.replace(one, documentlink=[three, two])

    assert await links(archive, one) == [three, two]


async def test_taking_a_link_away_takes_away_the_way_back(archive):
    one, two = await archive.document(), await archive.document()
    await archive.replace(one, documentlink=[two])

    await archive.replace(two, documentlink=None)

    assert (await links(archive, one), await links(archive, two)) == ([], None)


async def test_a_field_that_is_taken_off_a_document_frees_those_it_linked(archive):
    one, two = await archive.document(), await archive.document()
    await archive.replace(one, documentlink=[two])

    await archive.replace(one)

    assert await archive.values(one) == {}
    assert await links(archive, two) == []


async def test_both_ends_of_a_new_link_count_as_modified(archive):
    one, two, three = [await archive.document() for _ in range(3)]
    await archive.replace(one, documentlink=[two])

    touched = await archive.rows("SELECT id FROM documents WHERE modified_at > 0")

    assert two in touched
    assert three not in touched


async def test_a_document_in_the_trash_is_not_shown_as_link_and_comes_back(archive):
    one, two = await archive.document(), await archive.document()
    await archive.replace(one, documentlink=[two])

    await archive.run("UPDATE documents SET deleted_at = 1 WHERE id = ?", two)
    assert await links(archive, one) == []
    await archive.replace(one, documentlink=[])
    await archive.replace(one, documentlink=[two])  # from an app that has not heard of it

    await archive.run("UPDATE documents SET deleted_at = NULL WHERE id = ?", two)
    assert await links(archive, one) == [two]


async def test_a_document_that_is_gone_for_good_is_linked_by_none(archive):
    one, two = await archive.document(), await archive.document()
    await archive.replace(one, documentlink=[two])

    await archive.run("DELETE FROM documents WHERE id = ?", two)

    assert await links(archive, one) == []
    assert await archive.rows("SELECT count(*) FROM custom_field_links") == [0]


async def test_a_document_of_somebody_else_cannot_be_linked_and_is_not_told_from_none(archive, ann):
    mine, foreign = await archive.document(2), await archive.document(3)

    answers = []
    for target in (foreign, 999):
        with pytest.raises(ValidationError) as refused:
            await archive.replace(mine, ann, documentlink=[target])
        answers.append(refused.value.fields)

    assert answers[0] == answers[1]


async def test_links_to_documents_of_others_are_neither_shown_nor_lost(archive, ann):
    mine, other, foreign = await archive.document(2), await archive.document(2), None
    foreign = await archive.document(3)
    await archive.replace(mine, documentlink=[foreign])
    assert await links(archive, mine, ann) == []

    await archive.replace(mine, ann, documentlink=[other])
    await archive.replace(mine, ann, documentlink=None)

    assert await links(archive, mine, ann) == []
    assert await links(archive, mine) == [foreign]
    assert await links(archive, foreign) == [mine]


async def test_a_link_that_is_hidden_cannot_be_guessed(archive, ann):
    mine, foreign = await archive.document(2), await archive.document(3)
    await archive.replace(mine, documentlink=[foreign])

    with pytest.raises(ValidationError):
        await archive.replace(mine, ann, documentlink=[foreign])


async def test_many_documents_are_linked_to_some_but_none_to_itself(archive, admin):
    documents = [await archive.document() for _ in range(3)]

    async with archive.database.transaction() as tx:
        added = {archive.fields["documentlink"]: [documents[0]]}
        await values.modify(tx, admin, documents, added, [])

    found = [await links(archive, document) for document in documents]
    assert found == [documents[1:], [documents[0]], [documents[0]]]


async def test_a_flood_of_links_is_refused(archive, admin):
    targets = [await archive.document() for _ in range(2)]

    with pytest.raises(ValidationError) as refused:
        async with archive.database.transaction() as tx:
            added = {archive.fields["documentlink"]: targets}
            await values.modify(tx, admin, range(1, 50_002), added, [])

    assert refused.value.fields == {"non_field_errors": ["These are too many links at once."]}


STEPS = st.lists(
    st.tuples(st.integers(0, 3), st.none() | st.lists(st.integers(0, 3), unique=True, max_size=4)),
    max_size=8,
)


@given(STEPS)
@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_whatever_is_linked_every_link_leads_back(archive, steps):
    documents = [await archive.document() for _ in range(4)]

    for number, targets in steps:
        wanted = None if targets is None else [documents[target] for target in targets]
        await archive.replace(documents[number], documentlink=wanted)
        shown = await links(archive, documents[number])
        assert shown == wanted

    rows = await archive.rows("SELECT document_id, target_id FROM custom_field_links")
    assert {(target, source) for source, target in rows} == set(rows)
    orphans = await archive.rows(
        "SELECT count(*) FROM custom_field_links l JOIN custom_field_values v"
        " ON v.document_id = l.document_id AND v.field_id = l.field_id WHERE v.text_value IS NULL"
    )
    assert orphans == [0]
