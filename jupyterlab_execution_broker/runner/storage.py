"""Writing to a disk that may be full."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_RESERVE_BYTES = 64 * 1024


def is_full(error: BaseException) -> bool:
    """Whether ``error`` says that a disk or a quota has no room left."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def write_atomically(path: Path, data: bytes) -> None:
    """Replaces ``path`` by ``data``, whole or not at all; raises OSError and leaves no trace."""
    temporary = path.with_name(f".{path.name}.saving")
    try:
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


class Reserve:
    """Room held back, so that a full disk can still be reported."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def take(self) -> bool:
        """Takes the room; False if there is none."""
        try:
            with open(self._path, "wb") as file:
                file.write(os.urandom(_RESERVE_BYTES))
        except OSError as error:
            if not is_full(error):
                raise
            self.give_up()
            return False
        return True

    def give_up(self) -> bool:
        """Frees the room; True if there was any."""
        try:
            self._path.unlink()
        except FileNotFoundError:
            return False
        return True
