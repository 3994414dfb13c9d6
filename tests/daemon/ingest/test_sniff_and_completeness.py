"""What a file is, and whether it is all there, from its bytes alone."""

import io
import random
import struct
import zipfile

import pytest
from ingest_builders import noise, pdf, png, tiff

from intray.ingest.completeness import is_complete
from intray.ingest.names import clean_name
from intray.ingest.sniff import sniff


def boxes(brand: bytes, *, pixels: bytes = noise(1, 500)) -> bytes:
    kind = struct.pack(">I4s4sI", 16, b"ftyp", brand, 0)
    return kind + struct.pack(">I4s", 8 + len(pixels), b"mdat") + pixels


def webp() -> bytes:
    body = b"WEBPVP8 " + struct.pack("<I", 400) + noise(2, 400)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jpeg() -> bytes:
    thumbnail = b"\xff\xd8\xff\xd9"  # an inner end that must not count
    exif = b"\xff\xe1" + struct.pack(">H", 2 + len(thumbnail)) + thumbnail
    scan = b"\xff\xda" + struct.pack(">H", 4) + b"\1\1"
    return b"\xff\xd8" + exif + scan + noise(3).replace(b"\xff", b"\xfe") + b"\xff\xd9"


def gif() -> bytes:
    image = b"\x2c" + struct.pack("<HHHHB", 0, 0, 4, 4, 0) + b"\x02" + b"\x64" + noise(4, 100)
    return b"GIF89a" + struct.pack("<HHBBB", 4, 4, 0x80, 0, 0) + bytes(6) + image + b"\0\x3b"


def bmp() -> bytes:
    pixels = noise(5, 300)
    head = struct.pack("<2sIHHI", b"BM", 54 + len(pixels), 0, 0, 54)
    return (
        head + struct.pack("<IiiHHIIiiII", 40, 10, 10, 1, 24, 0, len(pixels), 0, 0, 0, 0) + pixels
    )


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", noise(6))
    return out.getvalue()


WHOLE = {
    "application/pdf": pdf(),
    "application/zip": archive(),
    "image/avif": boxes(b"avif"),
    "image/bmp": bmp(),
    "image/gif": gif(),
    "image/heic": boxes(b"heic"),
    "image/jpeg": jpeg(),
    "image/png": png(),
    "image/tiff": tiff(noise(7), noise(8)),
    "image/webp": webp(),
}


@pytest.mark.parametrize("mime_type", WHOLE)
def test_the_type_is_in_the_bytes_and_no_name_changes_it(mime_type: str) -> None:
    assert sniff(WHOLE[mime_type][:4096], "letter.txt") == mime_type


@pytest.mark.parametrize(
    ("content", "name", "mime_type"),
    [
        (b"Dear Sir", "letter.txt", "text/plain"),
        (b"Dear Sir", "letter", "text/plain"),
        ("Grüße".encode("cp1252") + b" und viele Zeilen", "brief.txt", "text/plain"),
        ("Grüße".encode("utf-16"), "brief.txt", "text/plain"),
        (b"a;b\n1;2\n", "table.csv", "text/csv"),
        (b"From: a@b\n\nHello", "mail.eml", "message/rfc822"),
        (b"<!DOCTYPE html><p>", "scan.pdf", "text/html"),
        (b"hello", "scan.pdf", "text/plain"),
        (b"\x00\x01\x02\x03", "scan.pdf", "application/octet-stream"),
        (noise(1), "scan.jpg", "application/octet-stream"),
        (b"junk before\n%PDF-1.4", "scan.pdf", "application/pdf"),
        (b"", "scan.pdf", "inode/x-empty"),
        (b"PK\x03\x04" + bytes(14) + struct.pack("<II", 8, 8) + b"\x08\0\0\0mimetype" + b"text/odf",
         "a.odt", "text/odf"),
    ],
)  # fmt: skip
def test_text_and_oddities(content: bytes, name: str, mime_type: str) -> None:
    assert sniff(content, name) == mime_type


@pytest.mark.parametrize("mime_type", WHOLE)
def test_a_whole_file_is_complete_and_none_of_its_beginnings_is(mime_type: str) -> None:
    content = WHOLE[mime_type]
    assert complete(content, mime_type)

    for part in (0.05, 0.3, 0.6, 0.9, 0.99):
        assert not complete(content[: int(len(content) * part)], mime_type), part


@pytest.mark.parametrize("mime_type", ["application/pdf", "image/jpeg", "image/png", "image/tiff"])
def test_bytes_after_the_end_do_no_harm(mime_type: str) -> None:
    assert complete(WHOLE[mime_type] + b"\n\0\0trailing", mime_type)


def test_space_that_was_reserved_and_not_filled_is_seen() -> None:
    content = pdf()
    assert not complete(content[:2000] + bytes(len(content) - 2000), "application/pdf")


def test_a_web_optimised_pdf_is_complete_only_with_its_full_length() -> None:
    length = 6000
    head = (
        b"%%PDF-1.4\n1 0 obj <</Linearized 1 /L %d /E 10>> endobj\nstartxref\n0\n%%%%EOF\n" % length
    )

    assert not complete(head + noise(1, 1000), "application/pdf")
    assert complete(head + noise(1, length), "application/pdf")


def test_other_types_are_always_complete() -> None:
    assert complete(b"", "text/plain")


@pytest.mark.parametrize("mime_type", WHOLE)
def test_no_mutilated_file_raises_or_takes_long(mime_type: str) -> None:
    rng = random.Random(1)
    for _ in range(300):
        content = bytearray(WHOLE[mime_type])
        for _ in range(rng.randrange(1, 8)):
            content[rng.randrange(min(len(content), 200))] = rng.choice((0, 1, 127, 255))
        complete(bytes(content[: rng.randrange(len(content) + 1)]), mime_type)
        sniff(bytes(content[:4096]), "scan.pdf")


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("bill.pdf", "bill.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\bill.pdf", "bill.pdf"),
        ("a\x00b\n\u202ec.pdf", "abc.pdf"),
        ("U\u0308berweisung.pdf", "Überweisung.pdf"),
        ("..", "document"),
        ("", "document"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        ("Stra\udcdfe.pdf", "Straße.pdf"),
    ],
)
def test_names_of_strangers_are_made_fit(given: str, clean: str) -> None:
    assert clean_name(given) == clean


def complete(content: bytes, mime_type: str) -> bool:
    return is_complete(io.BytesIO(content), len(content), mime_type)
