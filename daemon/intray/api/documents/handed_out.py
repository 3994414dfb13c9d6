"""What browsers may do with a file that is handed out to them."""

from intray.api.documents.names import content_disposition
from intray.documents.files import PDF, HandedOut

# Browsers only show what cannot run code; all else is handed over to be saved.
SHOWN_TYPES = frozenset(
    (
        PDF,
        "image/bmp",
        "image/gif",
        "image/heic",
        "image/heif",
        "image/jpeg",
        "image/png",
        "image/tiff",
        "image/webp",
    )
)
PLAIN_TEXT = "text/plain; charset=utf-8"
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
PDF_POLICY = (
    "script-src 'none'; frame-ancestors 'self'"  # a sandbox keeps PDF viewers from starting
)


def headers_of(file: HandedOut, *, shown: bool) -> dict[str, str]:
    """`shown`: in the browser, if that is harmless."""
    kind, mime_type = "attachment", file.mime_type
    if shown and mime_type in SHOWN_TYPES:
        kind = "inline"
    elif shown and mime_type in ("text/plain", "text/csv"):
        kind, mime_type = "inline", PLAIN_TEXT
    return {
        "Content-Type": mime_type,
        "Content-Disposition": content_disposition(kind, file.name),
        "Content-Security-Policy": PDF_POLICY if mime_type == PDF else SANDBOX,
    }
