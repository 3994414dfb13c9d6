"""What one reading of a document gave."""

from dataclasses import dataclass, field
from pathlib import Path

from intray.matching.match import Matches
from intray.reading.types import MetadataKnown


@dataclass
class Outcome:
    """Files lie in the work folder until they are published."""

    files: dict[str, Path] = field(default_factory=dict)
    has_text: bool = False
    created: str | None = None  # the date that was taken from the text
    matches: Matches = field(default_factory=Matches)  # what the text called for
    metadata: MetadataKnown | None = None
    notice: str | None = None
    message: str | None = None
