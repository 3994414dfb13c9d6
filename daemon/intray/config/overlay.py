"""Settings changed on the page, laid over those of the configuration file."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from intray.config.types import Ocr
from intray.config.values import languages

LEAST_PIXELS: Final = 1_000_000
MOST_PIXELS: Final = 1_000_000_000


def _as_it_is(value: Any) -> Any:
    return value


def _pixels(value: float) -> int:
    """0 is no limit."""
    return min(MOST_PIXELS, max(LEAST_PIXELS, int(value))) if value else MOST_PIXELS


# key of the API → field of Ocr, and how the value becomes that of the field
_OF_OCR: Final[dict[str, tuple[str, Callable[[Any], Any]]]] = {
    "output_type": ("output_type", _as_it_is),
    "pages": ("pages", _as_it_is),
    "language": ("languages", languages),
    "mode": ("mode", _as_it_is),
    "archive_file_generation": ("archive", _as_it_is),
    "image_dpi": ("image_dpi", _as_it_is),
    "unpaper_clean": ("clean", _as_it_is),
    "deskew": ("deskew", _as_it_is),
    "rotate_pages": ("rotate_pages", _as_it_is),
    "rotate_pages_threshold": ("rotate_pages_threshold", _as_it_is),
    "max_image_pixels": ("max_image_pixels", _pixels),
}


@dataclass
class Overlay:
    """What is in effect now; new work sees a change at once."""

    values: Mapping[str, Any] = field(default_factory=dict)  # key of the API → value, never None
    changing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def ocr(self, file: Ocr) -> Ocr:
        """The settings of the file with the changes."""
        changes = {
            name: convert(self.values[key])
            for key, (name, convert) in _OF_OCR.items()
            if key in self.values
        }
        return replace(file, **changes)
