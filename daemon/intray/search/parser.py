"""The query language of paperless 2.x, parsed without ever failing.

Words are ANDed; `OR` binds closer than the space between words, as it did there:
`bill acme OR globex` finds bills of either. What makes no sense is taken as plain words.
"""

import re
from dataclasses import dataclass

from intray.search.dates import PERIOD
from intray.search.leaves import has_wildcard, phrase_of, text_of
from intray.search.syntax import (
    NOTHING,
    TEXT_FIELDS,
    And,
    Attribute,
    Everything,
    Named,
    Node,
    Not,
    Or,
    Text,
    all_of,
    any_of,
)

MAX_LENGTH = 2_000  # characters that are looked at
MAX_DEPTH = 10
MAX_LEAVES = 64

TEXT_ALIASES = {
    "title": ("title",),
    "content": ("content",),
    "notes": ("notes",),
    "note": ("notes",),
    "notes.note": ("notes",),
    "custom_fields": ("custom_fields",),
    "custom_fields.value": ("custom_fields",),
}
DATES = frozenset({"created", "added", "modified"})
ATTRIBUTES = DATES | {
    "tag", "correspondent", "document_type", "type", "storage_path", "path", "owner",
    "asn", "page_count", "num_notes", "id",
    "tag_id", "correspondent_id", "document_type_id", "type_id", "storage_path_id", "path_id",
    "owner_id", "original_filename", "checksum", "mime_type",
    "has_tag", "has_correspondent", "has_type", "has_path", "has_asn", "has_owner",
    "notes.user", "custom_fields.name", "has_custom_fields",
}  # fmt: skip

_FIELD = re.compile(r"([a-z_]+(?:\.[a-z]+)?):(?=\S)", re.IGNORECASE)
_RANGE = re.compile(r"[\[{][^\]}]*[\]}]")
_QUOTED = re.compile(r'"([^"]*)"|\'([^\']*)\'(?=[\s)]|$)')
_WORD = re.compile(r'[^\s()"]+')
_LIST = re.compile(r"(?:\"[^\"]*\"|[^\s()\",]+)(?:,(?:\"[^\"]*\"|[^\s()\",]+))*")
_BOOST = re.compile(r"\^\d+(?:\.\d+)?$")


class _TooComplexError(Exception):
    pass


def parse(text: str) -> Node:
    """The meaning of a query; an empty one means everything."""
    text = text[:MAX_LENGTH].replace("“", '"').replace("”", '"').replace("„", '"')
    if text.count('"') % 2:
        text = text.replace('"', " ")
    try:
        return _Parser(text).parse()
    except _TooComplexError:
        return plain_words(text)


def plain_words(text: str) -> Node:
    """All words of the text, whatever else is in it."""
    nodes = [_named(text_of(word), word) for word in re.findall(r"\w+", text)[:MAX_LEAVES]]
    return all_of([node for node in nodes if node is not None] or [NOTHING])


@dataclass
class _Parser:
    text: str
    at: int = 0
    depth: int = 0
    leaves: int = 0

    def parse(self) -> Node:
        items: list[Node] = []
        while True:
            items.extend(self._sequence(None))
            if self.at >= len(self.text):
                break
            self.at += 1  # a bracket that nothing opened
        if items:
            return all_of(items)
        return plain_words(self.text) if self.text.strip() else Everything()

    def _sequence(self, field: str | None) -> list[Node]:
        """ANDed items until the end or a closing bracket."""
        items: list[Node] = []
        while not self._ends():
            item = self._alternatives(field)
            if item is not None:
                items.append(item)
        return items

    def _alternatives(self, field: str | None) -> Node | None:
        items = [self._conjunction(field)]
        while self._keyword("OR"):
            items.append(self._conjunction(field))
        present = [item for item in items if item is not None]
        return any_of(present) if present else None

    def _conjunction(self, field: str | None) -> Node | None:
        items = [self._item(field)]
        while self._keyword("AND"):
            items.append(self._item(field))
        present = [item for item in items if item is not None]
        return all_of(present) if present else None

    def _item(self, field: str | None) -> Node | None:
        if self._ends():
            return None
        if self._keyword("NOT") or self._sign("-"):
            item = self._item(field)
            return None if item is None else Not(item)
        if self._keyword("AND") or self._keyword("OR"):  # nothing stands before it
            return self._item(field)
        self._sign("+")
        if self._peek() == "(":
            return self._group(field)
        return self._leaf(field)

    def _group(self, field: str | None) -> Node | None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _TooComplexError
        self.at += 1
        items = self._sequence(field)
        if self._peek() == ")":
            self.at += 1
        self.depth -= 1
        return all_of(items) if items else None

    def _leaf(self, field: str | None) -> Node | None:
        self.leaves += 1
        if self.leaves > MAX_LEAVES:
            raise _TooComplexError
        found = _FIELD.match(self.text, self.at)
        name = found[1].lower() if found else ""
        if found and (name in ATTRIBUTES or name in TEXT_ALIASES):
            self.at = found.end()
            return self._group(name) if self._peek() == "(" else self._value(name)
        return self._value(field)

    def _value(self, field: str | None) -> Node | None:
        if field in ATTRIBUTES:
            return Attribute(field, self._attribute_value(field))
        fields = TEXT_ALIASES[field] if field else TEXT_FIELDS
        quoted = _QUOTED.match(self.text, self.at)
        if quoted:
            self.at = quoted.end()
            raw = quoted[1] if quoted[1] is not None else quoted[2]
            node = phrase_of(raw, fields)
        else:
            raw = _BOOST.sub("", self._take(_WORD))
            node = text_of(raw, fields)
        if field == "custom_fields" and node is not None:  # paperless 2.x: in names and values
            return any_of([node, Attribute("custom_fields.name", raw)])
        return node if field else _named(node, raw)

    def _attribute_value(self, field: str) -> str:
        if field in DATES:
            period = PERIOD.match(self.text, self.at)
            if period:
                self.at = period.end()
                return period[0]
        in_brackets = _RANGE.match(self.text, self.at)
        if in_brackets:
            self.at = in_brackets.end()
            return in_brackets[0]
        if field in ("tag", "tag_id"):
            return self._take(_LIST)
        quoted = _QUOTED.match(self.text, self.at)
        if quoted:
            self.at = quoted.end()
            return quoted[1] if quoted[1] is not None else quoted[2]
        return _BOOST.sub("", self._take(_WORD))

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at + 1
        return found[0] if found else ""

    def _keyword(self, word: str) -> bool:
        self._skip_space()
        end = self.at + len(word)
        if self.text[self.at : end] == word and (
            end == len(self.text) or self.text[end] in " \t\n("
        ):
            self.at = end
            return True
        return False

    def _sign(self, sign: str) -> bool:
        following = self.text[self.at + 1 : self.at + 2]
        if self._peek() == sign and following.strip() and following not in "+-)":
            self.at += 1
            return True
        return False

    def _ends(self) -> bool:
        self._skip_space()
        return self._peek() in ("", ")")

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _skip_space(self) -> None:
        while self._peek().isspace():
            self.at += 1


def _named(node: Node | None, raw: str) -> Node | None:
    """Words of no field are also looked for in the names of labels."""
    if isinstance(node, And):
        return And(tuple(Named(item, raw) for item in node.items if isinstance(item, Text | Or)))
    if isinstance(node, Text | Or) and not (has_wildcard(raw) and len(raw) < 3):
        return Named(node, raw)
    return node
