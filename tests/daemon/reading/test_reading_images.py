"""Images and texts through the real worker."""

import pytest
from PIL import Image
from pillow_heif import register_heif_opener
from reading_builders import encoded, picture, read

from intray.reading.types import ArchiveMade, Finished, PageRead, TextKnown, ThumbnailMade

pytestmark = pytest.mark.asyncio(loop_scope="module")


register_heif_opener()
WORDS = "inspected and"


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
