"""A person who empties the trash while the daemon is killed; and what must be true in the end."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from appliance import Appliance

AGAIN_SHARE = 0.3  # of what was removed is handed over once more
PAUSE_S = 0.02


@dataclass
class Remover:
    """Checksums of what was removed for good (answered with success), and of what may have been."""

    appliance: Appliance
    rng: random.Random
    is_safe: Callable[[str], bool]  # its sender will not send it again
    hand_over_again: Callable[[str], None]
    removed: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    count: int = 0

    def work(self, token: str, until: Callable[[], bool]) -> None:
        """One document after the other, as long as the daemon answers."""
        while not until():
            try:
                self._remove_one(token)
            except OSError:
                time.sleep(PAUSE_S)
            time.sleep(PAUSE_S)

    def _remove_one(self, token: str) -> None:
        path = "/api/documents/?page_size=40&fields=id,versions&ordering=-id"
        documents = self.appliance.call("GET", path, token=token)["results"]
        known = {row["versions"][0]["checksum"]: row["id"] for row in documents}
        chosen = sorted(set(filter(self.is_safe, known)) - self.unsure)
        if not chosen:
            return
        checksum = self.rng.choice(chosen)
        self.unsure.add(checksum)  # until it was answered
        body = {"action": "empty", "documents": [known[checksum]]}
        self.appliance.call("DELETE", f"/api/documents/{known[checksum]}/", token=token)
        self.appliance.call("POST", "/api/trash/", body, token=token)
        self.unsure.discard(checksum)
        self.count += 1
        if self.rng.random() < AGAIN_SHARE:
            self.hand_over_again(checksum)
        else:
            self.removed.add(checksum)


def left_of(data_dir: Path, checksum: str) -> Iterator[Path]:
    """Files that hold the paper or tell of it."""
    below = Path(checksum[:2]) / checksum[2:4]
    for path in (
        data_dir / "blobs" / below / checksum,
        data_dir / "meta" / below / f"{checksum}.json",
        data_dir / "derived" / checksum,
    ):
        if path.exists():
            yield path
