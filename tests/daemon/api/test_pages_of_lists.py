"""The envelope around lists, and query parameters."""

import pytest


@pytest.fixture
async def client(box):
    client = await box.as_role("superuser")
    async with box.services.database.transaction() as tx:
        await tx.executemany(
            "INSERT INTO correspondents (name) VALUES (?)", [(f"c{n:02}",) for n in range(7)]
        )
    return client


async def get(client, query, version=10):
    headers = {"Accept": f"application/json; version={version}"}
    async with client.get(f"/api/correspondents/{query}", headers=headers) as response:
        return response.status, await response.json()


async def test_links_keep_the_query_in_order_of_names_and_the_first_page_has_no_number(client):
    here = f"http://127.0.0.1:{client.port}/api/correspondents/"

    _, found = await get(client, "?page_size=3&page=2&name__icontains=c&x=%C3%A4&a=")

    assert list(found) == ["count", "next", "previous", "results"]
    assert found["count"] == 7
    assert found["next"] == f"{here}?a=&name__icontains=c&page=3&page_size=3&x=%C3%A4"
    assert found["previous"] == f"{here}?a=&name__icontains=c&page_size=3&x=%C3%A4"
    assert [each["name"] for each in found["results"]] == ["c03", "c04", "c05"]


async def test_the_ends_have_no_links(client):
    _, first = await get(client, "")
    _, last = await get(client, "?page=last&page_size=3")

    assert (first["next"], first["previous"]) == (None, None)
    assert last["next"] is None
    assert last["previous"].endswith("?page=2&page_size=3")
    assert [each["name"] for each in last["results"]] == ["c06"]


async def test_old_versions_get_the_ids_of_the_whole_list(client):
    _, found = await get(client, "?page_size=2", version=9)

    assert list(found) == ["count", "next", "previous", "all", "results"]
    assert found["all"] == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("page", ["0", "-1", "99", "abc", "1.5", "9" * 40])
async def test_a_page_that_is_not_there_is_404(client, page):
    status, found = await get(client, f"?page={page}&page_size=3")

    assert (status, found["detail"]) == (404, "Invalid page.")


async def test_the_first_page_of_nothing_is_fine(client):
    status, found = await get(client, "?page=1&name__icontains=zzz")

    assert status == 200
    assert (found["count"], found["results"]) == (0, [])


@pytest.mark.parametrize("size", ["0", "-5", "abc", "", "1.5"])
async def test_a_page_size_that_is_none_means_25(client, size):
    _, found = await get(client, f"?page_size={size}")

    assert len(found["results"]) == 7
    assert found["next"] is None


@pytest.mark.parametrize("size", ["100000", "99999999", "9" * 50])
async def test_pages_may_be_very_large(client, size):
    status, found = await get(client, f"?page_size={size}")

    assert (status, len(found["results"])) == (200, 7)


async def test_of_a_repeated_parameter_the_last_counts(client):
    _, found = await get(client, "?page_size=1&page_size=2")

    assert len(found["results"]) == 2


async def test_links_follow_a_trusted_proxy_and_nobody_else(box, client):
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "papers.example.org"}

    async with client.get("/api/correspondents/?page_size=1", headers=forwarded) as response:
        found = await response.json()

    assert found["next"].startswith(f"http://127.0.0.1:{client.port}/")


async def test_a_list_of_many_is_written_like_a_short_one(box):
    client = await box.as_role("superuser")
    async with box.services.database.transaction() as tx:
        await tx.executemany(
            "INSERT INTO tags (name, parent_id) VALUES (?, ?)",
            [(f'Tag "{n:04}" \N{GREEK SMALL LETTER PI}', n // 2 or None) for n in range(1, 701)],
        )
    accept = {"Accept": "application/json; version=9"}

    async with client.get("/api/tags/?page_size=100000", headers=accept) as response:
        many = await response.json()
    async with client.get("/api/tags/?page_size=250", headers=accept) as response:
        first = await response.json()

    assert list(many) == ["count", "next", "previous", "all", "results", "display_count"]
    assert list(many) == list(first)
    assert (many["count"], len(many["results"]), many["next"]) == (700, 700, None)
    assert many["results"][:250] == first["results"]
    assert many["all"] == first["all"]
    assert [tag["id"] for tag in many["results"]] == list(range(1, 701))
