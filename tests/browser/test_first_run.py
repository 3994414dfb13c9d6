"""From a new box to the first scan."""

import re

import papers
import pytest
from appliance import FILED_S, PASSWORD, USERNAME, Appliance
from playwright.sync_api import Page, expect
from visits import NewPage


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_the_first_user_is_made_with_the_code_from_the_terminal(
    new_appliance: Appliance, visit: NewPage, screen: str
) -> None:
    page = visit(new_appliance, screen)
    page.goto("/")
    expect(page.get_by_role("heading", name="Welcome to Intray")).to_be_visible()

    _fill_in(page, code="not-the-code")
    expect(page.get_by_label("One-time code")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("One-time code")).to_have_accessible_description(re.compile("code"))

    _fill_in(page, code=new_appliance.setup_code())
    expect(page.get_by_role("heading", name="Set up scanner and phone")).to_be_visible()
    expect(page.get_by_text(str(new_appliance.consume_dir))).to_be_visible()
    expect(page.get_by_text("Scan a page now")).to_be_visible()

    (new_appliance.consume_dir / "first.txt").write_bytes(papers.note("The very first"))
    scanner = page.get_by_role("region", name="Your scanner")
    expect(scanner.get_by_text("It works.")).to_be_visible(timeout=FILED_S * 1000)
    expect(scanner.get_by_role("link", name="first.txt")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_new_box_says_how_to_begin_and_asks_in_the_chosen_language(
    new_appliance: Appliance, visit: NewPage
) -> None:
    page = visit(new_appliance)
    page.goto("/")
    page.get_by_label("Language").select_option("de")
    expect(page.get_by_role("heading", name="Willkommen bei Intray")).to_be_visible()
    page.get_by_label("Sprache").select_option("en")
    _fill_in(page, code=new_appliance.setup_code())

    page.get_by_role("link", name="To the home page").click()
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    page.get_by_role("link", name="Set up scanner and phone").click()
    expect(page.get_by_role("region", name="Your phone")).to_contain_text(new_appliance.url)
    expect(page.get_by_text("works only on this computer")).to_be_visible()


def test_passwords_are_compared_before_they_are_sent(
    new_appliance: Appliance, visit: NewPage
) -> None:
    page = visit(new_appliance)
    page.goto("/")

    _fill_in(page, code="x", again="quiet paper trey")

    expect(page.get_by_text("The two passwords differ.")).to_be_visible()


def _fill_in(page: Page, *, code: str, again: str = PASSWORD) -> None:
    page.get_by_label("One-time code").fill(code)
    page.get_by_label("User name").fill(USERNAME)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(again)
    page.get_by_role("button", name="Create user").click()
