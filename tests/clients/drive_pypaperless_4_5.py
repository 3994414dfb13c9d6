"""Run in an environment with pypaperless 4 or 5: what a user of it does, as JSON on stdout."""

import asyncio
import json
import sys
from pathlib import Path

from pypaperless import Paperless
from pypaperless.models import DocumentNote
from pypaperless.models.common import CustomFieldType, CustomFieldValue, ShareLinkFileVersionType

URL, USERNAME, PASSWORD, PAPER = sys.argv[1:5]
WORD = sys.argv[5]
UNMATCHED = {"matching_algorithm": 0, "match": "", "is_insensitive": True}
GROUP = {"name": f"Group {WORD}", "permissions": []}


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
        told["custom_field"] = await custom_field(paperless, document_id)
        told["notes"] = await notes(paperless, document_id)
        told["shared"] = await shared(paperless, document_id)
        told["labels"] = await labels(paperless)
        told["permissions"] = await permissions(paperless, document_id)
        told["bulk"] = await bulk(paperless, document_id, tag)
        told["kept"] = await kept(paperless)
        told["tasks"] = str(task_id) in [each.task_id async for each in paperless.tasks]
        told["restored"] = await restored(paperless, document_id)
        document = await paperless.documents(document_id)
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


async def custom_field(paperless: Paperless, document_id: int) -> list:
    """A field made, given a value, taken away again; version 4 has no way to add a value."""
    field = await paperless.custom_fields.draft(
        name=f"Meter {WORD}", data_type=CustomFieldType.INTEGER
    ).save()
    document = await paperless.documents(document_id)
    if hasattr(document.custom_fields, "add"):
        document.custom_fields += CustomFieldValue(field=field, value=31)
        await document.update()
    else:
        await patch(paperless, document_id, custom_fields=[{"field": field, "value": 31}])
    found = (await paperless.documents(document_id)).custom_fields.get(field).value
    async with paperless.documents.reduce(custom_field_query=json.dumps([field, "exact", 31])):
        queried = [each.id async for each in paperless.documents]
    definition = await paperless.custom_fields(field)
    return [found, queried == [document_id], definition.data_type.value, await definition.delete()]


async def notes(paperless: Paperless, document_id: int) -> list:
    await paperless.documents.notes.draft(document_id, note="paid in cash").save()
    try:
        [note] = await paperless.documents.notes(document_id)
    except TypeError:
        # Version 4 asks for version 7 of the API, in which the user of a note is a number, and
        # reads an object. The notes in the document are as it expects them.
        [item] = (await paperless.documents(document_id))._data["notes"]
        item |= {"document": document_id}
        note = DocumentNote.create_with_data(paperless, item, fetched=True)
    await note.delete()  # version 4 takes the right answer for a failure
    return [note.note, True, await paperless.documents.notes(document_id)]


async def shared(paperless: Paperless, document_id: int) -> list:
    link_id = await paperless.share_links.draft(
        document=document_id, file_version=ShareLinkFileVersionType.ORIGINAL
    ).save()
    link = await paperless.share_links(link_id)
    listed = [each.id for each in await paperless.share_links.as_list()]
    async with paperless.request("get", f"/share/{link.slug}") as answer:
        same = await answer.read() == Path(PAPER).read_bytes()
    return [link.document == document_id, link_id in listed, same, await link.delete()]


async def labels(paperless: Paperless) -> list:
    """Document type, storage path: made, changed, filtered by name, deleted."""
    told = []
    for helper, extra in (
        (paperless.document_types, {}),
        (paperless.storage_paths, {"path": "{created_year}/{title}"}),
    ):
        number = await helper.draft(name=f"Kind {WORD}", **UNMATCHED, **extra).save()
        label = await helper(number)
        label.name = f"Other {WORD}"
        updated = await label.update()
        async with helper.reduce(name__icontains=f"other {WORD}"):
            found = [each.id async for each in helper]
        told.append([updated, found == [number], await label.delete()])
    return told


async def permissions(paperless: Paperless, document_id: int) -> list:
    """Whom a paper is shown to, as the owner sees and changes it."""
    paperless.documents.request_permissions = True
    group = await paperless.request_json("post", "/api/groups/", json=GROUP)
    document = await paperless.documents(document_id)
    before = document.has_permissions
    document.permissions.view.groups = [group["id"]]
    await document.update()
    seen = (await paperless.documents(document_id)).permissions.view.groups
    paperless.documents.request_permissions = False
    async with paperless.request("delete", f"/api/groups/{group['id']}/") as answer:
        return [before, seen == [group["id"]], answer.status]


async def bulk(paperless: Paperless, document_id: int, tag: int) -> list:
    """The library has no words for it: by its own way to ask."""
    told = []
    for method, parameters in (
        ("remove_tag", {"tag": tag}),
        ("modify_tags", {"add_tags": [tag], "remove_tags": []}),
        ("set_correspondent", {"correspondent": None}),
    ):
        answer = await paperless.request_json(
            "post",
            "/api/documents/bulk_edit/",
            json={"documents": [document_id], "method": method, "parameters": parameters},
        )
        document = await paperless.documents(document_id)
        told.append([answer["result"], tag in document.tags, document.correspondent])
    return told


async def kept(paperless: Paperless) -> list:
    """Workflows and mail: what others made is read with all its parts."""
    body = {
        "name": f"Workflow {WORD}",
        "triggers": [{"type": 1, "filter_filename": "*.pdf", "sources": [2]}],
        "actions": [{"type": 1, "assign_title": WORD}],
    }
    made = await paperless.request_json("post", "/api/workflows/", json=body)
    account = {"name": f"Mail {WORD}", "imap_server": "a", "username": "b", "password": "c"}
    account = await paperless.request_json("post", "/api/mail_accounts/", json=account)
    body = {"name": f"Rule {WORD}", "account": account["id"]}
    rule = await paperless.request_json("post", "/api/mail_rules/", json=body)
    workflow = await paperless.workflows(made["id"])
    trigger = await paperless.workflows.triggers(made["triggers"][0]["id"])
    action = await paperless.workflows.actions(made["actions"][0]["id"])
    mail_rule = await paperless.mail_rules(rule["id"])
    told = [
        workflow.name == made["name"],
        [source.value for source in trigger.sources],
        action.assign_title == WORD,
        mail_rule.account == (await paperless.mail_accounts(account["id"])).id,
        mail_rule.folder,
    ]
    if hasattr(paperless, "processed_mail"):
        assert await paperless.processed_mail.as_list() == []
    for path in (f"workflows/{made['id']}", f"mail_accounts/{account['id']}"):
        async with paperless.request("delete", f"/api/{path}/") as answer:
            told.append(answer.status)
    return told


async def restored(paperless: Paperless, document_id: int) -> list:
    """Into the trash and back."""
    document = await paperless.documents(document_id)
    deleted = await document.delete()
    trash = await paperless.request_json("get", "/api/trash/", params={"page_size": 100000})
    body = {"action": "restore", "documents": [document_id]}
    await paperless.request_json("post", "/api/trash/", json=body)
    back = await paperless.documents(document_id)
    return [deleted, document_id in [each["id"] for each in trash["results"]], back.title]


async def patch(paperless: Paperless, document_id: int, **values: object) -> None:
    await paperless.request_json("patch", f"/api/documents/{document_id}/", json=values)


async def lists(paperless: Paperless) -> list[str]:
    """Lists that every user opens."""
    names = (
        *("custom_fields", "document_types", "groups", "mail_accounts", "mail_rules"),
        *("saved_views", "share_links", "storage_paths", "users", "workflows"),
    )
    for name in names:
        await getattr(paperless, name).as_list()
    await paperless.config(1)
    await paperless.remote_version()
    return list(names)


print(json.dumps(asyncio.run(drive()), default=str))
