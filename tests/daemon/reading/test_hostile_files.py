"""Files that are broken, locked, or made to do harm. They are stored all the same elsewhere;
here they must cost neither memory nor time nor the next document."""

import io
import os
import struct

import pikepdf
import pytest
import pytest_asyncio
from PIL import Image
from reading_builders import (
    LETTER,
    digital_pdf,
    encoded,
    giant_png,
    joined,
    picture,
    read,
    scanned_pdf,
)

from intray.reading.types import ArchiveMade, Finished, ReadingError, TextKnown, ThumbnailMade

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def still_works(pool, tmp_path):
    yield
    steps = await read(pool, tmp_path, digital_pdf(LETTER))
    assert "Northwind" in steps[TextKnown].text


@pytest.mark.usefixtures("still_works")
async def test_a_900_megapixel_png_is_not_decoded(pool, tmp_path):
    content = giant_png(30_000)
    assert len(content) < 1_000_000

    steps = await read(pool, tmp_path, content, "image/png")

    assert steps[Finished].notice == "too_large"
    assert TextKnown not in steps


@pytest.mark.usefixtures("still_works")
async def test_a_giant_image_inside_a_pdf_is_not_decoded(pool, tmp_path):
    pdf = pikepdf.open(io.BytesIO(scanned_pdf([Image.new("L", (10, 10))])))
    image = pdf.pages[0].Resources.XObject.image
    image.Width, image.Height = 60_000, 60_000
    content = io.BytesIO()
    pdf.save(content)

    steps = await read(pool, tmp_path, content.getvalue())

    assert steps[Finished].notice == "too_large"


async def test_a_page_of_200_inches_is_drawn_coarsely(pool, tmp_path):
    pdf = pikepdf.open(io.BytesIO(scanned_pdf([picture()])))
    page = pdf.pages[0]
    page.MediaBox = [0, 0, 14_400, 14_400]
    page.Contents = pdf.make_stream(b"q 14400 0 0 14400 0 0 cm /image Do Q")
    content = io.BytesIO()
    pdf.save(content)

    steps = await read(pool, tmp_path, content.getvalue())

    assert steps[Finished].notice is None
    assert steps[TextKnown].page_count == 1


async def test_a_page_beyond_what_the_format_allows_is_told(pool, tmp_path):
    pdf = pikepdf.open(io.BytesIO(digital_pdf("")))
    pdf.pages[0].MediaBox = [0, 0, 1_000_000, 1_000_000]
    content = io.BytesIO()
    pdf.save(content)

    steps = await read(pool, tmp_path, content.getvalue())

    assert steps[Finished].notice == "too_large"


async def test_an_encrypted_pdf_asks_for_its_password(pool, tmp_path):
    pdf = pikepdf.open(io.BytesIO(digital_pdf(LETTER)))
    content = io.BytesIO()
    pdf.save(content, encryption=pikepdf.Encryption(owner="a", user="b"))

    steps = await read(pool, tmp_path, content.getvalue())

    assert list(steps) == [Finished]
    assert steps[Finished].notice == "password"


async def test_a_pdf_that_only_forbids_printing_is_read_and_archived(pool, tmp_path):
    pdf = pikepdf.open(io.BytesIO(scanned_pdf([picture()])))
    content = io.BytesIO()
    pdf.save(content, encryption=pikepdf.Encryption(owner="a", user=""))

    steps = await read(pool, tmp_path, content.getvalue())

    assert "inspected and" in steps[TextKnown].text
    assert steps[Finished].notice is None
    with pikepdf.open(steps[ArchiveMade].path) as archive:
        assert not archive.is_encrypted


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7\n%%EOF", b"<html>not found</html>", b"%PDF-1.4\n" + os.urandom(5000)],
)
@pytest.mark.usefixtures("still_works")
async def test_what_is_no_pdf_is_told_to_be_damaged(pool, tmp_path, content):
    steps = await read(pool, tmp_path, content)

    assert list(steps) == [Finished]
    assert steps[Finished].notice == "damaged"


async def test_a_pdf_without_its_end_is_repaired(pool, tmp_path):
    content = joined(digital_pdf(LETTER))

    steps = await read(pool, tmp_path, content[: content.rindex(b"xref")])

    assert "Northwind" in steps[TextKnown].text


@pytest.mark.parametrize(
    ("content", "mime_type"),
    [
        (b"", "image/png"),
        (b"\x89PNG\r\n\x1a\n" + os.urandom(2000), "image/png"),
        (b"\xff\xd8\xff\xe0" + os.urandom(2000), "image/jpeg"),
        (b"II*\0\x08\0\0\0" + os.urandom(2000), "image/tiff"),
        (b"\0\0\0\x18ftypheic" + os.urandom(2000), "image/heic"),
        (b"GIF89a" + struct.pack("<HH", 65535, 65535) + bytes(8), "image/gif"),
    ],
)
async def test_a_broken_image_is_told(pool, tmp_path, content, mime_type):
    steps = await read(pool, tmp_path, content, mime_type)

    assert list(steps) == [Finished]
    assert steps[Finished].notice in ("damaged", "too_large")


async def test_a_tiff_whose_pages_point_at_each_other_ends(pool, tmp_path):
    content = bytearray(encoded(Image.new("L", (20, 20), 200), "TIFF"))
    (directory,) = struct.unpack_from("<I", content, 4)
    (entries,) = struct.unpack_from("<H", content, directory)
    struct.pack_into("<I", content, directory + 2 + 12 * entries, directory)

    steps = await read(pool, tmp_path, bytes(content), "image/tiff")

    assert Finished in steps


@pytest.mark.usefixtures("still_works")
async def test_a_page_that_draws_itself_without_end_costs_no_more_than_its_attempts(
    make_pool, tmp_path
):
    pool = await make_pool(workers_with={"memory_mb": 600})
    pdf = pikepdf.open(io.BytesIO(digital_pdf("")))
    form = pdf.make_stream(b"/Fx Do /Fx Do", Subtype=pikepdf.Name.Form, BBox=[0, 0, 100, 100])
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fx=form))
    pdf.pages[0].Resources = form.Resources
    pdf.pages[0].Contents = pdf.make_stream(b"/Fx Do")
    content = io.BytesIO()
    pdf.save(content)

    with pytest.raises(ReadingError):
        await read(pool, tmp_path, content.getvalue())

    steps = await read(pool, tmp_path, content.getvalue(), attempt=3)
    assert ThumbnailMade in steps
    assert steps[TextKnown].text == ""


async def test_a_file_named_like_a_module_is_not_imported(make_pool, tmp_path):
    pool = await make_pool()
    work_dir = tmp_path / "work"
    work_dir.mkdir()
    for folder in (work_dir, tmp_path / "scratch"):
        (folder / "PIL.py").write_text("raise SystemExit('imported')")

    steps = await read(pool, tmp_path, digital_pdf(LETTER))

    assert "Northwind" in steps[TextKnown].text


async def test_a_scan_whose_drawing_instruction_is_lost_is_shown_and_read(pool, tmp_path):
    pdf = pikepdf.open(io.BytesIO(scanned_pdf([picture()])))
    del pdf.pages[0].Contents
    content = io.BytesIO()
    pdf.save(content)
    cut = content.getvalue()[: content.getvalue().rindex(b"startxref")]

    steps = await read(pool, tmp_path, cut)

    assert "inspected and" in steps[TextKnown].text
