"""The daemon driven by programs of the registries: the command pngx, and a package for Node."""

import json
import subprocess

import pytest
from environments import environment, node_modules
from paper import HERE, born_digital

from support.appliance import ADMIN, PASSWORD

LINES = ("Crown Water Company", "5 March 2026", "Total 31.20 EUR")
GONE = "Request failed: 404 Not Found"


@pytest.fixture
def driven(household, tmp_path):
    """What a drive told, run by `program` with a paper that holds `word`."""

    def run(*program, word):
        paper = tmp_path / "paper.pdf"
        paper.write_bytes(born_digital(*LINES, word))
        done = subprocess.run(
            [*program, household.url, ADMIN, PASSWORD, paper, word],
            check=False,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr[-3000:] + household.log[-3000:]
        return json.loads(done.stdout)

    return run


def test_pngx_logs_in_shows_and_edits(driven):
    interpreter = environment("pypaperless-cli", "0.2.1", at_least="3.12")

    told = driven(interpreter, HERE / "drive_pngx.py", word="pngx")

    assert told["account"]
    assert told["shown"] == {
        "title": "Paid pngx",
        "archive_serial_number": 4711,
        "created_date": "2026-03-06",
    }
    assert told["values"] == [True, ["31"]]
    assert told["table"] == [True, True, True]
    assert told["filtered"] == [told["id"]]
    assert (told["notes"], told["bulk"], told["download"]) == (["paid"], "OK", True)
    assert (told["deleted"], told["restored"]) == (True, "Paid pngx")


def test_the_package_for_node_does_its_round(driven):
    node = node_modules()

    told = driven(*node, HERE / "node" / "drive.mjs", word="node")

    assert told["rounds"] == {
        kind: [True, True, True, GONE]
        for kind in (
            *("Tag", "Correspondent", "DocumentType", "StoragePath"),
            *("CustomField", "Group", "User", "Workflow"),
        )
    }
    assert told["first"]
    assert told["filtered"] == [told["id"]]
    assert told["changed"] == ["Paid node", 31]
    assert told["title"] == "Paid node"
    assert told["notes"] == ["paid"]
    assert told["bulk"] == {"result": "OK"}
    assert told["tags"] == [2]  # the inbox
    assert told["download"]
    assert told["link"] == [True, True, True]
    assert (told["deleted"], told["restored"]) == (GONE, "Paid node")
