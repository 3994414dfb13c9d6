"""Users and groups: made, given rights, deleted."""

from appliance import Appliance
from playwright.sync_api import expect
from visits import NewPage


def test_a_member_of_the_household_is_added_and_can_log_in(
    appliance: Appliance, enter: NewPage, visit: NewPage
) -> None:
    page = enter(appliance)
    page.goto("/people")
    page.get_by_role("button", name="New user").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("User name").fill("grandma")
    dialog.get_by_label("Password").fill("knitting by the fire")
    dialog.get_by_role("button", name="Only look").click()
    dialog.get_by_role("checkbox", name="Notes: Add").check()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Edit grandma")).to_be_visible()

    theirs = visit(appliance)
    theirs.goto("/")
    theirs.get_by_label("User name").fill("grandma")
    theirs.get_by_label("Password", exact=True).fill("knitting by the fire")
    theirs.get_by_role("button", name="Log in").click()
    expect(theirs.get_by_role("button", name="Add documents").first).to_be_visible()

    page.get_by_role("button", name="Delete grandma").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name="Edit grandma")).to_have_count(0)


def test_a_group_has_rights_that_its_members_share(appliance: Appliance, enter: NewPage) -> None:
    page = enter(appliance)
    page.goto("/people")
    page.get_by_role("button", name="New group").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Family")
    dialog.get_by_role("checkbox", name="Documents: See").check()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Edit Family")).to_be_visible()

    with appliance.api() as api:
        (group,) = api.get("/api/groups/").json()["results"]
    assert group["permissions"] == ["view_document"]
