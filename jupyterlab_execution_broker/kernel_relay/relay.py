"""One client's way to one kernel: the kernel's ZMQ channels here, a Line to the client there."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Sequence
from functools import partial
from typing import Any, Callable

from jupyter_client.session import Session

from .line import Line
from .messages import CHANNELS, Buffer, Malformed, unwrap

READY_SECONDS = 60.0
_ASK_SECONDS = 0.3


class Relay:
    """Made for a running kernel; ``close`` ends it. The client may be away for long."""

    def __init__(
        self, kernels: Any, kernel_id: str, client: str, process: str, limit: int, log: Any
    ) -> None:
        """``kernels``: the server's kernel manager. ``limit``: bytes kept for the client."""
        self.process = process
        self._kernels = kernels
        self._kernel = kernels.get_kernel(kernel_id)
        self._id = kernel_id
        self._limit = limit
        self._log = log
        self._session = Session(key=self._kernel.session.key, session=client)
        self.token = secrets.token_hex(8)
        """Tells the client that this is still the relay that it knows."""
        self.line = Line(self._from_client)
        self.away_since = time.monotonic()
        self._hang_up: Callable[[int, str], None] | None = None
        self._streams: dict[str, Any] = {}
        self._incarnation: Any = None
        self._until_ready: list[tuple[str, list[memoryview]]] | None = None
        self._asking: asyncio.Task[None] | None = None
        self._heard = asyncio.Event()
        self._full_for: bytes | None = None
        # a client that is away for a while still counts: its kernel must not be culled as unused
        kernels.notify_connect(kernel_id)
        self._open()

    def attach(
        self, received: int, write: Callable[[bytes], None], hang_up: Callable[[int, str], None]
    ) -> None:
        """A new connection of the client, which has ``received``; an older one is hung up."""
        if self._hang_up is not None:
            self._hang_up(4001, "The client has connected again")
        self._hang_up = hang_up
        self.line.attach(write, received)

    def take(self, hang_up: Callable[[int, str], None], frame: bytes) -> None:
        """A frame has come; of an older connection it does not count, and will come again."""
        if self._hang_up == hang_up:
            self.line.take(frame)

    def detach(self, hang_up: Callable[[int, str], None]) -> None:
        """That connection is gone."""
        if self._hang_up == hang_up:
            self._hang_up = None
            self.away_since = time.monotonic()
            self.line.detach()

    @property
    def away(self) -> float:
        """Seconds since the client went."""
        return 0.0 if self._hang_up is not None else time.monotonic() - self.away_since

    def check(self) -> bool:
        """Whether the kernel is there; finds out whether it was started again, by whomever."""
        if self._id not in self._kernels:
            return False
        # between two processes there is none
        if self._which()[0] is not None and self._incarnation != self._which():
            self._on_restart()
        return True

    def close(self, code: int, reason: str) -> None:
        """Ends this relay, and hangs up."""
        if self._id in self._kernels:
            self._kernels.notify_disconnect(self._id)
        self._shut()
        self.line.detach()
        if self._hang_up is not None:
            self._hang_up(code, reason)
            self._hang_up = None

    def _which(self) -> tuple[Any, list[int]]:
        """Differs after the kernel was started again."""
        provisioner = getattr(self._kernel, "provisioner", None)
        return getattr(provisioner, "pid", None), list(self._kernel.ports)

    def _on_restart(self) -> None:
        """As Jupyter's own WebSocket tells it; requests of before do not reach the new kernel."""
        self._shut()
        self._tell("status", {"execution_state": "restarting"})
        self._open()

    def _open(self) -> None:
        self._incarnation = self._which()
        identity = self._session.bsession
        for channel in CHANNELS:
            stream = getattr(self._kernel, f"connect_{channel}")(identity=identity)
            # what was connected before would keep its limit of 1,000 messages, and drop the others
            url = stream.socket.LAST_ENDPOINT
            stream.socket.disconnect(url)
            stream.socket.set_hwm(0)
            stream.socket.connect(url)
            stream.on_recv(partial(self._from_kernel, channel))
            self._streams[channel] = stream
        self._until_ready = []
        self._asking = asyncio.ensure_future(self._ask_until_ready())

    def _shut(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
        for stream in self._streams.values():
            if not stream.closed():
                stream.on_recv(None)
                stream.close(linger=0)
        self._streams.clear()

    async def _ask_until_ready(self) -> None:
        """Asks the kernel until something comes on iopub: then no output of a request is missed.

        What the client sends waits for that. A busy kernel may not answer on shell, so control is
        asked, too; one that has neither is taken as ready after READY_SECONDS.
        """
        asker = Session(key=self._session.key, session=f"{self._session.session}-asks")
        streams = [self._kernel.connect_control(), self._kernel.connect_shell()]
        self._heard = asyncio.Event()
        deadline = time.monotonic() + READY_SECONDS
        try:
            asker.send(streams[1], "kernel_info_request")
            while not self._heard.is_set() and time.monotonic() < deadline:
                asker.send(streams[0], "kernel_info_request")
                try:
                    await asyncio.wait_for(self._heard.wait(), _ASK_SECONDS)
                except asyncio.TimeoutError:
                    continue
        finally:
            for stream in streams:
                stream.close(linger=0)
        waiting, self._until_ready = self._until_ready or [], None
        for channel, parts in waiting:
            self._from_client(channel, parts)

    def _from_client(self, channel: str, parts: list[memoryview]) -> None:
        if self._until_ready is not None:
            self._until_ready.append((channel, parts))
        elif channel in self._streams:
            self._session.send_raw(self._streams[channel], parts)

    def _from_kernel(self, channel: str, frames: list[bytes]) -> None:
        try:
            _, _, parts = unwrap(frames)
        except Malformed as error:
            self._log.warning("Kernel %s, %s: %s", self._id, channel, error)
            return
        if channel == "iopub":
            self._heard.set()
            if f"{self._session.session}-asks".encode() in parts[1]:
                return
            if self.line.held > self._limit and b'"status"' not in parts[0]:
                self._drop(parts)
                return
        self.line.send(channel, parts)

    def _drop(self, parts: Sequence[bytes]) -> None:
        """Output that there is no room for; once for each request the client is told so."""
        if self._full_for == parts[1]:
            return
        self._full_for = parts[1]
        megabytes = self._limit // 2**20
        text = (
            f"From here on output is missing: {megabytes} MB wait for the connection to the "
            "notebook, and the relay beside the kernel keeps no more "
            "(KernelRelay.buffer_bytes). The kernel goes on.\n"
        )
        self._tell("stream", {"name": "stderr", "text": text}, parent=parts[1])

    def _tell(self, kind: str, content: dict[str, Any], parent: Buffer = b"{}") -> None:
        pack = self._session.pack
        header = pack(self._session.msg_header(kind))
        self.line.send("iopub", [header, parent, b"{}", pack(content)])
