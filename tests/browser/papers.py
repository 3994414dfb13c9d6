"""Papers for the tests: a scan to be recognised, a locked PDF, plain text."""

import io

import pikepdf
from PIL import Image, ImageDraw, ImageFont

DPI = 200
A5 = (int(5.83 * DPI), int(8.27 * DPI))


def scan(*lines: str) -> bytes:
    """A page as a scanner delivers it: only pixels."""
    page = Image.new("L", A5, 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=44)
    for number, line in enumerate(lines):
        draw.text((90, 120 + 90 * number), line, font=font, fill=20)
    content = io.BytesIO()
    page.save(content, "PNG", dpi=(DPI, DPI))
    return content.getvalue()


def locked_pdf() -> bytes:
    content = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(420, 595))
        pdf.save(content, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return content.getvalue()


def note(text: str) -> bytes:
    return text.encode()
