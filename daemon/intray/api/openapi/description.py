"""The files of `description/` as one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

Fields = dict[str, str]


@dataclass
class Description:
    parameters: dict[str, Fields] = field(default_factory=dict)
    objects: dict[str, Fields] = field(default_factory=dict)
    envelopes: dict[str, Fields] = field(default_factory=dict)
    older: dict[str, dict[str, dict[str, str | None]]] = field(default_factory=dict)
    examples: dict[str, Any] = field(default_factory=dict)
    paths: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def query(self, operation: Mapping[str, Any]) -> Fields:
        """Name → type of the parameters in the query."""
        groups = operation.get("query", "").split()
        return {name: kind for group in groups for name, kind in self.parameters[group].items()}


def load(folder: Traversable | None = None) -> Description:
    """Raises ValueError for what is described twice."""
    found = Description()
    folder = folder or files("intray.api.openapi") / "description"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".json"):
            continue
        for section, content in json.loads(file.read_text(encoding="utf-8")).items():
            known = getattr(found, section)
            if twice := known.keys() & content.keys():
                raise ValueError(f"{file.name} describes {sorted(twice)} again.")
            known.update(content)
    return found


def success_of(operation: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Status and type of the answers that are not errors; first the usual one."""
    found = [(int(name), kind) for name, kind in operation.items() if name.isdigit()]
    return [(status, kind) for status, kind in found if status < 400]
