"""Which answers will never come: those to what is older than a request that is answered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

from ..kernel_relay.messages import Buffer
from .front import Front
from .requests import Request, Requests

# Replies and output come over several ways there, and may overtake each other a little.
_SETTLE_SECONDS = 0.5


class Fences:
    """A fence is a kernel_info_request of our own on shell, after all that is older."""

    def __init__(self, front: Front, requests: Requests) -> None:
        self._front = front
        self._requests = requests
        self._standing: dict[str, list[Request]] = {}

    def put_up(self, older_than: float) -> list[bytes] | None:
        """A request to send after all that was sent, if something is unanswered since that many
        seconds and no fence stands yet."""
        now = asyncio.get_running_loop().time()
        sent = [
            request
            for request in self._requests.open()
            if request.sent and request.in_turn and now - request.at >= older_than
        ]
        if not sent or self._standing:
            return None
        msg_id, parts = self._front.request("kernel_info_request")
        self._standing[msg_id] = sent
        return parts

    def passed(self, channel: str, parts: Sequence[Buffer]) -> bool:
        """Whether this is a fence's answer; then what is older and unanswered fails soon."""
        if not self._standing or channel != "shell":
            return False
        sent = self._standing.pop(str(json.loads(bytes(parts[1])).get("msg_id")), None)
        if sent is None:
            return False
        asyncio.get_running_loop().call_later(_SETTLE_SECONDS, self._settle, sent)
        return True

    def clear(self) -> None:
        """The connection is gone, and a fence with it."""
        self._standing.clear()

    def _settle(self, sent: list[Request]) -> None:
        text = (
            "The connection to the kernel was lost, and with it the answer. The kernel has ended "
            "this since, well or not; it is not sent again."
        )
        self._requests.fail(sent, "AnswerLost", text)
