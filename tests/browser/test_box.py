"""The box's own settings: its name and logo, how papers are read, and who may change that."""

import io
import re

import pytest
from appliance import Appliance
from PIL import Image
from playwright.sync_api import expect
from visits import NewPage


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_the_box_gets_a_name_and_reads_otherwise_until_the_file_decides_again(
    new_home: Appliance, enter: NewPage, screen: str
) -> None:
    page = enter(new_home, screen)
    page.goto("/settings")
    page.get_by_role("link", name="Name and reading").click()
    expect(page.get_by_label("Reading", exact=True)).to_have_value("")
    page.get_by_label("Name of the box").fill("Paper cellar")
    page.get_by_label("Languages of the papers").fill("deu+eng")
    page.get_by_label("Pages to read").fill("7")
    page.get_by_label("Reading", exact=True).select_option("force")
    page.get_by_label("Straighten crooked pages").select_option("No")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_title("Name and reading · Paper cellar")
    with new_home.api() as api:
        config = api.get("/api/config/1/").json()
    assert (config["language"], config["pages"], config["mode"]) == ("deu+eng", 7, "force")
    assert config["deskew"] is False
    assert config["output_type"] is None

    page.get_by_label("Reading", exact=True).select_option("The file decides")
    page.get_by_label("Name of the box").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_title("Name and reading · Intray")
    page.reload()
    expect(page.get_by_label("Reading", exact=True)).to_have_value("")
    expect(page.get_by_label("Pages to read")).to_have_value("7")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_cannot_be_is_said_at_its_field(appliance: Appliance, enter: NewPage) -> None:
    page = enter(appliance)
    page.goto("/config")
    page.get_by_label("Pages to read").fill("many")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_label("Pages to read")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Pages to read")).to_have_value("many")


def test_the_box_gets_a_logo(new_home: Appliance, enter: NewPage) -> None:
    logo = io.BytesIO()
    Image.new("RGB", (40, 40), "#8b4f86").save(logo, "PNG")
    page = enter(new_home)
    page.goto("/config")
    page.get_by_label("Choose an image").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": logo.getvalue()}
    )
    shown = page.get_by_role("img", name="The logo as it is")
    expect(shown).to_be_visible()
    assert shown.evaluate("it => it.decode().then(() => it.naturalWidth)") == 40
    expect(page.locator("header img").first).to_have_attribute(
        "src", re.compile("^/logo/.+[.]png$")
    )

    page.get_by_role("button", name="Back to the usual mark").click()
    expect(shown).to_have_count(0)
