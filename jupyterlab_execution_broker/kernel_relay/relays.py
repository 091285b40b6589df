"""All relays of a server."""

from __future__ import annotations

from typing import Any

from tornado.ioloop import PeriodicCallback
from traitlets import Float, Int
from traitlets.config import LoggingConfigurable

from .relay import Relay

KERNEL_GONE = 4404
_LOOK_SECONDS = 1.0


class KernelRelay(LoggingConfigurable):
    """Keeps each client's relay while the client is away, up to its bounds."""

    buffer_bytes = Int(
        256 * 2**20,
        help="Bytes of messages that are kept for one client; what then comes on iopub is dropped.",
    ).tag(config=True)
    keep_seconds = Float(
        24 * 3600.0, help="Seconds after which a client that does not come back is forgotten."
    ).tag(config=True)

    def __init__(self, kernels: Any, **kwargs: Any) -> None:
        """``kernels``: the server's kernel manager."""
        super().__init__(**kwargs)
        self._kernels = kernels
        self._relays: dict[tuple[str, str], Relay] = {}
        self._looking = PeriodicCallback(self._look, _LOOK_SECONDS * 1000)

    def relay(self, kernel_id: str, client: str, process: str) -> Relay:
        """That client's relay, made if need be. The kernel must be there.

        A new process of the client starts afresh: nobody there waits for what the last one asked.
        """
        found = self._relays.get((kernel_id, client))
        if found is not None and found.process != process:
            found.close(4001, "Another process of this client has come")
            found = None
        if found is None:
            limit = self.buffer_bytes
            found = Relay(self._kernels, kernel_id, client, process, limit, self.log)
            self._relays[kernel_id, client] = found
            self._looking.start()
        return found

    def _look(self) -> None:
        """Ends the relays of kernels that are gone, and of clients that stay away."""
        for key, relay in list(self._relays.items()):
            if not relay.check():
                relay.close(KERNEL_GONE, "The kernel is gone")
            elif relay.away > self.keep_seconds:
                relay.close(1001, "The client was away for too long")
            else:
                continue
            del self._relays[key]
        if not self._relays:
            self._looking.stop()
