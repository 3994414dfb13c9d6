"""Filters that got a name, and the address that holds them."""

import papers
from appliance import Appliance
from playwright.sync_api import expect
from visits import NewPage


def test_a_view_is_saved_used_and_deleted(appliance: Appliance, enter: NewPage) -> None:
    appliance.add("view one.txt", papers.note("Viewable"))
    page = enter(appliance)
    page.goto("/documents?q=Viewable&is_in_inbox=false")
    page.get_by_role("button", name="Save this view").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Everything viewable")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_text("“Everything viewable” was saved.")).to_be_visible()
    with appliance.api() as api:
        views = api.get("/api/saved_views/").json()["results"]
    (view,) = [each for each in views if each["name"] == "Everything viewable"]
    assert view["filter_rules"] == [
        {"rule_type": 20, "value": "Viewable"},
        {"rule_type": 5, "value": "false"},
    ]

    page.goto("/documents")
    page.get_by_role("link", name="Everything viewable").click()
    expect(page.get_by_text("Not in the inbox")).to_be_visible()
    expect(page.get_by_role("link", name="view one")).to_be_visible()

    page.get_by_role("button", name="Delete the view Everything viewable").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("link", name="Everything viewable")).to_have_count(0)


def test_views_are_named_anew_placed_and_deleted(appliance: Appliance, enter: NewPage) -> None:
    rules = [{"rule_type": 20, "value": "placeable"}]
    with appliance.api() as api:
        api.post("/api/saved_views/", json={"name": "Old name", "filter_rules": rules})
    page = enter(appliance)
    page.goto("/manage/saved_views")
    page.get_by_role("button", name="Edit Old name").click()
    page.get_by_role("dialog").get_by_label("Name").fill("New name")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    places = page.get_by_role("group", name="New name")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        places.get_by_label("In the library").uncheck()

    page.goto("/documents")
    expect(page.get_by_role("status").filter(has_text="document")).to_be_visible()
    expect(page.get_by_role("link", name="New name")).to_have_count(0)
    page.goto("/")
    expect(page.get_by_role("link", name="New name")).to_be_visible()

    page.goto("/manage/saved_views")
    page.get_by_role("button", name="Delete New name").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("link", name="New name")).to_have_count(0)


def test_a_rarer_filter_is_a_chip_and_can_be_taken_off(
    appliance: Appliance, enter: NewPage
) -> None:
    appliance.add("chip.txt", papers.note("Chippable"))
    page = enter(appliance)
    page.goto("/documents")
    page.get_by_role("button", name="More").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title contains").fill("chip")
    dialog.get_by_label("Date from").fill("2020-01-01")
    dialog.get_by_role("button", name="Show").click()

    expect(page.get_by_role("link", name="chip", exact=True)).to_be_visible()
    assert "title__icontains=chip" in page.url
    page.get_by_role("button", name="Remove filter Title contains “chip”").click()
    expect(page.get_by_text("From 1 Jan 2020")).to_be_visible()
    assert "title__icontains" not in page.url


def test_the_table_has_the_columns_that_were_chosen(appliance: Appliance, enter: NewPage) -> None:
    appliance.add("tabular.txt", papers.note("Tabular"))
    page = enter(appliance)
    page.goto("/documents?q=Tabular")
    page.get_by_role("button", name="Table").click()
    expect(page.get_by_role("columnheader", name="Date")).to_be_visible()

    page.get_by_role("button", name="Columns").click()
    page.get_by_role("dialog").get_by_label("Archive number").check()
    page.get_by_role("dialog").get_by_label("Tags").uncheck()
    page.keyboard.press("Escape")
    page.reload()

    expect(page.get_by_role("columnheader", name="Archive number")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Tags")).to_have_count(0)
    expect(page.get_by_role("link", name="tabular")).to_be_visible()
