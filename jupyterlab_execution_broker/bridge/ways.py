"""The two ways to a kernel on another Jupyter server: its own WebSocket, and our relay's."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Sequence
from typing import Callable

from ..kernel_relay.line import Line, OutOfOrder
from ..kernel_relay.messages import SUBPROTOCOL, Buffer, join, split
from .errors import Unreachable
from .target import Place
from .websocket import Message, WebSocket

# A server's ping is answered by a thread that may be busy for long; to break off loses output.
_PING_SECONDS = 120.0
_GREETING_SECONDS = 20.0

OnMessage = Callable[[str, "list[memoryview]"], None]


class PlainWay:
    """Any Jupyter server's own WebSocket. What is on its way at the end can be lost."""

    keeps = False

    def __init__(self, client: str, on_message: OnMessage) -> None:
        """``client``: as what the server knows us again."""
        self._client = client
        self._on_message = on_message
        self._socket: WebSocket | None = None
        self.largest: tuple[int, Sequence[Buffer]] = (0, ())
        """Size and parts of the largest message sent on this connection."""

    async def connect(self, place: Place, kernel_id: str) -> None:
        """Raises Unreachable."""
        self._socket = WebSocket(self._take)
        self.largest = (0, ())
        await self._socket.connect(
            place,
            f"api/kernels/{kernel_id}/channels?session_id={self._client}",
            SUBPROTOCOL,
            _PING_SECONDS,
        )

    def send(self, channel: str, parts: Sequence[Buffer]) -> None:
        assert self._socket is not None
        message = b"".join(join(channel, parts))
        if len(message) > self.largest[0]:
            self.largest = (len(message), parts)
        self._socket.write(message)

    async def lost(self) -> tuple[int | None, str]:
        """Waits for the connection's end; its code, where the server gave one, and its reason."""
        assert self._socket is not None
        reason = await asyncio.shield(self._socket.ended)
        return self._socket.code, reason

    def close(self, reason: str) -> None:
        if self._socket is not None:
            self._socket.close(reason)

    def _take(self, message: Message) -> None:
        assert self._socket is not None
        try:
            self._on_message(*split(message.encode() if isinstance(message, str) else message))
        except ValueError as error:
            self._socket.close(f"what the Jupyter server sent is not understood: {error}")


class SequencedWay:
    """Our relay's WebSocket: nothing is lost or doubled, as long as the relay remembers."""

    keeps = True

    def __init__(self, client: str, on_message: OnMessage, patience: float) -> None:
        self._client = client
        self._process = uuid.uuid4().hex
        self._on_message = on_message
        self._patience = patience
        self._line = Line(on_message)
        self._socket: WebSocket | None = None
        self._stream: str | None = None
        self._greeting: asyncio.Future[str] | None = None
        self._watching: asyncio.Task[None] | None = None
        self.forgot = False
        """Whether the relay that answered last is another than the one before."""

    @property
    def known(self) -> bool:
        """Whether the relay has answered once."""
        return self._stream is not None

    @property
    def held(self) -> int:
        """Bytes that wait for the relay to say that it has them."""
        return self._line.held

    async def connect(self, place: Place, kernel_id: str) -> None:
        """Raises Unreachable."""
        self._greeting = asyncio.get_running_loop().create_future()
        self._socket = socket = WebSocket(self._take)
        await socket.connect(place, f"api/kernels/{kernel_id}/sequenced")
        names = {"client": self._client, "process": self._process, "stream": self._stream}
        socket.write(json.dumps({**names, "received": self._line.received}))
        self._watching = asyncio.ensure_future(self._watch(socket))
        done, _ = await asyncio.wait(
            {self._greeting, socket.ended},
            timeout=_GREETING_SECONDS,
            return_when=asyncio.FIRST_COMPLETED,
        )
        if self._greeting not in done:
            socket.close("no greeting came")
            raise Unreachable(f"its kernel relay does not answer: {socket.ended.result()}")

    def send(self, channel: str, parts: Sequence[Buffer]) -> None:
        self._line.send(channel, parts)

    async def lost(self) -> tuple[int | None, str]:
        """Waits for the connection's end; its code, where the server gave one, and its reason."""
        assert self._socket is not None
        reason = await asyncio.shield(self._socket.ended)
        self._line.detach()
        return self._socket.code, reason

    def close(self, reason: str) -> None:
        if self._watching is not None:
            self._watching.cancel()
        if self._socket is not None:
            self._socket.close(reason)
        self._line.detach()

    def _take(self, message: Message) -> None:
        assert self._socket is not None and self._greeting is not None
        try:
            if isinstance(message, bytes):
                self._line.take(message)
            else:
                self._greet(self._socket, json.loads(message))
                self._greeting.set_result(message)
        except (OutOfOrder, ValueError, KeyError, asyncio.InvalidStateError) as error:
            self._socket.close(f"what the kernel relay sent is not understood: {error}")

    def _greet(self, socket: WebSocket, answer: dict[str, object]) -> None:
        stream, received = str(answer["stream"]), answer["received"]
        if not isinstance(received, int):
            raise ValueError("it counts no frames")
        self.forgot = self._stream not in (None, stream)
        if self.forgot:
            # what was sent may have come or not, and must not be sent twice
            self._line = Line(self._on_message)
        self._stream = stream
        self._line.attach(socket.write, received)

    async def _watch(self, socket: WebSocket) -> None:
        """Ends a connection on which nothing has come for too long."""
        loop = asyncio.get_running_loop()
        while not socket.ended.done():
            await asyncio.sleep(self._patience / 4)
            if loop.time() - socket.heard > self._patience:
                socket.close(f"nothing came for {self._patience:g} s")
            self._line.ask()
