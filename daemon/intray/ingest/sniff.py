"""The type of a file from its first bytes; its name is a hint for text only."""

from pathlib import PurePath

HEAD_BYTES = 4096  # enough for every rule here

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"II+\0", "image/tiff"),
    (0, b"MM\0+", "image/tiff"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"{\\rtf", "text/rtf"),
    (0, b"%!PS", "application/postscript"),
)
_BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"hevc": "image/heic",
    b"hevx": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"mif1": "image/heif",
    b"msf1": "image/heif",
}
_TEXT_TYPES = {
    ".csv": "text/csv",
    ".eml": "message/rfc822",
    ".htm": "text/html",
    ".html": "text/html",
    ".ics": "text/calendar",
    ".json": "application/json",
    ".mbox": "application/mbox",
    ".svg": "image/svg+xml",
    ".vcf": "text/vcard",
    ".xml": "application/xml",
}
_PLAIN = {".txt", ".text", ".csv"}
_CONTROL = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1b\x08")
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


def sniff(head: bytes, file_name: str) -> str:
    """MIME type of a file that begins with `head` (up to HEAD_BYTES of it)."""
    if not head:
        return "inode/x-empty"
    for offset, magic, mime_type in _MAGIC:
        if head.startswith(magic, offset):
            return mime_type
    return _container(head) or _text(head, PurePath(file_name).suffix.lower())


def _container(head: bytes) -> str | None:
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return _media(head)
    if head[:2] == b"BM" and len(head) >= 18 and 12 <= int.from_bytes(head[14:18], "little") <= 124:
        return "image/bmp"
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _archive(head)
    return None


def _media(head: bytes) -> str:
    """By the major brand, or a compatible one where that says only `some image`."""
    end = min(int.from_bytes(head[:4], "big"), 256)
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, end, 4))]
    types = [_BRANDS[brand] for brand in brands if brand in _BRANDS]
    specific = [found for found in types if found != "image/heif"]
    return (specific or types or ["video/mp4"])[0]


def _archive(head: bytes) -> str:
    if head[30:38] == b"mimetype":  # OpenDocument and EPUB name their type first, uncompressed
        length = int.from_bytes(head[18:22], "little")
        return head[38 : 38 + min(length, 100)].decode("ascii", "replace")
    return "application/zip"


def _text(head: bytes, suffix: str) -> str:
    if not _is_text(head) and not (suffix in _PLAIN and b"\0" not in head):
        return "application/octet-stream"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "text/html"
    return _TEXT_TYPES.get(suffix, "text/plain")


def _is_text(head: bytes) -> bool:
    if head.startswith(_BYTE_ORDER_MARKS):
        return True
    if not _CONTROL.isdisjoint(head):
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        cut_character = len(head) == HEAD_BYTES and error.start >= HEAD_BYTES - 3
        return cut_character or _mostly_letters(head)
    return True


def _mostly_letters(head: bytes) -> bool:
    """Text in an older encoding: few bytes are outside of ASCII."""
    return sum(byte > 127 for byte in head) * 4 < len(head)
