"""Images and texts through the real worker."""

import io

import pypdfium2
import pytest
from PIL import Image, ImageChops
from pillow_heif import register_heif_opener
from reading_builders import LETTER, dates, encoded, ocr, picture, read

from intray.reading.images import image_to_pdf, resolution
from intray.reading.task import Task
from intray.reading.types import ArchiveMade, Finished, PageRead, TextKnown, ThumbnailMade

register_heif_opener()
WORDS = "inspected and"


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
    ("kind", "mime_type"),
    [("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("HEIF", "image/heic")],
)
async def test_an_image_is_read_and_archived(pool, tmp_path, kind, mime_type):
    steps = await read(pool, tmp_path, encoded(picture(), kind), mime_type)

    assert WORDS in steps[TextKnown].text
    assert steps[ArchiveMade].page_count == steps[TextKnown].page_count == 1
    assert steps[ThumbnailMade].path.exists()
    assert steps[Finished] == Finished(None, None)


async def test_every_page_of_a_tiff_is_read(pool, tmp_path):
    pages = [picture(f"This is page number {word}") for word in ("one", "two", "three")]
    content = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])

    steps = await read(pool, tmp_path, content, "image/tiff")

    assert all(word in steps[TextKnown].text for word in ("one", "two", "three"))
    assert steps[ArchiveMade].page_count == 3
    assert steps[PageRead] == PageRead(3, 3)


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
async def test_the_orientation_that_a_camera_notes_is_obeyed(pool, tmp_path, kind):
    exif = Image.Exif()
    exif[0x0112] = 6
    content = encoded(picture().rotate(90, expand=True), kind, exif=exif)

    steps = await read(pool, tmp_path, content, f"image/{kind.lower()}")

    assert WORDS in steps[TextKnown].text
    with Image.open(steps[ThumbnailMade].path) as thumbnail:
        assert thumbnail.height > thumbnail.width


async def test_an_image_that_breaks_off_is_read_as_far_as_it_goes(pool, tmp_path):
    content = encoded(picture(), "JPEG")

    steps = await read(pool, tmp_path, content[: len(content) // 2], "image/jpeg")

    assert "Northwind" in steps[TextKnown].text
    assert steps[Finished].notice == "damaged"


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


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Grüße, 14.03.2024".encode(), "Grüße, 14.03.2024"),
        ("Grüße, 14.03.2024".encode("cp1252"), "Grüße, 14.03.2024"),
        ("Grüße, 14.03.2024".encode("utf-16"), "Grüße, 14.03.2024"),
        ("\ufeffGrüße, 14.03.2024".encode(), "Grüße, 14.03.2024"),
    ],
)
async def test_a_text_file_is_read_in_its_encoding(pool, tmp_path, content, expected):
    steps = await read(pool, tmp_path, content, "text/plain")

    assert steps[TextKnown] == TextKnown(expected, None, None, ("2024-03-14",))
    assert steps[ThumbnailMade].path.exists()
    assert ArchiveMade not in steps


async def test_a_csv_file_is_text(pool, tmp_path):
    steps = await read(pool, tmp_path, b"name,amount\nNorthwind,120\n", "text/csv")

    assert "Northwind,120" in steps[TextKnown].text


def test_the_letter_has_the_words():
    assert WORDS in LETTER
    assert Image.open(io.BytesIO(encoded(picture(), "PNG"))).size == picture().size
