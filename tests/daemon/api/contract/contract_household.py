"""One of every object, made by their owner through the API, and requests for every route."""

import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import FormData
from contract_shapes import DESCRIBED

from intray.api.resources import tables
from intray.api.routing import Endpoint, endpoints

SERVED: dict[str, Endpoint] = {endpoint.path: endpoint for endpoint in endpoints(tables())}
# In this order: later ones name the id 1 of earlier ones.
KINDS = {
    "tags": "tag",
    "correspondents": "correspondent",
    "document_types": "documenttype",
    "storage_paths": "storagepath",
    "custom_fields": None,  # nobody's
    "groups": None,
    "saved_views": "savedview",
    "mail_accounts": "mailaccount",
    "mail_rules": "mailrule",
    "workflow_triggers": None,
    "workflow_actions": None,
    "workflows": None,
    "documents": "document",
    "share_links": None,
    "share_link_bundles": None,
}
QUERIES = {"/api/search/": "?query=water", "/api/search/autocomplete/": "?term=wat"}
FILE = b"%PDF-1.7\n"


@dataclass
class Request:
    method: str
    path: str
    route: str
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def options(self) -> dict[str, Any]:
        described = DESCRIBED.paths[self.route][self.method]
        if "body" not in described:
            return {}
        if described.get("takes") == "multipart":
            form = FormData(self.body)
            form.add_field("document", FILE, filename="bill.pdf")
            return {"data": form}
        return {"json": self.body}


@dataclass
class Household:
    box: Any
    ids: dict[str, int] = field(default_factory=dict)
    _made: int = 0

    def body(self, route: str, method: str) -> dict[str, Any]:
        """The example of the description, with a name that is not taken."""
        name = DESCRIBED.paths[route][method].get("body", "")
        body = dict(DESCRIBED.examples.get(name, {}))
        if method == "POST":
            self._made += 1
            for key in ("name", "username"):
                if key in body and route.count("/") == 3:
                    body[key] = f"{body[key]}-{self._made}"
        return body

    async def request(self, route: str, method: str, *, ready_made: bool = False) -> Request:
        """A request for the object 1, or what is to be deleted, for one made for it.

        `ready_made`: for an object that is there, though it is to be deleted.
        """
        resource = route.split("/")[2]
        number = self.ids.get(resource, 1)
        if method == "DELETE" and not ready_made and route.endswith(f"/{resource}/{{id}}/"):
            number = await self.another(resource)
        path = re.sub(r"\{id\}", str(number), route)
        path = path.replace("{version_id}", "1").replace("{name}", "paperless")
        if "{note_id}" in path or (route.endswith("/notes/") and method == "DELETE"):
            note = await self.another_note()
            path = path.replace("{note_id}", str(note))
            path += f"?id={note}" if route.endswith("/notes/") else ""
        path += QUERIES.get(route, "")
        body = self.body(route, method)
        if (method, route) == ("POST", "/api/trash/"):
            body["documents"] = [await self.trashed()]
        if route == "/api/documents/delete/":
            body["documents"] = [await self.another("documents")]
        return Request(method, path, route, body)

    async def another(self, resource: str) -> int:
        """One more of the kind, of the owner."""
        if resource == "documents":
            return int(
                await self.box.add_document("Total 31.20 EUR", owner_id=self.box.user_ids["owner"])
            )
        owner = await self.box.as_role("owner")
        path = f"/api/{resource}/"
        if resource == "config" or path not in SERVED or "POST" not in SERVED[path].routes:
            return 1
        async with owner.post(path, json=self.body(path, "POST")) as response:
            assert response.status == 201, (path, await response.text())
            return int((await response.json())["id"])

    async def fill_in(self) -> None:
        """Give document 1 one of everything, a choice among them."""
        owner = await self.box.as_role("owner")
        options = {"select_options": [{"label": "Paid"}, {"label": "Due"}]}
        field = {"name": "State", "data_type": "select", "extra_data": options}
        async with owner.post("/api/custom_fields/", json=field) as response:
            state = await response.json()
        values = [
            {"field": 1, "value": "EUR31.20"},
            {"field": state["id"], "value": state["extra_data"]["select_options"][1]["id"]},
        ]
        links = {"tags": [1], "correspondent": 1, "document_type": 1, "storage_path": 1}
        body = {**links, "custom_fields": values}
        async with owner.patch("/api/documents/1/", json=body) as response:
            assert response.status == 200, await response.text()

    async def trashed(self) -> int:
        """A document in the trash."""
        number = await self.another("documents")
        owner = await self.box.as_role("owner")
        async with owner.delete(f"/api/documents/{number}/") as response:
            assert response.status == 204
        return number

    async def another_note(self) -> int:
        async with self.box.services.database.transaction() as tx:
            cursor = await tx.execute(
                "INSERT INTO notes (document_id, note, user_id, created_at)"
                " VALUES (1, 'paid', ?, 0)",
                (self.box.user_ids["owner"],),
            )
        return int(cursor.lastrowid)


async def furnish(box: Any) -> Household:
    """Object 1 of every kind: the viewer may see it, nobody else but owner and superuser."""
    household = Household(box)
    for role in ("owner", "viewer"):
        await box.as_role(role)
    for resource, kind in KINDS.items():
        path = f"/api/{resource}/"
        if path not in SERVED or ("POST" not in SERVED[path].routes and resource != "documents"):
            continue
        assert await household.another(resource) == 1, resource
        if kind is not None:
            await box.grant(kind, 1, "view", box.user_ids["viewer"])
    await household.fill_in()
    await household.another_note()
    await household.trashed()
    await box.add_job(owner_id=box.user_ids["owner"])
    async with box.services.database.transaction() as tx:
        await tx.execute(
            "INSERT INTO processed_mail"
            " (owner_id, rule_id, folder, uid, subject, received_at, processed_at, status)"
            " VALUES (?, 1, 'INBOX', '4711', 'Bill', 0, 0, 'SUCCESS')",
            (box.user_ids["owner"],),
        )
    household.ids["users"] = await box.make_user("prey")
    return household
