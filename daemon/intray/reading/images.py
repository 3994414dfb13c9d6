"""Images as the pages of a PDF, with their pixels as they are wherever a PDF can hold them."""

import contextlib
import io
import math
import warnings
from collections.abc import Iterator
from pathlib import Path

import img2pdf  # type: ignore[import-untyped]
from PIL import Image, ImageFile, ImageOps, ImageSequence

from intray.reading.protocol import MAX_PAGES
from intray.reading.task import Task, UnreadableError
from intray.reading.types import NOTICE_DAMAGED, NOTICE_TOO_LARGE

A4_WIDTH = 8.27  # inches
CREDIBLE_DPI = (100, 1250)  # 72 and 96 are what programs write that know nothing
ESTIMATED_DPI = (72, 600)
PHOTO_QUALITY = 90
_ORIENTATION = 0x0112  # EXIF
_JPEG_END = b"\xff\xd9"

_LOSSY = {"HEIF", "AVIF", "WEBP", "JPEG2000", "JPEG"}


def image_to_pdf(task: Task) -> Path:
    """Every frame of a TIFF, else the first, as a page. Raises UnreadableError."""
    if task.mime_type in ("image/heic", "image/heif"):
        from pillow_heif import register_heif_opener

        register_heif_opener()
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # sizes are checked here
    Image.MAX_IMAGE_PIXELS = task.ocr.max_image_pixels
    path = task.work_dir / "image.pdf"
    try:
        path.write_bytes(_whole_or_in_part(task))
    except Image.DecompressionBombError as error:
        raise UnreadableError(NOTICE_TOO_LARGE, str(error)) from error
    except (OSError, SyntaxError, ValueError, EOFError, ArithmeticError) as error:
        raise UnreadableError(NOTICE_DAMAGED, f"The image is damaged: {error}") from error
    return path


def _whole_or_in_part(task: Task) -> bytes:
    """What is there of a file that breaks off is better than nothing."""
    try:
        return _paged(task)
    except (OSError, SyntaxError, EOFError):
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            content = _paged(task)
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False
        task.notice(NOTICE_DAMAGED, "The image breaks off.")
        return content


def _paged(task: Task) -> bytes:
    # An open file, not a path: Pillow maps an uncompressed TIFF given by path into memory and
    # then garbles it if it is turned by its orientation tag.
    with task.original.open("rb") as file, Image.open(file) as image:
        _check_size(image, task)
        return _as_is(image, task) or _converted(image, task)


def resolution(size: tuple[int, int], stated: object, owner_dpi: int | None) -> float:
    """Dots per inch: what the image says if that is credible, the setting, else a page of A4."""
    low, high = CREDIBLE_DPI
    with contextlib.suppress(TypeError, ValueError, IndexError, ZeroDivisionError):
        x, y = (float(value) for value in stated[:2])  # type: ignore[index]
        if low <= x <= high and 0.5 <= x / y <= 2 and min(size) / x >= 1:
            return math.sqrt(x * y)
    if owner_dpi:
        return float(owner_dpi)
    return min(max(min(size) / A4_WIDTH, ESTIMATED_DPI[0]), ESTIMATED_DPI[1])


def _check_size(image: Image.Image, task: Task) -> None:
    pixels = image.width * image.height
    if pixels > task.ocr.max_image_pixels:
        raise UnreadableError(NOTICE_TOO_LARGE, f"The image has {pixels // 1_000_000} megapixels.")


def _as_is(image: Image.Image, task: Task) -> bytes | None:
    """The file's own compressed pixels in a PDF; None if a PDF cannot hold them."""
    if ImageFile.LOAD_TRUNCATED_IMAGES:
        return None
    if image.format == "JPEG":
        holdable = image.mode in ("L", "RGB")
    elif image.format == "PNG":
        holdable = image.mode in ("1", "L", "P", "RGB") and "transparency" not in image.info
    else:
        return None
    if not holdable or image.getexif().get(_ORIENTATION, 1) not in (1, 3, 6, 8):
        return None
    if image.format == "PNG":
        image.load()  # a damaged one is found here and not by whoever opens the archive
    dpi = resolution(image.size, image.info.get("dpi"), task.ocr.image_dpi)
    content = task.original.read_bytes()
    if image.format == "JPEG" and content.rfind(_JPEG_END) < len(content) // 2:
        return None
    try:
        return _pdf(content, dpi)
    except Exception:  # img2pdf raises whatever it stumbles over; decoding may still work
        return None


def _converted(image: Image.Image, task: Task) -> bytes:
    """Every frame decoded and packed anew."""
    pages = [_packed(frame, task) for frame in _frames(image, task)]
    return _pdf_of_many(pages)


def _frames(image: Image.Image, task: Task) -> Iterator[Image.Image]:
    if image.format != "TIFF":
        yield image
        return
    for number, frame in enumerate(ImageSequence.Iterator(image)):
        if number == MAX_PAGES:
            task.notice(NOTICE_TOO_LARGE, f"Only the first {MAX_PAGES} pages are read.")
            return
        _check_size(frame, task)
        try:
            frame.load()
        except (OSError, SyntaxError, ValueError):
            if number == 0:
                raise
            task.notice(NOTICE_DAMAGED, f"The image breaks off at page {number + 1}.")
            return
        yield frame


def _packed(frame: Image.Image, task: Task) -> tuple[bytes, float]:
    frame.load()
    dpi = resolution(frame.size, frame.info.get("dpi"), task.ocr.image_dpi)
    flat = _flat(ImageOps.exif_transpose(frame))
    buffer = io.BytesIO()
    if flat.mode == "1":
        flat.save(buffer, "TIFF", compression="group4")
    elif frame.format in _LOSSY:
        flat.save(buffer, "JPEG", quality=PHOTO_QUALITY)
    else:
        flat.save(buffer, "PNG", compress_level=4)
    return buffer.getvalue(), dpi


def _flat(image: Image.Image) -> Image.Image:
    """Black and white, grey or colour on white paper, 8 bits deep."""
    if image.mode in ("1", "L", "RGB"):
        return image
    if image.mode.startswith("I") or image.mode == "F":
        low, high = (float(value) for value in image.getextrema())  # type: ignore[arg-type]
        scale = 255 / (high - low) if high > low else 1.0
        return image.convert("F").point(lambda value: (value - low) * scale).convert("L")
    if image.has_transparency_data:
        colour = image.convert("RGBA")
        paper = Image.new("RGBA", colour.size, "white")
        return Image.alpha_composite(paper, colour).convert("RGB")
    return image.convert("L" if image.mode == "LA" else "RGB")


def _pdf(content: bytes, dpi: float) -> bytes:
    return bytes(
        img2pdf.convert(
            content,
            engine=img2pdf.Engine.pikepdf,
            rotation=img2pdf.Rotation.ifvalid,
            layout_fun=img2pdf.get_fixed_dpi_layout_fun((dpi, dpi)),
        )
    )


def _pdf_of_many(pages: list[tuple[bytes, float]]) -> bytes:
    if len(pages) == 1:
        return _pdf(*pages[0])
    import pikepdf

    with pikepdf.new() as whole:
        for content, dpi in pages:
            with pikepdf.open(io.BytesIO(_pdf(content, dpi))) as single:
                whole.pages.extend(single.pages)
        buffer = io.BytesIO()
        whole.save(buffer)
    return buffer.getvalue()
