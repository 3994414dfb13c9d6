"""Apps that speak to a real daemon."""

import httpx
import pytest

from support.appliance import Appliance, running


@pytest.fixture(scope="session")
def household(tmp_path_factory):
    """A daemon with one of everything, for apps that change what they find."""
    appliance = Appliance(
        tmp_path_factory.mktemp("apps"), settings={"PAPERLESS_TIME_ZONE": "Europe/Berlin"}
    )
    with running(appliance):
        parent = appliance.call("POST", "/api/tags/", {"name": "Home"}, token=appliance.token)
        for path, body in (
            ("tags", {"name": "Inbox", "is_inbox_tag": True, "color": "#1f78b4"}),
            ("tags", {"name": "Water", "parent": parent["id"]}),
            ("correspondents", {"name": "Crown Water"}),
            ("document_types", {"name": "Bill"}),
            ("storage_paths", {"name": "By year", "path": "{created_year}/{title}"}),
            ("custom_fields", {"name": "Paid", "data_type": "boolean"}),
            ("saved_views", {"name": "New", "filter_rules": [{"rule_type": 5, "value": "true"}]}),
        ):
            appliance.call("POST", f"/api/{path}/", body, token=appliance.token)
        yield appliance


@pytest.fixture
def app(household):
    """Speaks to the daemon as an app: `app(version)` is a client that sends that version."""
    clients = []

    def speaking(version=None, *, token=True):
        headers = {"Accept": "application/json" + (f"; version={version}" if version else "")}
        if token:
            headers["Authorization"] = f"Token {household.token}"
        client = httpx.Client(base_url=household.url, headers=headers, timeout=60)
        clients.append(client)
        return client

    yield speaking
    for client in clients:
        client.close()
