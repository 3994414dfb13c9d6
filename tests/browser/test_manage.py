"""Names that papers are filed under, and what was deleted."""

import papers
from appliance import Appliance
from playwright.sync_api import Page, expect
from visits import NewPage


def test_a_tag_is_made_below_another_changed_and_deleted(
    appliance: Appliance, enter: NewPage
) -> None:
    page = enter(appliance)
    page.goto("/manage/tags")
    _make(page, "New tag", "Homestead")
    _make(page, "New tag", "Roof", below="Homestead")

    _row(page, "Roof").get_by_role("button", name="Edit Roof").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Roofing")
    dialog.get_by_label("Matches").select_option("Any of the words")
    dialog.get_by_label("Text to look for").fill("tiles slate")
    dialog.get_by_role("button", name="Save").click()
    expect(_row(page, "Roofing")).to_contain_text("tiles slate")

    _row(page, "Roofing").get_by_role("button", name="Delete Roofing").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("“Roofing” was deleted.")).to_be_visible()
    expect(page.get_by_role("button", name="Edit Roofing")).to_have_count(0)


def test_a_name_that_exists_is_refused_with_the_reason(
    appliance: Appliance, enter: NewPage
) -> None:
    page = enter(appliance)
    page.goto("/manage/correspondents")
    _make(page, "New correspondent", "Twice Ltd")
    page.get_by_role("button", name="New correspondent").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Twice Ltd")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()

    expect(page.get_by_role("dialog").get_by_label("Name")).to_have_value("Twice Ltd")
    expect(page.get_by_role("status").filter(has_text="not accepted")).to_be_visible()


def test_a_storage_path_shows_at_once_the_name_it_gives(
    appliance: Appliance, enter: NewPage
) -> None:
    appliance.add("pattern.txt", papers.note("Pattern"))
    page = enter(appliance)
    page.goto("/manage/storage_paths")
    page.get_by_role("button", name="New storage path").click()
    dialog = page.get_by_role("dialog")

    dialog.get_by_label("Name pattern").fill("Papers/{{ title }}")
    expect(dialog.get_by_text("Papers/pattern.txt")).to_be_visible()
    dialog.get_by_label("Name pattern").fill("{{ nonsense")
    expect(dialog.get_by_text("gives no usable name")).to_be_visible()


def test_a_deleted_document_is_put_back_or_removed_for_good(
    appliance: Appliance, enter: NewPage
) -> None:
    kept = appliance.add("kept.txt", papers.note("Kept after all"))
    gone = appliance.add("gone.txt", papers.note("Gone for good"))
    with appliance.api() as api:
        for document_id in (kept, gone):
            api.delete(f"/api/documents/{document_id}/")
    page = enter(appliance)
    page.goto("/settings")
    page.get_by_role("link", name="Trash").click()

    page.get_by_role("button", name="Put back kept").click()
    expect(page.get_by_text("“kept” is back.")).to_be_visible()
    page.get_by_role("button", name="Remove gone for good").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove for good").click()
    expect(page.get_by_text("“gone” was removed.")).to_be_visible()

    with appliance.api() as api:
        assert api.get(f"/api/documents/{kept}/").status_code == 200
        trash = api.get("/api/trash/").json()["results"]
    assert gone not in [document["id"] for document in trash]


def _make(page: Page, button: str, name: str, *, below: str | None = None) -> None:
    page.get_by_role("button", name=button).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill(name)
    if below is not None:
        dialog.get_by_role("combobox", name="Below").fill(below)
        dialog.get_by_role("option", name=below).click()
    dialog.get_by_role("button", name="Save").click()
    expect(_row(page, name)).to_be_visible()


def _row(page: Page, name: str):  # type: ignore[no-untyped-def]
    return page.get_by_role("listitem").filter(
        has=page.get_by_role("button", name=f"Edit {name}", exact=True)
    )
