"""What a person wants done to PDF files, as a job keeps it, and which files come of it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Literal, get_args

from intray.editing.types import Output

Method = Literal["rotate", "merge", "split", "delete_pages", "edit_pdf", "remove_password"]
METHODS: tuple[Method, ...] = get_args(Method)
_WORDS = {"merge": "merged", "split": "split", "edit_pdf": "edited", "remove_password": "unlocked"}
_OUTPUTS = uuid.UUID("5f1c6f4e-6a55-4c0e-9d5f-3f0a4f6f6d0b")  # name space of jobs' outputs


@dataclass(frozen=True)
class Order:
    """`parameters` are checked, and hold no secret."""

    method: Method
    document_ids: tuple[int, ...]
    parameters: Mapping[str, Any]
    version_ids: Mapping[int, int] = field(default_factory=dict)  # document → wanted version
    seen: Mapping[int, str] = field(default_factory=dict)  # document → checksum that was edited

    @property
    def makes_version(self) -> bool:
        """Of its document, instead of documents of their own."""
        return self.method in ("rotate", "delete_pages") or bool(
            self.parameters.get("update_document")
        )

    @property
    def deletes_originals(self) -> bool:
        wanted = self.parameters.get("delete_originals") or self.parameters.get("delete_original")
        return bool(wanted) and not self.makes_version

    @property
    def needs_ownership(self) -> bool:
        """Whether it is not enough that the documents may be changed."""
        return self.method not in ("merge", "split") or self.deletes_originals

    @property
    def names_pages(self) -> bool:
        """Whose numbers mean something else when the document gets another file."""
        return self.method in ("split", "delete_pages", "edit_pdf")

    @property
    def described_by(self) -> int | None:
        """The document whose attributes the new ones get."""
        if self.method == "merge":
            return self.parameters.get("metadata_document_id")
        include = self.parameters.get("include_metadata", True)
        return self.document_ids[0] if include else None

    @property
    def outputs(self) -> tuple[Output, ...]:
        match self.method:
            case "rotate":
                return (Output(rotate=self.parameters["degrees"] % 360),)
            case "delete_pages":
                return (Output(without=tuple(self.parameters["pages"])),)
            case "split":
                groups = self.parameters["pages"]
                return tuple(Output(pages=tuple((page, 0) for page in group)) for group in groups)
            case "edit_pdf":
                operations = self.parameters["operations"]
                return tuple(
                    Output(
                        pages=tuple(
                            (each["page"], each["rotate"] % 360)
                            for each in operations
                            if each["doc"] == number
                        )
                    )
                    for number in sorted({each["doc"] for each in operations})
                )
            case _:
                return (Output(),)

    def name_of(self, name: str, index: int) -> str:
        """A title or the stem of a file name, for the output at this place."""
        number = f" {index + 1}" if len(self.outputs) > 1 else ""
        return f"{name[:100]} ({_WORDS[self.method]}{number})"

    def file_name_of(self, original_name: str, index: int) -> str:
        return f"{self.name_of(PurePath(original_name).stem, index)}.pdf"

    def as_json(self) -> dict[str, Any]:
        noted: dict[str, Any] = {
            "method": self.method,
            "documents": list(self.document_ids),
            "parameters": dict(self.parameters),
        }
        if self.version_ids:
            noted["versions"] = {str(key): number for key, number in self.version_ids.items()}
        if self.seen:
            noted["seen"] = {str(key): checksum for key, checksum in self.seen.items()}
        return noted


def from_json(noted: Mapping[str, Any]) -> Order:
    """Raises ValueError for a job of another kind."""
    if noted.get("method") not in METHODS:
        raise ValueError("no work on PDF files")
    return Order(
        method=noted["method"],
        document_ids=tuple(noted["documents"]),
        parameters=noted["parameters"],
        version_ids={int(key): number for key, number in noted.get("versions", {}).items()},
        seen={int(key): text for key, text in noted.get("seen", {}).items()},
    )


def output_uuid(job_uuid: str, index: int) -> str:
    """Of the job that reads the output: it tells that the output is a document already."""
    return str(uuid.uuid5(_OUTPUTS, f"{job_uuid}/{index}"))
