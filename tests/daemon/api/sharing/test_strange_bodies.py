"""Whatever stands in a body: the answer is one that clients understand."""

import pytest

STRANGE = (
    None, True, 0, -1, 1.5, 1e308, 2**63, 10**40, "", " ", "x", "\x00", "💩" * 300, [], [[]],
    [None], [{}], {}, {"a": 1}, "1,2", "2026-13-45", "9999-12-31T23:59:59+14:00",
    "0001-01-01T00:00:00-14:00",
)  # fmt: skip
BODIES = {
    "/api/share_links/": {"document": 1, "expiration": None, "file_version": "original"},
    "/api/share_link_bundles/": {
        "document_ids": [1],
        "expiration_days": 1,
        "file_version": "archive",
    },
    "/api/documents/email/": {
        "documents": [1],
        "addresses": "a@x.org",
        "subject": "s",
        "message": "m",
        "use_archive_version": True,
    },
    "/api/documents/1/email/": {"addresses": "a@x.org", "subject": "s", "message": "m"},
}


@pytest.mark.parametrize("path", BODIES)
async def test_no_value_of_any_field_is_an_error_of_the_daemon(ann, papers, path):
    await papers.add()
    surprises = []

    for name in BODIES[path]:
        for value in STRANGE:
            status, content = await ann.call("POST", path, json={**BODIES[path], name: value})
            if status not in (201, 400, 403):
                surprises.append((name, value, status, content))

    assert surprises == []


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("body", [[], "x", 1, None, [1]])
async def test_a_body_that_is_no_object_is_refused(ann, path, body):
    status, _ = await ann.call("POST", path, json=body)

    assert status in (400, 404)


async def test_a_link_far_in_the_past_or_future_is_listed(ann, papers):
    document = await papers.add()
    for instant in ("0001-01-01T00:00:00-14:00", "9999-12-31T23:59:59+14:00", "9999-12-31"):
        await ann.call(
            "POST", "/api/share_links/", json={"document": document, "expiration": instant}
        )

    status, _ = await ann.call("GET", "/api/share_links/?expiration__year=9999&ordering=expiration")
    listed, _ = await ann.call("GET", "/api/share_links/")

    assert (status, listed) == (200, 200)


@pytest.mark.parametrize("value", ["x", "", "99999999999999999999", "-5", "2026-13-01", "%00"])
async def test_no_filter_is_an_error_of_the_daemon(ann, papers, value):
    await ann.share(await papers.add())
    names = ["document", "documents", "status", "ordering", "page_size"]
    for field in ("created", "expiration"):
        names += [f"{field}__{part}" for part in ("year", "month", "day", "gt", "lte")]
        names += [f"{field}__date__{part}" for part in ("gt", "gte", "lt", "lte")]

    for path in ("/api/share_links/", "/api/share_link_bundles/"):
        for name in names:
            status, content = await ann.call("GET", f"{path}?{name}={value}")
            assert status in (200, 400), (path, name, content)
