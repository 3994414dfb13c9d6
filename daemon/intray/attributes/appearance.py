"""What is derived from an attribute's values: slugs, and colours of tags."""

import math
import re
import unicodedata

DEFAULT_COLOR = "#a6cee3"

# The numbered colours of version 1 of the API, from 1 on.
NUMBERED_COLORS = (
    DEFAULT_COLOR,
    "#1f78b4",
    "#b2df8a",
    "#33a02c",
    "#fb9a99",
    "#e31a1c",
    "#fdbf6f",
    "#ff7f00",
    "#cab2d6",
    "#6a3d9a",
    "#b15928",
    "#000000",
    "#cccccc",
)
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_DARK_BELOW = 0.53  # perceived brightness, 0 to 1


def slug(name: str) -> str:
    """ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^\w\s-]", "", plain).strip()
    return re.sub(r"[-\s]+", "-", words).strip("-_")


def is_color(text: str) -> bool:
    return _COLOR.fullmatch(text) is not None


def text_color(color: str) -> str:
    """Black or white, whichever can be read on `color`."""
    if not is_color(color):
        return "#000000"
    red, green, blue = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    brightness = math.sqrt(0.299 * red**2 + 0.587 * green**2 + 0.114 * blue**2)
    return "#ffffff" if brightness < _DARK_BELOW else "#000000"


def color_number(color: str) -> int:
    """Its number in version 1; 1 for a colour that has none."""
    known = color.lower()
    return NUMBERED_COLORS.index(known) + 1 if known in NUMBERED_COLORS else 1
