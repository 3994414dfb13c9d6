"""One page image through Tesseract: its text, the layer for the archive, and how sure it is."""

import math
import re
import statistics
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image

from intray.reading import programs
from intray.reading.programs import ProgramError

PAGE_TIMEOUT_S = 85
SURE = 60  # confidence of a word, of 100

_WORD = re.compile(
    r"class='ocrx_word'[^>]*title='bbox (\d+) (\d+) (\d+) (\d+); x_wconf (\d+)'[^>]*>(.*?)</span>"
)
_TAG = re.compile(r"<[^>]+>|&#?\w+;")
_BASELINE = re.compile(r"baseline (-?[\d.]+) -?[\d.]+")
_EMPTY = ("Empty page", "boxClipToRectangle")


@dataclass(frozen=True)
class Recognition:
    text: str
    hocr: Path | None  # what the archive's text layer is made of
    words: int
    confidence: float  # mean over the words, weighted by length, 0 to 100
    evidence: int  # letters and digits in words that are surely read
    sideways: float  # share of the words whose box stands upright
    skew: float  # degrees that the lines rise to the right

    @property
    def doubtful(self) -> bool:
        """Whether the page may lie on its side or upside down."""
        return self.words == 0 or self.confidence < 70 or self.sideways > 0.4 or self.evidence < 12


def recognise(image: Path, dpi: float, languages: tuple[str, ...], *, layer: bool) -> Recognition:
    """Raises ProgramError when Tesseract fails, crashes or takes too long.

    With `layer` the hOCR file is kept beside the image.
    """
    language = "+".join(languages)
    dpi_option = ["--dpi", str(min(2400, max(70, round(dpi))))]
    if layer:
        text, hocr = _by_tesseract(image, language, dpi_option)
    else:
        text, hocr = _by_pytesseract(image, language, dpi_option)
    kept = image.with_suffix(".hocr") if layer and hocr else None
    return _judge(text, hocr, kept)


def _by_tesseract(image: Path, language: str, options: list[str]) -> tuple[str, str]:
    base = image.with_suffix("")
    command: list[str | Path] = ["tesseract", image, base, "-l", language, *options, "txt", "hocr"]
    try:
        programs.run(command, PAGE_TIMEOUT_S)
        return (
            base.with_suffix(".txt").read_text(errors="replace"),
            base.with_suffix(".hocr").read_text(errors="replace"),
        )
    except ProgramError as error:
        if any(sign in str(error) for sign in _EMPTY):
            return "", ""
        raise


def _by_pytesseract(image: Path, language: str, options: list[str]) -> tuple[str, str]:
    from pytesseract import pytesseract

    base = image.with_suffix("")
    try:
        pytesseract.run_tesseract(
            str(image),
            str(base),
            "txt hocr",
            language,
            config=" ".join(options),
            timeout=PAGE_TIMEOUT_S,
        )
    except pytesseract.TesseractError as error:
        if any(sign in str(error) for sign in _EMPTY):
            return "", ""
        raise ProgramError(f"tesseract: {error}") from error
    except (RuntimeError, OSError) as error:
        raise ProgramError(f"tesseract: {error}") from error
    hocr = base.with_suffix(".hocr")
    found = hocr.read_text(errors="replace")
    hocr.unlink()
    return base.with_suffix(".txt").read_text(errors="replace"), found


def _judge(text: str, hocr: str, kept: Path | None) -> Recognition:
    words = weight = evidence = 0
    sure = 0.0
    long_words = sideways = 0
    for left, top, right, bottom, confidence, inside in _WORD.findall(hocr):
        letters = sum(letter.isalnum() for letter in _TAG.sub("", inside))
        words += 1
        weight += letters
        sure += letters * int(confidence)
        if int(confidence) >= SURE and letters >= 2:
            evidence += letters
        if letters >= 3:
            long_words += 1
            sideways += int(bottom) - int(top) > 1.5 * (int(right) - int(left))
    slopes = [float(slope) for slope in _BASELINE.findall(hocr)]
    return Recognition(
        text=text.replace("\f", "").strip(),
        hocr=kept,
        words=words,
        confidence=sure / weight if weight else 0.0,
        evidence=evidence,
        sideways=sideways / long_words if long_words else 0.0,
        skew=math.degrees(math.atan(statistics.median(slopes))) if slopes else 0.0,
    )


@dataclass(frozen=True)
class Orientation:
    turn: int  # degrees counter-clockwise that set the page upright
    confidence: float


def orientation(image: Path, dpi: float) -> Orientation | None:
    """Tesseract's opinion from the script alone; None if it has none."""
    try:
        printed = programs.run(
            ["tesseract", image, "stdout", "--psm", "0", "-l", "osd", "--dpi", str(round(dpi))],
            PAGE_TIMEOUT_S,
        )
    except ProgramError:
        return None
    turn = re.search(r"Orientation in degrees: (\d+)", printed)
    confidence = re.search(r"Orientation confidence: ([\d.]+)", printed)
    if turn is None or confidence is None:
        return None
    return Orientation(int(turn.group(1)) % 360, float(confidence.group(1)))


@cache
def installed_languages() -> frozenset[str]:
    """Tesseract's language files on this machine. Raises ProgramError without Tesseract."""
    lines = programs.run(["tesseract", "--list-langs"], PAGE_TIMEOUT_S).splitlines()
    return frozenset(line.strip() for line in lines[1:])


def save_for_tesseract(image: Image.Image, path: Path, dpi: float) -> None:
    """Uncompressed: packing pixels costs more time than the disk cache has."""
    image.save(path, format="TIFF", dpi=(dpi, dpi))
