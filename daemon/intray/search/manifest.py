"""What one commit of the index consists of: files with sizes and sums, and how far it reaches.

It is written before the commit's table of contents is, under the same generation number, so a
commit without its manifest does not exist. Reading it needs no Whoosh: the daemon judges an
index at start without opening it.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from intray.search.layout import INDEX_NAME, SCHEMA_VERSION

_CONTENTS = re.compile(rf"_{INDEX_NAME}_(\d+)\.toc")
_MANIFEST = re.compile(r"manifest_(\d+)\.json")
_BITE = 1024 * 1024  # bytes


@dataclass(frozen=True)
class Manifest:
    generation: int
    schema: int
    seq: int  # of the outbox: everything up to it is in the index
    upto: int | None  # while being built: the last document that is in; None when complete
    documents: int
    written_at: int
    files: dict[str, tuple[int, str]]  # name → bytes, SHA-256


class DamagedIndexError(Exception):
    """The files are not those that were committed."""


def name(generation: int) -> str:
    return f"manifest_{generation}.json"


def contents_name(generation: int) -> str:
    return f"_{INDEX_NAME}_{generation}.toc"


def to_bytes(manifest: Manifest) -> bytes:
    return json.dumps(asdict(manifest)).encode()


def read(folder: Path) -> Manifest:
    """The manifest of the newest commit, its files present and of the right size.

    Raises DamagedIndexError if there is none or a file is missing or of another size.
    """
    generation = newest_generation(folder)
    if generation is None:
        raise DamagedIndexError("there is no index yet")
    try:
        values = json.loads((folder / name(generation)).read_bytes())
        files = {
            str(file): (int(size), str(sum_)) for file, (size, sum_) in values["files"].items()
        }
        manifest = Manifest(**{**values, "files": files})
        for file, (size, _) in files.items():
            if (folder / file).stat().st_size != size:
                raise DamagedIndexError(f"{file} has another size than it was written with")
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedIndexError(str(error)) from error
    if manifest.schema != SCHEMA_VERSION:
        raise DamagedIndexError(f"the index has schema {manifest.schema}")
    return manifest


def newest_generation(folder: Path) -> int | None:
    try:
        found = [_CONTENTS.fullmatch(entry.name) for entry in folder.iterdir()]
    except OSError:
        return None
    return max((int(match[1]) for match in found if match), default=None)


def outdated(folder: Path, generation: int) -> list[Path]:
    """Manifests of other commits than this one."""
    return [
        entry
        for entry in folder.iterdir()
        if _MANIFEST.fullmatch(entry.name) and entry.name != name(generation)
    ]


def damaged_files(folder: Path, manifest: Manifest) -> Iterator[str | None]:
    """Names of files whose bytes are not those written; None after each bite, to breathe."""
    for file, (_, wanted) in manifest.files.items():
        running = hashlib.sha256()
        with (folder / file).open("rb") as stream:
            while bite := stream.read(_BITE):
                running.update(bite)
                yield None
        if running.hexdigest() != wanted:
            yield file


def sum_of(path: Path) -> tuple[int, str]:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
        return stream.tell(), digest.hexdigest()
