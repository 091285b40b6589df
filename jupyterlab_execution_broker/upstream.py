"""One HTTP request to the service, streamed both ways with back pressure."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Callable

from tornado.http1connection import HTTP1Connection, HTTP1ConnectionParameters
from tornado.httputil import (
    HTTPHeaders,
    HTTPMessageDelegate,
    RequestStartLine,
    ResponseStartLine,
)
from tornado.iostream import IOStream, StreamClosedError

from .child import Address

_CHUNK_BYTES = 256 * 1024
_LARGEST_BODY = 2**50

OnHead = Callable[[int, str, HTTPHeaders], Awaitable[None]]
OnChunk = Callable[[bytes], Awaitable[None]]


class Refused(ConnectionError):
    """Nobody listens; nothing was sent."""


class Broken(ConnectionError):
    """The connection ended before the answer did; ``answered`` if part of it had come."""

    def __init__(self, answered: bool) -> None:
        super().__init__("The execution broker ended the connection before its answer was complete")
        self.answered = answered


class _Response(HTTPMessageDelegate):
    """Holds the answer back until somebody wants it."""

    def __init__(self) -> None:
        self.wanted: asyncio.Future[tuple[OnHead, OnChunk]] = (
            asyncio.get_running_loop().create_future()
        )
        self.answered = False
        self.complete = False

    async def headers_received(
        self,
        start_line: RequestStartLine | ResponseStartLine,
        headers: HTTPHeaders,
    ) -> None:
        assert isinstance(start_line, ResponseStartLine)
        if start_line.code < 200:
            return
        on_head, _ = await asyncio.shield(self.wanted)
        self.answered = True
        await on_head(start_line.code, start_line.reason, headers)

    async def data_received(self, chunk: bytes) -> None:
        _, on_chunk = await asyncio.shield(self.wanted)
        await on_chunk(chunk)

    def finish(self) -> None:
        self.complete = True


class Upstream:
    """Made by ``connect``; then ``head``, any number of ``send``, and ``receive``."""

    def __init__(self, stream: IOStream) -> None:
        parameters = HTTP1ConnectionParameters(
            no_keep_alive=True, chunk_size=_CHUNK_BYTES, max_body_size=_LARGEST_BODY
        )
        self._stream = stream
        self._connection = HTTP1Connection(stream, True, parameters)
        self._response = _Response()
        self._reading: asyncio.Future[bool] | None = None

    @classmethod
    async def connect(cls, address: Address) -> Upstream:
        """Raises Refused."""
        socket, place = address.open_socket()
        stream = IOStream(socket, read_chunk_size=_CHUNK_BYTES)
        try:
            await stream.connect(place)
        except (StreamClosedError, OSError) as error:
            stream.close()
            raise Refused(f"The execution broker does not listen: {error}") from error
        return cls(stream)

    def head(self, method: str, target: str, headers: HTTPHeaders) -> None:
        """Sends the request line and headers; a body of unknown length goes in chunks."""
        self._write(
            self._connection.write_headers(RequestStartLine(method, target, "HTTP/1.1"), headers)
        )
        # read from now on: an answer may come before the whole body has gone
        self._reading = asyncio.ensure_future(self._connection.read_response(self._response))

    async def send(self, chunk: bytes) -> None:
        """Sends a piece of the body and waits until there is room for the next.

        What a service no longer wants is dropped; its answer tells why.
        """
        if not self._stream.closed():
            try:
                await self._connection.write(chunk)
            except StreamClosedError:
                return

    async def receive(self, on_head: OnHead, on_chunk: OnChunk) -> None:
        """Hands the answer on as it comes. Raises Broken."""
        assert self._reading is not None
        if not self._stream.closed():
            self._connection.finish()
        self._response.wanted.set_result((on_head, on_chunk))
        try:
            await self._reading
        except StreamClosedError as error:
            raise Broken(self._response.answered) from error
        finally:
            self.close()
        if not self._response.complete:
            raise Broken(self._response.answered)

    def close(self) -> None:
        """Ends the connection, whatever is under way."""
        if not self._response.wanted.done():
            self._response.wanted.cancel()
        self._stream.close()

    @staticmethod
    def _write(future: asyncio.Future[None]) -> None:
        # a failure to write shows again, with more to say, when the answer is read
        future.add_done_callback(lambda done: done.cancelled() or done.exception())
