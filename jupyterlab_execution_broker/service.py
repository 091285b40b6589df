"""The broker's service as this server sees it: started when needed, started again when dead."""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_data_dir
from traitlets import Float, List, Unicode, default
from traitlets.config import LoggingConfigurable

from .child import Address, Child, StartError
from .private_file import write_private
from .programs import SERVICE_FILE, ProgramNotFound, find_node, find_uv
from .runtime_folder import make_runtime_folder

_DEATH_SECONDS = 0.5


# For a process that idles most of the time: some 30 MB less (docs/performance.md). With much to do
# it takes them back (src/broker/haste.ts). These are flags of Node 24, as pyproject.toml asks for.
_FRUGAL = (
    "--max-semi-space-size=16",
    "--optimize-for-size",
    "--no-maglev",
    "--invocation-count-for-turbofan=100000",
)


class ServiceUnavailable(RuntimeError):
    """The service cannot be had; ``reason`` is one line, ``message`` the whole story."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


class BrokerService(LoggingConfigurable):
    """Keeps at most one child; nothing runs before the first call of ``address``."""

    data_dir = Unicode(help="Folder of the broker's database and files.").tag(config=True)
    node = Unicode("", help="Path of Node, 24 or newer. Default: the installed wheel's.").tag(
        config=True
    )
    config_file = Unicode("", help="The broker's own configuration file.").tag(config=True)
    command = List(
        Unicode(), help="Program and first arguments of the service. Default: Node and its file."
    ).tag(config=True)
    start_timeout = Float(20.0, help="Seconds to wait until the service is ready.").tag(config=True)

    @default("data_dir")
    def _default_data_dir(self) -> str:
        return str(Path(jupyter_data_dir()) / "execution-broker")

    def __init__(self, brokers: list[dict[str, Any]] | None = None, **kwargs: Any) -> None:
        """``brokers``: what ``c.ExecutionBroker.brokers`` says; the service checks them."""
        super().__init__(**kwargs)
        self.brokers = brokers or []
        self._child: Child | None = None
        self._address: Address | None = None
        self._starting: asyncio.Task[Address] | None = None
        self._closed = False
        self._folder: Path | None = None

    @property
    def folder(self) -> Path:
        """A private folder of this server, for as long as it runs."""
        if self._folder is None:
            self._folder = make_runtime_folder()
        return self._folder

    @property
    def address_file(self) -> Path:
        """Says where the service listens, and its secret: ``{"secret", "socket" or "port"}``.

        For the processes of this user that outlive a start of the service, as kernel bridges do.
        """
        return self.folder / "broker.json"

    def arguments(self) -> list[str]:
        """The service's command line without its address. Raises ProgramNotFound."""
        command = list(self.command)
        if not command:
            if not SERVICE_FILE.is_file():
                raise ProgramNotFound(
                    f"{SERVICE_FILE} is missing. Build the service, or install the package again."
                )
            command = [find_node(self.node), *_FRUGAL, str(SERVICE_FILE)]
        command += ["serve", "--data-dir", self.data_dir]
        command += ["--python", sys.executable, "--uv", find_uv(), "--child"]
        if self.brokers:
            command += ["--brokers", json.dumps(self.brokers)]
        return [*command, "--config", self.config_file] if self.config_file else command

    @property
    def running(self) -> bool:
        """Whether a child is alive."""
        return self._child is not None and self._child.alive

    async def address(self) -> Address:
        """Where the service listens, started if need be. Raises ServiceUnavailable."""
        if self.running and self._address is not None:
            return self._address
        if self._starting is None:
            self._starting = asyncio.ensure_future(self._start())
            self._starting.add_done_callback(self._started)
        # shielded: one impatient client must not take the start from the others
        return await asyncio.shield(self._starting)

    async def renew(self, stale: Address, refused: bool) -> Address:
        """An address to try after ``stale`` has failed; one that refuses is not kept."""
        deadline = time.monotonic() + _DEATH_SECONDS
        child = self._child
        if self._address == stale and child is not None:
            while child.alive and time.monotonic() < deadline:
                await asyncio.sleep(0.02)
            if child.alive and refused:
                await child.end()
        return await self.address()

    def _started(self, task: asyncio.Task[Address]) -> None:
        self._starting = None
        if not task.cancelled():
            task.exception()  # each waiter gets it; without one there is nobody to tell

    async def _start(self) -> Address:
        if self._closed:
            raise ServiceUnavailable("The server is shutting down", "The server is shutting down.")
        if self._child is not None:
            self.log.warning("The execution broker has ended; starting it again.")
            await self._child.end()
        self._child = self._address = None
        try:
            arguments = self.arguments()
            Path(self.data_dir).mkdir(mode=0o700, parents=True, exist_ok=True)
            self._child = Child(arguments, secrets.token_urlsafe(32), self.log)
            self._address = await self._child.ready(self.start_timeout)
            write_private(self.address_file, self._address.as_json())
        except (ProgramNotFound, StartError, OSError) as error:
            if self._child is not None:
                await self._child.end()
                self._child = None
            self.log.error("%s", error)
            raise ServiceUnavailable("The execution broker could not be started", str(error)) from (
                error
            )
        self.log.info("The execution broker is ready (process %d).", self._child.pid)
        return self._address

    async def stop(self) -> None:
        """Ends the child; nothing is started any more."""
        self._closed = True
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.wait({self._starting})
        if self._child is not None:
            await self._child.end()
            self._child = self._address = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
