"""Run in an environment with pypaperless 6: what a user of it does, as JSON on stdout."""

import asyncio
import io
import json
import sys
from pathlib import Path

from pypaperless import PaperlessClient
from pypaperless.exceptions import PaperlessError
from pypaperless.models.custom_fields import CustomFieldType, CustomFieldValue
from pypaperless.models.mixins.securable import Permissions
from pypaperless.models.share_links import ShareLinkFileVersion
from pypaperless.transport import generate_api_token

URL, USERNAME, PASSWORD, PAPER = sys.argv[1:5]
WORD = sys.argv[5]
UNMATCHED = {"matching_algorithm": 0, "match": "", "is_insensitive": True}
GROUP = {"name": f"Group {WORD}", "permissions": []}


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
        told["custom_field"] = await custom_field(paperless, document_id)
        told["notes"] = await notes(paperless, document_id)
        told["shared"] = await shared(paperless, document_id)
        told["labels"] = await labels(paperless)
        told["permissions"] = await permissions(paperless, document_id)
        told["bulk"] = await bulk(paperless, document_id, tag)
        told["kept"] = await kept(paperless)
        told["tasks"] = str(task_id) in [each.task_id async for each in paperless.tasks]
        told["more"] = await more(paperless, document_id)
        told["restored"] = await restored(paperless, document_id)
        document = await paperless.documents(document_id)
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


async def custom_field(paperless: PaperlessClient, document_id: int) -> list:
    """A field made, given a value, asked for, taken away again."""
    field = await paperless.save(
        paperless.custom_fields.create(name=f"Meter {WORD}", data_type=CustomFieldType.INTEGER)
    )
    document = await paperless.documents(document_id)
    document.custom_fields += CustomFieldValue(field=field, value=31)
    await paperless.update(document)
    found = (await paperless.documents(document_id)).custom_fields.get(field).value
    query = json.dumps([field, "exact", 31])
    async with paperless.documents.filter(custom_field_query=query) as some:
        queried = [each.id async for each in some]
    definition = await paperless.custom_fields(field)
    await paperless.delete(definition)
    return [found, queried == [document_id], definition.data_type.value, True]


async def notes(paperless: PaperlessClient, document_id: int) -> list:
    service = paperless.documents.notes
    await service.save(service.create(document_id, note="paid in cash"))
    [note] = await service(document_id)
    await service.delete(note)
    return [note.note, True, await service(document_id)]


async def shared(paperless: PaperlessClient, document_id: int) -> list:
    link_id = await paperless.save(
        paperless.share_links.create(
            document=document_id, file_version=ShareLinkFileVersion.ORIGINAL
        )
    )
    link = await paperless.share_links(link_id)
    listed = [each.id for each in await paperless.share_links.as_list()]
    assert [each.id for each in await paperless.documents.share_links(document_id)] == [link_id]
    answer = await paperless.runtime.transport.request_raw("get", f"/share/{link.slug}")
    same = answer.content == Path(PAPER).read_bytes()
    await paperless.delete(link)
    return [link.document == document_id, link_id in listed, same, True]


async def labels(paperless: PaperlessClient) -> list:
    """Document type, storage path: made, changed, filtered by name, deleted."""
    told = []
    for service, extra in (
        (paperless.document_types, {}),
        (paperless.storage_paths, {"path": "{created_year}/{title}"}),
    ):
        number = await paperless.save(service.create(name=f"Kind {WORD}", **UNMATCHED, **extra))
        label = await service(number)
        label.name = f"Other {WORD}"
        updated = await paperless.update(label)
        async with service.filter(name__icontains=f"other {WORD}") as some:
            found = [each.id async for each in some]
        await paperless.delete(label)
        told.append([updated, found == [number], True])
    return told


async def permissions(paperless: PaperlessClient, document_id: int) -> list:
    """Whom a paper is shown to, as the owner sees and changes it."""
    transport = paperless.runtime.transport
    group = await transport.post("/api/groups/", json=GROUP)
    async with paperless.documents.with_permissions():
        document = await paperless.documents(document_id)
        before = document.has_permissions
    wanted = Permissions(view_groups=[group["id"]])
    await paperless.documents.bulk_edit.set_permissions([document_id], permissions=wanted)
    async with paperless.documents.with_permissions():
        seen = (await paperless.documents(document_id)).permissions.view.groups
    answer = await transport.request_raw("delete", f"/api/groups/{group['id']}/")
    return [before, seen == [group["id"]], answer.status_code]


async def bulk(paperless: PaperlessClient, document_id: int, tag: int) -> list:
    told, edit = [], paperless.documents.bulk_edit
    for step in (
        edit.remove_tag([document_id], tag),
        edit.modify_tags([document_id], add_tags=[tag], remove_tags=[]),
        edit.set_correspondent([document_id], None),
    ):
        await step
        document = await paperless.documents(document_id)
        told.append(["OK", tag in document.tags, document.correspondent])
    extra = await paperless.save(
        paperless.tags.create(
            name=f"Extra {WORD}", color="#1f78b4", is_inbox_tag=False, **UNMATCHED
        )
    )
    await paperless.bulk_edit_objects.set_permissions(
        "tags", [extra], permissions=Permissions(view_users=[1])
    )
    await paperless.bulk_edit_objects.delete("tags", [extra])
    return told


async def kept(paperless: PaperlessClient) -> list:
    """Workflows and mail: what others made is read with all its parts."""
    transport = paperless.runtime.transport
    body = {
        "name": f"Workflow {WORD}",
        "triggers": [{"type": 1, "filter_filename": "*.pdf", "sources": [2]}],
        "actions": [{"type": 1, "assign_title": WORD}],
    }
    made = await transport.post("/api/workflows/", json=body)
    account = {"name": f"Mail {WORD}", "imap_server": "a", "username": "b", "password": "c"}
    account = await transport.post("/api/mail_accounts/", json=account)
    body = {"name": f"Rule {WORD}", "account": account["id"]}
    rule = await transport.post("/api/mail_rules/", json=body)
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
    assert await paperless.processed_mail.as_list() == []
    for path in (f"workflows/{made['id']}", f"mail_accounts/{account['id']}"):
        answer = await transport.request_raw("delete", f"/api/{path}/")
        told.append(answer.status_code)
    return told


async def more(paperless: PaperlessClient, document_id: int) -> dict:
    """What only this version offers."""
    told = {}
    history = await paperless.documents.history(document_id)
    told["history"] = [str(entry.action) for entry in history][-1:]
    told["word"] = "crown" in await paperless.search.autocomplete("cro")
    found = await paperless.search(f"Paid {WORD}")
    told["search"] = [each.id for each in found.documents] == [document_id]
    told["counts"] = (await paperless.tasks.status_counts()).all > 0
    told["summary"] = bool(await paperless.tasks.summary())
    told["profile"] = (await paperless.profile()).email is not None
    await paperless.share_link_bundles.as_list()
    told["versions"] = await versions(paperless, document_id)
    return told


async def versions(paperless: PaperlessClient, document_id: int) -> bool:
    """A second file for the paper; False where the server has no versions."""
    try:
        with io.BytesIO(Path(PAPER).read_bytes() + b"\n%second\n") as file:
            await paperless.documents.versions.upload(file, version_label="two", pk=document_id)
    except PaperlessError:
        return False
    for _ in range(300):
        document = await paperless.documents(document_id)
        if len(document.versions_ or []) == 2:
            return True
        await asyncio.sleep(0.1)
    return False


async def restored(paperless: PaperlessClient, document_id: int) -> list:
    """Into the trash and back."""
    await paperless.documents.bulk_edit.delete([document_id])
    trash = [each.id async for each in paperless.trash]
    await paperless.trash.restore([document_id])
    back = await paperless.documents(document_id)
    return [True, document_id in trash, back.title]


async def lists(paperless: PaperlessClient) -> list[str]:
    """Lists that every user opens."""
    names = (
        *("custom_fields", "document_types", "groups", "mail_accounts", "mail_rules"),
        *("saved_views", "share_links", "storage_paths", "users", "workflows"),
    )
    for name in names:
        await getattr(paperless, name).as_list()
    await paperless.config()
    await paperless.remote_version()
    return list(names)


print(json.dumps(asyncio.run(drive()), default=str))
