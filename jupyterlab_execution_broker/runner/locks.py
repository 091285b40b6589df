"""File locks that end with the process, waited for without blocking the event loop."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Callable

if sys.platform == "win32":
    import msvcrt

    def _lock(file: int, shared: bool) -> bool:
        """Windows has no shared locks here: readers take turns, which is slower but safe."""
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: int, shared: bool) -> bool:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


class SharedLock:
    """A lock on a file that many may share or one may hold alone, across processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def try_acquire(self, shared: bool = False) -> bool:
        """Takes the lock if it is free. Raises OSError if the file cannot be made."""
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        return _lock(self._file, shared)

    async def acquire(self, shared: bool, on_wait: Callable[[], None] = lambda: None) -> None:
        """Waits for the lock; ``on_wait`` is called once if it is not free."""
        if self.try_acquire(shared):
            return
        on_wait()
        while not self.try_acquire(shared):
            await asyncio.sleep(0.1)

    def share(self) -> None:
        """Lets others share a lock that was held alone."""
        if sys.platform != "win32" and self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_SH)

    def release(self) -> None:
        if self._file is not None:
            _unlock(self._file)
