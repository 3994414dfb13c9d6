"""inotify: shortens the wait for what the next scan would find. Losing events loses nothing."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from inotify_simple import INotify, flags

from intray.ingest.folder import Place

log = logging.getLogger(__name__)

_MASK = (
    flags.CREATE
    | flags.CLOSE_WRITE
    | flags.MOVED_TO
    | flags.MOVED_FROM
    | flags.DELETE
    | flags.DELETE_SELF
    | flags.MOVE_SELF
    | flags.ONLYDIR
    | flags.DONT_FOLLOW
)
_LOST = flags.Q_OVERFLOW | flags.IGNORED | flags.UNMOUNT | flags.DELETE_SELF | flags.MOVE_SELF
PENDING_LIMIT = 10_000


class Hints:
    """What changed since the last look. `places` maps to whether a writer closed the file."""

    def __init__(self, inotify: INotify, root: Path, wake: Callable[[], None]) -> None:
        self.places: dict[Place, bool] = {}
        self.scan_wanted = True
        self.reliable = True  # False: some folder could not be watched
        self._inotify = inotify
        self._root = root
        self._wake = wake
        self._watched: dict[int, tuple[str, ...]] = {}

    def follow(self, folders: list[Path]) -> None:
        """Watch these folders; blocks shortly, so call it in a thread. Watch first, then scan."""
        reliable = True
        watched: dict[int, tuple[str, ...]] = {}
        for folder in folders:
            try:
                descriptor = self._inotify.add_watch(folder, _MASK)
            except OSError as error:
                if self.reliable and folder.is_dir():
                    log.warning("%s cannot be watched, only polled: %s", folder, error)
                reliable = reliable and not folder.is_dir()
                continue
            watched[descriptor] = folder.relative_to(self._root).parts
        self._watched = watched
        self.reliable = reliable

    def take(self) -> dict[Place, bool]:
        places, self.places = self.places, {}
        return places

    def read(self) -> None:
        """Called by the event loop when there are events."""
        for event in self._inotify.read(timeout=0):
            subdirs = self._watched.get(event.wd)
            if event.mask & (_LOST | flags.ISDIR) or len(self.places) >= PENDING_LIMIT:
                self.scan_wanted = True
            elif subdirs is not None and event.name:
                place = Place(subdirs, event.name)
                closed = bool(event.mask & flags.CLOSE_WRITE)
                self.places[place] = closed or self.places.get(place, False)
        self._wake()


@asynccontextmanager
async def open_hints(root: Path, wake: Callable[[], None]) -> AsyncIterator[Hints | None]:
    """None where the kernel gives no inotify: then there is only polling."""
    try:
        inotify = await asyncio.to_thread(INotify, nonblocking=True)
    except OSError as error:
        log.warning("No inotify, the folder is polled: %s", error)
        yield None
        return
    hints = Hints(inotify, root, wake)
    loop = asyncio.get_running_loop()
    loop.add_reader(inotify.fileno(), hints.read)
    try:
        yield hints
    finally:
        loop.remove_reader(inotify.fileno())
        inotify.close()
