"""Which languages Tesseract can read on this machine; asks its folder, not the program."""

import os
from pathlib import Path

from intray.config import Ocr
from intray.errors import ConfigError

_FOLDERS = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
)


def installed() -> frozenset[str] | None:
    """Codes of the installed languages; None if Tesseract's folder is not found."""
    for folder in _tessdata_folders():
        models = frozenset(
            str(path.relative_to(folder).with_suffix("")) for path in folder.rglob("*.traineddata")
        )
        if models:
            return models
    return None


def check(ocr: Ocr) -> None:
    """Raise ConfigError if a language is set that is not installed."""
    known = installed()
    if ocr.mode == "off" or known is None:
        return
    missing = [code for code in ocr.languages if code not in known]
    if missing:
        packages = " ".join(f"tesseract-ocr-{code.replace('_', '-')}" for code in missing)
        raise ConfigError(
            f"ocr.languages: {', '.join(missing)} is not installed. Installed are "
            f"{', '.join(sorted(known - {'osd'}))}. On Debian: apt install {packages}"
        )


def _tessdata_folders() -> list[Path]:
    prefix = os.environ.get("TESSDATA_PREFIX")
    found = [Path(prefix)] if prefix else []
    for pattern in _FOLDERS:
        found += sorted(Path("/").glob(pattern.removeprefix("/")), reverse=True)
    return found
