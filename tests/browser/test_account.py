"""One's own account: names, password, second factor."""

import re

import pyotp
from appliance import PASSWORD, USERNAME, Appliance
from playwright.sync_api import Page, expect
from visits import NewPage

NEW_PASSWORD = "another quiet tray"


def test_names_are_kept_and_the_password_is_changed(
    new_appliance: Appliance, visit: NewPage
) -> None:
    page = _first_user(new_appliance, visit)
    page.goto("/settings")
    page.get_by_label("First name").fill("Ann")
    page.get_by_role("button", name="Save the names").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.get_by_label("New password").fill(NEW_PASSWORD)
    page.get_by_label("Password again").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_label("New password")).to_have_value("")

    page.get_by_role("button", name="Log out").click()
    _log_in(page, NEW_PASSWORD)
    expect(page.get_by_label("First name")).to_have_value("Ann")
    page.reload()
    expect(page.get_by_label("First name")).to_have_value("Ann")


def test_a_second_factor_is_set_up_asked_for_and_replaced_by_a_recovery_code(
    new_appliance: Appliance, visit: NewPage
) -> None:
    page = _first_user(new_appliance, visit)
    page.goto("/settings")
    page.get_by_role("button", name="Set up a second factor").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("img", name="QR code with the secret")).to_be_visible()
    secret = dialog.locator("code").inner_text()
    dialog.get_by_label("Code", exact=False).last.fill(pyotp.TOTP(secret).now())
    dialog.get_by_role("button", name="Switch on").click()
    recovery = page.get_by_role("dialog").locator("li code").first.inner_text()
    page.get_by_role("button", name="I have kept them").click()

    page.get_by_role("button", name="Log out").click()
    _log_in(page, PASSWORD)
    page.locator("input[name=code]").fill(recovery)
    page.get_by_role("button", name="Log in").click()

    expect(page.get_by_role("button", name="Add documents").first).to_be_visible()


def _first_user(appliance: Appliance, visit: NewPage) -> Page:
    page = visit(appliance)
    page.goto("/")
    page.get_by_label("One-time code").fill(appliance.setup_code())
    page.get_by_label("User name").fill(USERNAME)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name=re.compile("Create")).click()
    expect(page.get_by_role("button", name="Add documents").first).to_be_visible()
    return page


def _log_in(page: Page, password: str) -> None:
    page.get_by_label("User name").fill(USERNAME)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in").click()
