"""A browser before a running appliance."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from appliance import PASSWORD, USERNAME, Appliance, running
from playwright.sync_api import BrowserContext, Page, expect
from visits import SCREENS, NewPage, Watch

CHROMIUM = "/usr/bin/chromium"

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = ["--disable-background-networking", "--disable-component-update", "--no-first-run"]
    args = {**browser_type_launch_args, "args": ["--no-sandbox", "--disable-gpu", *quiet]}
    if Path(CHROMIUM).exists():
        args["executable_path"] = CHROMIUM
    return args


@pytest.fixture(scope="session")
def appliance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Appliance]:
    """One for all tests that do not mind each other's documents, with its first user."""
    user = {"PAPERLESS_ADMIN_USER": USERNAME, "PAPERLESS_ADMIN_PASSWORD": PASSWORD}
    with running(tmp_path_factory.mktemp("appliance"), **user) as appliance:
        yield appliance


@pytest.fixture
def new_appliance(tmp_path: Path) -> Iterator[Appliance]:
    with running(tmp_path) as appliance:
        yield appliance


@pytest.fixture
def new_home(tmp_path: Path) -> Iterator[Appliance]:
    """A new box that has its first user already."""
    user = {"PAPERLESS_ADMIN_USER": USERNAME, "PAPERLESS_ADMIN_PASSWORD": PASSWORD}
    with running(tmp_path, **user) as appliance:
        yield appliance


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext]) -> Iterator[NewPage]:
    """Opens a page for somebody who is not logged in; afterwards nothing foreign was asked for."""
    watches: list[Watch] = []

    def open_page(appliance: Appliance, screen: str = "desktop", **options: Any) -> Page:
        given = {"locale": "en-GB", **SCREENS[screen], **options}
        context = new_context(base_url=appliance.url, **given)
        watches.append(Watch(context, appliance.url))
        return context.new_page()

    yield open_page
    for watch in watches:
        assert watch.foreign == []
        assert watch.broken == []


@pytest.fixture
def enter(visit: NewPage) -> NewPage:
    """The same for somebody who is logged in."""

    def open_page(appliance: Appliance, screen: str = "desktop", **options: Any) -> Page:
        page = visit(appliance, screen, **options)
        answer = page.request.post(
            "/api/session/",
            data={"username": USERNAME, "password": PASSWORD},
            headers={"Origin": appliance.url},
        )
        assert answer.ok, answer.text()
        return page

    return open_page
