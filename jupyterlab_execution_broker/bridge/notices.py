"""What a person is told below a cell, beside the kernel's own words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ..kernel_relay.messages import Buffer
from .front import Front
from .requests import Request


class Notices:
    """Each goes to the standard error of a cell."""

    def __init__(self, front: Front) -> None:
        self._front = front

    def tell(self, cell: Request | None, text: str) -> None:
        """Nobody, where no cell waits."""
        if cell is not None:
            self._below(cell.header, text)

    def away(self, cell: Request, why: str, kept: bool) -> None:
        """The kernel is away for a while."""
        then = "Nothing is lost" if kept else "The bridge tries on"
        self.tell(cell, f"The kernel cannot be reached: {why}. {then}; interrupt to give up.")

    def back(self, cell: Request | None, why: str, seconds: float) -> None:
        """It is there again, over a way that keeps nothing."""
        if cell is not None and cell.sent:
            text = f"The connection to the kernel was lost for {seconds:.0f} s ({why})."
            self.tell(cell, f"{text} Output of that time may be missing.")

    def too_large(self, size: int, parts: Sequence[Buffer]) -> None:
        """The message of those parts was what the server did not take."""
        if size:
            self._below(
                json.loads(bytes(parts[0])),
                f"The Jupyter server at the other end refused a message of {size} bytes. "
                "Its setting websocket_max_message_size says how large one may be.",
            )

    def _below(self, header: dict[str, Any], text: str) -> None:
        self._front.publish("stream", {"name": "stderr", "text": f"{text}\n"}, header)
