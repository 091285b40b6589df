"""Interrupts: none is lost because the network was away, or because it came before its cell."""

from __future__ import annotations

import asyncio
import logging

from .errors import Unreachable
from .notices import Notices
from .outbox import Outbox
from .remote_kernel import RemoteKernel
from .requests import Request, Requests
from .server import Server

_log = logging.getLogger(__name__)
# A kernel says that it is busy a moment before it runs the cell's own code.
_BEGIN_SECONDS = 0.2


class Interrupts:
    """Of the kernel there, now or when there is a connection."""

    def __init__(
        self, kernel: RemoteKernel, requests: Requests, out: Outbox, notices: Notices
    ) -> None:
        self._kernel = kernel
        self._requests = requests
        self._out = out
        self._notices = notices
        self._due = False

    async def ask(self, server: Server | None, why: str) -> None:
        """``server``: None while there is no connection; ``why`` there is none. Raises Ended."""
        cell = self._requests.executing()
        if cell is not None and not cell.begun:
            # It may come there before its cell does, and be lost: then it is done once more.
            cell.interrupt = True
        if server is not None:
            await self.now(server)
        elif self._out.keeps:
            self._due = True
            text = f"The kernel cannot be reached now ({why}); it is interrupted then."
            self._notices.tell(cell, text)
        else:
            self._give_up(why)

    async def begun(self, server: Server, cell: Request) -> None:
        """A cell was to be interrupted before it had begun, and has begun now. Raises Ended."""
        await asyncio.sleep(_BEGIN_SECONDS)
        if not cell.replied:
            await self.now(server)

    async def now(self, server: Server) -> None:
        """Raises Ended."""
        try:
            await server.interrupt(self._kernel.id)
        except Unreachable as error:
            # The connection is broken, and this was the first to notice.
            _log.info("The kernel could not be interrupted: %s", error)
            self._due = True

    async def back(self, server: Server) -> None:
        """There is a connection again. Raises Unreachable, Ended."""
        if self._due:
            await server.interrupt(self._kernel.id)
            self._due = False

    def _give_up(self, why: str) -> None:
        self._out.clear()
        text = f"Given up: the kernel cannot be reached ({why})."
        unanswered = self._requests.unanswered()
        if any(each.sent for each in unanswered):
            text += " What it was asked before may still be running."
        self._requests.fail(unanswered, "Interrupted", text)
