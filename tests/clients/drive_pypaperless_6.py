"""Run in an environment with pypaperless 6: what a user of it does, as JSON on stdout."""

import asyncio
import json
import sys
from pathlib import Path

from pypaperless import PaperlessClient
from pypaperless.transport import generate_api_token

URL, USERNAME, PASSWORD, PAPER = sys.argv[1:5]
WORD = sys.argv[5]
UNMATCHED = {"matching_algorithm": 0, "match": "", "is_insensitive": True}


async def drive() -> dict:
    told = {}
    token = await generate_api_token(URL, USERNAME, PASSWORD)
    async with PaperlessClient(URL, token) as paperless:
        told["host_version"] = paperless.host_version
        tag = await paperless.save(
            paperless.tags.create(
                name=f"Water {WORD}", color="#1f78b4", is_inbox_tag=False, **UNMATCHED
            )
        )
        correspondent = await paperless.save(
            paperless.correspondents.create(name=f"Water Co {WORD}", **UNMATCHED)
        )
        told |= {"tag": tag, "correspondent": correspondent}
        task_id = await paperless.save(
            paperless.documents.create(
                document=Path(PAPER).read_bytes(),
                filename=f"{WORD}.pdf",
                title=f"Bill {WORD}",
                tags=[tag],
                correspondent=correspondent,
            )
        )
        told["task"] = task = await finished(paperless, task_id)
        document_id = int(task["related_document"])
        told["statistics"] = (await paperless.statistics()).documents_total
        told["inbox"] = [each.name async for each in paperless.tags if each.is_inbox_tag]
        async with paperless.documents.filter(title__icontains=WORD, tags__id__all=tag) as some:
            told["filtered"] = [each.id async for each in some]
        told["found"] = await found(paperless)
        document = await paperless.documents(document_id)
        told["content"] = document.content
        document.title = f"Paid {WORD}"
        document.archive_serial_number = await paperless.documents.get_next_asn()
        told["updated"] = await paperless.update(document)
        told["title"] = (await paperless.documents(document_id)).title
        told["files"] = await files(paperless, document_id)
        suggestions = await paperless.documents.suggestions(document_id)
        told["suggestions"] = [str(day) for day in suggestions.dates]
        told["status"] = str((await paperless.status()).database.status.value)
        told["lists"] = await lists(paperless)
        await paperless.delete(document)
        told["deleted"] = True
        await paperless.delete(await paperless.tags(tag))
        await paperless.delete(await paperless.correspondents(correspondent))
        async with paperless.documents.filter(title__icontains=WORD) as some:
            told["left"] = [each.id async for each in some]
    return told


async def finished(paperless: PaperlessClient, task_id: str) -> dict:
    while True:
        task = await paperless.tasks(task_id)
        status = str(task.status.value).upper()
        if status not in ("PENDING", "STARTED"):
            [related] = task.related_document_ids or [None]
            return {
                "status": status,
                "related_document": related,
                "result": f"Success. New document id {related} created",
            }
        await asyncio.sleep(0.1)


async def found(paperless: PaperlessClient) -> list:
    """By the words on the page; the index follows a moment after the task."""
    for _ in range(100):
        hits = [hit async for hit in paperless.documents.search("crown water")]
        if hits:
            return [[hit.id, hit.search_hit is not None] for hit in hits]
        await asyncio.sleep(0.1)
    return []


async def files(paperless: PaperlessClient, document_id: int) -> dict:
    original = await paperless.documents.download(document_id, original=True)
    preview = await paperless.documents.preview(document_id)
    thumbnail = await paperless.documents.thumbnail(document_id)
    metadata = await paperless.documents.metadata(document_id)
    return {
        "original": original.content == Path(PAPER).read_bytes(),
        "name": original.disposition_filename,
        "preview": preview.content_type,
        "thumbnail": thumbnail.content_type,
        "size": metadata.original_size,
    }


async def lists(paperless: PaperlessClient) -> list[str]:
    """Lists that every user opens."""
    names = ("custom_fields", "document_types", "groups", "saved_views", "storage_paths", "users")
    for name in names:
        await getattr(paperless, name).as_list()
    await paperless.config()
    await paperless.remote_version()
    return list(names)


print(json.dumps(asyncio.run(drive()), default=str))
