"""Real PDFs through the real worker."""

import io
import itertools

import pikepdf
import pypdfium2
import pytest
from pikepdf import pdfa
from PIL import Image, ImageOps
from reading_builders import LETTER, digital_pdf, joined, picture, read, scanned_pdf

from intray.reading.types import ArchiveMade, Finished, PageRead, TextKnown, ThumbnailMade

pytestmark = pytest.mark.asyncio(loop_scope="module")


def words_of(archive: ArchiveMade, page: int = 0) -> str:
    return pypdfium2.PdfDocument(archive.path)[page].get_textpage().get_text_bounded()


def place_of(archive: ArchiveMade, word: str) -> tuple[float, float]:
    """Left and top of the word as displayed, in shares of the page."""
    page = pypdfium2.PdfDocument(archive.path)[0]
    text = page.get_textpage()
    index, _ = text.search(word).get_next()
    left, _, _, top = text.get_charbox(index)
    corners = {0: (left, top), 90: (top, -left), 180: (-left, -top), 270: (-top, left)}
    x, y = corners[page.get_rotation()]
    width, height = page.get_size()
    return (x % width) / width, 1 - (y % height) / height


async def test_a_born_digital_pdf_gives_its_own_text_and_needs_no_archive(pool, tmp_path):
    steps = await read(pool, tmp_path, digital_pdf(LETTER, "Page two"))

    known = steps[TextKnown]
    assert "Northwind Heating Company" in known.text
    assert "Page two" in known.text
    assert (known.page_count, known.language, known.dates) == (2, "en", ("2024-03-14",))
    assert ArchiveMade not in steps
    assert steps[Finished] == Finished(None, None)
    with Image.open(steps[ThumbnailMade].path) as thumbnail:
        assert (thumbnail.format, thumbnail.width) == ("WEBP", 500)


async def test_a_scan_gets_text_thumbnail_and_a_pdfa_archive(pool, tmp_path):
    steps = await read(pool, tmp_path, scanned_pdf([picture()]))

    assert "inspected and" in steps[TextKnown].text
    assert steps[TextKnown].dates == ("2024-03-14",)
    assert list(steps).index(TextKnown) < list(steps).index(ArchiveMade)
    assert steps[PageRead] == PageRead(1, 1)
    assert steps[ThumbnailMade].path.stat().st_size > 1000
    archive = steps[ArchiveMade]
    assert "inspected and" in words_of(archive)
    report = pdfa.validate_written(archive.path, pdfa.Flavour("2b"))
    assert report.verdict == "pass"
    with pikepdf.open(archive.path) as pdf:
        assert pikepdf.Name.OutputIntents in pdf.Root
        assert pdf.open_metadata().pdfa_status == "2B"


async def test_the_scanners_pixels_stay_as_they_are_in_the_archive(pool, tmp_path):
    content = scanned_pdf([picture()])

    steps = await read(pool, tmp_path, content)

    def pixels(pdf):
        return pdf.pages[0].Resources.XObject.image.read_raw_bytes()

    with (
        pikepdf.open(io.BytesIO(content)) as before,
        pikepdf.open(steps[ArchiveMade].path) as after,
    ):
        assert pixels(before) == pixels(after)


@pytest.mark.parametrize("turned", [90, 180, 270])
async def test_a_turned_page_is_found_and_set_right(pool, tmp_path, turned):
    page = picture().rotate(turned, expand=True)

    steps = await read(pool, tmp_path, scanned_pdf([page]))

    assert "inspected and" in steps[TextKnown].text
    archive = steps[ArchiveMade]
    assert "inspected and" in words_of(archive)
    x, y = place_of(archive, "Northwind")
    assert x == pytest.approx(0.1, abs=0.04)
    assert y == pytest.approx(0.1, abs=0.04)
    with Image.open(steps[ThumbnailMade].path) as thumbnail:
        assert thumbnail.height > thumbnail.width


async def test_pages_are_not_turned_when_the_settings_forbid_it(make_pool, tmp_path):
    pool = await make_pool(rotate_pages=False)

    steps = await read(pool, tmp_path, scanned_pdf([picture().rotate(180)]))

    assert "inspected and" not in steps[TextKnown].text


async def test_only_pages_without_text_are_recognised(pool, tmp_path):
    content = joined(
        digital_pdf("Typed words of page one, and there are enough of them"),
        scanned_pdf([picture()]),
    )

    steps = await read(pool, tmp_path, content)

    assert steps[PageRead] == PageRead(1, 1)
    assert "Typed words" in steps[TextKnown].text
    assert "Northwind" in steps[TextKnown].text
    assert steps[ArchiveMade].page_count == 2
    assert "Northwind" in words_of(steps[ArchiveMade], 1)
    assert "Typed words" in words_of(steps[ArchiveMade], 0)


async def test_blank_pages_cost_no_recognition_and_stay_in_the_archive(pool, tmp_path):
    blank = Image.new("L", (1240, 1754), 250)

    steps = await read(pool, tmp_path, scanned_pdf([picture(), blank]))

    assert steps[ArchiveMade].page_count == 2
    assert steps[Finished].notice is None


async def test_a_scanners_stamp_does_not_pass_for_the_text_of_a_scan(pool, tmp_path):
    pdf = pikepdf.open(io.BytesIO(scanned_pdf([picture()])))
    stamp = pikepdf.open(io.BytesIO(digital_pdf("Scanned with Snap")))
    pdf.pages[0].add_overlay(stamp.pages[0])
    content = io.BytesIO()
    pdf.save(content)

    steps = await read(pool, tmp_path, content.getvalue())

    assert "inspected and" in steps[TextKnown].text
    assert "inspected and" in words_of(steps[ArchiveMade])


async def test_white_words_on_black_paper_are_read(pool, tmp_path):
    steps = await read(pool, tmp_path, scanned_pdf([ImageOps.invert(picture())]))

    assert "inspected and" in steps[TextKnown].text


async def test_mode_off_recognises_nothing(make_pool, tmp_path):
    pool = await make_pool(mode="off")

    steps = await read(pool, tmp_path, scanned_pdf([picture()]))

    assert steps[TextKnown].text == ""
    assert ArchiveMade not in steps


async def test_mode_force_recognises_pages_that_have_text(make_pool, tmp_path):
    pool = await make_pool(mode="force")

    steps = await read(pool, tmp_path, digital_pdf(LETTER))

    assert steps[PageRead] == PageRead(1, 1)
    assert "Northwind Heating" in steps[TextKnown].text
    assert "Northwind" in words_of(steps[ArchiveMade])


async def test_mode_redo_replaces_the_text_layer_of_a_scan(make_pool, tmp_path):
    first = await read(await make_pool(), tmp_path, scanned_pdf([picture()]))
    with pikepdf.open(first[ArchiveMade].path) as pdf:
        layer = next(x for name, x in pdf.pages[0].Resources.XObject.items() if "OCR" in name)
        layer.write(b"BT 3 Tr /f-0-0 12 Tf 10 10 Td <0001> Tj ET")
        spoilt = io.BytesIO()
        pdf.save(spoilt)

    steps = await read(await make_pool(mode="redo"), tmp_path, spoilt.getvalue())

    assert "inspected and" in steps[TextKnown].text
    assert words_of(steps[ArchiveMade]).count("inspected") == 1


async def test_only_the_first_pages_are_recognised_when_the_settings_say_so(make_pool, tmp_path):
    pool = await make_pool(pages=1)

    steps = await read(pool, tmp_path, scanned_pdf([picture("First page"), picture("Second")]))

    assert "First page" in steps[TextKnown].text
    assert "Second" not in steps[TextKnown].text
    assert steps[TextKnown].page_count == steps[ArchiveMade].page_count == 2


async def test_no_archive_is_built_when_none_is_wanted(make_pool, tmp_path):
    pool = await make_pool(archive="never")

    steps = await read(pool, tmp_path, scanned_pdf([picture()]))

    assert "inspected and" in steps[TextKnown].text
    assert ArchiveMade not in steps


async def test_an_archive_is_always_built_when_the_settings_say_so(make_pool, tmp_path):
    pool = await make_pool(archive="always", output_type="pdf")

    steps = await read(pool, tmp_path, digital_pdf(LETTER))

    assert "Northwind" in words_of(steps[ArchiveMade])


async def test_a_skewed_page_is_straightened_when_the_settings_say_so(make_pool, tmp_path):
    pool = await make_pool(deskew=True)
    page = picture().rotate(2.5, Image.Resampling.BICUBIC, fillcolor=252)

    steps = await read(pool, tmp_path, scanned_pdf([page]))

    page = pypdfium2.PdfDocument(steps[ArchiveMade].path)[0]
    rows = page.render(scale=1, grayscale=True).to_pil().point(lambda shade: shade < 128 and 255)
    ink = [rows.crop((0, y, rows.width, y + 1)).getbbox() is not None for y in range(rows.height)]
    assert "inspected and" in steps[TextKnown].text
    assert sum(a != b for a, b in itertools.pairwise(ink)) >= 16  # lines with gaps between


async def test_cleaning_is_done_by_unpaper_when_the_settings_say_so(make_pool, tmp_path):
    pool = await make_pool(clean="clean")

    steps = await read(pool, tmp_path, scanned_pdf([picture()]))

    assert "inspected and" in steps[TextKnown].text
    assert steps[Finished].notice in (None, "cleaning_unavailable")


async def test_a_missing_language_is_told_and_the_others_are_used(make_pool, tmp_path):
    pool = await make_pool(languages=("eng", "xxx"))

    steps = await read(pool, tmp_path, scanned_pdf([picture()]))

    assert "inspected and" in steps[TextKnown].text
    assert steps[Finished].notice == "language_missing"


async def test_later_attempts_ask_for_less(pool, tmp_path):
    content = scanned_pdf([picture(dpi=300)], dpi=300)

    for attempt in (2, 3):
        steps = await read(pool, tmp_path, content, attempt=attempt)
        assert "inspected and" in steps[TextKnown].text
