"""What every app does in the same way."""

import time

from paper import born_digital

LINES = ("Crown Water Company", "5 March 2026", "Total 31.20 EUR")
EVERYTHING = {"page_size": 100_000}


def uploaded(client, word, **fields):
    """Send a paper and wait for its task as apps do; gives the document's id."""
    sent = client.post(
        "/api/documents/post_document/",
        data={"title": word, **fields},
        files={"document": (f"{word}.pdf", born_digital(*LINES, word), "application/pdf")},
    )
    assert sent.status_code == 200, sent.text
    task_id = sent.json()
    assert isinstance(task_id, str)
    for _ in range(600):
        tasks = client.get("/api/tasks/", params={"task_id": task_id}).json()
        task = (tasks if isinstance(tasks, list) else tasks["results"])[0]
        if task["status"].upper() == "SUCCESS":
            return int(task.get("related_document") or task["related_document_ids"][0])
        assert task["status"].upper() in ("PENDING", "STARTED"), task
        time.sleep(0.1)
    raise TimeoutError(task_id)
