"""The real daemon: PDF files are changed through its API, and it is killed meanwhile."""

import contextlib
import hashlib
import json
import random
import sqlite3
import time
import urllib.request
from pathlib import Path

import pytest
from editing_papers import pages_of, pdf, widths

from support.appliance import Appliance, running

pytestmark = pytest.mark.slow


def send(appliance, path, content, **fields):
    boundary = "b0undary"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    parts.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="document"; filename="Lease.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n".encode()
        + content
        + f"\r\n--{boundary}--\r\n".encode()
    )
    request = urllib.request.Request(
        appliance.url + path,
        b"".join(parts),
        {
            "Authorization": f"Token {appliance.token}",
            "Content-Type": f"multipart/form-data; boundary={boundary}",
        },
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.loads(response.read())


def download(appliance, document_id, **query):
    parameters = "&".join(
        f"{name}={value}" for name, value in {"original": "true", **query}.items()
    )
    request = urllib.request.Request(
        f"{appliance.url}/api/documents/{document_id}/download/?{parameters}",
        headers={"Authorization": f"Token {appliance.token}"},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        return response.read()


def ask(appliance, method, documents, **parameters):
    body = {"documents": documents, "method": method, "parameters": parameters}
    answer = appliance.call("POST", "/api/documents/bulk_edit/", body, token=appliance.token)
    assert answer == {"result": "OK"}


def settle(appliance, timeout_s=90.0):
    """Until no task is left; gives all documents, oldest first."""
    deadline = time.monotonic() + timeout_s
    while appliance.get("/api/tasks/active/"):
        assert time.monotonic() < deadline, appliance.log[-4000:]
        time.sleep(0.05)
    return appliance.get("/api/documents/?page_size=1000&ordering=id")["results"]


def upload(appliance, content, **fields):
    send(appliance, "/api/documents/post_document/", content, **fields)
    return settle(appliance)[-1]["id"]


def as_if_never_tried(appliance):
    """Three interruptions are too many for a job; here there are more."""
    with contextlib.closing(sqlite3.connect(appliance.data_dir / "db" / "intray.db")) as database:
        database.execute("UPDATE jobs SET attempts = 0")
        database.commit()


def blobs(appliance) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in appliance.data_dir.glob("blobs/*/*/*")}


@pytest.fixture
def appliance(tmp_path: Path) -> Appliance:
    return Appliance(tmp_path, {"INTRAY_OCR_MODE": "off", "INTRAY_SERVER_ANNOUNCE": "no"})


def test_a_document_is_worked_on_from_upload_to_the_trash(appliance):
    with running(appliance):
        number = upload(appliance, pdf(3), title="Lease")
        ask(appliance, "rotate", [number], degrees=90)
        [document] = settle(appliance)
        first, root = document["versions"]
        turned = download(appliance, number)
        thumb = f"/api/documents/{number}/thumb/?version={root['id']}"

        assert (document["title"], document["page_count"]) == ("Lease", 3)
        assert pages_of(turned) == [(201, 90), (202, 90), (203, 90)]
        assert hashlib.sha256(turned).hexdigest() == first["checksum"]
        assert download(appliance, number, version=root["id"]) == pdf(3)
        with urllib.request.urlopen(
            urllib.request.Request(
                appliance.url + thumb, headers={"Authorization": f"Token {appliance.token}"}
            )
        ) as response:
            assert response.headers["Content-Type"] == "image/webp"

        send(
            appliance,
            f"/api/documents/{number}/update_version/",
            pdf(2, width=300),
            version_label="signed",
        )
        [document] = settle(appliance)
        assert document["versions"][0]["version_label"] == "signed"
        newest = document["versions"][0]["id"]
        path = f"/api/documents/{number}/versions/{newest}/"
        answer = appliance.call("DELETE", path, token=appliance.token)
        assert answer["current_version_id"] == first["id"]
        assert download(appliance, number) == turned

        locked = upload(appliance, pdf(1, width=500, password="geheim"), title="Locked")
        body = {"documents": [locked], "password": "geheim", "update_document": True}
        appliance.call("POST", "/api/documents/remove_password/", body, token=appliance.token)
        settle(appliance)
        assert pages_of(download(appliance, locked)) == widths([1], width=500)

        ask(
            appliance,
            "merge",
            [locked, number],
            metadata_document_id=number,
            delete_originals=True,
        )
        [whole] = settle(appliance)
        assert whole["title"] == "Lease (merged)"
        assert pages_of(download(appliance, whole["id"])) == [(501, 0), *pages_of(turned)]
        trashed = appliance.get("/api/trash/")["results"]
        assert sorted(each["id"] for each in trashed) == [number, locked]
        tasks = appliance.get("/api/tasks/?page_size=100&task_type=bulk_update")["results"]
        assert [each["status"] for each in tasks] == ["success"] * 3
        assert "geheim" not in appliance.log + json.dumps(tasks)
    for path in appliance.data_dir.rglob("*"):
        if path.is_file() and "blobs" not in path.parts:
            assert b"geheim" not in path.read_bytes(), path


def test_killed_again_and_again_it_makes_everything_once(appliance):
    """Documents are split and turned, while the daemon is killed at random moments."""
    chance = random.Random(11)
    originals = [pdf(3, width=200 + 10 * each) for each in range(6)]
    with running(appliance):
        numbers = [upload(appliance, content) for content in originals]
        for number in numbers[:3]:
            ask(appliance, "split", [number], pages="1,2-3", delete_originals=True)
        for number in numbers[3:]:
            ask(appliance, "rotate", [number], degrees=90)
        for _ in range(8):
            time.sleep(chance.uniform(0, 0.6))
            appliance.kill()
            as_if_never_tried(appliance)
            appliance.start()
        documents = settle(appliance)

        kept = blobs(appliance)
        for content in originals:
            assert kept[hashlib.sha256(content).hexdigest()] == content
        turned = [each for each in documents if each["id"] in numbers]
        parts = [each for each in documents if each["id"] not in numbers]
        assert [each["id"] for each in turned] == numbers[3:]
        for each in turned:
            assert len(each["versions"]) == 2
            assert {angle for _, angle in pages_of(download(appliance, each["id"]))} == {90}
        made = sorted(tuple(pages_of(download(appliance, each["id"]))) for each in parts)
        wanted = sorted(
            tuple(widths(pages, width=200 + 10 * each))
            for each in range(3)
            for pages in ([1], [2, 3])
        )
        assert made == wanted
        trashed = appliance.get("/api/trash/")["results"]
        assert sorted(each["id"] for each in trashed) == numbers[:3]
        assert len(kept) == len(originals) + 3 + 6  # turned ones, and two parts each
        tasks = appliance.get("/api/tasks/?page_size=100&task_type=bulk_update")["results"]
        assert {each["status"] for each in tasks} == {"success"}
        assert list(appliance.data_dir.glob("staging/*")) == []
