"""The header that carries the file names that people get for their documents."""

import unicodedata
from urllib.parse import quote

from intray.documents.files import plain


def content_disposition(kind: str, name: str) -> str:
    """`kind` is inline or attachment; the name twice, for old and for new clients (RFC 6266)."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    fallback = plain(ascii_name).strip() or "document"
    if fallback.startswith("."):
        fallback = "document" + fallback
    return f"{kind}; filename=\"{fallback}\"; filename*=utf-8''{quote(name, safe='')}"
