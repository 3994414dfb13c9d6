"""File names of strangers, made fit for people, headers and the database."""

import unicodedata

NAME_BYTES = 255


def clean_name(name: str) -> str:
    """The last part of a path, as composed Unicode without control characters.

    A name that is no UTF-8 (old scanners) is read as Windows-1252.
    """
    try:
        text = name.encode("utf-8", "surrogateescape").decode()
    except UnicodeError:
        text = name.encode("utf-8", "surrogateescape").decode("cp1252", "replace")
    text = unicodedata.normalize("NFC", text).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    text = _shortened(text.strip())
    return text if text.strip(".") else "document"


def _shortened(text: str) -> str:
    """At most NAME_BYTES, with the extension."""
    if len(text.encode()) <= NAME_BYTES:
        return text
    stem, dot, suffix = text.rpartition(".")
    if not dot or len(suffix.encode()) > 16:
        stem, suffix = text, ""
    room = NAME_BYTES - len((dot + suffix).encode() if suffix else b"")
    stem = stem.encode()[:room].decode("utf-8", "ignore")
    return f"{stem}.{suffix}" if suffix else stem
