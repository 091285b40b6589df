"""The kernel on the other server: found, started, started again, ended."""

from __future__ import annotations

import asyncio
import logging

from .errors import Ended, KernelGone, Unreachable
from .server import Server
from .state import StateFile
from .target import Target

_log = logging.getLogger(__name__)
# Jupyter kills a kernel that takes longer than five seconds to end.
_SHUTDOWN_SECONDS = 4.0


class RemoteKernel:
    """Of one bridge, over all its processes."""

    def __init__(self, target: Target, file: StateFile) -> None:
        self._target = target
        self._file = file
        self._state = file.read()

    @property
    def client(self) -> str:
        """The name by which the other server knows this bridge."""
        return self._state.client

    @property
    def id(self) -> str:
        """Only after ``find``."""
        return str(self._state.kernel)

    async def find(self, server: Server, anew: bool) -> str:
        """The kernel's id. It is started again where that is due, and started where there is none.

        ``anew``: one that is gone is replaced by another. Raises KernelGone, Unreachable, Ended.
        """
        state = self._state
        known = state.kernel or self._target.kernel_id
        try:
            if known is not None and state.restart:
                await server.restart(known)
            elif known is not None:
                await server.kernel(known)
        except KernelGone:
            if self._target.kernel_id is not None or not anew:
                raise
            known = None
        state.kernel = known or await server.start_kernel(
            self._target.kernel_name, self._target.path
        )
        state.restart = False
        self._file.write(state)
        return state.kernel

    def restart_next(self) -> None:
        """The next process starts it again."""
        self._state.restart = self._state.kernel is not None
        self._file.write(self._state)

    def forget(self) -> None:
        """The next process starts afresh."""
        self._file.remove()

    async def end(self) -> None:
        """Ends it, where it is ours to end."""
        self.forget()
        kernel = self._state.kernel
        if kernel is None or self._target.kernel_id is not None:
            return
        try:
            server = Server(self._target.place())
            await asyncio.wait_for(server.end(kernel), _SHUTDOWN_SECONDS)
        except (Unreachable, Ended, asyncio.TimeoutError) as error:
            _log.warning("The kernel %s may go on there: %s", kernel, error or "no answer yet")
