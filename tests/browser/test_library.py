"""Searching, filtering and walking through the library."""

import re

import papers
import pytest
from appliance import Appliance
from playwright.sync_api import expect
from visits import NewPage


@pytest.fixture(scope="module", autouse=True)
def documents(appliance: Appliance) -> None:
    with appliance.api() as api:
        tag = api.post("/api/tags/", json={"name": "Bill", "color": "#b8562f"}).json()["id"]
    appliance.add(
        "a.txt", papers.note("Total of the harbour fee"), title="Harbour fee", tags=str(tag)
    )
    appliance.add("b.txt", papers.note("Total of the parking fee"), title="Parking fee")


def test_a_search_narrows_the_library(appliance: Appliance, enter: NewPage) -> None:
    page = enter(appliance)
    page.goto("/documents")
    expect(page.get_by_role("link", name="Parking fee")).to_be_visible()

    page.keyboard.press("/")
    page.keyboard.type("harb")

    expect(page.get_by_role("link", name="Harbour fee")).to_be_visible()
    expect(page.get_by_role("link", name="Parking fee")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"\?q=harb$"))


def test_a_search_without_hits_says_so(appliance: Appliance, enter: NewPage) -> None:
    page = enter(appliance)
    page.goto("/documents?q=xylophonist")

    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    page.get_by_role("button", name="Clear the search").click()
    expect(page.get_by_role("link", name="Harbour fee")).to_be_visible()


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_filters_are_kept_in_the_address(appliance: Appliance, enter: NewPage, screen: str) -> None:
    page = enter(appliance, screen)
    page.goto("/documents")
    if screen == "phone":
        page.get_by_role("button", name="Filters").click()

    page.get_by_role("combobox", name="Tags").fill("bi")
    page.get_by_role("option", name="Bill").click()
    expect(page.get_by_role("link", name="Parking fee")).to_have_count(0)
    expect(page.get_by_role("link", name="Harbour fee")).to_be_visible()

    page.get_by_role("link", name="Harbour fee").click()
    expect(page.get_by_role("heading", name="Harbour fee")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?tag=\d+$"))
    expect(page.get_by_role("link", name="Parking fee")).to_have_count(0)

    page.reload()
    expect(page.get_by_text("1 document found")).to_be_visible()


def test_the_keyboard_walks_through_the_library(appliance: Appliance, enter: NewPage) -> None:
    page = enter(appliance)
    page.goto("/documents?q=fee&sort=title")
    expect(page.get_by_role("link", name="Harbour fee")).to_be_visible()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Harbour fee")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("link", name="Parking fee")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Parking fee")).to_be_visible()

    page.keyboard.press("k")
    expect(page.get_by_role("heading", name="Harbour fee")).to_be_visible()


def test_it_says_so_when_the_box_cannot_be_reached(appliance: Appliance, enter: NewPage) -> None:
    page = enter(appliance)
    page.goto("/documents")
    expect(page.get_by_role("link", name="Harbour fee")).to_be_visible()

    page.context.set_offline(True)
    expect(page.get_by_text("This device is offline.")).to_be_visible()

    page.context.set_offline(False)
    page.get_by_label("Search", exact=True).fill("harbour")
    expect(page.get_by_text("This device is offline.")).to_have_count(0)
    expect(page.get_by_text("1 document found")).to_be_visible()
