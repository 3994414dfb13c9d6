"""The API for people: a page without anything from elsewhere, for everybody."""

from appliance import Appliance
from playwright.sync_api import expect
from visits import NewPage


def test_the_api_can_be_read_without_logging_in(appliance: Appliance, visit: NewPage) -> None:
    page = visit(appliance)
    answer = page.goto("/api/schema/view/")

    assert answer is not None
    assert "'unsafe-inline'" not in answer.headers["content-security-policy"]
    expect(page.get_by_role("heading", level=1)).to_contain_text("Intray REST API")
    upload = page.locator("details", has_text="/api/documents/post_document/")
    upload.locator("summary").click()
    expect(upload).to_contain_text("Needs the permission `add_document`.")
    expect(upload.get_by_role("row", name="document required")).to_be_visible()


def test_paths_are_found_by_their_words(appliance: Appliance, visit: NewPage) -> None:
    page = visit(appliance)
    page.goto("/api/schema/view/#tags_id_patch")
    expect(page.locator("#tags_id_patch .details")).to_be_visible()

    page.get_by_role("searchbox").fill("/api/saved_views/{id}/")

    expect(page.locator("summary:visible")).to_have_count(4)
