"""Suggestions come from the rules that file papers, as far as the asker may see them."""

TABLES = ("correspondents", "tags", "document_types", "storage_paths")


async def make(box, table, name, match, **values):
    values |= {"path": "{{ title }}"} if table == "storage_paths" else {}
    return await box.insert(table, name=name, match=match, **values)


async def suggested(session):
    content = await session.get("/api/documents/1/suggestions/")
    return {table: content[table] for table in TABLES}


async def test_what_fits_the_text_is_suggested_by_name(box, admin):
    await box.document("Your water bill")
    expected = {}
    for table in TABLES:
        second = await make(box, table, "Second", "water")
        first = await make(box, table, "First", "bill", matching_algorithm=3)
        await make(box, table, "Other", "petrol")
        expected[table] = [first, second]

    assert await suggested(admin) == expected


async def test_nothing_is_changed_by_suggestions(box, admin):
    await box.document("Your water bill")
    await make(box, "tags", "Costs", "bill")

    await suggested(admin)

    assert (await admin.get("/api/documents/1/"))["tags"] == []


async def test_what_the_asker_may_not_see_is_not_suggested(box, ann, bob):
    await box.document("Your water bill")
    expected = {}
    for table in TABLES:
        await make(box, table, "Ann's", "water", owner_id=ann.user_id)
        expected[table] = [await make(box, table, "Bob's", "water", owner_id=bob.user_id)]

    assert await suggested(bob) == expected


async def test_a_hostile_rule_does_not_keep_the_others_from_being_suggested(box, admin):
    await box.document("w" * 5000 + " water")
    await make(box, "tags", "Evil", "(w|ww)+x", matching_algorithm=4)
    good = await make(box, "tags", "Good", "w[ae]ter", matching_algorithm=4)

    assert (await suggested(admin))["tags"] == [good]
