"""Names in the readable view: fit for every file system and share, and never outside of it."""

import re
import unicodedata

PART_BYTES = 200
DEPTH_LIMIT = 10
EMPTY = "document"
_FORBIDDEN = re.compile(r'[\\:*?"<>|]')  # Windows sees the folder through the share
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")  # by Windows
_SPACES = re.compile(r"\s+")


def plain(value: str) -> str:
    """A value from a document as part of one name: it makes no folders."""
    return value.replace("/", "-").replace("\\", "-")


def normalised(path: str) -> str:
    """A relative path of at least one part, without traversal."""
    parts = [part for part in map(_part, path.split("/")) if part]
    return "/".join(parts[:DEPTH_LIMIT]) or EMPTY


def with_suffix(path: str, addition: str) -> str:
    """Add to the last part and keep it short enough."""
    folder, slash, name = path.rpartition("/")
    return folder + slash + _cut(name, PART_BYTES - len(addition.encode())) + addition


def _part(part: str) -> str:
    text = unicodedata.normalize("NFC", _SPACES.sub(" ", part))
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    text = _FORBIDDEN.sub("-", text)
    if _RESERVED.fullmatch(text.strip()):
        text = "_" + text.strip()
    # No dot at the start (hidden) or end (Windows); that takes care of `.` and `..` too.
    return _cut(text.strip(" .").strip(), PART_BYTES).strip(" .")


def _cut(text: str, size: int) -> str:
    return text.encode("utf-8", "replace")[:size].decode("utf-8", "ignore")
