"""Run in an environment with pypaperless 4 or 5: what a user of it does, as JSON on stdout."""

import asyncio
import json
import sys
from pathlib import Path

from pypaperless import Paperless

URL, USERNAME, PASSWORD, PAPER = sys.argv[1:5]
WORD = sys.argv[5]
UNMATCHED = {"matching_algorithm": 0, "match": "", "is_insensitive": True}


async def drive() -> dict:
    told = {}
    token = await Paperless.generate_api_token(URL, USERNAME, PASSWORD)
    async with Paperless(URL, token) as paperless:
        told["host_version"] = paperless.host_version
        told["tag"] = tag = await paperless.tags.draft(
            name=f"Water {WORD}", color="#1f78b4", is_inbox_tag=False, **UNMATCHED
        ).save()
        told["correspondent"] = await paperless.correspondents.draft(
            name=f"Water Co {WORD}", **UNMATCHED
        ).save()
        task_id = await paperless.documents.draft(
            document=Path(PAPER).read_bytes(),
            filename=f"{WORD}.pdf",
            title=f"Bill {WORD}",
            tags=[tag],
            correspondent=told["correspondent"],
        ).save()
        told["task"] = task = await finished(paperless, task_id)
        document_id = int(task["related_document"])
        told["statistics"] = (await paperless.statistics()).documents_total
        told["inbox"] = [each.name async for each in paperless.tags if each.is_inbox_tag]
        async with paperless.documents.reduce(title__icontains=WORD, tags__id__all=tag):
            told["filtered"] = [each.id async for each in paperless.documents]
        told["found"] = await found(paperless)
        document = await paperless.documents(document_id)
        told["content"] = document.content
        document.title = f"Paid {WORD}"
        document.archive_serial_number = await paperless.documents.get_next_asn()
        told["updated"] = await document.update()
        told["title"] = (await paperless.documents(document_id)).title
        told["files"] = await files(document)
        told["suggestions"] = [str(day) for day in (await document.get_suggestions()).dates]
        told["status"] = (await paperless.status()).database.status.value
        told["lists"] = await lists(paperless)
        told["deleted"] = await document.delete()
        await (await paperless.tags(tag)).delete()
        await (await paperless.correspondents(told["correspondent"])).delete()
        async with paperless.documents.reduce(title__icontains=WORD):
            told["left"] = [each.id async for each in paperless.documents]
    return told


async def finished(paperless: Paperless, task_id: str) -> dict:
    while True:
        task = await paperless.tasks(task_id)
        if str(task.status.value) not in ("PENDING", "STARTED"):
            return {
                "status": str(task.status.value),
                "related_document": task.related_document,
                "result": task.result,
            }
        await asyncio.sleep(0.1)


async def found(paperless: Paperless) -> list:
    """By the words on the page; the index follows a moment after the task."""
    for _ in range(100):
        hits = [hit async for hit in paperless.documents.search("crown water")]
        if hits:
            return [[hit.id, hit.has_search_hit] for hit in hits]
        await asyncio.sleep(0.1)
    return []


async def files(document) -> dict:
    original = await document.get_download(original=True)
    preview = await document.get_preview()
    thumbnail = await document.get_thumbnail()
    metadata = await document.get_metadata()
    return {
        "original": original.content == Path(PAPER).read_bytes(),
        "name": original.disposition_filename,
        "preview": preview.content_type,
        "thumbnail": thumbnail.content_type,
        "size": metadata.original_size,
    }


async def lists(paperless: Paperless) -> list[str]:
    """Lists that every user opens."""
    names = ("custom_fields", "document_types", "groups", "saved_views", "storage_paths", "users")
    for name in names:
        await getattr(paperless, name).as_list()
    await paperless.config(1)
    await paperless.remote_version()
    return list(names)


print(json.dumps(asyncio.run(drive()), default=str))
