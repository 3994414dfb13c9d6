"""Papers to read, made on the spot, and settings with sensible defaults."""

import io
import sys
import zlib
from collections.abc import Iterable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image, ImageDraw, ImageFont

from intray.config import Dates, Ocr, Workers
from intray.reading.pool import ReadingPool
from intray.reading.types import Source, Step

WORKER = [sys.executable, "-P", "-m", "intray", "worker"]

LETTER = """Northwind Heating Company
12 Harbour Street, Bristol

Date: 14 March 2024
Invoice number 4711

Dear customer, thank you for your order. Please
transfer the amount of 120 pounds to our account
within fourteen days. The boiler was inspected and
found to be in good order, and the next inspection
is due in spring. We remain at your service for any
question that you may have about this invoice.

Yours sincerely, the Northwind team"""


def ocr(**changes: Any) -> Ocr:
    settings: dict[str, Any] = {
        "languages": ("eng",),
        "mode": "auto",
        "pages": 0,
        "clean": "none",
        "deskew": False,
        "rotate_pages": True,
        "rotate_pages_threshold": 12.0,
        "output_type": "pdfa",
        "image_dpi": None,
        "max_image_pixels": 100_000_000,
        "archive": "auto",
    }
    return Ocr(**{**settings, **changes})


def workers(**changes: Any) -> Workers:
    settings = {
        "task_workers": 1,
        "threads_per_worker": 2,
        "timeout_s": 120,
        "idle_s": 60,
        "memory_mb": 1500,
    }
    return Workers(**{**settings, **changes})


def dates(**changes: Any) -> Dates:
    settings: dict[str, Any] = {"order": "DMY", "filename_order": None, "ignore": ()}
    return Dates(**{**settings, **changes})


def picture(text: str = LETTER, *, dpi: int = 200) -> Image.Image:
    """A small grey page with the text on it, as a scanner would see it."""
    image = Image.new("L", (round(5.2 * dpi), round(6 * dpi)), 252)
    font = ImageFont.load_default(size=dpi * 12 / 72)
    for number, line in enumerate(text.splitlines()):
        place = (dpi * 0.5, dpi * (0.5 + 0.25 * number))
        ImageDraw.Draw(image).text(place, line, font=font, fill=20)
    return image


def scanned_pdf(pages: Iterable[Image.Image], *, dpi: int = 200) -> bytes:
    first, *others = pages
    buffer = io.BytesIO()
    first.save(buffer, "PDF", resolution=dpi, save_all=True, append_images=others, quality=80)
    return buffer.getvalue()


def digital_pdf(*pages: str, size: tuple[float, float] = (595, 842)) -> bytes:
    """A PDF with real text, one page for each string."""
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    for text in pages:
        page = pdf.add_blank_page(page_size=size)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        shown = "".join(f"({line}) Tj T*\n" for line in text.splitlines())
        content = f"BT /F1 12 Tf 60 780 Td 16 TL\n{shown}ET".encode("latin-1")
        page.Contents = pdf.make_stream(content)
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def joined(*documents: bytes) -> bytes:
    whole = pikepdf.new()
    for document in documents:
        whole.pages.extend(pikepdf.open(io.BytesIO(document)).pages)
    buffer = io.BytesIO()
    whole.save(buffer)
    return buffer.getvalue()


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def giant_png(side: int) -> bytes:
    """A valid PNG of side x side white pixels that is small as a file."""

    def chunk(name: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(name + content)
        return len(content).to_bytes(4) + name + content + checksum.to_bytes(4)

    header = side.to_bytes(4) + side.to_bytes(4) + bytes([1, 0, 0, 0, 0])
    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * ((side + 7) // 8)
    rows = b"".join(packer.compress(row * 100) for _ in range(side // 100)) + packer.flush()
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


async def read(
    pool: ReadingPool,
    folder: Path,
    content: bytes,
    mime_type: str = "application/pdf",
    *,
    attempt: int = 1,
) -> dict[type, Step]:
    """The last step of each kind."""
    work_dir = folder / "work"
    work_dir.mkdir(exist_ok=True)
    original = folder / "original"
    original.write_bytes(content)
    source = Source(original, mime_type, "a name", attempt)
    async with aclosing(pool.read(source, work_dir)) as steps:
        return {type(step): step async for step in steps}
