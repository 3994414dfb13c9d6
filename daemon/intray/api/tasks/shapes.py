"""A job as the API shows it: version 10, and 9 and below."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from intray.api.answers import local_time, local_time_or_none
from intray.documents.briefs import Brief
from intray.jobs.journal import Job

TYPES = {
    "consume_file": "Consume File",
    "train_classifier": "Train Classifier",
    "sanity_check": "Sanity Check",
    "index_optimize": "Index Optimize",
    "mail_fetch": "Mail Fetch",
    "llm_index": "LLM Index",
    "empty_trash": "Empty Trash",
    "check_workflows": "Check Workflows",
    "bulk_update": "Bulk Update",
    "reprocess_document": "Reprocess Document",
    "build_share_link": "Build Share Link",
    "bulk_delete": "Bulk Delete",
}
SOURCES = {
    "scheduled": "Scheduled",
    "web_ui": "Web UI",
    "api_upload": "API Upload",
    "folder_consume": "Folder Consume",
    "email_consume": "Email Consume",
    "system": "System",
    "manual": "Manual",
}
STATES = {
    "pending": "Pending",
    "started": "Started",
    "success": "Success",
    "failure": "Failure",
    "revoked": "Revoked",
}
OLD_NAMES = {"sanity_check": "check_sanity", "llm_index": "llmindex_update"}
OLD_TYPES = {
    "scheduled": "scheduled_task",
    "system": "auto_task",
    "email_consume": "auto_task",
    "folder_consume": "auto_task",
}
MANUAL = "manual_task"
# What came out while the paper was handed over: noted by its code alone.
NOTICES = {
    "incomplete": "The file was not complete when it was taken in.",
    "number_taken": "The archive serial number belongs to another document and was left out.",
}


def task_json(
    job: Job, version: int, zone: tzinfo, duplicates: Mapping[int, Brief]
) -> dict[str, Any]:
    """`duplicates` holds what may be told about documents that jobs are duplicates of."""
    if version <= 9:
        return _old(job, zone, duplicates.get(job.duplicate_of or 0))
    return {
        "id": job.id,
        "task_id": job.uuid,
        "task_type": job.kind,
        "task_type_display": TYPES.get(job.kind, job.kind),
        "trigger_source": job.source,
        "trigger_source_display": SOURCES.get(job.source, job.source),
        "status": job.state,
        "status_display": STATES[job.state],
        "date_created": local_time(job.created_at, zone),
        "date_started": local_time_or_none(job.started_at, zone),
        "date_done": local_time_or_none(job.done_at, zone),
        "duration_seconds": _seconds(job.started_at, job.done_at),
        "wait_time_seconds": _seconds(job.created_at, job.started_at),
        "input_data": {
            **({"filename": job.file_name} if job.file_name else {}),
            **({"mime_type": job.mime_type} if job.mime_type else {}),
            **job.overrides,
        },
        "result_data": _result_data(job),
        "result_message": _message(job),
        "related_document_ids": job.document_ids,
        "acknowledged": job.acknowledged,
        "owner": job.owner_id,
    }


def _old(job: Job, zone: tzinfo, duplicate: Brief | None) -> dict[str, Any]:
    return {
        "id": job.id,
        "task_id": job.uuid,
        "task_name": OLD_NAMES.get(job.kind, job.kind),
        "task_file_name": job.file_name or None,
        "type": OLD_TYPES.get(job.source, MANUAL),
        "status": job.state.upper(),
        "date_created": local_time(job.created_at, zone),
        "date_done": local_time_or_none(job.done_at, zone),
        "result": _message(job),
        "acknowledged": job.acknowledged,
        "related_document": _related(job),
        "duplicate_documents": []
        if duplicate is None
        else [
            {
                "id": duplicate.id,
                "title": duplicate.title,
                "deleted_at": local_time_or_none(duplicate.deleted_at, zone),
            }
        ],
        "owner": job.owner_id,
    }


def _related(job: Job) -> str | None:
    """A string: apps of that time fail on a number."""
    if job.document_ids:
        return str(job.document_ids[0])
    if job.duplicate_of is not None and job.error_code != "duplicate_in_trash":
        return str(job.duplicate_of)
    return None


def _result_data(job: Job) -> dict[str, Any] | None:
    if job.state in ("pending", "started"):
        return None
    if job.duplicate_of is not None:
        return {
            "duplicate_of": job.duplicate_of,
            "duplicate_in_trash": job.error_code == "duplicate_in_trash",
        }
    result: dict[str, Any] = dict(job.result or {})
    if job.state == "success" and job.document_id is not None:
        result["document_id"] = job.document_id
    if job.error_code is not None:
        message = _reason(job)
        result |= {"reason": message, "error_type": job.error_code, "error_message": message}
    return result or None


def _message(job: Job) -> str | None:
    if job.state == "failure":
        return _reason(job)
    if job.state != "success":
        return None
    if job.document_id is None or job.kind == "bulk_update":
        return _reason(job) or str((job.result or {}).get("reason", "Success."))
    if job.kind == "consume_file":
        stored = f"Success. New document id {job.document_id} created"
    else:
        stored = f"Success. Document id {job.document_id} read again"
    reason = _reason(job)
    return f"{stored}, but: {reason}" if reason else stored


def _reason(job: Job) -> str | None:
    return job.error_message or NOTICES.get(job.error_code or "", job.error_code)


def _seconds(since: int | None, until: int | None) -> float | None:
    if since is None or until is None:
        return None
    return max(0, until - since) / 1e6
