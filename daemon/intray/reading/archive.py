"""The searchable PDF/A of a document, made by OCRmyPDF from pages that are read already."""

import logging
from collections.abc import Sequence
from pathlib import Path

import ocrmypdf
import pikepdf
from ocrmypdf.exceptions import ExitCodeException, PdfaConversionFailedError
from PIL import Image

from intray.reading import archive_engine
from intray.reading.page import ReadPage
from intray.reading.pdf import Pages
from intray.reading.protocol import ARCHIVE_NAME
from intray.reading.task import Task

logging.getLogger("ocrmypdf").setLevel(logging.ERROR)


class ArchiveError(Exception):
    """No archive could be built; the original stays what is shown."""


def warm_up() -> None:
    """Imports what building needs, best while Tesseract keeps another core busy."""
    import ocrmypdf._pipelines.ocr
    import ocrmypdf.fpdf_renderer  # noqa: F401


def build_archive(
    task: Task, pages: Pages, read: Sequence[ReadPage], *, with_text: frozenset[int]
) -> int:
    """Writes the archive into the work folder and returns its page count.

    `with_text` are the pages that were recognised although they have some text of their own.
    Raises ArchiveError.
    """
    target = task.work_dir / ARCHIVE_NAME
    skewed = any(page.skew for page in read)
    replaced = task.ocr.mode == "force" or skewed or task.clean == "clean-final"
    archive_engine.hand_over({page.number: page for page in read}, _drawer(pages, replaced))
    try:
        _build(task, pages.path, target, _mode(task, with_text), read)
        return _validated(target, pages.page_count)
    except (ExitCodeException, pikepdf.PdfError, ValueError, OSError, RuntimeError) as error:
        target.unlink(missing_ok=True)
        raise ArchiveError(f"{type(error).__name__}: {error}") from error


def _mode(task: Task, with_text: frozenset[int]) -> str:
    if task.ocr.mode == "force":
        return "force"
    return "redo" if task.ocr.mode == "redo" or with_text else "skip"


def _drawer(pages: Pages, replaced: bool) -> archive_engine.Draw | None:
    def draw(number: int, dpi: float, turn: int) -> Image.Image:
        image = pages.draw(number, dpi)
        return image.rotate(turn, expand=True) if turn else image

    return draw if replaced else None


def _build(task: Task, source: Path, target: Path, mode: str, read: Sequence[ReadPage]) -> None:
    """PDF/A if it can be had without other programs, else the same as plain PDF."""
    wanted = task.ocr.output_type
    try:
        _run(task, source, target, mode, read, "auto" if wanted == "pdfa" else wanted)
    except PdfaConversionFailedError:
        _run(task, source, target, mode, read, "pdf")


def _run(
    task: Task, source: Path, target: Path, mode: str, read: Sequence[ReadPage], kind: str
) -> None:
    recognised = ",".join(str(page.number + 1) for page in read)
    lossless = mode == "redo"  # redoing text and new pixels exclude each other
    ocrmypdf.ocr(
        source,
        target,
        plugins=[archive_engine.__name__],
        mode=mode,
        pages=recognised or None,
        output_type=kind,
        pdfa_backend="internal",
        optimize=0,
        jobs=1,
        use_threads=True,
        progress_bar=False,
        invalidate_digital_signatures=True,  # the signed original is kept
        rotate_pages=any(page.turn for page in read),
        deskew=not lossless and any(page.skew for page in read),
        clean_final=not lossless and task.clean == "clean-final",
        max_image_mpixels=task.ocr.max_image_pixels / 1_000_000,
    )


def _validated(path: Path, page_count: int) -> int:
    with pikepdf.open(path) as pdf:
        found = len(pdf.pages)
    if found != page_count:
        raise ValueError(f"the archive has {found} pages instead of {page_count}")
    return found
