"""The daemon driven by pypaperless, which speaks versions 7, 9 and 10 of the API."""

import json
import subprocess
from pathlib import Path

import pytest
from environments import environment
from paper import born_digital

from support.appliance import ADMIN, PASSWORD, Appliance, running

HERE = Path(__file__).parent
MORE = {
    "history": ["create"],
    "word": True,
    "search": True,
    "counts": True,
    "summary": True,
    "profile": True,
    "versions": True,
}
LINES = ("Crown Water Company", "5 March 2026", "Total 31.20 EUR")


@pytest.fixture(scope="module")
def appliance(tmp_path_factory):
    appliance = Appliance(
        tmp_path_factory.mktemp("clients"), settings={"PAPERLESS_TIME_ZONE": "Europe/Berlin"}
    )
    with running(appliance):
        appliance.call(
            "POST", "/api/tags/", {"name": "Inbox", "is_inbox_tag": True}, token=appliance.token
        )
        yield appliance


@pytest.mark.parametrize(
    ("version", "python", "driver"),
    [
        ("4.1.1", "3.13", "drive_pypaperless_4_5.py"),
        ("5.2.3", "3.12", "drive_pypaperless_4_5.py"),
        ("6.0.2", "3.13", "drive_pypaperless_6.py"),
    ],
)
def test_a_paper_is_sent_found_changed_and_deleted(appliance, tmp_path, version, python, driver):
    interpreter = environment("pypaperless", version, at_least=python)
    word = f"version{version.replace('.', '')}"
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(born_digital(*LINES, word))

    driven = subprocess.run(
        [interpreter, HERE / driver, appliance.url, ADMIN, PASSWORD, paper, word],
        check=False,
        capture_output=True,
        text=True,
        timeout=90,
    )

    assert driven.returncode == 0, driven.stderr[-3000:] + appliance.log[-3000:]
    told = json.loads(driven.stdout)
    document_id = told["task"]["related_document"]
    assert told["host_version"] == "3.0.5"
    assert told["task"]["status"] == "SUCCESS"
    assert told["task"]["result"] == f"Success. New document id {document_id} created"
    assert told["statistics"] >= 1
    assert told["inbox"] == ["Inbox"]
    assert told["filtered"] == [document_id]
    assert [document_id, True] in told["found"]
    assert "Crown Water" in told["content"] and word in told["content"]
    assert (told["updated"], told["title"]) == (True, f"Paid {word}")
    assert told["files"] == {
        "original": True,
        "name": f"2026-03-05 Water Co {word} Paid {word}.pdf",
        "preview": "application/pdf",
        "thumbnail": "image/webp",
        "size": paper.stat().st_size,
    }
    assert told["suggestions"] == ["2026-03-05"]
    assert told["status"] == "OK"
    assert told["custom_field"] == [31, True, "integer", True]
    assert told["notes"] == ["paid in cash", True, []]
    assert told["shared"] == [True, True, True, True]
    assert told["labels"] == [[True, True, True]] * 2
    assert told["permissions"] == [True, True, 204]
    correspondent = told["correspondent"]
    assert told["bulk"] == [
        ["OK", False, correspondent],
        ["OK", True, correspondent],
        ["OK", True, None],
    ]
    assert told["kept"] == [True, [2], True, True, "INBOX", 204, 204]
    assert told["tasks"]
    assert told["restored"] == [True, True, f"Paid {word}"]
    assert told.get("more", MORE) == MORE
    assert (told["deleted"], told["left"]) == (True, [])
