"""A new box belongs to whoever can read what the daemon printed."""

import pytest

GOOD = {"username": "ann", "password": "tea and biscuits"}


async def post(client, **body):
    async with client.post("/api/setup/", json=body) as response:
        return response.status, await response.json()


async def needed(client):
    async with client.get("/api/setup/") as response:
        return (await response.json())["needed"]


async def test_the_code_makes_the_first_user_who_may_do_everything(box):
    client, code = await box.client(), box.services.accounts.setup.code
    assert await needed(client)
    assert box.services.config.paths.setup_code_file.read_text().strip() == code

    status, found = await post(client, code=code.lower().replace("-", " "), **GOOD)

    assert (status, found) == (201, {"id": 1, "username": "ann"})
    assert not await needed(client)
    assert not box.services.config.paths.setup_code_file.exists()
    async with client.post("/api/session/", json=GOOD) as response:
        assert (await response.json())["is_superuser"] is True


async def test_the_code_works_once(box):
    client, code = await box.client(), box.services.accounts.setup.code
    await post(client, code=code, **GOOD)

    status, _ = await post(client, code=code, username="eve", password="tea and biscuits")

    assert status == 403


async def test_without_the_code_nothing_happens(box):
    client = await box.client()

    assert (await post(client, **GOOD))[0] == 400
    assert (await post(client, code="", **GOOD))[0] == 400
    assert (await post(client, code="AAAA-AAAA", **GOOD))[0] == 400
    assert await needed(client)


async def test_after_five_wrong_tries_there_is_another_code(box, codes):
    client = await box.client()
    (first,) = codes

    for _ in range(5):
        await post(client, code="AAAA-AAAA", **GOOD)

    assert codes == [first, box.services.accounts.setup.code]
    assert codes[1] != first
    assert box.services.config.paths.setup_code_file.read_text().strip() == codes[1]
    assert (await post(client, code=first, **GOOD))[0] in (400, 429)


async def test_the_sixth_try_in_a_minute_is_not_heard(box):
    client = await box.client()
    for _ in range(5):
        await post(client, code="AAAA-AAAA", **GOOD)

    status, _ = await post(client, code=box.services.accounts.setup.code, **GOOD)

    assert status == 429


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"username": "ann", "password": "short"}, "password"),
        ({"username": "ann", "password": "12345678901"}, "password"),
        ({"username": "anna-maria", "password": "Anna-Maria"}, "password"),
        ({"username": "ann", "password": "password123"}, "password"),
        ({"username": "a b", "password": GOOD["password"]}, "username"),
        ({"username": "", "password": GOOD["password"]}, "username"),
    ],
)
async def test_a_weak_beginning_is_refused(box, body, field):
    client = await box.client()

    status, found = await post(client, code=box.services.accounts.setup.code, **body)

    assert status == 400
    assert list(found) == [field]


async def test_another_site_cannot_set_the_box_up(box):
    client = await box.client(Origin="https://evil.example")

    status, _ = await post(client, code=box.services.accounts.setup.code, **GOOD)

    assert status == 403


async def test_before_the_first_user_everything_else_is_closed(box):
    client = await box.client()

    async with client.get("/api/documents/") as response:
        assert response.status == 401
