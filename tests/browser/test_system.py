"""The state of the box, for the person who looks after it."""

import papers
from appliance import Appliance
from playwright.sync_api import expect
from visits import NewPage


def test_health_tasks_and_log_are_shown_and_all_papers_are_checked(
    appliance: Appliance, enter: NewPage
) -> None:
    appliance.add("healthy.txt", papers.note("Healthy"))
    page = enter(appliance)
    page.goto("/settings")
    page.get_by_role("link", name="State of the box").click()

    expect(page.get_by_role("progressbar", name="Storage in use")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Database")).to_contain_text("In order")
    expect(page.get_by_role("link", name="healthy.txt")).to_be_visible()
    expect(page.get_by_role("log")).to_contain_text("Intray")

    page.get_by_role("button", name="Check all papers now").click()
    expect(page.get_by_text("The check has begun.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("listitem").filter(has_text="Check of all papers").last).to_be_visible()
