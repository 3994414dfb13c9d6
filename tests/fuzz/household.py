"""A daemon with some of everything, a superuser who asks, and somebody without rights."""

from dataclasses import dataclass
from pathlib import Path

import httpx

from intray.api.openapi.description import load
from support.appliance import PASSWORD, Appliance

EACH = 6  # objects of a kind, so that some outlive the deletions
USER, STRANGER = "fuzz", "stranger"
_MADE = (
    "tags",
    "correspondents",
    "document_types",
    "storage_paths",
    "custom_fields",
    "saved_views",
    "groups",
    "users",
    "mail_accounts",
    "mail_rules",
    "workflow_triggers",
    "workflow_actions",
    "workflows",
)


@dataclass
class Household:
    appliance: Appliance
    tokens: dict[str, str]
    own_ids: frozenset[int]  # of the users who ask: they must stay as they are

    def client(self, user: str) -> httpx.Client:
        return httpx.Client(
            base_url=self.appliance.url,
            headers={"Authorization": f"Token {self.tokens[user]}"},
            timeout=30,
        )

    def ids(self) -> dict[str, list[int]]:
        """What there is now, by the word in its address."""
        found = {}
        with self.client(USER) as client:
            for kind in (*_MADE, "documents", "tasks", "share_links", "share_link_bundles"):
                response = client.get(
                    f"/api/{kind}/?page_size=100",
                    headers={"Accept": "application/json; version=10"},
                )
                if response.status_code == 200:
                    found[kind] = [each["id"] for each in response.json()["results"]]
        found["users"] = [each for each in found["users"] if each not in self.own_ids]
        found["config"] = [1]
        return found


def furnish(appliance: Appliance, paper: bytes) -> Household:
    """Raises httpx.HTTPError if something cannot be made."""
    examples = load().examples
    tokens, own_ids = {}, set()
    with httpx.Client(
        base_url=appliance.url, headers={"Authorization": f"Token {appliance.token}"}, timeout=60
    ) as admin:
        for name, flags in ((USER, {"is_superuser": True}), (STRANGER, {})):
            body = {"username": name, "password": PASSWORD, **flags}
            own_ids.add(admin.post("/api/users/", json=body).raise_for_status().json()["id"])
            answer = admin.post("/api/token/", json={"username": name, "password": PASSWORD})
            tokens[name] = answer.raise_for_status().json()["token"]
        for kind in _MADE:
            body = examples[_body_name(kind)]
            for number in range(EACH):
                named = {
                    name: f"{body[name]}-{number}" for name in ("name", "username") if name in body
                }
                admin.post(f"/api/{kind}/", json={**body, **named}).raise_for_status()
        for number in range(EACH):
            file = {"document": (f"bill{number}.pdf", paper + b"%" * number)}
            admin.post("/api/documents/post_document/", files=file).raise_for_status()
        appliance.wait_until_read(documents=EACH)
        for body in ({"document": 1}, {"document": 2, "file_version": "original"}):
            admin.post("/api/share_links/", json=body).raise_for_status()
        bundle = {"document_ids": [1, 2]}
        admin.post("/api/share_link_bundles/", json=bundle).raise_for_status()
        admin.post("/api/documents/1/notes/", json={"note": "paid"}).raise_for_status()
        admin.delete(f"/api/documents/{EACH}/").raise_for_status()
    return Household(appliance, tokens, frozenset(own_ids))


def _body_name(kind: str) -> str:
    words = kind.removesuffix("s").split("_")
    return "".join(word.title() for word in words) + "Request"


def appliance_in(root: Path) -> Appliance:
    return Appliance(root, settings={"PAPERLESS_TIME_ZONE": "Europe/Berlin"})
