"""Small real PDF files whose pages can be told apart."""

import io
from collections.abc import Sequence
from pathlib import Path

import pikepdf


def pdf(pages: int = 3, *, width: int = 200, password: str | None = None, **more: object) -> bytes:
    """Page n is `width` + n points wide and says so."""
    with pikepdf.new() as file:
        for number in range(1, pages + 1):
            page = file.add_blank_page(page_size=(width + number, 300))
            page.Contents = file.make_stream(b"%% the words of page %d" % number)
        file.docinfo["/Title"] = "A lease"
        encryption = pikepdf.Encryption(user=password, owner="owner") if password else False
        out = io.BytesIO()
        file.save(out, encryption=encryption, static_id=not password, **more)  # type: ignore[arg-type]
    return out.getvalue()


def pages_of(file: bytes | Path, password: str = "") -> list[tuple[int, int]]:
    """Width and rotation of each page."""
    source = io.BytesIO(file) if isinstance(file, bytes) else file
    with pikepdf.open(source, password=password) as found:
        return [
            (int(page.mediabox[2]), int(page.obj.get("/Rotate", 0)) % 360) for page in found.pages
        ]


def widths(numbers: Sequence[int], *, width: int = 200) -> list[tuple[int, int]]:
    """What `pages_of` gives for these pages, unturned."""
    return [(width + number, 0) for number in numbers]
