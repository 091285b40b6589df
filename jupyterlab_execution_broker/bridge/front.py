"""The side that faces this Jupyter server: the five ZMQ channels of a kernel."""

from __future__ import annotations

import hmac
import logging
import threading
from collections.abc import Sequence
from functools import partial
from typing import Any, Callable

import zmq
from jupyter_client.session import Session
from zmq.eventloop.zmqstream import ZMQStream

from ..kernel_relay.messages import DELIMITER, Buffer, Malformed, unwrap

_log = logging.getLogger(__name__)
# Below it, a copy is cheaper than keeping track of who still needs the memory.
_COPIED_BYTES = 64 * 1024
_LINGER_MS = 1000

OnRequest = Callable[[str, "list[bytes]", "list[bytes]"], None]


def _beat(socket: zmq.Socket[bytes]) -> None:
    """Answers heartbeats in a thread of its own, whatever the rest is busy with."""
    try:
        zmq.proxy(socket, socket)
    except zmq.ZMQError:
        socket.close(linger=0)


class Front:
    """Requests go to ``on_request`` with channel, identities and parts, when their signature holds.

    The parts are header, parent header, metadata, content, and buffers.
    """

    def __init__(self, connection: dict[str, Any], on_request: OnRequest) -> None:
        """``connection``: what the connection file says. Binds the ports; raises ZMQError."""
        self.session = Session(
            key=connection["key"].encode(), signature_scheme=connection["signature_scheme"]
        )
        self._connection = connection
        self._on_request = on_request
        self._context = zmq.Context()
        self._streams = {
            channel: ZMQStream(self._bind(channel, zmq.ROUTER))
            for channel in ("shell", "control", "stdin")
        }
        self._iopub = ZMQStream(self._bind("iopub", zmq.XPUB))
        self._iopub.on_recv(self._on_subscription)
        for channel, stream in self._streams.items():
            stream.on_recv(partial(self._on_message, channel))
        beats = self._bind("hb", zmq.ROUTER)
        threading.Thread(target=_beat, args=(beats,), daemon=True).start()

    def _bind(self, channel: str, kind: int) -> zmq.Socket[bytes]:
        said = self._connection
        socket: zmq.Socket[bytes] = self._context.socket(kind)
        socket.linger = _LINGER_MS
        # XPUB drops what goes beyond its limit of 1,000
        socket.set_hwm(0)
        if kind == zmq.ROUTER:
            socket.router_handover = 1
        if said.get("curve_secretkey"):
            socket.curve_secretkey = said["curve_secretkey"].encode()
            socket.curve_publickey = said["curve_publickey"].encode()
            socket.curve_server = True
        between = ":" if said["transport"] == "tcp" else "-"
        socket.bind(f"{said['transport']}://{said['ip']}{between}{said[f'{channel}_port']}")
        return socket

    def _on_message(self, channel: str, frames: list[bytes]) -> None:
        try:
            identities, signature, parts = unwrap(frames)
        except Malformed as error:
            _log.warning("%s: %s", channel, error)
            return
        if not hmac.compare_digest(self.session.sign(parts[:4]), signature):
            _log.warning("%s: a message whose signature is wrong", channel)
            return
        self._on_request(channel, identities, parts)

    def _on_subscription(self, frames: list[bytes]) -> None:
        """Welcomes who subscribes (Jupyter Enhancement Proposal 65)."""
        if frames[0][:1] == b"\x01":
            topic = frames[0][1:]
            content = {"subscription": topic.decode(errors="replace")}
            self.session.send(self._iopub, "iopub_welcome", content, ident=topic or None)

    def forward(self, channel: str, identities: list[bytes], parts: Sequence[Buffer]) -> None:
        """Hands a message on as it was written, signed with this kernel's key."""
        stream = self._iopub if channel == "iopub" else self._streams[channel]
        message = [*identities, DELIMITER, self.session.sign(list(parts[:4])), *parts]
        stream.send_multipart(message, copy=sum(map(len, parts)) < _COPIED_BYTES)

    def publish(self, kind: str, content: dict[str, Any], parent: dict[str, Any]) -> None:
        """A message of the bridge's own on iopub; ``parent`` is a header."""
        self.session.send(self._iopub, kind, content, parent=parent)

    def reply(
        self,
        channel: str,
        identities: list[bytes],
        kind: str,
        content: dict[str, Any],
        parent: dict[str, Any],
    ) -> None:
        """A reply of the bridge's own."""
        self.session.send(self._streams[channel], kind, content, parent=parent, ident=identities)

    def request(self, kind: str) -> tuple[str, list[bytes]]:
        """The id and parts of a request that the bridge itself makes."""
        header = self.session.msg_header(kind)
        return str(header["msg_id"]), [self.session.pack(header), b"{}", b"{}", b"{}"]

    def close(self) -> None:
        """Ends when what was sent has gone, or after a second."""
        for stream in (*self._streams.values(), self._iopub):
            stream.flush()
            stream.close(linger=_LINGER_MS)
        self._context.term()
