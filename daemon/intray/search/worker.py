"""A process that reads or writes the index for the daemon, and leaves when its pipe closes.

numpy and Whoosh cost more memory than all the rest of the idle daemon; here they are given back.
Reading and writing happen in two such processes, so that neither waits for the other.
"""

import errno
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from intray.search.wire import HEAD, Message, node_from_wire, numbers_at, pack, unpack

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from intray.search.snapshot import Opener, Snapshot
    from intray.search.writer import IndexWriter

_OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES, errno.EMFILE)
MEMORY_BYTES = 24 * 1024 * 1024  # of decoded postings


def main() -> int:
    """Answer one message after the other until the daemon closes the pipe."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # its buffers cost memory, and nothing here uses them
    for number in (signal.SIGTERM, signal.SIGINT):  # meant for the daemon, which closes the pipe
        signal.signal(number, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not break the wire
    worker = Worker()
    while (message := _receive(sys.stdin.buffer)) is not None:
        answers.write(pack(worker.answer(message)))
        answers.flush()
    return 0


def _receive(stream: BinaryIO) -> Message | None:
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    body_length, raw_length = HEAD.unpack(head)
    return unpack(stream.read(body_length), stream.read(raw_length))


class Worker:
    """Keeps the index open between messages."""

    def __init__(self) -> None:
        self._opener: tuple[Path, Opener] | None = None
        self._writer: tuple[Path, IndexWriter] | None = None
        self._tasks: dict[str, Callable[[Path, Message], Message]] = {
            "open": self._open,
            "search": self._search,
            "similar": self._similar,
            "complete": self._complete,
            "correct": self._correct,
            "put": self._put,
            "merge": self._merge,
            "purge": self._purge,
        }

    def answer(self, message: Message) -> Message:
        """What came of a request; an error becomes the value `error`."""
        from intray.search.limits import TooExpensiveError

        try:
            return self._tasks[message.values["do"]](Path(message.values["folder"]), message)
        except TooExpensiveError:
            return Message({"error": "too expensive"})
        except OSError as error:
            self._opener = self._writer = None
            kind = "io" if error.errno in _OF_THE_DISK else "damaged"
            return Message({"error": kind, "message": str(error)})
        except Exception as error:
            # Damaged files lead to errors of any kind; the daemon decides what becomes of them.
            self._opener = self._writer = None
            return Message({"error": "damaged", "message": f"{type(error).__name__}: {error}"})

    def _snapshot(self, folder: Path) -> "Snapshot":
        from intray.search.snapshot import Opener

        if self._opener is None or self._opener[0] != folder:
            self._opener = (folder, Opener(folder, MEMORY_BYTES))
        return self._opener[1].newest()

    def _index(self, folder: Path) -> "IndexWriter":
        from intray.search.writer import IndexWriter

        if self._writer is None or self._writer[0] != folder:
            self._writer = (folder, IndexWriter(folder))
        return self._writer[1]

    def _open(self, folder: Path, message: Message) -> Message:
        return Message({"documents": int(self._snapshot(folder).alive.sum())})

    def _search(self, folder: Path, message: Message) -> Message:
        from intray.search.executor import Executor

        tree = node_from_wire(message.values["tree"], message)
        numbers, scores = Executor(self._snapshot(folder)).ranked(tree)
        return Message({"count": len(numbers)}, _ranked(numbers, scores))

    def _similar(self, folder: Path, message: Message) -> Message:
        from intray.search.suggestions import similar

        numbers, scores = similar(self._snapshot(folder), message.values["texts"])
        return Message({"count": len(numbers)}, _ranked(numbers, scores))

    def _complete(self, folder: Path, message: Message) -> Message:
        from intray.search.suggestions import complete

        snapshot, values = self._snapshot(folder), message.values
        allowed = _allowed(snapshot, message)
        return Message({"words": complete(snapshot, values["prefix"], values["limit"], allowed)})

    def _correct(self, folder: Path, message: Message) -> Message:
        from intray.search.suggestions import correct

        snapshot = self._snapshot(folder)
        allowed = _allowed(snapshot, message)
        words = [correct(snapshot, word, allowed) for word in message.values["words"]]
        return Message({"words": words})

    def _put(self, folder: Path, message: Message) -> Message:
        from intray.search.writer import Entry

        index, values = self._index(folder), message.values
        entries = [Entry(number, texts) for number, texts in values["entries"]]
        index.put(entries, values["gone"])
        if values["commit"] is None:
            return Message({})
        index.commit(seq=values["commit"]["seq"], upto=values["commit"]["upto"])
        now = index.current
        return Message(
            {"documents": now.documents, "at": now.written_at, "segments": len(now.files)}
        )

    def _merge(self, folder: Path, message: Message) -> Message:
        return Message({"merged": self._index(folder).merge()})

    def _purge(self, folder: Path, message: Message) -> Message:
        return Message({"merged": self._index(folder).purge()})


def _allowed(snapshot: "Snapshot", message: Message) -> "NDArray[np.bool_]":
    """Places of the documents that the asker may see."""
    import numpy as np

    named = snapshot.marked(np.array(numbers_at(message, message.values["numbers"]), np.int64))
    return snapshot.alive & (named if message.values["only"] else ~named)


def _ranked(numbers: "NDArray[np.int64]", scores: "NDArray[np.float64]") -> bytes:
    import numpy as np

    return np.asarray(numbers, np.uint32).tobytes() + np.asarray(scores, np.float64).tobytes()


if __name__ == "__main__":
    sys.exit(main())
