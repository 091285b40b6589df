"""Standard output and error of a process, on their way into files of the session."""

from __future__ import annotations

import asyncio
import os
import threading
import time

from .last_words import LastWords
from .streams import BoundedLog, Streams

_CHUNK_BYTES = 64 * 1024
# What a process has left behind may hold its streams open; it is not waited for.
_DRAIN_SECONDS = 1.0
_LOOK_SECONDS = 0.01


class Outputs:
    """Pipes to give to a process; a thread each copies what comes, as it comes.

    Not asyncio's own pipes: with those a process has not ended while a daemon of its holds one.
    """

    def __init__(self, streams: Streams) -> None:
        self.last_words = LastWords()
        # a thread that is late must not write into a file that is closed
        self._writing = threading.Lock()
        self._closed = False
        self._threads: list[threading.Thread] = []
        self._ends: list[int] = []
        self.stdout = self._pipe(streams.log("stdout"), None)
        self.stderr = self._pipe(streams.log("stderr"), self.last_words)

    def _pipe(self, log: BoundedLog, words: LastWords | None) -> int:
        source, end = os.pipe()
        thread = threading.Thread(target=self._copy, args=(source, log, words), daemon=True)
        thread.start()
        self._threads.append(thread)
        self._ends.append(end)
        return end

    def _copy(self, source: int, log: BoundedLog, words: LastWords | None) -> None:
        try:
            while data := os.read(source, _CHUNK_BYTES):
                with self._writing:
                    if self._closed:
                        return
                    log.write(data)
                    if words is not None:
                        words.hear(data)
        finally:
            os.close(source)

    def handed_over(self) -> None:
        """Call it once the process has its ends: then these are not needed here."""
        for end in self._ends:
            os.close(end)
        self._ends = []

    async def drain(self) -> None:
        """Waits until all has been copied, though not long."""
        deadline = time.monotonic() + _DRAIN_SECONDS
        while time.monotonic() < deadline and any(thread.is_alive() for thread in self._threads):
            await asyncio.sleep(_LOOK_SECONDS)

    def close(self) -> None:
        """Nothing is written any more."""
        self.handed_over()
        for thread in self._threads:
            # what held the other end has been ended
            thread.join(_DRAIN_SECONDS)
        with self._writing:
            self._closed = True
