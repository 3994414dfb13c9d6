"""A PDF as pages with text and pixels: pdfium first, poppler where pdfium cannot."""

import contextlib
import re
import threading
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pdf2image
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image

from intray.reading import programs
from intray.reading.programs import ProgramError
from intray.reading.repair import repair
from intray.reading.task import UnreadableError
from intray.reading.types import NOTICE_DAMAGED, NOTICE_PASSWORD, NOTICE_TOO_LARGE

MAX_INCHES = 200  # of a page's side, as the format allows
OBJECTS_LOOKED_AT = 2000
POPPLER_TIMEOUT_S = 60

_PDFIUM = threading.Lock()  # the library knows no threads
_POINTS = 72


@dataclass(frozen=True)
class PageShape:
    width: float  # inches, as displayed
    height: float
    image_dpi: float | None  # of the image that covers the page, if one does
    image_pixels: int  # of the largest image on it


class PdfPages:
    """Pages are counted from 0. All methods may be called from several threads."""

    def __init__(self, path: Path, document: pypdfium2.PdfDocument) -> None:
        self.path = path
        self._document = document
        with _PDFIUM:
            self.page_count = len(document)
            if document.get_formtype() != pdfium_c.FORMTYPE_NONE:
                with contextlib.suppress(pypdfium2.PdfiumError):
                    document.init_forms()

    def text(self, number: int) -> str:
        """What the page says of itself, "" if it says nothing or cannot be opened."""
        try:
            with _PDFIUM:
                page = self._document[number]
                text = str(page.get_textpage().get_text_bounded())
                page.close()
        except pypdfium2.PdfiumError:
            return ""
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-")

    def shape(self, number: int) -> PageShape:
        """Read from headers, no pixel is decoded. Raises UnreadableError."""
        try:
            with _PDFIUM:
                page = self._document[number]
                page.set_cropbox(*page.get_mediabox())
                width, height = page.get_size()
                dpi, pixels = _main_image(page, width * height)
                page.close()
        except pypdfium2.PdfiumError as error:
            raise UnreadableError(NOTICE_DAMAGED, f"Page {number + 1}: {error}") from error
        return _checked(width / _POINTS, height / _POINTS, number, dpi, pixels)

    def draw(self, number: int, dpi: float, *, whole: bool = True) -> Image.Image:
        """The page in colour, upright as displayed; `whole`: beyond the crop box, too."""
        try:
            with _PDFIUM:
                page = self._document[number]
                if whole:
                    page.set_cropbox(*page.get_mediabox())
                image: Image.Image = page.render(scale=dpi / _POINTS).to_pil()
                page.close()
                return image
        except pypdfium2.PdfiumError:
            return _draw_by_poppler(self.path, number, dpi, whole=whole)

    def close(self) -> None:
        with _PDFIUM:
            self._document.close()


class PopplerPages:
    """The same by poppler, for PDFs that pdfium does not open or does not survive."""

    def __init__(self, path: Path) -> None:
        self.path = path
        found = re.search(r"^Pages: +(\d+)", _ask_poppler("pdfinfo", path), re.MULTILINE)
        if found is None or found.group(1) == "0":
            raise UnreadableError(NOTICE_DAMAGED, "The PDF is damaged: it has no pages.")
        self.page_count = int(found.group(1))

    def text(self, number: int) -> str:
        page = str(number + 1)
        try:
            text = _ask_poppler("pdftotext", "-q", "-f", page, "-l", page, self.path, "-")
        except UnreadableError:
            return ""
        return text.replace("\f", "")

    def shape(self, number: int) -> PageShape:
        page = str(number + 1)
        printed = _ask_poppler("pdfinfo", "-f", page, "-l", page, self.path)
        size = re.search(r"size: +([\d.]+) x ([\d.]+) pts", printed)
        if size is None:
            raise UnreadableError(NOTICE_DAMAGED, f"Page {page} has no size.")
        return _checked(float(size[1]) / _POINTS, float(size[2]) / _POINTS, number)

    def draw(self, number: int, dpi: float, *, whole: bool = True) -> Image.Image:
        return _draw_by_poppler(self.path, number, dpi, whole=whole)

    def close(self) -> None:
        pass


Pages = PdfPages | PopplerPages


def open_pages(path: Path, work_dir: Path, *, cautious: bool = False) -> Pages:
    """Repairs what can be repaired. Raises UnreadableError: password or damaged.

    With `cautious` pdfium is left alone, which may be what did not survive the file before.
    """
    if cautious:
        return PopplerPages(path)
    try:
        sound = _sound(path, work_dir)
    except pikepdf.PasswordError as error:
        raise UnreadableError(NOTICE_PASSWORD, "The PDF asks for a password.") from error
    except (pikepdf.PdfError, OSError, ValueError, RuntimeError):
        sound = path
    try:
        return _open_by_pdfium(sound)
    except pypdfium2.PdfiumError:
        return PopplerPages(path)


def _sound(path: Path, work_dir: Path) -> Path:
    """The file itself, or a copy of it: repaired if it is broken, decrypted if that is free."""
    copy = work_dir / "sound.pdf"
    with pikepdf.open(path) as pdf:
        if pdf.get_warnings() and len(pdf.pages):
            repair(pdf, copy)
        elif pdf.is_encrypted:
            pdf.save(copy, encryption=False)
        else:
            return path
        return copy


def _open_by_pdfium(path: Path) -> PdfPages:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            raise UnreadableError(NOTICE_PASSWORD, "The PDF asks for a password.") from error
        raise
    pages = PdfPages(path, document)
    if pages.page_count == 0:
        raise pypdfium2.PdfiumError("no pages")
    return pages


def _checked(
    width: float, height: float, number: int, dpi: float | None = None, pixels: int = 0
) -> PageShape:
    if not 0 < width <= MAX_INCHES or not 0 < height <= MAX_INCHES:
        message = f"Page {number + 1} measures {width:.0f} x {height:.0f} inches."
        raise UnreadableError(NOTICE_TOO_LARGE, message)
    return PageShape(width, height, dpi, pixels)


def _ask_poppler(*command: str | Path) -> str:
    try:
        return programs.run(command, POPPLER_TIMEOUT_S)
    except ProgramError as error:
        if "Incorrect password" in str(error):
            raise UnreadableError(NOTICE_PASSWORD, "The PDF asks for a password.") from error
        raise UnreadableError(NOTICE_DAMAGED, f"The PDF is damaged: {error}") from error


def _main_image(page: pypdfium2.PdfPage, area: float) -> tuple[float | None, int]:
    """Resolution of the image that covers more than half of the page, and the most pixels."""
    dpi, covered, most = None, 0.5 * area, 0
    images = page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=4)
    for image in islice(images, OBJECTS_LOOKED_AT):
        try:
            left, bottom, right, top = image.get_bounds()
            columns, rows = image.get_px_size()
        except pypdfium2.PdfiumError:
            continue
        most = max(most, columns * rows)
        width, height = abs(right - left), abs(top - bottom)
        if width * height > covered:
            covered = width * height
            dpi = _POINTS * (columns * rows / (width * height)) ** 0.5
    return dpi, most


def _draw_by_poppler(path: Path, number: int, dpi: float, *, whole: bool) -> Image.Image:
    try:
        images = pdf2image.convert_from_path(
            path,
            dpi=round(dpi),
            first_page=number + 1,
            last_page=number + 1,
            use_cropbox=not whole,
            timeout=POPPLER_TIMEOUT_S,
        )
        return images[0]
    except Exception as error:  # pdf2image passes on whatever it stumbles over
        message = f"Page {number + 1} cannot be drawn: {error}"
        raise UnreadableError(NOTICE_DAMAGED, message) from error
