"""axe finds nothing serious on any screen, in light and in dark."""

import json
from pathlib import Path
from typing import Any

import papers
import pytest
from appliance import Appliance
from playwright.sync_api import Page, expect
from visits import NewPage

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
GRAVE = ("serious", "critical")
SCREENS = {
    "home": "/",
    "library": "/documents",
    "nothing found": "/documents?q=nothing-like-it",
    "tags": "/manage/tags",
    "fields": "/manage/custom_fields",
    "views": "/manage/saved_views",
    "people": "/people",
    "system": "/system",
    "settings": "/settings",
    "trash": "/trash",
    "set-up": "/welcome",
    "the box": "/config",
}
THEMES = ("light", "dark")

pytestmark = pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed")


@pytest.fixture(scope="module")
def document(appliance: Appliance) -> int:
    with appliance.api() as api:
        tag = api.post("/api/tags/", json={"name": "Seen", "color": "#b8562f"}).json()["id"]
        api.post("/api/saved_views/", json={"name": "All of it", "filter_rules": []})
        api.post("/api/custom_fields/", json={"name": "Due", "data_type": "date"})
    return appliance.add("seen.txt", papers.note("Seen by all"), tags=str(tag))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_every_screen_is_for_everybody(
    appliance: Appliance, enter: NewPage, document: int, theme: str, screen: str
) -> None:
    page = enter(appliance, screen, color_scheme=theme, reduced_motion="reduce")
    found = {}
    for name, address in {**SCREENS, "document": f"/documents/{document}"}.items():
        page.goto(address)
        found[name] = _grave(page)
    for view in ("List", "Table"):
        page.goto("/documents")
        if screen == "phone":
            page.get_by_role("button", name="Filters").click()
        page.get_by_role("button", name=view, exact=True).click()
        found[view] = _grave(page)

    assert {name: issues for name, issues in found.items() if issues} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_so_are_the_first_run_and_the_log_in(
    appliance: Appliance, new_appliance: Appliance, visit: NewPage, theme: str
) -> None:
    for box, heading in ((new_appliance, "Welcome to Intray"), (appliance, "Log in")):
        page = visit(box, color_scheme=theme, reduced_motion="reduce")
        page.goto("/")
        expect(page.get_by_role("heading", name=heading)).to_be_visible()

        assert _grave(page) == []


def _grave(page: Page) -> list[Any]:
    page.locator("h1").first.wait_for(state="attached")
    page.wait_for_timeout(400)  # lists arrive after the heading
    page.evaluate(AXE.read_text())  # past the content policy, which forbids scripts from elsewhere
    answer = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    return [
        (issue["id"], [json.dumps(node["target"]) for node in issue["nodes"]][:5])
        for issue in answer["violations"]
        if issue["impact"] in GRAVE
    ]
