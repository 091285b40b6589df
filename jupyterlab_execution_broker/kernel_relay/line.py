"""A way for kernel messages that survives the connections under it: nothing lost, nothing doubled.

Both ends have a Line. It cuts messages into frames, numbers them from 1, and keeps each until the
other end has said that it came. On a new connection both say the number of the last frame that they
have; what came after it is sent again. Only so much is on its way at a time, so that what waits
lies here, counted, and not in some socket.

A frame: one byte of flags (1: the message ends with it, 2: say something), its number and that of
the last frame received the other way (both 8 bytes, big-endian), then its piece of the message. A
frame of number 0 only acknowledges.
"""

from __future__ import annotations

import asyncio
import struct
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Callable

from .messages import Buffer, join, split

PIECE_BYTES = 256 * 1024
WINDOW_BYTES = 8 * 2**20
_HEAD = struct.Struct(">BQQ")
_LAST, _ASK = 1, 2
# An acknowledgement waits so long for company, or for so many bytes.
_ACKNOWLEDGE_SECONDS = 0.05
_ACKNOWLEDGE_BYTES = WINDOW_BYTES // 8

Deliver = Callable[[str, "list[memoryview]"], None]
Write = Callable[[bytes], None]


class OutOfOrder(ConnectionError):
    """A frame is missing before this one: the connection is of no use any more."""


def _pieces(buffers: Sequence[Buffer]) -> Iterator[list[Buffer]]:
    """The buffers in portions of at most PIECE_BYTES, without a copy."""
    portion: list[Buffer] = []
    room = PIECE_BYTES
    for buffer in buffers:
        rest: Buffer = buffer
        while len(rest) > room:
            view = memoryview(rest)
            yield [*portion, view[:room]]
            rest, portion, room = view[room:], [], PIECE_BYTES
        portion.append(rest)
        room -= len(rest)
    yield portion


class Line:
    """One end. ``deliver`` gets each message once, in order."""

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._write: Write | None = None
        self._number = 0
        self._waiting: deque[bytes] = deque()
        self._flying: deque[bytes] = deque()
        self._flying_bytes = 0
        self.held = 0
        """Bytes that are kept here."""
        self.acknowledged = 0
        """Number of the last frame that the other end has."""
        self.received = 0
        """Number of the last frame of the other end that came here."""
        self._message: list[bytes] = []
        self._owed = 0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def attached(self) -> bool:
        return self._write is not None

    def send(self, channel: str, parts: Sequence[Buffer]) -> None:
        """Keeps a message until it has come, and sends it when there is a connection."""
        pieces = list(_pieces(join(channel, parts)))
        for at, piece in enumerate(pieces):
            self._number += 1
            flags = _LAST if at == len(pieces) - 1 else 0
            frame = b"".join([_HEAD.pack(flags, self._number, self.received), *piece])
            self._waiting.append(frame)
            self.held += len(frame)
        self._pump()

    def attach(self, write: Write, received: int) -> None:
        """A new connection, whose other end has ``received`` so far."""
        self.detach()
        self._waiting.extendleft(reversed(self._flying))
        self._flying.clear()
        self._flying_bytes = 0
        while self._waiting and self.acknowledged < received:
            self.held -= len(self._waiting.popleft())
            self.acknowledged += 1
        self._write = write
        self._pump()

    def detach(self) -> None:
        """The connection is gone."""
        self._write = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def take(self, frame: bytes) -> None:
        """A frame has come. Raises OutOfOrder, and Malformed."""
        if len(frame) < _HEAD.size:
            raise OutOfOrder(f"A frame of {len(frame)} bytes came")
        flags, number, acknowledged = _HEAD.unpack_from(frame)
        self._acknowledge(acknowledged)
        if flags & _ASK:
            self._tell()
        if number == 0:
            return
        if number > self.received + 1:
            raise OutOfOrder(f"Frame {number} came after frame {self.received}")
        self._owe(len(frame))
        if number <= self.received:
            return
        self.received = number
        self._message.append(frame)
        if flags & _LAST:
            frames, self._message = self._message, []
            views = [memoryview(each)[_HEAD.size :] for each in frames]
            self._deliver(*split(views[0] if len(views) == 1 else b"".join(views)))

    def _pump(self) -> None:
        while self._write is not None and self._waiting and self._flying_bytes < WINDOW_BYTES:
            frame = self._waiting.popleft()
            self._flying.append(frame)
            self._flying_bytes += len(frame)
            self._write(frame)

    def _acknowledge(self, number: int) -> None:
        while self._flying and self.acknowledged < number:
            gone = len(self._flying.popleft())
            self._flying_bytes -= gone
            self.held -= gone
            self.acknowledged += 1
        self._pump()

    def _owe(self, count: int) -> None:
        self._owed += count
        if self._owed >= _ACKNOWLEDGE_BYTES:
            self._tell()
        elif self._timer is None and self._write is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(_ACKNOWLEDGE_SECONDS, self._tell)

    def ask(self) -> None:
        """Makes the other end say something."""
        self._tell(_ASK)

    def _tell(self, flags: int = 0) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._owed = 0
        if self._write is not None:
            self._write(_HEAD.pack(flags, 0, self.received))
