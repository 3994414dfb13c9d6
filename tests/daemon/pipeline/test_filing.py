"""Rules file a paper when its text becomes known; what people have said stays."""

from intray.documents import records, tagging


async def make(office, table, name, match, *, owner_id=None, algorithm=1, **columns):
    columns |= {"name": name, "match": match, "matching_algorithm": algorithm}
    columns |= {"owner_id": owner_id} | ({"path": "{{ title }}"} if "paths" in table else {})
    marks = ", ".join("?" * len(columns))
    async with office.database.transaction() as tx:
        cursor = await tx.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", tuple(columns.values())
        )
    return cursor.lastrowid


async def make_user(office, username, **columns):
    columns |= {"username": username, "password_hash": "", "joined_at": 0}
    marks = ", ".join("?" * len(columns))
    async with office.database.transaction() as tx:
        cursor = await tx.execute(
            f"INSERT INTO users ({', '.join(columns)}) VALUES ({marks})", tuple(columns.values())
        )
    return cursor.lastrowid


async def read_paper(office, content="Your water bill", **received):
    registered = await office.receive(content, **received)
    await office.read(registered)
    return await office.document(registered.document_id)


async def test_a_paper_is_filed_by_the_rules_that_its_text_fits(office):
    sender = await make(office, "correspondents", "Water Co", "water")
    kind = await make(office, "document_types", "Bill", "bill invoice")
    path = await make(office, "storage_paths", "Home", r"w.ter\s", algorithm=4)
    parent = await make(office, "tags", "House", "")
    await make(office, "tags", "Costs", "bill", parent_id=parent)
    await make(office, "tags", "Car", "petrol")

    paper = await read_paper(office)

    assert paper["correspondent_id"] == sender
    assert paper["document_type_id"] == kind
    assert paper["storage_path_id"] == path
    assert paper["tags"] == ["Costs", "House"]


async def test_of_several_correspondents_the_first_by_name_is_taken(office):
    await make(office, "correspondents", "Water Works", "water")
    first = await make(office, "correspondents", "acme", "bill")

    assert (await read_paper(office))["correspondent_id"] == first


async def test_what_the_sender_has_set_is_not_replaced_and_tags_are_added(office):
    own = await make(office, "correspondents", "Other", "")
    tag = await make(office, "tags", "Mine", "")
    await make(office, "correspondents", "Water Co", "water")
    await make(office, "document_types", "Bill", "bill")
    await make(office, "tags", "Costs", "bill")
    wanted = {"correspondent": own, "document_type": None, "tags": [tag]}

    paper = await read_paper(office, overrides=wanted)

    assert (paper["correspondent_id"], paper["document_type_id"]) == (own, None)
    assert paper["tags"] == ["Costs", "Mine"]


async def test_what_a_person_has_set_before_the_reading_is_not_replaced(office):
    own = await make(office, "correspondents", "Other", "")
    await make(office, "correspondents", "Water Co", "water")
    registered = await office.receive("Your water bill")
    await office.execute("UPDATE documents SET correspondent_id = ?", own)

    await office.read(registered)

    assert (await office.document(registered.document_id))["correspondent_id"] == own


async def test_a_paper_that_is_read_again_keeps_what_people_made_of_it(office):
    await make(office, "correspondents", "Water Co", "water")
    tag = await make(office, "tags", "Costs", "bill")
    registered = await office.receive("Your water bill")
    await office.read(registered)
    await office.execute("UPDATE documents SET correspondent_id = NULL")
    async with office.database.transaction() as tx:
        await tagging.remove(tx, registered.document_id, [tag])

    await office.read(registered)

    paper = await office.document(registered.document_id)
    assert (paper["correspondent_id"], paper["tags"]) == (None, [])


async def test_a_longer_file_in_its_place_is_filed_by_the_longer_text(office):
    await make(office, "tags", "Costs", "bill")
    first = await office.receive("Your water")
    await office.read(first)

    paper = await read_paper(office, supersedes=first.document_id)

    assert (paper["id"], paper["tags"]) == (first.document_id, ["Costs"])


async def test_a_paper_of_somebody_is_filed_under_what_its_owner_may_see(office):
    ann, bob = await make_user(office, "ann"), await make_user(office, "bob")
    await make(office, "correspondents", "A of Bob", "water", owner_id=bob)
    own = await make(office, "correspondents", "B of Ann", "water", owner_id=ann)
    await make(office, "tags", "Bob's", "water", owner_id=bob)
    await make(office, "tags", "Everybody's", "water")
    shared = await make(office, "tags", "Shared", "water", owner_id=bob)
    await office.execute("INSERT INTO grants VALUES ('tag', ?, 'view', 'user', ?)", shared, ann)

    paper = await read_paper(office, owner_id=ann)

    assert (paper["correspondent_id"], paper["tags"]) == (own, ["Everybody's", "Shared"])


async def test_a_paper_of_nobody_is_filed_under_the_rules_of_all(office):
    ann = await make_user(office, "ann")
    await make(office, "tags", "Ann's", "water", owner_id=ann)

    assert (await read_paper(office))["tags"] == ["Ann's"]


async def test_an_owner_who_may_not_log_in_any_more_has_no_more_than_before(office):
    ann, bob = await make_user(office, "ann", is_active=0), await make_user(office, "bob")
    await make(office, "tags", "Ann's", "water", owner_id=ann)
    await make(office, "tags", "Bob's", "water", owner_id=bob)

    assert (await read_paper(office, owner_id=ann))["tags"] == ["Ann's"]


async def test_a_hostile_rule_costs_the_paper_nothing_but_a_moment(office):
    await make(office, "tags", "Evil", "(w+|w|a|t|e|r)+x", algorithm=4)
    await make(office, "tags", "Broken", "(", algorithm=4)
    await make(office, "tags", "Costs", "bill")

    paper = await read_paper(office, "w" * 5000 + " bill")

    assert (paper["reading"], paper["tags"]) == ("done", ["Costs"])


async def test_what_was_deleted_meanwhile_is_left_out(office):
    document_id = (await office.receive()).document_id
    async with office.database.transaction() as tx:
        await records.set_if_empty(
            tx, document_id, correspondent_id=99, document_type_id=None, storage_path_id=None
        )

    assert (await office.document(document_id))["correspondent_id"] is None
