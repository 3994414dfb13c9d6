"""Settings: embedded defaults, the owner's file, the environment; the later one wins."""

from intray.config.load import load
from intray.config.types import (
    Admin,
    Config,
    Consumer,
    Dates,
    Maintenance,
    Ocr,
    Paths,
    Scripts,
    Server,
    Smtp,
    Workers,
)

__all__ = [
    "Admin",
    "Config",
    "Consumer",
    "Dates",
    "Maintenance",
    "Ocr",
    "Paths",
    "Scripts",
    "Server",
    "Smtp",
    "Workers",
    "load",
]
