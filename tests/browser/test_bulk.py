"""Many documents at once: selected across pages, changed with a preview, taken back."""

import re

import papers
from appliance import Appliance
from playwright.sync_api import Page, expect
from visits import NewPage


def test_selected_documents_get_a_tag_and_lose_it_again(
    appliance: Appliance, enter: NewPage
) -> None:
    _add(appliance, "Bulk tag", 3)
    with appliance.api() as api:
        tag_id = api.post("/api/tags/", json={"name": "Sorted"}).json()["id"]
    page = enter(appliance)
    page.goto("/documents?q=Bulktag")
    _select(page, "Bulk tag 0", "Bulk tag 2")

    page.get_by_role("button", name="Change").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Add tags").fill("Sorted")
    dialog.get_by_role("option", name="Sorted").click()
    expect(dialog.get_by_text("2 of 2 change")).to_be_visible()
    dialog.get_by_role("button", name="Change").click()
    expect(page.get_by_text("2 documents changed.")).to_be_visible()
    assert _tagged(appliance, tag_id) == ["Bulk tag 0", "Bulk tag 2"]

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Everything is as it was.")).to_be_visible()
    assert _tagged(appliance, tag_id) == []


def test_the_whole_result_goes_to_the_trash_and_comes_back(
    appliance: Appliance, enter: NewPage
) -> None:
    _add(appliance, "Bulk trash", 3)
    page = enter(appliance)
    page.goto("/documents?q=Bulktrash")
    _select(page, "Bulk trash 1")
    page.get_by_role("button", name="Select all (3)").click()
    expect(page.get_by_text("3 selected")).to_be_visible()

    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Move to the trash").click()
    expect(page.get_by_text("3 documents are in the trash.")).to_be_visible()
    expect(page.get_by_text("Nothing found")).to_be_visible()

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Bulk trash 1")).to_be_visible()


def test_selected_documents_are_downloaded_as_one_archive(
    appliance: Appliance, enter: NewPage
) -> None:
    _add(appliance, "Bulk zip", 2)
    page = enter(appliance)
    page.goto("/documents?q=Bulkzip")
    _select(page, "Bulk zip 0", "Bulk zip 1")

    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()

    assert re.search(r"\.zip$", download.value.suggested_filename)


def _add(appliance: Appliance, name: str, count: int) -> None:
    word = name.replace(" ", "")
    for number in range(count):
        appliance.add(f"{name} {number}.txt", papers.note(f"{word} {number}"))


def _select(page: Page, *titles: str) -> None:
    page.get_by_role("button", name="Select", exact=True).click()
    for title in titles:
        page.get_by_role("checkbox", name=f"Select {title}").check()


def _tagged(appliance: Appliance, tag_id: int) -> list[str]:
    with appliance.api() as api:
        found = api.get(f"/api/documents/?tags__id__all={tag_id}&ordering=title").json()
    return [document["title"] for document in found["results"]]
