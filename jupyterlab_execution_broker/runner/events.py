"""The event log: one JSON object a line, appended, never rewritten."""

from __future__ import annotations

import json
import os
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable

from .storage import is_full


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _last_number(path: Path) -> int:
    """The highest ``seq`` in the file, 0 if there is none; a torn last line is no event."""
    number = 0
    for line in path.read_bytes().splitlines():
        try:
            number = max(number, int(json.loads(line)["seq"]))
        except (ValueError, KeyError, TypeError):
            continue
    return number


class EventLog:
    """Appends events; what a full disk does not take waits in memory, in order.

    ``make_room`` is called when the disk is full; it returns whether it has freed any.
    """

    def __init__(self, path: Path, make_room: Callable[[], bool] = lambda: False) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        self._number = 0
        self._waiting = bytearray()
        self._make_room = make_room
        if os.fstat(self._file).st_size:
            self._number = _last_number(path)
            with open(path, "rb") as file:
                file.seek(-1, os.SEEK_END)
                if file.read() != b"\n":
                    self._waiting += b"\n"

    @property
    def behind(self) -> bool:
        """Whether events wait for room on the disk."""
        return bool(self._waiting)

    def emit(self, event: str, **fields: Any) -> None:
        """Appends one event; raises OSError for any trouble but a full disk."""
        self._number += 1
        record = {"seq": self._number, "time": _now(), "event": event, **fields}
        self._waiting += json.dumps(record, separators=(",", ":")).encode() + b"\n"
        self.flush()

    def message(self, level: str, code: str, template: str, **values: str) -> None:
        """Appends a sentence for a human; ``{name}`` in the template stands for a value."""
        text = template
        for name, value in values.items():
            text = text.replace("{" + name + "}", value)
        self.emit("message", level=level, code=code, template=template, values=values, message=text)

    def flush(self) -> bool:
        """Writes what waits; True if nothing is left."""
        while self._waiting:
            try:
                written = os.write(self._file, self._waiting)
            except OSError as error:
                if not is_full(error):
                    raise
                if not self._make_room():
                    return False
                continue
            del self._waiting[:written]
        return True

    def close(self) -> None:
        os.close(self._file)
