"""What others wrote is shown as they wrote it, and never runs."""

import papers
import pytest
from appliance import Appliance
from playwright.sync_api import expect
from visits import NewPage

TITLE = """<img src=x onerror="document.title='run'"><b>title</b>"""
TEXT = """needle <script>document.title='run'</script> <b>bold</b> &lt;i&gt;"""


@pytest.fixture(scope="module")
def document_id(appliance: Appliance) -> int:
    with appliance.api() as api:
        tag = api.post("/api/tags/", json={"name": "<svg onload=alert(1)>"}).json()["id"]
        sender = api.post("/api/correspondents/", json={"name": "</script><b>x"}).json()["id"]
    return appliance.add(
        "hostile <img>.txt",
        papers.note(TEXT),
        title=TITLE,
        tags=str(tag),
        correspondent=str(sender),
    )


def test_a_hostile_title_is_only_a_title(
    appliance: Appliance, enter: NewPage, document_id: int
) -> None:
    page = enter(appliance)
    page.goto("/documents?q=needle")

    card = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=TITLE))
    expect(card.get_by_role("link", name=TITLE)).to_be_visible()
    expect(card).to_contain_text("<svg onload=alert(1)>")
    expect(card).to_contain_text("<script>document.title='run'</script>")
    expect(card.locator("mark")).to_have_text("needle")

    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    page.get_by_role("button", name="Text").click()
    expect(page.locator("pre")).to_have_text(TEXT)
    assert page.title() == f"{TITLE} · Intray"
    assert page.locator("img[src='x'], pre script, pre b").count() == 0


def test_the_preview_of_a_hostile_file_runs_nothing(
    appliance: Appliance, enter: NewPage, document_id: int
) -> None:
    page = enter(appliance)
    page.goto(f"/api/documents/{document_id}/preview/")

    assert page.title() != "run"
