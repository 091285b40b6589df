"""Hands requests below ``execution-broker/`` to the service, and its answers back."""

from __future__ import annotations

from urllib.parse import unquote

from jupyter_server.utils import url_path_join
from tornado.http1connection import HTTP1Connection
from tornado.httputil import HTTPHeaders
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, authenticated, stream_request_body

from .child import Address
from .handlers import RESOURCE, BrokerHandler
from .service import ServiceUnavailable
from .upstream import Broken, Refused, Upstream

_LARGEST_UPLOAD = 2**50
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
_HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
# Jupyter's credentials, and where one may hide; and what is said anew.
_NOT_SENT = frozenset(
    {
        "authorization",
        "cookie",
        "expect",
        "forwarded",
        "host",
        "referer",
        "x-forwarded-host",
        "x-forwarded-prefix",
        "x-forwarded-proto",
        "x-xsrftoken",
    }
)
_NOT_RETURNED = frozenset({"content-security-policy", "set-cookie"})
_PRIVATE_PARAMETERS = frozenset({"token", "_xsrf"})


def _kept(headers: HTTPHeaders, dropped: frozenset[str]) -> list[tuple[str, str]]:
    """Headers that pass: none of one connection only, and none that is ``dropped``."""
    named = {name.strip().lower() for name in headers.get("Connection", "").split(",")}
    return [
        (name, value)
        for name, value in headers.get_all()
        if name.lower() not in _HOP_BY_HOP | dropped | named
    ]


def _public(query: str) -> str:
    """The query without Jupyter's own parameters, otherwise byte for byte."""
    parts = query.split("&")
    return "&".join(
        part for part in parts if unquote(part.split("=")[0]) not in _PRIVATE_PARAMETERS
    )


@stream_request_body
class RelayHandler(BrokerHandler):
    """Every method and path; bodies pass in both directions without being held."""

    _upstream: Upstream | None = None
    _address: Address | None = None
    _has_body = False
    _client_gone = False

    async def prepare(self) -> None:  # type: ignore[override]
        """Opens the way for a body; who may not come in gets no further than this."""
        await super().prepare()
        connection = self.request.connection
        if isinstance(connection, HTTP1Connection):
            connection.set_max_body_size(_LARGEST_UPLOAD)
        headers = self.request.headers
        self._has_body = "Transfer-Encoding" in headers or headers.get("Content-Length", "0") != "0"
        if self._has_body:
            await self._open()

    async def data_received(self, chunk: bytes) -> None:
        if self._upstream is not None:
            await self._upstream.send(chunk)

    @authenticated
    async def relay(self, path: str = "") -> None:
        """Answers with the service's answer."""
        try:
            await self._answer()
        except Broken as broken:
            if self._client_gone:
                return
            if broken.answered:
                self._cut_off()
                return
            if self._has_body or self.request.method not in _IDEMPOTENT:
                raise HTTPError(
                    502,
                    f"{broken}. What was asked may have been done or not.",
                    reason="No answer",
                ) from broken
            await self._again()

    get = head = post = put = patch = delete = options = relay

    async def _again(self) -> None:
        """Asks once more, after a death that this request has run into."""
        assert self._address is not None
        try:
            await self._open(await self.service.renew(self._address, refused=False))
            await self._answer()
        except ServiceUnavailable as error:
            raise HTTPError(503, error.message, reason=error.reason) from error
        except Broken as broken:
            if broken.answered:
                self._cut_off()
                return
            raise HTTPError(502, f"{broken}, twice.", reason="No answer") from broken

    async def _open(self, address: Address | None = None) -> None:
        """Connects and sends the head; a service that refuses is started anew, once."""
        try:
            self._address = address or await self.service.address()
            try:
                self._upstream = await Upstream.connect(self._address)
            except Refused:
                self._address = await self.service.renew(self._address, refused=True)
                self._upstream = await Upstream.connect(self._address)
        except ServiceUnavailable as error:
            raise HTTPError(503, error.message, reason=error.reason) from error
        except Refused as error:
            raise HTTPError(502, str(error), reason="The execution broker refuses") from error
        self._upstream.head(
            self.request.method or "GET", self._target(), self._to_send(self._address)
        )

    async def _answer(self) -> None:
        if self._upstream is None:
            await self._open()
        assert self._upstream is not None
        try:
            await self._upstream.receive(self._on_head, self._on_chunk)
        finally:
            self._upstream = None

    def _cut_off(self) -> None:
        """Ends the connection to the client, so that half an answer does not pass for a whole."""
        if isinstance(self.request.connection, HTTP1Connection):
            self.request.connection.stream.close()

    def _prefix(self) -> str:
        return str(url_path_join(self.base_url, RESOURCE))

    def _target(self) -> str:
        """Path and query for the service, as the client has written them."""
        path = self.request.path[len(self._prefix()) :] or "/"
        query = _public(self.request.query)
        return f"{path}?{query}" if query else path

    def _to_send(self, address: Address) -> HTTPHeaders:
        headers = HTTPHeaders()
        for name, value in _kept(self.request.headers, _NOT_SENT):
            headers.add(name, value)
        headers["Host"] = "localhost"
        headers["Connection"] = "close"
        headers["Authorization"] = f"Bearer {address.secret}"
        headers["X-Forwarded-Prefix"] = self._prefix()
        headers["X-Forwarded-Proto"] = self.request.protocol
        headers["X-Forwarded-Host"] = self.request.host
        if self._has_body and "Content-Length" not in headers and self.request.method == "DELETE":
            raise HTTPError(411, "A DELETE with a body needs a Content-Length.")
        if not self._has_body and self.request.method in ("POST", "PUT", "PATCH"):
            headers["Content-Length"] = "0"
        return headers

    async def _on_head(self, status: int, reason: str, headers: HTTPHeaders) -> None:
        self.set_status(status, reason)
        for name in ("Content-Type", "Server", "Date"):
            self.clear_header(name)
        kept = _kept(headers, _NOT_RETURNED)
        for name in {name for name, _ in kept}:
            self.clear_header(name)
        for name, value in kept:
            self.add_header(name, value)
        if headers.get("Content-Type", "").startswith("text/event-stream"):
            self.set_header("X-Accel-Buffering", "no")
        await self._flush()

    async def _on_chunk(self, chunk: bytes) -> None:
        self.write(chunk)
        await self._flush()

    async def _flush(self) -> None:
        """Waits until the client has room; a client that has gone ends the request."""
        try:
            await self.flush()
        except StreamClosedError:
            self.on_connection_close()

    def on_connection_close(self) -> None:
        """The client has gone: the service need not go on."""
        super().on_connection_close()
        self._client_gone = True
        if self._upstream is not None:
            self._upstream.close()
