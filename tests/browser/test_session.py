"""Logging in and out."""

import re

from appliance import PASSWORD, USERNAME, Appliance
from playwright.sync_api import Page, expect
from visits import NewPage


def test_a_person_logs_in_and_out(appliance: Appliance, visit: NewPage) -> None:
    page = visit(appliance)
    page.goto("/settings")

    _log_in(page, "not the password")
    expect(page.get_by_role("alert")).to_have_text("User name or password is not right.")

    _log_in(page, PASSWORD)
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()

    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()


def test_a_session_that_ended_elsewhere_leads_back_to_the_log_in(
    appliance: Appliance, enter: NewPage
) -> None:
    page = enter(appliance)
    page.goto("/")
    expect(page.get_by_label("Search", exact=True)).to_be_visible()

    page.context.clear_cookies()
    page.keyboard.press("/")
    page.keyboard.type("anything")

    expect(page.get_by_text("Your session has ended.")).to_be_visible()


def test_the_token_for_phone_apps_is_shown_only_when_asked_for(
    appliance: Appliance, enter: NewPage
) -> None:
    page = enter(appliance)
    page.goto("/settings")
    expect(page.get_by_text(appliance.url)).to_be_visible()

    page.get_by_role("button", name="Create a token").click()
    expect(page.locator("code", has_text=re.compile(r"^[0-9a-f]{40}$"))).to_be_visible()
    expect(page.get_by_role("img", name="QR code with the token")).to_be_visible()

    page.reload()
    expect(page.get_by_role("button", name="Show")).to_be_visible()


def _log_in(page: Page, password: str) -> None:
    page.get_by_label("User name").fill(USERNAME)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
