"""Text and CSV files: their words, and a picture of how they begin."""

import codecs
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from intray.reading.protocol import MAX_TEXT
from intray.reading.thumbnail import make_thumbnail

_PAGE = (1000, 1414)  # pixels, shaped like A4
_MARGIN = 70
_LINE = 26
_COLUMNS = 90
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(path: Path) -> str:
    """UTF-8, what a byte order mark says, else Windows' western code page."""
    with path.open("rb") as file:
        content = file.read(4 * MAX_TEXT)
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(content)  # may end within a letter
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def picture_of(text: str, work_dir: Path) -> Path:
    """The first lines on white paper, as thumbnail."""
    page = Image.new("L", _PAGE, 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=20)
    lines = (_PAGE[1] - 2 * _MARGIN) // _LINE
    for number, line in enumerate(text[: lines * 400].splitlines()[:lines]):
        shown = "".join(c if c.isprintable() else " " for c in line[:_COLUMNS])
        draw.text((_MARGIN, _MARGIN + number * _LINE), shown, font=font, fill=30)
    return make_thumbnail(page, work_dir)
