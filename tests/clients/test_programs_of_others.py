"""What Home Assistant, exporters and assistants send, and what they refuse to decode."""

from datetime import datetime

import httpx
import pytest
from decoding import (
    rfc_3339,
)
from phones import uploaded

from support.appliance import ADMIN, PASSWORD


@pytest.mark.parametrize("version", [7, 9])
def test_home_assistant_sets_up_and_polls(app, version):
    client = app(version)
    schema = client.get("/api/schema/")
    assert schema.status_code == 200
    assert schema.headers["Content-Type"].startswith("application/json")
    assert schema.headers["X-Version"]
    statistics = client.get("/api/statistics/").json()
    for name in ("documents_total", "character_count", "tag_count", "correspondent_count"):
        assert isinstance(statistics[name], int)
    status = client.get("/api/status/").json()
    words = [status["database"]["status"]] + [
        status["tasks"][f"{name}_status"]
        for name in ("redis", "celery", "index", "classifier", "sanity_check")
    ]
    assert set(words) <= {"OK", "ERROR", "WARNING"}
    assert status["storage"]["available"] <= status["storage"]["total"]
    assert client.get("/api/remote_version/").json()["version"] != "0.0.0"


def test_the_exporter_reads_every_time_as_rfc_3339(app):
    uploaded(app(), "exported")

    for document in app(2).get("/api/documents/").json()["results"]:
        for name in ("created", "added", "modified"):
            assert isinstance(rfc_3339(document[name]), datetime)
    assert isinstance(app(2).get("/api/logs/").json(), list)


def test_paperless_gpt_follows_pages_and_writes_what_it_suggests(app):
    client = app()
    document_id = uploaded(client, "gpt")
    tags, url = [], "/api/tags/?page_size=1"
    while url:
        page = client.get(url).json()
        tags += [tag["name"] for tag in page["results"]]
        url = page["next"] and "/" + page["next"].split("/", 3)[3]
    assert "Inbox" in tags
    found = client.get(
        "/api/documents/",
        params={"tags__name__iexact": "inbox", "page_size": 25, "ordering": "-added"},
    ).json()
    assert document_id in [document["id"] for document in found["results"]]

    changed = client.patch(
        f"/api/documents/{document_id}/",
        json={"title": "Suggested", "created_date": "2026-01-02", "tags": [1], "content": "new"},
    )
    refused = client.patch(
        f"/api/documents/{document_id}/", json={"custom_fields": [{"field": 999, "value": 1}]}
    )

    assert changed.json()["created_date"] == "2026-01-02"
    assert refused.status_code == 400
    assert isinstance(refused.json()["custom_fields"], list)


def test_paperless_ai_understands_that_a_tag_exists_already(app):
    client = app()

    again = client.post("/api/tags/", json={"name": "Inbox"})

    assert again.status_code == 400
    assert "unique constraint" in again.json()["error"]


def test_the_adapter_of_home_automation_may_use_basic_authentication(app, household):
    answer = httpx.get(f"{household.url}/api/search/?query=water", auth=(ADMIN, PASSWORD))

    assert answer.status_code == 200
    assert set(answer.json()) >= {"total", "documents", "tags", "custom_fields", "workflows"}
