"""In the worker: what a file says of itself, in XMP, in a PDF's information and in EXIF.

Whoever made the file chose every byte of it: sizes are bounded before anything is decoded, XML
that declares types or entities is not parsed at all, and what cannot be read is nothing.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pikepdf

from intray.reading.types import MAX_ENTRIES, MetadataEntry

MOST_XMP_BYTES = 256 * 1024
MOST_PACKED_BYTES = 64 * 1024  # zlib makes at most a thousand times as much of it
_DECLARES = re.compile(rb"<\s*!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XMP_NAME = re.compile(r"\{(.*)\}(.*)", re.DOTALL)
_PDF = ("http://ns.adobe.com/pdf/1.3/", "pdf")
_DC = ("http://purl.org/dc/elements/1.1/", "dc")
_XMP = ("http://ns.adobe.com/xap/1.0/", "xmp")
_PDFX = ("http://ns.adobe.com/pdfx/1.3/", "pdfx")
_EXIF = ("http://ns.adobe.com/exif/1.0/", "exif")
_TIFF = ("http://ns.adobe.com/tiff/1.0/", "tiff")
_EXIF_FOLDER = 0x8769
# Entries of a PDF's information, by their names in XMP.
_INFORMATION = {
    "/Title": (*_DC, "title"),
    "/Author": (*_DC, "creator"),
    "/Subject": (*_DC, "description"),
    "/Keywords": (*_PDF, "Keywords"),
    "/Creator": (*_XMP, "CreatorTool"),
    "/Producer": (*_PDF, "Producer"),
    "/CreationDate": (*_XMP, "CreateDate"),
    "/ModDate": (*_XMP, "ModifyDate"),
}


def metadata_of(path: Path, mime_type: str) -> list[MetadataEntry]:
    """Bounded in number and length; empty if there is none or the file is broken."""
    try:
        if mime_type == "application/pdf":
            return _of_pdf(path)
        if mime_type.startswith("image/"):
            return _of_image(path, mime_type)
    except Exception:  # libraries raise whatever a hostile file makes them stumble over
        return []
    return []


def _of_pdf(path: Path) -> list[MetadataEntry]:
    with pikepdf.open(path) as pdf:
        entries = _bounded(_xmp(pdf))
        known = {(entry.namespace, entry.key) for entry in entries}
        further = (
            entry for entry in _information(pdf) if (entry.namespace, entry.key) not in known
        )
        return _bounded([*entries, *further])


def _xmp(pdf: pikepdf.Pdf) -> Iterator[MetadataEntry]:
    content = _xmp_bytes(pdf)
    if not content or _DECLARES.search(content.replace(b"\0", b"")):
        return
    found = pdf.open_metadata(set_pikepdf_as_editor=False)
    for name, value in found.items():
        parts = _XMP_NAME.fullmatch(name)
        namespace, key = (parts[1], parts[2]) if parts else ("", name)
        yield MetadataEntry(namespace, found.REVERSE_NS.get(namespace, ""), key, _text(value))


def _xmp_bytes(pdf: pikepdf.Pdf) -> bytes:
    """Nothing where it is not what it should be, or could become too much."""
    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream):
        return b""
    packed = stream.get("/Filter") is not None
    if packed and stream.get("/Filter") not in (
        pikepdf.Name.FlateDecode,
        [pikepdf.Name.FlateDecode],
    ):
        return b""
    if int(stream.get("/Length", 0)) > (MOST_PACKED_BYTES if packed else MOST_XMP_BYTES):
        return b""
    if len(stream.read_raw_bytes()) > (MOST_PACKED_BYTES if packed else MOST_XMP_BYTES):
        return b""
    content = stream.read_bytes()
    return content if len(content) <= MOST_XMP_BYTES else b""


def _information(pdf: pikepdf.Pdf) -> Iterator[MetadataEntry]:
    if "/Info" not in pdf.trailer:
        return
    for name, value in pdf.docinfo.items():
        if not isinstance(value, pikepdf.String | pikepdf.Name):
            continue
        namespace, prefix, key = _INFORMATION.get(name, (*_PDFX, name.removeprefix("/")))
        yield MetadataEntry(namespace, prefix, key, str(value))


def _of_image(path: Path, mime_type: str) -> list[MetadataEntry]:
    """From the head of the file: no pixel is decoded."""
    from PIL import Image

    if mime_type in ("image/heic", "image/heif"):
        from pillow_heif import register_heif_opener

        register_heif_opener()
    with path.open("rb") as file, Image.open(file) as image:
        exif = image.getexif()
        return _bounded([*_exif(dict(exif), _TIFF), *_exif(exif.get_ifd(_EXIF_FOLDER), _EXIF)])


def _exif(tags: dict[int, object], space: tuple[str, str]) -> Iterator[MetadataEntry]:
    from PIL.ExifTags import TAGS

    for tag, value in tags.items():
        if tag in TAGS and not isinstance(value, bytes | dict):
            yield MetadataEntry(*space, TAGS[tag], _text(value))


def _text(value: object) -> str:
    if isinstance(value, set | frozenset):
        return ", ".join(sorted(str(each) for each in value))
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return str(value)


def _bounded(entries: Iterable[MetadataEntry]) -> list[MetadataEntry]:
    found = []
    for entry in entries:
        cut = entry.cut()
        if cut.key and cut.value:
            found.append(cut)
        if len(found) == MAX_ENTRIES:
            break
    return found
