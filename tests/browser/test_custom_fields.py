"""Custom fields: defined, put on a document, filled as their type wants it."""

import papers
from appliance import Appliance
from playwright.sync_api import Page, expect
from visits import NewPage


def test_a_choice_is_defined_put_on_a_document_and_kept(
    appliance: Appliance, enter: NewPage
) -> None:
    document_id = appliance.add("policy.txt", papers.note("Policy"))
    page = enter(appliance)
    page.goto("/manage/custom_fields")
    page.get_by_role("button", name="New custom field").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Payment")
    dialog.get_by_label("Kind of value").select_option("Choice")
    dialog.get_by_label("Choice 1", exact=True).fill("Open")
    dialog.get_by_role("button", name="Add a choice").click()
    dialog.get_by_label("Choice 2", exact=True).fill("Paid")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Choice: Open, Paid")).to_be_visible()

    page.goto(f"/documents/{document_id}")
    _add_field(page, "Payment")
    page.get_by_label("Payment", exact=True).select_option("Paid")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()

    page.reload()
    expect(page.get_by_label("Payment", exact=True)).to_contain_text("Paid")
    expect(page.get_by_label("Payment", exact=True).locator("option:checked")).to_have_text("Paid")


def test_money_is_typed_as_people_do_and_a_wrong_value_is_told(
    appliance: Appliance, enter: NewPage
) -> None:
    document_id = appliance.add("invoice.txt", papers.note("Invoice"))
    with appliance.api() as api:
        field = {"name": "Sum", "data_type": "monetary", "extra_data": {"default_currency": "CHF"}}
        field_id = api.post("/api/custom_fields/", json=field).json()["id"]
    page = enter(appliance)
    page.goto(f"/documents/{document_id}")
    _add_field(page, "Sum")

    page.get_by_label("Sum", exact=True).fill("a lot")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Sum", exact=True).fill("chf 31,5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()

    with appliance.api() as api:
        document = api.get(f"/api/documents/{document_id}/").json()
    assert document["custom_fields"] == [{"value": "CHF31.5", "field": field_id}]


def test_documents_are_linked_by_a_part_of_their_title(
    appliance: Appliance, enter: NewPage
) -> None:
    contract = appliance.add("contract 77.txt", papers.note("Contract"))
    document_id = appliance.add("reminder.txt", papers.note("Reminder"))
    with appliance.api() as api:
        api.post("/api/custom_fields/", json={"name": "Belongs", "data_type": "documentlink"})
    page = enter(appliance)
    page.goto(f"/documents/{document_id}")
    _add_field(page, "Belongs")

    page.get_by_role("combobox", name="Belongs").fill("contract 7")
    page.get_by_role("option", name="contract 77").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()

    with appliance.api() as api:
        linked = api.get(f"/api/documents/{contract}/").json()["custom_fields"]
    assert [value["value"] for value in linked] == [[document_id]]


def _add_field(page: Page, name: str) -> None:
    page.get_by_role("combobox", name="Add a field").fill(name)
    page.get_by_role("option", name=name).click()
