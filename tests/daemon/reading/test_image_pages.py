"""Images as pages of a PDF, before anybody reads them."""

import pypdfium2
import pytest
from PIL import ImageChops
from pillow_heif import register_heif_opener
from reading_builders import dates, encoded, ocr, picture

from intray.reading.images import image_to_pdf, resolution
from intray.reading.task import Task

register_heif_opener()


def task(folder, mime_type):
    return Task(folder / "image", mime_type, folder, 1, 1, ocr(), dates())


@pytest.mark.parametrize(
    ("kind", "mime_type", "mode"),
    [
        ("JPEG", "image/jpeg", "L"),
        ("JPEG", "image/jpeg", "CMYK"),
        ("PNG", "image/png", "RGB"),
        ("PNG", "image/png", "RGBA"),
        ("PNG", "image/png", "LA"),
        ("PNG", "image/png", "I;16"),
        ("PNG", "image/png", "P"),
        ("PNG", "image/png", "1"),
        ("TIFF", "image/tiff", "1"),
        ("TIFF", "image/tiff", "F"),
        ("TIFF", "image/tiff", "CMYK"),
        ("WEBP", "image/webp", "RGBA"),
        ("GIF", "image/gif", "P"),
        ("BMP", "image/bmp", "RGB"),
        ("HEIF", "image/heic", "RGB"),
        ("AVIF", "image/avif", "RGB"),
        ("JPEG2000", "image/jp2", "RGB"),
    ],
)
def test_any_image_becomes_a_page_that_looks_the_same(tmp_path, kind, mime_type, mode):
    image = picture(dpi=72)
    deep = image.convert("I").point(lambda shade: shade * 256).convert("I;16")
    (tmp_path / "image").write_bytes(encoded(deep if mode == "I;16" else image.convert(mode), kind))

    path = image_to_pdf(task(tmp_path, mime_type))

    (page,) = pypdfium2.PdfDocument(path)
    drawn = page.render(scale=image.width / page.get_width(), grayscale=True).to_pil()
    difference = ImageChops.difference(drawn.resize(image.size), image).resize((20, 30))
    assert difference.getextrema()[1] < 60


@pytest.mark.parametrize(
    ("size", "stated", "owner", "expected"),
    [
        ((2480, 3508), (300, 300), None, 300),
        ((2480, 3508), (72, 72), None, 300),
        ((1654, 2339), None, None, 200),
        ((3508, 2480), None, None, 300),
        ((2480, 3508), (0, 0), None, 300),
        ((2480, 3508), ("x",), 600, 600),
        ((100, 100), (1, 1), None, 72),
        ((20_000, 20_000), None, None, 600),
    ],
)
def test_the_resolution_is_stated_set_or_that_of_a4(size, stated, owner, expected):
    assert resolution(size, stated, owner) == pytest.approx(expected, rel=0.01)
