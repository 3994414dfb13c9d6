"""Home: what came in, what needs attention, and the ways to the rest."""

import re

import papers
import pytest
from appliance import FILED_S, Appliance
from playwright.sync_api import expect
from visits import NewPage

READING_MS = FILED_S * 1000


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_home_shows_what_came_last_as_it_comes(
    appliance: Appliance, enter: NewPage, screen: str
) -> None:
    appliance.add(f"home {screen}.txt", papers.note(f"Seen at home on a {screen}"))
    page = enter(appliance, screen)
    page.goto("/")
    expect(page.get_by_role("link", name=f"home {screen}")).to_be_visible()

    (appliance.consume_dir / f"live {screen}.txt").write_bytes(papers.note(f"Live on a {screen}"))

    expect(page.get_by_role("link", name=f"live {screen}", exact=True)).to_be_visible(
        timeout=READING_MS
    )
    expect(page.get_by_role("region", name="At a glance")).to_contain_text(re.compile(r"\d"))
    expect(page.get_by_role("region", name="Storage")).to_contain_text("free")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_inbox_comes_first(new_home: Appliance, enter: NewPage) -> None:
    with new_home.api() as api:
        inbox = {"name": "To do", "is_inbox_tag": True}
        api.post("/api/tags/", json=inbox).raise_for_status()
    new_home.add("to do.txt", papers.note("To be done"))
    page = enter(new_home)
    page.goto("/")
    came_in = page.get_by_role("region", name="Inbox")
    expect(came_in.get_by_role("link", name="to do")).to_be_visible()

    page.get_by_role("region", name="At a glance").get_by_role("link", name="Inbox").click()

    expect(page.get_by_text("In the inbox")).to_be_visible()
    expect(page.get_by_role("link", name="to do", exact=True)).to_be_visible()


def test_a_paper_that_needs_attention_is_tried_again_from_home(
    appliance: Appliance, enter: NewPage
) -> None:
    document_id = appliance.add("locked at home.pdf", papers.locked_pdf())
    page = enter(appliance)
    page.goto("/")
    attention = page.get_by_role("region", name="Needs attention")
    failed = attention.get_by_role("listitem").filter(has_text="locked at home.pdf")
    expect(failed).to_contain_text("Protected by a password")

    failed.get_by_role("button", name="Try locked at home.pdf again").click()
    expect(page.get_by_text("“locked at home.pdf” is being tried again.")).to_be_visible()
    expect(failed).to_contain_text("Protected by a password", timeout=READING_MS)

    failed.get_by_role("link", name="locked at home.pdf").click()
    expect(page).to_have_url(f"{appliance.url}/documents/{document_id}")
    page.get_by_role("link", name="Home").click()
    failed.get_by_role("button", name="Dismiss locked at home.pdf").click()
    expect(failed).to_have_count(0)


def test_saved_views_stand_there_with_their_numbers(appliance: Appliance, enter: NewPage) -> None:
    appliance.add("counted.txt", papers.note("Quokka"))
    rules = [{"rule_type": 20, "value": "quokka"}]
    with appliance.api() as api:
        view = {"name": "Quokkas", "filter_rules": rules}
        api.post("/api/saved_views/", json=view).raise_for_status()
    page = enter(appliance)
    page.goto("/")
    link = page.get_by_role("link", name="Quokkas")
    expect(link).to_contain_text("1")

    link.click()

    expect(page.get_by_role("link", name="counted")).to_be_visible()


def test_addresses_of_earlier_days_lead_on(appliance: Appliance, enter: NewPage) -> None:
    page = enter(appliance)
    page.goto("/?q=nothing-like-it")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    assert "/documents?q=nothing-like-it" in page.url

    page.goto("/dashboard")
    expect(page.get_by_role("heading", name="Home")).to_be_attached()
    expect(page).to_have_url(f"{appliance.url}/")
