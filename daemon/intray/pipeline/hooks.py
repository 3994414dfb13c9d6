"""The owner's scripts around reading, with the environment that such scripts expect."""

import asyncio
from pathlib import Path

from intray.clock import to_datetime
from intray.config import Config
from intray.documents.description import Description, describe
from intray.documents.records import Stored
from intray.jobs.journal import Job
from intray.scripts import run_script
from intray.store import durable
from intray.store.database import Database


async def before_reading(
    config: Config, job: Job, document: Stored, original: Path, work_dir: Path
) -> Path:
    """Run the pre-consume script on a copy that it may alter; gives the file to read.

    The stored original never changes. Raises ScriptError.
    """
    script = config.scripts.pre_consume
    if script is None:
        return original
    copy = work_dir / f"original{Path(document.original_name).suffix[:16]}"
    await asyncio.to_thread(durable.copy_to_scratch, original, copy)
    await run_script(
        script,
        {
            "DOCUMENT_SOURCE_PATH": str(original),
            "DOCUMENT_WORKING_PATH": str(copy),
            "TASK_ID": job.uuid,
        },
    )
    return copy


async def after_filing(config: Config, database: Database, job: Job, document_id: int) -> None:
    """Run the post-consume script. Raises ScriptError."""
    script = config.scripts.post_consume
    if script is None:
        return
    async with database.read() as db:
        description = await describe(db, document_id)
    await run_script(script, _environment(config, job, document_id, description))


def _environment(
    config: Config, job: Job, document_id: int, document: Description
) -> dict[str, str]:
    folder = (
        config.paths.derived_folder(document.checksum, document.derived)
        if document.derived
        else None
    )
    archive = folder / "archive.pdf" if folder and document.archive_checksum else None
    url = f"/api/documents/{document_id}"
    return {
        "DOCUMENT_ID": str(document_id),
        "DOCUMENT_FILE_NAME": document.title,
        "DOCUMENT_TYPE": document.document_type or "None",
        "DOCUMENT_CREATED": document.created,
        "DOCUMENT_MODIFIED": str(to_datetime(document.modified_at, config.time_zone)),
        "DOCUMENT_ADDED": str(to_datetime(document.added_at, config.time_zone)),
        "DOCUMENT_SOURCE_PATH": str(config.paths.blob(document.checksum)),
        "DOCUMENT_ARCHIVE_PATH": str(archive) if archive else "None",
        "DOCUMENT_THUMBNAIL_PATH": str(folder / "thumb.webp") if folder else "None",
        "DOCUMENT_DOWNLOAD_URL": f"{url}/download/",
        "DOCUMENT_THUMBNAIL_URL": f"{url}/thumb/",
        "DOCUMENT_OWNER": document.owner or "None",
        "DOCUMENT_CORRESPONDENT": document.correspondent or "None",
        "DOCUMENT_TAGS": ",".join(document.tags),
        "DOCUMENT_ORIGINAL_FILENAME": document.original_name,
        "TASK_ID": job.uuid,
    }
