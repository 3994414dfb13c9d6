"""One document: changed, saved, put into the trash."""

import papers
import pytest
from appliance import Appliance
from playwright.sync_api import Page, expect
from visits import NewPage


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_a_document_is_edited_and_saved(appliance: Appliance, enter: NewPage, screen: str) -> None:
    document_id = appliance.add(f"edit {screen}.txt", papers.note(f"Edited on a {screen}"))
    page = enter(appliance, screen)
    page.goto(f"/documents/{document_id}")
    _show_details(page, screen)

    page.get_by_label("Title").fill(f"Water bill {screen}")
    page.get_by_label("Date", exact=True).fill("2026-03-05")
    _create(page, "Correspondent", f"City Water {screen}")
    _create(page, "Type", f"Letter {screen}")
    _create(page, "Tags", f"House {screen}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()

    page.reload()
    _show_details(page, screen)
    expect(page.get_by_label("Title")).to_have_value(f"Water bill {screen}")
    expect(page.get_by_label("Date", exact=True)).to_have_value("2026-03-05")
    expect(page.get_by_role("combobox", name="Correspondent")).to_have_value(f"City Water {screen}")
    expect(page.get_by_role("combobox", name="Type")).to_have_value(f"Letter {screen}")
    expect(page.get_by_role("button", name=f"Remove House {screen}")).to_be_visible()


def test_unsaved_changes_are_not_lost_by_accident(appliance: Appliance, enter: NewPage) -> None:
    document_id = appliance.add("careful.txt", papers.note("Careful"))
    page = enter(appliance)
    page.goto(f"/documents/{document_id}")

    page.get_by_label("Title").fill("Half done")
    page.get_by_role("link", name="Library").last.click()
    page.get_by_role("dialog").get_by_role("button", name="Keep editing").click()
    expect(page.get_by_label("Title")).to_have_value("Half done")

    page.get_by_role("link", name="Library").last.click()
    page.get_by_role("dialog").get_by_role("button", name="Discard changes").click()
    expect(page.get_by_role("link", name="careful")).to_be_visible()


def test_typing_survives_a_change_from_elsewhere(appliance: Appliance, enter: NewPage) -> None:
    document_id = appliance.add("shared.txt", papers.note("Shared"))
    page = enter(appliance)
    page.goto(f"/documents/{document_id}")
    page.get_by_label("Title").fill("Typed here")

    with appliance.api() as api:
        api.patch(f"/api/documents/{document_id}/", json={"created": "2024-02-29"})

    expect(page.get_by_label("Date", exact=True)).to_have_value("2024-02-29")
    expect(page.get_by_label("Title")).to_have_value("Typed here")


def test_a_document_goes_to_the_trash_and_comes_back(appliance: Appliance, enter: NewPage) -> None:
    document_id = appliance.add("flyer.txt", papers.note("Flyer"))
    page = enter(appliance)
    page.goto(f"/documents/{document_id}")

    page.get_by_role("button", name="Move to the trash").click()
    page.get_by_role("dialog").get_by_role("button", name="Move to the trash").click()
    expect(page.get_by_text("“flyer” is in the trash.")).to_be_visible()
    expect(page.get_by_role("link", name="flyer")).to_have_count(0)

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="flyer")).to_be_visible()


def test_the_original_can_be_downloaded(appliance: Appliance, enter: NewPage) -> None:
    document_id = appliance.add("keep.txt", papers.note("Byte by byte"))
    page = enter(appliance)
    page.goto(f"/documents/{document_id}")

    with page.expect_download() as download:
        page.get_by_role("link", name="Original: Download").click()

    assert download.value.path().read_bytes() == b"Byte by byte"


def test_a_document_that_is_not_there_says_so(appliance: Appliance, enter: NewPage) -> None:
    page = enter(appliance)
    page.goto("/documents/999999")

    expect(page.get_by_role("alert")).to_contain_text("does not exist")


def _show_details(page: Page, screen: str) -> None:
    if screen == "phone":
        page.get_by_role("button", name="Details").click()


def _create(page: Page, field: str, name: str) -> None:
    box = page.get_by_role("combobox", name=field)
    box.fill(name)
    page.get_by_role("option", name=f"Create “{name}”").click()
    expect(page.get_by_role("button", name=f"Remove {name}")).to_be_visible()


def test_what_the_text_calls_for_is_one_click_away(appliance: Appliance, enter: NewPage) -> None:
    with appliance.api() as api:
        rule = {"name": "Glasgow Gas", "match": "", "matching_algorithm": 0}
        sender = api.post("/api/correspondents/", json=rule).json()["id"]
        document_id = appliance.add("gas.txt", papers.note("From Clydegas works"))
        api.patch(
            f"/api/correspondents/{sender}/", json={"match": "clydegas", "matching_algorithm": 1}
        )
    page = enter(appliance)
    page.goto(f"/documents/{document_id}")

    suggestion = page.get_by_role("button", name="Glasgow Gas")
    expect(suggestion).to_have_attribute("title", "The text fits “clydegas”")
    suggestion.click()

    expect(page.get_by_role("combobox", name="Correspondent")).to_have_value("Glasgow Gas")
