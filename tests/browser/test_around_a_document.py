"""What stands around a document: notes, similar papers, links for others, its history."""

import re

import papers
from appliance import Appliance
from playwright.sync_api import Page, expect
from visits import NewPage


def test_a_note_is_written_and_deleted(appliance: Appliance, enter: NewPage) -> None:
    page = _open(appliance, enter, "noted.txt", "A paper with a note")
    _unfold(page, "Notes")

    page.get_by_label("Write a note").fill("Paid on Monday\n<b>in cash</b>")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("<b>in cash</b>")).to_be_visible()

    page.get_by_role("button", name="Delete the note").click()
    expect(page.get_by_text("No notes yet.")).to_be_visible()


def test_a_link_is_made_for_somebody_without_an_account(
    appliance: Appliance, enter: NewPage, visit: NewPage
) -> None:
    page = _open(appliance, enter, "shared out.txt", "A paper for everybody")
    document_id = int(re.findall(r"\d+", page.url)[-1])
    _unfold(page, "Share links")

    page.get_by_label("Ends after").select_option("Never")
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_text("Does not end by itself")).to_be_visible()

    with appliance.api() as api:
        slug = api.get(f"/api/documents/{document_id}/share_links/").json()[0]["slug"]
    stranger = visit(appliance)
    assert "everybody" in stranger.request.get(f"/share/{slug}").text()
    page.get_by_role("button", name="Delete the link").click()
    expect(page.get_by_text("Does not end by itself")).to_have_count(0)
    assert stranger.request.get(f"/share/{slug}").status == 404


def test_the_history_tells_who_changed_what(appliance: Appliance, enter: NewPage) -> None:
    page = _open(appliance, enter, "before.txt", "A paper with a past")
    page.get_by_label("Title").fill("After")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    _unfold(page, "History")

    entry = page.get_by_role("listitem").filter(has_text="Title: before After")
    expect(entry.first).to_be_visible()


def test_a_similar_paper_is_one_click_away(appliance: Appliance, enter: NewPage) -> None:
    text = "Grindelwald chalet insurance policy premium renewal"
    appliance.add("policy one.txt", papers.note(f"{text} first year"))
    page = _open(appliance, enter, "policy two.txt", f"{text} second year")
    _unfold(page, "Similar documents")

    page.get_by_role("link", name="policy one").click()
    expect(page.get_by_role("heading", name="policy one")).to_be_visible()


def _open(appliance: Appliance, enter: NewPage, name: str, text: str) -> Page:
    document_id = appliance.add(name, papers.note(text))
    page = enter(appliance)
    page.goto(f"/documents/{document_id}")
    return page


def _unfold(page: Page, title: str) -> None:
    page.get_by_role("heading", name=title).click()
