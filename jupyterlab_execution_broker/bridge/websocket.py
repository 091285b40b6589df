"""One WebSocket to the other Jupyter server."""

from __future__ import annotations

import asyncio
import socket
from typing import Callable, Union

from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.httputil import HTTPHeaders
from tornado.iostream import IOStream, StreamClosedError
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, websocket_connect

from .errors import Unreachable
from .target import Place

_CONNECT_SECONDS = 70.0
_LARGEST_MESSAGE = 2**31
# Linux only. Elsewhere a server without TCP_NODELAY may answer 40 ms later.
_QUICKACK = getattr(socket, "TCP_QUICKACK", None)

Message = Union[str, bytes]


class WebSocket:
    """Made by ``connect``; ``on_message`` gets what comes, and ``ended`` the reason of its end."""

    def __init__(self, on_message: Callable[[Message], None]) -> None:
        self._on_message = on_message
        self._connection: WebSocketClientConnection | None = None
        self._stream: IOStream | None = None
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.code: int | None = None
        """The code with which the server closed it."""
        self.heard = asyncio.get_running_loop().time()
        """When something came last."""

    async def connect(
        self, place: Place, path: str, subprotocol: str | None = None, ping: float | None = None
    ) -> None:
        """``ping``: seconds between pings; each must be answered before the next.

        Raises Unreachable, whose ``status`` is the answer's where there was one.
        """
        url = f"ws{place.url[len('http') :]}{path}"
        request = HTTPRequest(
            url,
            headers=HTTPHeaders(place.headers),
            connect_timeout=10,
            request_timeout=_CONNECT_SECONDS,
        )
        try:
            connection = await websocket_connect(
                request,
                on_message_callback=self._take,
                max_message_size=_LARGEST_MESSAGE,
                subprotocols=[subprotocol] if subprotocol else None,
                resolver=place.resolver,
                ping_interval=ping,
                ping_timeout=ping,
            )
        except HTTPClientError as error:
            raise Unreachable(f"its WebSocket answers with HTTP {error.code}") from error
        except (StreamClosedError, OSError) as error:
            raise Unreachable(str(error) or "the connection was refused") from error
        self._connection = connection
        if connection.protocol is None:
            raise Unreachable("the connection ended at once")
        self._stream = connection.protocol.stream
        self._stream.max_buffer_size = _LARGEST_MESSAGE
        self._acknowledge_quickly()

    def write(self, message: Message) -> None:
        """What goes into a connection that is closed is lost; ``ended`` tells of it."""
        if self._connection is None:
            return
        try:
            future = self._connection.write_message(message, binary=isinstance(message, bytes))
        except WebSocketClosedError:
            return
        # its failure is the connection's end, which is told there
        asyncio.ensure_future(future).add_done_callback(lambda done: done.exception())

    def close(self, reason: str) -> None:
        """Ends it here, at once: the other side may not be there any more."""
        if not self.ended.done():
            self.ended.set_result(reason)
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._stream is not None:
            self._stream.close()

    def _take(self, message: Message | None) -> None:
        if self.ended.done():
            return
        if message is None:
            connection = self._connection
            self.code = connection.close_code if connection is not None else None
            said = connection.close_reason if connection is not None else None
            self.close(said or "the connection was closed")
            return
        self.heard = asyncio.get_running_loop().time()
        self._acknowledge_quickly()
        self._on_message(message)

    def _acknowledge_quickly(self) -> None:
        """Jupyter servers do not set TCP_NODELAY: their next small frame waits for this."""
        stream = self._stream
        if _QUICKACK is None or stream is None or stream.closed():
            return
        if stream.socket.family != socket.AF_UNIX:
            stream.socket.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
