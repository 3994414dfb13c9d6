"""From a new box to the first look into an empty library."""

import re

import pytest
from appliance import PASSWORD, USERNAME, Appliance
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
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    expect(page.get_by_text(str(new_appliance.consume_dir))).to_be_visible()

    page.reload()
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()


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
