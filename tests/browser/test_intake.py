"""Papers on their way: added, read, found, and what could not be read."""

import re

import papers
import pytest
from appliance import FILED_S, Appliance
from playwright.sync_api import Page, expect
from visits import NewPage

READING_MS = FILED_S * 1000


@pytest.mark.parametrize(
    ("screen", "button", "word"),
    [("desktop", "Add documents", "Zeppelin"), ("phone", "Take a photo", "Giraffe")],
)
def test_an_added_scan_is_found_by_a_word_on_it(
    appliance: Appliance, enter: NewPage, screen: str, button: str, word: str
) -> None:
    page = enter(appliance, screen)
    page.goto("/documents")

    content = papers.scan("Invoice of the", f"{word} works", "31.20 EUR")
    _add(page, f"{word} scan.png", content, button)
    tray = page.get_by_role("region", name="In-tray")
    filed = tray.get_by_role("region", name="Just filed")
    expect(filed.get_by_role("link", name=f"{word} scan.png")).to_be_visible(timeout=READING_MS)
    tray.get_by_role("button", name="Close").click()

    page.get_by_label("Search", exact=True).fill(word.lower())
    expect(page.get_by_text("1 document found")).to_be_visible()
    card = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=f"{word} scan"))
    expect(card.locator("mark").filter(has_text=word)).to_be_visible()
    thumbnail = card.locator("img")
    assert thumbnail.evaluate("it => it.decode().then(() => it.naturalWidth)") > 100


def test_a_searchable_pdf_is_shown_with_its_text(appliance: Appliance, enter: NewPage) -> None:
    document_id = appliance.add("marmot.png", papers.scan("The marmot sleeps", "under the snow"))
    page = enter(appliance)
    page.goto(f"/documents/{document_id}")

    sheet = page.get_by_role("group", name="Page 1 of 1")
    expect(sheet).to_contain_text("marmot")
    assert sheet.locator("canvas").evaluate("it => it.width > 300 && it.height > 300")

    page.get_by_role("button", name="Text").click()
    expect(page.locator("pre")).to_contain_text("The marmot sleeps")


def test_a_scan_in_the_folder_appears_without_reloading(
    appliance: Appliance, enter: NewPage
) -> None:
    page = enter(appliance)
    page.goto("/documents")
    expect(page.get_by_role("status").filter(has_text="document")).to_be_visible()

    (appliance.consume_dir / "from the scanner.txt").write_bytes(papers.note("Walrus"))

    expect(page.get_by_role("link", name="from the scanner")).to_be_visible(timeout=READING_MS)


def test_a_file_that_is_still_being_written_is_named(appliance: Appliance, enter: NewPage) -> None:
    page = enter(appliance)
    page.goto("/documents")
    expect(page.get_by_label("Search", exact=True)).to_be_visible()
    page.keyboard.press("i")
    waiting = page.get_by_role("region", name="In the scan folder")

    unfinished = appliance.consume_dir / "half a page.pdf"
    unfinished.write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    expect(waiting).to_contain_text("half a page.pdf", timeout=READING_MS)
    expect(waiting).to_contain_text("Scanner still writing?", timeout=READING_MS)

    unfinished.unlink()
    expect(waiting).to_have_count(0, timeout=READING_MS)


def test_a_file_can_be_dropped_anywhere(appliance: Appliance, enter: NewPage) -> None:
    page = enter(appliance)
    page.goto("/settings")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()

    transfer = page.evaluate_handle(
        """() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(["Pelican"], "dropped.txt", { type: "text/plain" }));
            return transfer;
        }"""
    )
    page.dispatch_event("body", "dragenter", {"dataTransfer": transfer})
    expect(page.get_by_text("Drop to add")).to_be_visible()
    page.dispatch_event("body", "drop", {"dataTransfer": transfer})

    filed = page.get_by_role("region", name="Just filed")
    expect(filed.get_by_role("link", name="dropped.txt")).to_be_visible(timeout=READING_MS)


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_a_paper_that_cannot_be_read_says_why_and_can_be_tried_again(
    appliance: Appliance, enter: NewPage, screen: str
) -> None:
    name = f"locked for {screen}.pdf"
    page = enter(appliance, screen)
    page.goto("/documents")

    _add(page, name, papers.locked_pdf())
    attention = page.get_by_role("region", name="Needs attention")
    failed = attention.get_by_role("listitem").filter(has_text=name)
    expect(failed).to_contain_text("Protected by a password", timeout=READING_MS)

    failed.get_by_role("button", name=f"Try {name} again").click()
    expect(page.get_by_text(f"“{name}” is being tried again.")).to_be_visible()
    expect(failed).to_contain_text("Protected by a password", timeout=READING_MS)

    failed.get_by_role("button", name=f"Dismiss {name}").click()
    expect(failed).to_have_count(0)
    page.reload()
    page.get_by_role("button", name=re.compile("^In-tray")).first.click()
    expect(page.get_by_role("region", name="In-tray")).not_to_contain_text(name)


def test_the_same_paper_twice_leads_to_the_first_one(appliance: Appliance, enter: NewPage) -> None:
    document_id = appliance.add("once.txt", papers.note("Once only"))
    page = enter(appliance)
    page.goto("/documents")

    _add(page, "twice.txt", papers.note("Once only"))
    # for a moment the row of the upload stands beside that of its task
    rows = page.get_by_role("listitem").filter(has_text="twice.txt")
    twice = rows.filter(has_text="already in the library")
    expect(twice).to_be_visible()

    twice.get_by_role("link", name="Open the existing document").click()
    expect(page).to_have_url(f"{appliance.url}/documents/{document_id}")


def test_an_empty_file_is_refused_with_a_reason(appliance: Appliance, enter: NewPage) -> None:
    page = enter(appliance)
    page.goto("/documents")

    _add(page, "nothing.pdf", b"")

    expect(page.get_by_role("region", name="In-tray")).to_contain_text("The file is empty.")


def _add(page: Page, name: str, content: bytes, button: str = "Add documents") -> None:
    """By the button, as people do."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=button).filter(visible=True).click()
    chooser.value.set_files({"name": name, "mimeType": "", "buffer": content})
