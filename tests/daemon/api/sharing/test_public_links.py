"""What somebody without an account sees under /share/: the file, or a page that says why not."""

import pytest

from intray.api.sharing.pages import language_of

PDF = b"%PDF-1.7 original"
ARCHIVE = b"%PDF-1.7 archive with text"


async def look(visitor, slug, method="GET", **headers):
    async with visitor.request(method, f"/share/{slug}", headers=headers) as response:
        return response, await response.read()


async def test_a_link_shows_the_archive_to_anybody(ann, papers, visitor):
    document = await papers.add(PDF, title="Bill")
    await papers.derive(document, ARCHIVE)
    link = await ann.share(document)

    response, content = await look(visitor, link["slug"])

    assert (response.status, content) == (200, ARCHIVE)
    assert response.content_type == "application/pdf"
    assert response.headers["Content-Disposition"] == (
        "inline; filename=\"2026-03-05 Bill.pdf\"; filename*=utf-8''2026-03-05%20Bill.pdf"
    )


async def test_a_link_may_be_to_the_original_and_is_to_it_where_there_is_nothing_else(
    ann, papers, visitor
):
    document = await papers.add(PDF)
    to_archive = await ann.share(document)
    _, without_archive = await look(visitor, to_archive["slug"])
    await papers.derive(document, ARCHIVE)
    to_original = await ann.share(document, file_version="original")

    _, content = await look(visitor, to_original["slug"] + "/")

    assert (without_archive, content) == (PDF, PDF)


async def test_nothing_of_the_file_stays_behind_and_nothing_in_it_runs(ann, papers, visitor):
    picture = await papers.add(b"<svg/>", mime_type="image/svg+xml", original_name="a.svg")
    text = await papers.add(b"<script>", mime_type="text/plain", original_name="a.txt")

    saved, _ = await look(visitor, (await ann.share(picture))["slug"])
    shown, _ = await look(visitor, (await ann.share(text))["slug"])

    for response in (saved, shown):
        headers = response.headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "noindex" in headers["X-Robots-Tag"]
        assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert "X-Version" not in headers and "Set-Cookie" not in headers
    assert saved.headers["Content-Disposition"].startswith("attachment; ")
    assert shown.headers["Content-Type"] == "text/plain; charset=utf-8"


async def test_a_part_of_the_file_may_be_asked_for_and_head_sends_none(ann, papers, visitor):
    link = await ann.share(await papers.add(PDF))

    part, content = await look(visitor, link["slug"], Range="bytes=0-3")
    head, nothing = await look(visitor, link["slug"], "HEAD")

    assert (part.status, content) == (206, b"%PDF")
    assert (head.status, nothing, head.headers["Content-Length"]) == (200, b"", str(len(PDF)))


@pytest.mark.parametrize(
    "slug", ["x", "A" * 50, "%00", "..%2f..%2fetc", "%F0%9F%92%A9", "x" * 5000]
)
async def test_an_unknown_link_is_a_page_that_says_so(visitor, slug):
    response, content = await look(visitor, slug)

    assert (response.status, response.content_type) == (404, "text/html")
    assert b"Nothing is shared here" in content


async def test_an_expired_link_says_so(ann, papers, visitor):
    link = await ann.share(await papers.add(PDF), expiration="2020-01-01")

    response, content = await look(visitor, link["slug"])

    assert response.status == 410
    assert b"expired" in content and PDF not in content


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "Hier ist nichts freigegeben"),
        ("fr", "Rien n'est partagé ici"),
        ("it, fr;q=0.2, de;q=0.8", "Hier ist nichts freigegeben"),
        ("pl", "Nothing is shared here"),
        ("", "Nothing is shared here"),
    ],
)
async def test_the_page_speaks_the_language_of_the_visitor(visitor, language, words):
    response, content = await look(visitor, "unknown", **{"Accept-Language": language})

    assert words in content.decode()
    assert f'lang="{response.headers["Content-Language"]}"' in content.decode()


@pytest.mark.parametrize("accepted", ["de;q=x", ";;;", ",", "de;q=nan,fr;q=1", "a" * 10_000])
def test_a_strange_wish_for_a_language_does_no_harm(accepted):
    assert language_of(accepted) in ("en", "de", "fr")


async def test_the_page_needs_no_script_and_gives_nothing_away(visitor):
    response, content = await look(visitor, "unknown")

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert b"<script" not in content and b"style=" not in content


async def test_a_paper_in_the_trash_is_not_shared_and_comes_back_with_its_link(
    ann, papers, visitor
):
    document = await papers.add(PDF)
    link = await ann.share(document)

    await ann.call("DELETE", f"/api/documents/{document}/")
    trashed, _ = await look(visitor, link["slug"])
    await papers.execute("UPDATE documents SET deleted_at = NULL")
    restored, _ = await look(visitor, link["slug"])

    assert (trashed.status, restored.status) == (404, 200)


async def test_a_link_shows_no_more_than_its_maker_may_see(ann, bob, papers, box, visitor):
    document = await papers.add(PDF)
    link = await bob.share(document)

    await papers.execute("UPDATE documents SET owner_id = ?", ann.user_id)
    hidden, _ = await look(visitor, link["slug"])
    await box.grant("document", document, "view", bob.user_id)
    granted, _ = await look(visitor, link["slug"])

    assert (hidden.status, granted.status) == (404, 200)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE users SET is_active = 0 WHERE username = 'ann'",
        "DELETE FROM user_permissions WHERE codename = 'view_document'",
        "DELETE FROM users WHERE username = 'ann'",
        "DELETE FROM share_links",
        "DELETE FROM documents",
    ],
)
async def test_a_link_ends_with_what_it_rests_on(ann, papers, visitor, sql):
    link = await ann.share(await papers.add(PDF))

    await papers.execute(sql)
    response, content = await look(visitor, link["slug"])
    unknown, page = await look(visitor, "A" * 50)

    assert (response.status, content) == (unknown.status, page)
    assert {k: v for k, v in response.headers.items() if k != "Date"} == {
        k: v for k, v in unknown.headers.items() if k != "Date"
    }


async def test_a_file_that_is_missing_on_the_disk_is_not_an_error_of_the_visitor(
    ann, papers, visitor, box
):
    link = await ann.share(await papers.add(PDF))
    for blob in box.services.config.paths.blobs.rglob("*"):
        if blob.is_file():
            blob.unlink()

    response, _ = await look(visitor, link["slug"])

    assert response.status == 404


async def test_bad_credentials_do_not_matter_to_a_visitor(ann, papers, box):
    link = await ann.share(await papers.add(PDF))
    somebody = await box.client(None, Authorization="Token nonsense")

    response, _ = await look(somebody, link["slug"])

    assert response.status == 200
