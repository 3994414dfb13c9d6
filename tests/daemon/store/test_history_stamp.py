"""Every change is noted with its time and whoever is behind it."""

import asyncio

from store_builders import document

from intray.acting import acting_for
from intray.jobs.dispatch import Dispatch
from intray.jobs.journal import add, get, start, succeed


async def retitle(database, title):
    async with database.transaction() as tx:
        await tx.execute("UPDATE documents SET title = ?", (title,))


async def noted(database):
    async with database.read() as db:
        rows = await db.execute_fetchall(
            "SELECT at, actor_id, after FROM history WHERE field = 'title' ORDER BY id"
        )
    return [tuple(row) for row in rows]


async def a_user(database, number=7):
    async with database.transaction() as tx:
        await tx.execute(
            "INSERT INTO users (id, username, password_hash, joined_at) VALUES (?, ?, '', 0)",
            (number, f"user {number}"),
        )
    return number


async def test_one_transaction_is_one_moment_and_one_person(library_database):
    user = await a_user(library_database)
    await document(library_database, "ab" * 32)

    with acting_for(user):
        async with library_database.transaction() as tx:
            await tx.execute("UPDATE documents SET title = 'a'")
            await tx.execute("UPDATE documents SET title = 'b'")
    await retitle(library_database, "c")

    _, (first, who, _), (second, same, _), (later, nobody, _) = await noted(library_database)
    assert (first, who) == (second, same)
    assert who == user
    assert later > second
    assert nobody is None


async def test_people_who_act_at_the_same_time_are_not_mixed_up(library_database):
    for number in range(1, 6):
        await a_user(library_database, number)
    await document(library_database, "ab" * 32)

    async def act(number):
        with acting_for(number):
            for _ in range(5):
                await retitle(library_database, f"by {number} {_}")

    await asyncio.gather(*(act(number) for number in range(1, 6)))

    for _, actor, title in (await noted(library_database))[1:]:
        assert title.startswith(f"by {actor} ")


async def linking(database):
    """A field, and what is noted of its links: document, name of the field, targets."""
    async with database.transaction() as tx:
        await tx.execute(
            "INSERT INTO custom_fields (id, name, data_type) VALUES (3, 'See', 'documentlink')"
        )

    async def noted():
        async with database.read() as db:
            rows = await db.execute_fetchall(
                "SELECT document_id, before, after FROM history"
                " WHERE field IN ('links', 'custom_fields') AND document_id = 1 ORDER BY id"
            )
        return [tuple(row) for row in rows]

    return noted


async def test_many_links_are_one_row_and_their_order_is_kept(library_database):
    """Once for each link was half a gigabyte for one request."""
    for number in range(1, 40):
        await document(library_database, f"{number:064x}")
    noted = await linking(library_database)

    async with library_database.transaction() as tx:
        await tx.execute(
            "INSERT INTO custom_field_values (document_id, field_id, text_value)"
            " VALUES (1, 3, '[]')"
        )
        await tx.executemany(
            "INSERT INTO custom_field_links (document_id, field_id, target_id, position)"
            " VALUES (1, 3, ?, ?)",
            [(number, 40 - number) for number in range(2, 40)],
        )
    async with library_database.transaction() as tx:
        await tx.execute("DELETE FROM custom_field_links WHERE document_id = 1 AND target_id > 3")

    targets = ", ".join(str(number) for number in range(39, 1, -1))
    assert await noted() == [(1, "See", "[]"), (1, "See", targets), (1, "See", "3, 2")]


async def test_links_that_go_with_their_field_are_noted_by_its_name_alone(library_database):
    for number in (1, 2):
        await document(library_database, f"{number:064x}")
    noted = await linking(library_database)
    async with library_database.transaction() as tx:
        await tx.execute(
            "INSERT INTO custom_field_values (document_id, field_id, text_value)"
            " VALUES (1, 3, '[]')"
        )
        await tx.execute(
            "INSERT INTO custom_field_links (document_id, field_id, target_id, position)"
            " VALUES (1, 3, 2, 0)"
        )

    async with library_database.transaction() as tx:
        await tx.execute("DELETE FROM custom_fields")

    assert await noted() == [(1, "See", "[]"), (1, "See", "2"), (1, "See", None)]


async def test_of_a_long_value_only_the_beginning_is_noted(library_database):
    await document(library_database, "ab" * 32)

    async with library_database.transaction() as tx:
        await tx.execute(
            "INSERT INTO custom_fields (id, name, data_type) VALUES (3, 'Text', 'longtext')"
        )
        await tx.execute(
            "INSERT INTO custom_field_values (document_id, field_id, text_value) VALUES (1, 3, ?)",
            ("x" * 100_000,),
        )

    async with library_database.read() as db:
        rows = await db.execute_fetchall(
            "SELECT length(after) FROM history WHERE field = 'custom_fields'"
        )
    assert [row[0] for row in rows] == [1000]


async def test_who_was_deleted_meanwhile_does_not_stop_the_change(library_database):
    await document(library_database, "ab" * 32)

    with acting_for(99):
        await retitle(library_database, "a")

    assert (await noted(library_database))[-1][1:] == (None, "a")


async def test_what_is_rolled_back_did_not_happen(library_database):
    await document(library_database, "ab" * 32)

    try:
        async with library_database.transaction() as tx:
            await tx.execute("UPDATE documents SET title = 'a'")
            raise LookupError
    except LookupError:
        pass

    assert len(await noted(library_database)) == 1


async def test_jobs_act_for_their_owner_but_reading_is_nobodys_doing(library_database):
    user = await a_user(library_database)
    await document(library_database, "ab" * 32)

    async def work(job):
        async with library_database.transaction() as tx:
            await start(tx, job.id)
            await tx.execute("UPDATE documents SET title = ?", (job.kind,))
            await succeed(tx, job.id)

    kinds = ("consume_file", "bulk_update")
    dispatch = Dispatch(library_database, dict.fromkeys(kinds, work))
    for kind in kinds:
        async with library_database.transaction() as tx:
            job_id = await add(tx, kind=kind, source="manual", file_name="", owner_id=user)
            job = await get(tx, job_id)
        await dispatch(job)

    found = {title: actor for _, actor, title in (await noted(library_database))[1:]}
    assert found == {"consume_file": None, "bulk_update": user}
