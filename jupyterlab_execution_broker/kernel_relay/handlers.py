"""The relay's place on the Jupyter server: whether it is there, and its WebSocket."""

from __future__ import annotations

import json
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, authenticated
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from .line import PIECE_BYTES, OutOfOrder
from .messages import Malformed
from .relay import Relay
from .relays import KERNEL_GONE, KernelRelay

VERSION = 1
_LONGEST_NAME = 64


def _greeting(message: str) -> tuple[str, str, str | None, int]:
    """What a client says first. Raises Malformed."""
    try:
        said = json.loads(message)
        client, process = said["client"], said["process"]
        stream, received = said["stream"], said["received"]
    except (ValueError, KeyError, TypeError) as error:
        raise Malformed("The greeting is not as this relay knows it") from error
    for name in (client, process):
        if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME:
            raise Malformed(f"A greeting names a client or process by {name!r:.100}")
    if not isinstance(received, int):
        raise Malformed(f"A greeting tells of {received!r:.100} frames")
    return client, process, stream, received


class RelayInfoHandler(APIHandler):
    """``GET api/kernel-relay`` → ``{"version": 1}``."""

    auth_resource = "kernels"

    @authenticated
    def get(self) -> None:
        self.finish(json.dumps({"version": VERSION}))


class SequencedHandler(WebSocketMixin, WebSocketHandler, JupyterHandler):
    """``api/kernels/{id}/sequenced``: one text message each way, then frames of a Line.

    The client says ``{"client", "process", "stream", "received"}``: the name under which it will
    come back, a name of its process, the relay's memory that it knows (null: none), and the number
    of the last frame that it has of that. The answer is ``{"stream", "received"}``: the memory that
    there is, and the number of the last frame that it has. Where it is not the one that the client
    knows, both count from the beginning.
    """

    auth_resource = "kernels"
    _relay: Relay | None = None

    def initialize(self, relays: KernelRelay) -> None:
        self._relays = relays

    def set_default_headers(self) -> None:
        """JupyterHandler's make no sense for a WebSocket."""

    @property
    def max_message_size(self) -> int:
        """Of a frame, whatever is set for Jupyter's own WebSockets."""
        return 4 * PIECE_BYTES

    async def get(self, kernel_id: str) -> None:  # type: ignore[override]
        """Refuses with 403 and 404 before there is a WebSocket."""
        if not self.current_user:
            raise HTTPError(403, "Log in to this server to use its kernels.")
        allowed = self.authorizer.is_authorized(self, self.current_user, "execute", "kernels")
        if not await ensure_async(allowed):
            raise HTTPError(403, "You may not execute on the resource kernels.")
        if kernel_id not in self.kernel_manager:
            raise HTTPError(404, f"There is no kernel {kernel_id}.")
        self._kernel_id = kernel_id
        await super().get(kernel_id)

    def open(self, kernel_id: str) -> None:  # type: ignore[override]
        super().open(kernel_id)
        # else each small frame waits 40 ms for an acknowledgement that the other side delays
        self.set_nodelay(True)

    def on_message(self, message: str | bytes) -> None:  # type: ignore[override]
        try:
            if isinstance(message, bytes) and self._relay is not None:
                self._relay.take(self.close, message)
            elif isinstance(message, str) and self._relay is None:
                self._greet(message)
            else:
                raise Malformed("Expected a greeting, then frames")
        except (OutOfOrder, Malformed) as error:
            self.log.warning("Kernel relay of %s: %s", self._kernel_id, error)
            self.close(1002, str(error)[:100])

    def _greet(self, message: str) -> None:
        client, process, stream, received = _greeting(message)
        if self._kernel_id not in self.kernel_manager:
            self.close(KERNEL_GONE, "The kernel is gone")
            return
        self._relay = relay = self._relays.relay(self._kernel_id, client, process)
        self.write_message(json.dumps({"stream": relay.token, "received": relay.line.received}))
        relay.attach(received if stream == relay.token else 0, self._write, self.close)

    def _write(self, frame: bytes) -> None:
        try:
            self.write_message(frame, binary=True)
        except WebSocketClosedError:
            self.log.debug("The connection of a kernel relay is closed; it waits for the next")

    def on_close(self) -> None:
        super().on_close()
        if self._relay is not None:
            self._relay.detach(self.close)


def load(serverapp: Any) -> None:
    """Adds the handlers. Not where messages are filtered: that is left to Jupyter's WebSocket."""
    kernels = serverapp.kernel_manager
    if getattr(kernels, "allowed_message_types", None) or not getattr(
        kernels, "allow_tracebacks", True
    ):
        serverapp.log.warning("Kernel messages are filtered here, so there is no kernel relay.")
        return
    base = serverapp.web_app.settings["base_url"]
    given = {"relays": KernelRelay(kernels, parent=serverapp, log=serverapp.log)}
    serverapp.web_app.add_handlers(
        ".*$",
        [
            (url_path_join(base, "api", "kernel-relay"), RelayInfoHandler),
            (
                url_path_join(base, "api", "kernels", r"([^/]+)", "sequenced"),
                SequencedHandler,
                given,
            ),
        ],
    )
