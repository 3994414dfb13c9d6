"""One page: drawn at a sensible size, recognised once, and again only if that looks wrong."""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from intray.reading import programs
from intray.reading.pdf import Pages, PageShape
from intray.reading.programs import ProgramError
from intray.reading.recognise import Recognition, orientation, recognise, save_for_tesseract
from intray.reading.task import Task, UnreadableError
from intray.reading.thumbnail import make_thumbnail
from intray.reading.types import NOTICE_CLEANING_UNAVAILABLE, NOTICE_TOO_LARGE

OCR_PIXELS = 40_000_000  # A3 at 300 dpi has 17 million
MAX_SIDE = 32_000  # Tesseract's own limit is 32767
SMALL_WIDTH = 1000  # pixels; narrower pages are receipts and screenshots, drawn larger
FULL_WIDTH = 2480  # A4 at 300 dpi
COARSE_DPI = 150  # below it letters have too few pixels
SKEWED = 0.3  # degrees; less is straight
INK = 48  # shades darker than paper, or lighter on dark paper
INK_DOTS = 12  # at a quarter of the size; fewer are dirt
WORKER_MB = 150  # what a worker holds before it draws a page


@dataclass(frozen=True)
class ReadPage:
    number: int  # from 0
    text: str
    hocr: Path | None
    turn: int = 0  # degrees counter-clockwise that set it upright
    skew: float = 0.0  # degrees that were taken out before recognition


def drawing_dpi(shape: PageShape, max_dpi: float, max_pixels: int) -> float:
    """Raises UnreadableError if an image on the page has more pixels than may be decoded."""
    if shape.image_pixels > max_pixels:
        message = f"An image of {shape.image_pixels // 1_000_000} million pixels is not opened."
        raise UnreadableError(NOTICE_TOO_LARGE, message)
    dpi = max_dpi
    if shape.image_dpi:
        fine = shape.image_dpi if shape.image_dpi >= COARSE_DPI else 2 * shape.image_dpi
        dpi = min(max_dpi, fine)
        if shape.width * dpi < SMALL_WIDTH:
            dpi = max(dpi, min(fine, FULL_WIDTH / shape.width))
    area, side = shape.width * shape.height, max(shape.width, shape.height)
    return min(dpi, math.sqrt(min(OCR_PIXELS, max_pixels) / area), MAX_SIDE / side)


def memory_mb(shape: PageShape, dpi: float) -> int:
    """Predicted for drawing and recognising: four bytes a pixel each, as measured."""
    drawn = shape.width * shape.height * dpi * dpi
    return WORKER_MB + round((8 * drawn + 4 * shape.image_pixels) / 1_000_000)


def is_blank(image: Image.Image) -> bool:
    """Whether there is nothing on the page but paper: noise vanishes when it is made small."""
    small = image.convert("L").reduce(4)
    shades = small.histogram()
    seen = itertools.accumulate(shades)
    paper = next(shade for shade, so_far in enumerate(seen) if 2 * so_far > sum(shades))
    return sum(shades[: max(0, paper - INK)]) + sum(shades[paper + INK :]) < INK_DOTS


class PageReader:
    """Reads pages of one document. Several threads may read at once."""

    def __init__(
        self,
        task: Task,
        pages: Pages,
        languages: tuple[str, ...],
        *,
        layer: bool,
        thumbnail: Callable[[Path], None] | None,
    ) -> None:
        self._task = task
        self._pages = pages
        self._languages = languages
        self._layer = layer
        self._thumbnail = thumbnail  # told when the first page's is made

    def read(self, number: int, dpi: float) -> ReadPage:
        """Raises ProgramError or UnreadableError."""
        drawn = self._pages.draw(number, dpi)
        image = drawn.convert("L")
        if is_blank(image):
            page = ReadPage(number, "", None)
        else:
            page = self._recognised(number, self._cleaned(image, number, dpi), dpi)
        if number == 0 and self._thumbnail:
            upright = drawn.rotate(page.turn, expand=True) if page.turn else drawn
            self._thumbnail(make_thumbnail(upright, self._task.work_dir))
        return page

    def _recognised(self, number: int, image: Image.Image, dpi: float) -> ReadPage:
        path = self._task.work_dir / f"page-{number}.tif"
        save_for_tesseract(image, path, dpi)
        found, turn, skew = recognise(path, dpi, self._languages, layer=self._layer), 0, 0.0
        if found.doubtful and self._task.ocr.rotate_pages:
            found, turn, image = self._turned(found, image, path, dpi)
        if self._task.deskew and abs(found.skew) >= SKEWED:
            skew = found.skew
            straight = image.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255)
            found = self._again(straight, path, dpi, "straight")
        path.unlink(missing_ok=True)
        return ReadPage(number, found.text, found.hocr, turn, skew)

    def _turned(
        self, first: Recognition, image: Image.Image, path: Path, dpi: float
    ) -> tuple[Recognition, int, Image.Image]:
        """The best of the page as it is and turned: a second try where the script suggests it."""
        opinion = orientation(path, dpi)
        trusted = (
            opinion is not None and opinion.confidence >= self._task.ocr.rotate_pages_threshold
        )
        best, turn, upright = first, 0, image
        for angle in _candidates(first, opinion.turn if opinion else None):
            turned = image.rotate(angle, expand=True)
            second = self._again(turned, path, dpi, f"turned-{angle}")
            factor = 0.8 if trusted or first.sideways > 0.4 else 1.5
            if second.evidence > max(best.evidence * factor, 8) and second.sideways <= 0.4:
                best, turn, upright = second, angle, turned
        return best, turn, upright

    def _again(self, image: Image.Image, path: Path, dpi: float, name: str) -> Recognition:
        second = path.with_name(f"{path.stem}-{name}.tif")
        save_for_tesseract(image, second, dpi)
        try:
            return recognise(second, dpi, self._languages, layer=self._layer)
        finally:
            second.unlink(missing_ok=True)

    def _cleaned(self, image: Image.Image, number: int, dpi: float) -> Image.Image:
        """Without specks and dark edges, if the settings ask for it and unpaper is there."""
        if self._task.clean == "none":
            return image
        before = self._task.work_dir / f"unclean-{number}.pgm"
        after = self._task.work_dir / f"clean-{number}.pgm"
        image.save(before)
        try:
            programs.run([*_UNPAPER, "--dpi", str(round(dpi)), before, after], 60)
            with Image.open(after) as cleaned:
                return cleaned.convert("L")
        except (ProgramError, OSError) as error:
            self._task.notice(NOTICE_CLEANING_UNAVAILABLE, str(error))
            return image
        finally:
            before.unlink(missing_ok=True)
            after.unlink(missing_ok=True)


_UNPAPER = (
    *("unpaper", "--layout", "none", "--mask-scan-size", "100", "--no-border-align"),
    *("--no-mask-center", "--no-grayfilter", "--no-blackfilter", "--no-deskew"),
)


def _candidates(first: Recognition, suggested: int | None) -> list[int]:
    """Turns worth a second try, in degrees counter-clockwise."""
    if suggested:
        return [suggested]
    if first.sideways > 0.4:
        return [90, 270]
    if suggested is None and first.words >= 3 and first.confidence < 50:
        return [180]
    return []
