"""A plugin for OCRmyPDF: the OCR engine that has already read the pages.

Recognition happens before, once a page, so that its text can be searched while the archive is
still being built; here it is only handed over, with the turn and skew that were found.
OCRmyPDF makes its plugins' objects itself, hence the module's state: a worker builds one archive
at a time.
"""

from collections.abc import Callable, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ocrmypdf import OcrEngine, hookimpl
from ocrmypdf.hocrtransform import BoundingBox, OcrClass, OcrElement
from ocrmypdf.hocrtransform.hocr_parser import HocrParser
from ocrmypdf.pluginspec import OrientationConfidence
from PIL import Image

from intray.reading.page import ReadPage

Draw = Callable[[int, float, int], Image.Image]  # page from 0, dpi, degrees counter-clockwise


@dataclass
class _HandOver:
    pages: dict[int, ReadPage] = field(default_factory=dict)
    draw: Draw | None = None  # None: pages keep the pixels they have
    numbers: dict[Path, int] = field(default_factory=dict)  # of pages, by file that was asked for


_current = _HandOver()


def hand_over(pages: dict[int, ReadPage], draw: Draw | None) -> None:
    """What the next archive is built from."""
    _current.pages = pages
    _current.draw = draw
    _current.numbers = {}


class KnownTextEngine(OcrEngine):
    @staticmethod
    def version() -> str:
        return "1"

    @staticmethod
    def creator_tag(options: Any) -> str:
        return "Intray with Tesseract OCR"

    def __str__(self) -> str:
        return "Intray"

    @staticmethod
    def languages(options: Any) -> Set[str]:
        return set()  # nothing that could be missing: the pages are read

    @staticmethod
    def get_orientation(input_file: Path, options: Any) -> OrientationConfidence:
        page = _current.pages.get(_current.numbers.get(input_file, -1))
        return OrientationConfidence(angle=page.turn if page else 0, confidence=1000.0)

    @staticmethod
    def get_deskew(input_file: Path, options: Any) -> float:
        page = _current.pages.get(_current.numbers.get(input_file, -1))
        return page.skew if page else 0.0

    @staticmethod
    def supports_generate_ocr() -> bool:
        return True

    @staticmethod
    def generate_ocr(
        input_file: Path, options: Any, page_number: int = 0
    ) -> tuple[OcrElement, str]:
        page = _current.pages.get(page_number)
        if page is None or page.hocr is None:
            empty = BoundingBox(left=0, top=0, right=100, bottom=100)
            return OcrElement(ocr_class=OcrClass.PAGE, bbox=empty, dpi=72.0), ""
        return HocrParser(page.hocr).parse(), ""

    @staticmethod
    def generate_hocr(*args: Any, **kwargs: Any) -> None:
        raise NotImplementedError

    @staticmethod
    def generate_pdf(*args: Any, **kwargs: Any) -> None:
        raise NotImplementedError


@hookimpl
def get_ocr_engine(options: Any) -> OcrEngine:
    return KnownTextEngine()


@hookimpl
def rasterize_pdf_page(
    output_file: Path, pageno: int, raster_dpi: Any, rotation: int | None
) -> Path:
    """Draws the page only if the archive shows new pixels; otherwise nobody looks at them."""
    _current.numbers[output_file] = pageno - 1
    if _current.draw is not None and not output_file.name.endswith(".jpg"):
        dpi = raster_dpi.to_scalar()
        image = _current.draw(pageno - 1, dpi, rotation or 0)
    else:
        dpi, image = 72.0, Image.new("L", (1, 1), 255)
    image.save(output_file, dpi=(dpi, dpi))
    return output_file
