"""What a run writes to its standard output and error, as files that somebody may follow."""

from __future__ import annotations

import os
from pathlib import Path

from .storage import is_full

STREAMS = ("stdout", "stderr")
HEAD_BYTES = 2 * 2**20
TAIL_BYTES = 8 * 2**20
# A cut is moved to the end of a line, unless that is further away.
_LONGEST_LINE = 64 * 1024
_LONGEST_NOTICE = 100


def stream_path(folder: Path, name: str) -> Path:
    """``stdout.txt`` or ``stderr.txt`` of a session's folder."""
    return folder / f"{name}.txt"


class BoundedLog:
    """A file that grows as it is written to, and keeps its beginning and its end.

    It is only ever appended to, until it holds the head and twice the tail. Then another file takes
    its place: the head, a line that says how much was left out, and the tail. Whoever reads on from
    where they had stopped sees by the file itself (inode and birth) that they have to begin anew.
    """

    def __init__(self, path: Path, head: int = HEAD_BYTES, tail: int = TAIL_BYTES) -> None:
        self._path = path
        self._head = head
        self._tail = tail
        self._file = self._open(path)
        self._size = os.fstat(self._file).st_size
        # bytes of the head and of the line after it, once it was cut
        self._kept = 0
        self._notice = 0
        self._left_out = 0

    @staticmethod
    def _open(path: Path) -> int:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def write(self, data: bytes) -> None:
        """Appends; what a full disk does not take is left out. Raises OSError for other trouble."""
        room = self._head + 2 * self._tail + _LONGEST_NOTICE
        for start in range(0, len(data), self._tail):
            piece = data[start : start + self._tail]
            try:
                if self._size + len(piece) > room:
                    self._cut()
                self._append(piece)
            except OSError as error:
                if not is_full(error):
                    raise
                self._left_out += len(piece)

    def close(self) -> None:
        os.close(self._file)

    def _append(self, data: bytes) -> None:
        written = 0
        while written < len(data):
            try:
                count = os.write(self._file, data[written:])
            except OSError as error:
                if not is_full(error):
                    raise
                self._left_out += len(data) - written
                return
            written += count
            self._size += count

    def _cut(self) -> None:
        """Puts a file with the head and the tail into the place of this one."""
        with open(self._path, "rb") as file:
            head = file.read(self._kept or self._head)
            if not self._kept:
                head = _to_line_end(head)
            file.seek(self._size - self._tail)
            tail = _from_line_start(file.read(self._tail))
        # the line of an earlier cut lies between the two and goes
        left_out = self._left_out + self._size - len(head) - self._notice - len(tail)
        notice = f"\n… {left_out / 1e6:.1f} MB left out here …\n\n".encode()
        content = head + notice + tail
        shorter = self._path.with_name(f".{self._path.name}.shorter")
        shorter.unlink(missing_ok=True)
        successor = self._open(shorter)
        try:
            done = 0
            while done < len(content):
                done += os.write(successor, content[done:])
            os.replace(shorter, self._path)
        except OSError:
            os.close(successor)
            shorter.unlink(missing_ok=True)
            raise
        os.close(self._file)
        self._file, self._size = successor, len(content)
        self._kept, self._notice, self._left_out = len(head), len(notice), left_out


def _to_line_end(data: bytes) -> bytes:
    """``data`` up to its last line end, else up to a whole character."""
    end = data.rfind(b"\n", -_LONGEST_LINE) + 1
    return data[:end] if end else data.decode("utf-8", errors="ignore").encode()


def _from_line_start(data: bytes) -> bytes:
    """``data`` after its first line end, else from a whole character on."""
    start = data.find(b"\n", 0, _LONGEST_LINE) + 1
    return data[start:] if start else data.lstrip(bytes(range(0x80, 0xC0)))


class Streams:
    """``stdout.txt`` and ``stderr.txt`` in a session's folder; its first text makes each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._logs: dict[str, BoundedLog] = {}

    def write(self, name: str, text: str) -> None:
        """Appends ``text`` to the stream ``name``; other names than ``STREAMS`` are passed over."""
        if name in STREAMS:
            self.log(name).write(text.encode("utf-8", errors="replace"))

    def log(self, name: str) -> BoundedLog:
        """The file of one stream, for whoever has bytes."""
        if name not in self._logs:
            self._logs[name] = BoundedLog(stream_path(self._folder, name))
        return self._logs[name]

    def close(self) -> None:
        for log in self._logs.values():
            log.close()
        self._logs.clear()
