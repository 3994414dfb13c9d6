"""Page images as an office scanner makes them: A4, 300 dpi, dense text, paper grain."""

import io
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

DPI = 300
A4_PX = (2480, 3508)
FONT = "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf"
WORDS = (
    "the invoice amount due payment account number date customer service contract period total"
    " balance reference delivery address street office insurance policy premium annual statement"
    " interest rate transfer received please within days thank you your order shipment tax value"
    " household electricity water meter reading consumption price unit quantity article discount"
).split(" ")


def page(seed: int, *, marker: str = "") -> Image.Image:
    """A page of about 450 words in 8-bit grey; `marker` stands in the first line."""
    rng = random.Random(seed)
    image = Image.new("L", A4_PX, 250)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(FONT, 46)
    lines = [f"Statement {marker} of 14 March 2024", ""]
    lines += [" ".join(rng.choice(WORDS) for _ in range(10)) for _ in range(45)]
    for number, line in enumerate(lines):
        draw.text((230, 260 + number * 64), line, fill=25, font=font)
    grain = Image.effect_noise(A4_PX, 12).point(lambda value: value - 128 + 8)
    return Image.blend(image, Image.composite(image, grain, image), 0.06)


def scan_pdf(pages: list[Image.Image]) -> bytes:
    """The PDF of a scanner: one JPEG a page, no text."""
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", resolution=DPI, save_all=True, append_images=pages[1:], quality=85)
    return buffer.getvalue()


def born_digital_pdf(marker: str) -> bytes:
    """A one-page PDF with real text and a base font, written by hand."""
    rng = random.Random(marker)
    lines = [f"Invoice {marker}"] + [
        " ".join(rng.choice(WORDS) for _ in range(9)) for _ in range(40)
    ]
    text = (
        "BT /F1 11 Tf 60 780 Td 16 TL\n" + "\n".join(f"({line}) Tj T*" for line in lines) + "\nET"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    return (
        body
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
            f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
        ).encode()
    )


def marker(seed: int) -> str:
    """A word that stands on no other page, of letters that recognition does not mix up."""
    rng = random.Random(seed * 7919)
    return "".join(rng.choice("bdfkmnpstz") + rng.choice("aeou") for _ in range(5))


def save_png(image: Image.Image, path: Path) -> Path:
    image.save(path, dpi=(DPI, DPI), compress_level=1)
    return path
