"""What was asked through this bridge and is not yet answered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..kernel_relay.messages import Buffer
from .front import Front

_REPLY = "_reply"


@dataclass
class Request:
    """Ends when its reply and the status ``idle`` have come."""

    channel: str
    identities: list[bytes]
    parts: Sequence[Buffer]
    header: dict[str, Any]
    at: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    sent: bool = False
    begun: bool = False
    interrupt: bool = False
    """It is to be interrupted as soon as it has begun."""
    replied: bool = False
    idle: bool = False

    @property
    def kind(self) -> str:
        return str(self.header["msg_type"])

    @property
    def in_turn(self) -> bool:
        """Whether the kernel answers it in the order of the shell channel."""
        return self.channel == "shell" and not self.header.get("subshell_id")


def status_of(parts: Sequence[Buffer]) -> tuple[str | None, str]:
    """The execution state that a message on iopub tells, if it does, and the id of its request."""
    if b'"status"' not in bytes(parts[0]):
        return None, ""
    if json.loads(bytes(parts[0])).get("msg_type") != "status":
        return None, ""
    state = json.loads(bytes(parts[3])).get("execution_state")
    return state, str(json.loads(bytes(parts[1])).get("msg_id"))


class Requests:
    """By message id, in the order in which they were asked."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._open: dict[str, Request] = {}

    def add(self, request: Request) -> None:
        self._open[str(request.header["msg_id"])] = request

    def open(self) -> list[Request]:
        """Also those that have their reply, and wait for ``idle``."""
        return list(self._open.values())

    def unanswered(self) -> list[Request]:
        return [request for request in self._open.values() if not request.replied]

    def executing(self) -> Request | None:
        """The oldest cell that has no answer."""
        cells = (each for each in self.unanswered() if each.kind == "execute_request")
        return next(cells, None)

    def hand_on(self, channel: str, parts: Sequence[Buffer]) -> None:
        """A message of the kernel goes to whom it is for; one that nobody waits for is dropped."""
        if channel == "iopub":
            self._front.forward(channel, [], parts)
            return
        parent = str(json.loads(bytes(parts[1])).get("msg_id"))
        request = self._open.get(parent)
        if request is None or (channel != "stdin" and request.replied):
            return
        self._front.forward(channel, request.identities, parts)
        if channel != "stdin":
            request.replied = True
            self._close(request)

    def begin(self, parent: str) -> Request | None:
        """The kernel works on that request now; gives it if it is to be interrupted."""
        request = self._open.get(parent)
        if request is None or request.begun:
            return None
        request.begun = True
        return request if request.interrupt else None

    def idle(self, parent: str) -> Request | None:
        """The kernel is done with that request; gives it if an interrupt took its reply."""
        request = self._open.get(parent)
        if request is None:
            return None
        request.idle = True
        self._close(request)
        return request if request.interrupt and not request.replied else None

    def fail(self, requests: Iterable[Request], name: str, text: str) -> None:
        """Answers what is unanswered with an error, and says ``idle`` where the kernel did not."""
        for request in list(requests):
            if not request.replied:
                request.replied = True
                content: dict[str, Any] = {"ename": name, "evalue": text, "traceback": [text]}
                if request.kind == "execute_request":
                    self._front.publish("error", content, request.header)
                content = {"status": "error", "execution_count": 0, **content}
                self._reply(request, content)
            self._say_idle(request)

    def answer(self, request: Request, content: dict[str, Any]) -> None:
        """Answers without the kernel."""
        request.replied = True
        self._front.publish("status", {"execution_state": "busy"}, request.header)
        self._reply(request, content)
        self._say_idle(request)

    def _reply(self, request: Request, content: dict[str, Any]) -> None:
        kind = request.kind.replace("_request", _REPLY)
        self._front.reply(request.channel, request.identities, kind, content, request.header)

    def _say_idle(self, request: Request) -> None:
        if not request.idle:
            request.idle = True
            self._front.publish("status", {"execution_state": "idle"}, request.header)
        self._close(request)

    def _close(self, request: Request) -> None:
        if request.replied and request.idle:
            self._open.pop(str(request.header["msg_id"]), None)
