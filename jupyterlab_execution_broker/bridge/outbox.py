"""What goes to the kernel: each message once, now or when there is a connection."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Union

from ..kernel_relay.messages import Buffer
from .requests import Request, Requests
from .ways import PlainWay, SequencedWay

_log = logging.getLogger(__name__)
_LARGEST_HELD = 256 * 2**20

Way = Union[PlainWay, SequencedWay]


class Outbox:
    """Sends over ``way`` while ``connected``, and keeps the rest in order."""

    def __init__(self, requests: Requests) -> None:
        self._requests = requests
        self._unsent: list[tuple[str, Sequence[Buffer], Request | None]] = []
        self.way: Way | None = None
        self.connected = False

    @property
    def keeps(self) -> bool:
        """Whether the way itself keeps what is sent now, and sends it on when it can."""
        return isinstance(self.way, SequencedWay) and self.way.known

    def send(self, channel: str, parts: Sequence[Buffer], request: Request | None = None) -> None:
        """``request``: what has to be told if it cannot go out."""
        way = self.way
        if request is not None and request.replied:
            return
        if way is None or not (self.connected or (self.keeps and not self._unsent)):
            self._unsent.append((channel, parts, request))
            return
        if isinstance(way, SequencedWay) and way.held > _LARGEST_HELD:
            text = f"Not sent: {_LARGEST_HELD // 2**20} MB wait for the connection to the kernel."
            _log.warning(text)
            self._requests.fail([request] if request is not None else [], "NotSent", text)
            return
        way.send(channel, parts)
        if request is not None:
            request.sent = True

    def flush(self) -> None:
        """There is a connection."""
        waiting, self._unsent = self._unsent, []
        for channel, parts, request in waiting:
            self.send(channel, parts, request)

    def clear(self) -> None:
        """What is unsent will not be sent."""
        self._unsent.clear()
