"""Light and dark, languages, and phones."""

import pytest
from appliance import Appliance
from playwright.sync_api import Page, expect
from visits import NewPage


def test_the_page_follows_the_system_into_the_dark(appliance: Appliance, enter: NewPage) -> None:
    light = enter(appliance, color_scheme="light")
    light.goto("/settings")
    dark = enter(appliance, color_scheme="dark")
    dark.goto("/settings")

    assert _brightness(light) > 200
    assert _brightness(dark) < 60


def test_a_chosen_theme_is_there_at_the_first_paint(appliance: Appliance, enter: NewPage) -> None:
    page = enter(appliance, color_scheme="light")
    page.goto("/settings")
    page.get_by_label("Theme").select_option("dark")
    assert _brightness(page) < 60

    page.route("**/assets/index-*.js", lambda route: route.abort())  # only the head has run
    page.reload(wait_until="domcontentloaded")

    assert _brightness(page) < 60


def test_the_language_follows_the_browser_and_can_be_chosen(
    appliance: Appliance, enter: NewPage
) -> None:
    page = enter(appliance, locale="de-DE")
    page.goto("/settings")
    expect(page.get_by_role("heading", name="Einstellungen")).to_be_visible()

    page.get_by_label("Sprache").select_option("fr")
    expect(page.get_by_role("heading", name="Réglages")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Réglages")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "fr"


@pytest.mark.parametrize("address", ["/", "/settings", "/documents/1"])
def test_nothing_is_wider_than_a_phone(appliance: Appliance, enter: NewPage, address: str) -> None:
    page = enter(appliance, "phone")
    page.goto(address)
    expect(page.get_by_role("navigation", name="Main navigation").last).to_be_visible()
    page.wait_for_timeout(500)

    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def _brightness(page: Page) -> float:
    return float(
        page.evaluate(
            """() => {
                const colour = getComputedStyle(document.documentElement).backgroundColor;
                const [red, green, blue] = colour.match(/[\\d.]+/g).map(Number);
                return (red + green + blue) / 3;
            }"""
        )
    )
