"""The four kinds of attributes, and what tells them apart."""

from dataclasses import dataclass
from typing import Literal

from intray.permissions import Kind

Table = Literal["tags", "correspondents", "document_types", "storage_paths"]

COMMON = ("name", "match", "matching_algorithm", "is_insensitive", "owner_id")


@dataclass(frozen=True)
class AttributeKind:
    table: Table
    kind: Kind  # in grants, and the stem of its model permissions
    label: str  # in messages
    extra: tuple[str, ...] = ()  # columns beside COMMON

    @property
    def columns(self) -> tuple[str, ...]:
        return COMMON + self.extra

    @property
    def documents(self) -> str:
        """The table that joins attributes and documents, as alias `d`."""
        return "document_tags d" if self.table == "tags" else "documents d"

    @property
    def reference(self) -> str:
        """Which attribute a row of `documents` is about."""
        return "d.tag_id" if self.table == "tags" else f"d.{self.table[:-1]}_id"

    @property
    def document_id(self) -> str:
        """Which document a row of `documents` is about."""
        return "d.document_id" if self.table == "tags" else "d.id"


TAGS = AttributeKind("tags", "tag", "Tag", ("color", "is_inbox_tag", "parent_id"))
CORRESPONDENTS = AttributeKind("correspondents", "correspondent", "Correspondent")
DOCUMENT_TYPES = AttributeKind("document_types", "documenttype", "DocumentType")
STORAGE_PATHS = AttributeKind("storage_paths", "storagepath", "StoragePath", ("path",))
KINDS = (TAGS, CORRESPONDENTS, DOCUMENT_TYPES, STORAGE_PATHS)
