"""Where the index lives: numbered folders, of which the file `current` names the one in use.

A rebuilt index is made in a folder of its own and then named. The tables of contents are pickles,
that is code: the folder must belong to us alone.
"""

import contextlib
import os
import stat
from pathlib import Path

from intray.errors import StorageError
from intray.search import manifest
from intray.store import durable

_NAME = "current"


class Home:
    def __init__(self, index_dir: Path) -> None:
        self._path = index_dir

    def prepare(self) -> None:
        """Make the folder private. Raises StorageError if somebody else could write to it."""
        durable.make_folders(self._path, 0o700)
        found = self._path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise StorageError(f"{self._path} must be a folder that belongs to Intray's user.")
        if stat.S_IMODE(found.st_mode) != 0o700:
            self._path.chmod(0o700)
            # Whatever others may have put there is not trusted.
            for folder in self._folders():
                durable.remove_tree(folder)

    def current(self) -> Path | None:
        """The folder in use, if one is named."""
        try:
            number = int((self._path / _NAME).read_text("ascii"))
        except (OSError, ValueError):
            return None
        return self._path / str(number)

    def unfinished(self, highest_seq: int) -> manifest.Manifest | None:
        """How far an interrupted build in `next_folder` came, if it can be continued."""
        try:
            found = manifest.read(self.next_folder())
        except manifest.DamagedIndexError:
            return None
        return found if found.upto is not None and found.seq <= highest_seq else None

    def next_folder(self) -> Path:
        """Where a new index is built; the same one until it is in use."""
        current = self.current()
        return self._path / str(1 if current is None else int(current.name) + 1)

    def discard_next(self) -> None:
        durable.remove_tree(self.next_folder())

    def switch(self) -> Path:
        """Take the newly built index into use and drop all others."""
        folder = self.next_folder()
        staging = self._path / f"{_NAME}.new"
        with contextlib.suppress(FileNotFoundError):
            durable.unlink(staging)
        durable.replace_file(self._path / _NAME, folder.name.encode(), mode=0o600, staging=staging)
        durable.sync_folder(self._path)
        for other in self._folders():
            if other != folder:
                durable.remove_tree(other)
        return folder

    def _folders(self) -> list[Path]:
        return [entry for entry in self._path.iterdir() if entry.name.isdigit()]
