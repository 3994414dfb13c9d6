"""The worker's end of the pipes: requests and grants come in, steps and wishes go out."""

import contextlib
import os
import queue
import signal
import sys
import threading
from collections.abc import Iterator
from typing import BinaryIO

from intray.reading import protocol
from intray.reading.protocol import Message


class Channel:
    """Thread-safe. When the main process closes its end, the worker's whole group dies."""

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._requests: queue.Queue[Message] = queue.Queue()
        self._grants = threading.Semaphore(0)
        self._writing = threading.Lock()

    def start(self) -> None:
        threading.Thread(target=self._listen, name="channel", daemon=True).start()

    def request(self) -> Message:
        """The next document to read; waits for it."""
        return self._requests.get()

    def say(self, kind: str, **content: object) -> None:
        with self._writing:
            self._outgoing.write(protocol.encode({"kind": kind, **content}))
            self._outgoing.flush()

    @contextlib.contextmanager
    def page_slot(self, memory_mb: int) -> Iterator[None]:
        """The right to keep one core busy, within about this much memory. Never nest it."""
        self.say("want", memory_mb=memory_mb)
        self._grants.acquire()
        try:
            yield
        finally:
            self.say("release")

    def _listen(self) -> None:
        with contextlib.suppress(ValueError):
            for line in self._incoming:
                message = protocol.decode(line)
                if message["kind"] == "grant":
                    self._grants.release()
                elif message["kind"] == "read":
                    self._requests.put(message)
        _die()


def open_channel() -> Channel:
    """Takes stdin and stdout for messages; what libraries print goes to stderr instead."""
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - no pathlib before the limits stand
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    channel = Channel(incoming, outgoing)
    channel.start()
    return channel


def _die() -> None:
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)
