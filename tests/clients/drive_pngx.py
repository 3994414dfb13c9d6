"""Run in an environment with pypaperless-cli: its command, and the library below it for what the
command has no words for. JSON on stdout.
"""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

from pypaperless_cli.api import PaperlessAsyncAPI
from pypaperless_cli.config import config

URL, USERNAME, PASSWORD, PAPER, WORD = sys.argv[1:6]
PNGX = Path(sys.executable).parent / "pngx"
SETTINGS = Path(PAPER).with_name("pngx.toml")


def pngx(*words: str) -> str:
    """What the command prints."""
    done = subprocess.run(
        [PNGX, *words, "--config", SETTINGS],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
    )
    if done.returncode:
        raise RuntimeError(f"{words}: {done.stdout}{done.stderr}")
    return done.stdout


async def drive() -> dict:
    told = {}
    pngx("auth", "login", "--host", URL, "--user", USERNAME, "--password", PASSWORD)
    told["account"] = URL in pngx("auth", "show")
    config.load(SETTINGS)
    async with PaperlessAsyncAPI() as paperless:
        tag = await paperless.tags.draft(
            name=f"Water {WORD}",
            color="#1f78b4",
            is_inbox_tag=False,
            matching_algorithm=0,
            match="",
            is_insensitive=True,
        ).save()
        field = await paperless.request_json(
            "post", "/api/custom_fields/", json={"name": f"Meter{WORD}", "data_type": "string"}
        )
        document_id = await uploaded(paperless)
        told["id"] = document_id
        arguments = (
            *("--title", f"Paid {WORD}", "--asn", "4711", "--created-date", "2026-03-06"),
            *("--tags", f"Water {WORD}", "--custom-fields", f"Meter{WORD}=31"),
        )
        await asyncio.to_thread(pngx, "document", "edit", str(document_id), *arguments)
        shown = await asyncio.to_thread(pngx, "document", "show", str(document_id), "--json")
        told["shown"] = {
            name: json.loads(shown)[name]
            for name in ("title", "archive_serial_number", "created_date")
        }
        told["values"] = [
            tag in json.loads(shown)["tags"],
            [each["value"] for each in json.loads(shown)["custom_fields"]],
        ]
        table = await asyncio.to_thread(pngx, "document", "show", str(document_id))
        told["table"] = [word in table for word in (f"Paid {WORD}", f"Water {WORD}", "31")]
        await asyncio.to_thread(
            pngx, "document", "edit", str(document_id), "--remove-tags", f"Water {WORD}"
        )
        told |= await rest(paperless, document_id)
        for path in (f"tags/{tag}", f"custom_fields/{field['id']}"):
            async with paperless.request("delete", f"/api/{path}/") as answer:
                assert answer.status == 204, path
    pngx("auth", "logout")
    return told


async def uploaded(paperless: PaperlessAsyncAPI) -> int:
    task_id = await paperless.documents.draft(
        document=Path(PAPER).read_bytes(), filename=f"{WORD}.pdf", title=f"Bill {WORD}"
    ).save()
    while True:
        task = await paperless.tasks(task_id)
        if task.status.value == "SUCCESS":
            return int(task.related_document)
        assert task.status.value in ("PENDING", "STARTED"), task.result
        await asyncio.sleep(0.1)


async def rest(paperless: PaperlessAsyncAPI, document_id: int) -> dict:
    """List, note, bulk edit, download, delete, restore by the library."""
    told = {}
    async with paperless.documents.reduce(title__icontains=WORD):
        told["filtered"] = [each.id async for each in paperless.documents]
    document = await paperless.documents(document_id)
    told["tags"] = document.tags
    await document.notes.draft(note="paid").save()
    told["notes"] = [
        note["note"] for note in (await paperless.documents(document_id))._data["notes"]
    ]
    body = {"documents": [document_id], "method": "set_document_type"}
    body["parameters"] = {"document_type": None}
    answer = await paperless.request_json("post", "/api/documents/bulk_edit/", json=body)
    told["bulk"] = answer["result"]
    original = await document.get_download(original=True)
    told["download"] = original.content == Path(PAPER).read_bytes()
    told["deleted"] = await document.delete()
    body = {"action": "restore", "documents": [document_id]}
    await paperless.request_json("post", "/api/trash/", json=body)
    told["restored"] = (await paperless.documents(document_id)).title
    await (await paperless.documents(document_id)).delete()
    return told


print(json.dumps(asyncio.run(drive()), default=str))
