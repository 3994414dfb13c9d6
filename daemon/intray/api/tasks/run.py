"""`/api/tasks/run/`: start a task of maintenance now."""

from aiohttp import web

from intray.api.answers import answer
from intray.api.bodies import read_body
from intray.api.context import actor
from intray.api.fields import Fields
from intray.api.routing import SUPERUSER, Routes
from intray.api.services import services
from intray.api.tasks.shapes import OLD_NAMES
from intray.maintenance import schedule

routes = Routes()
RUNNABLE = ("train_classifier", "sanity_check", "llm_index")


@routes.post("/api/tasks/run/", needs=SUPERUSER)
async def run_task(request: web.Request) -> web.Response:
    """One that waits or runs already is not started twice: its UUID is given.

    Version 2 of the reference called the kind `task_name`, and answered `result`.
    """
    body = await read_body(request)
    fields = Fields(body)
    is_old = "task_type" not in body and "task_name" in body
    name = "task_name" if is_old else "task_type"
    names = {OLD_NAMES.get(kind, kind): kind for kind in RUNNABLE} if is_old else {}
    fields.choice(name, (*names, *RUNNABLE), required=True)
    wanted = fields.checked()[name]
    async with services(request).database.transaction() as tx:
        kind = names.get(wanted, wanted)
        task_id = await schedule.add(tx, kind, source="manual", owner_id=actor(request).user_id)
    return answer({"result" if is_old else "task_id": task_id})
