"""A real Jupyter server in a process of its own, and a way to it that can be disturbed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from .session_folder import PACKAGE_PARENT, wait_until

TOKEN = "told"
RELAY = "jupyterlab_execution_broker.kernel_relay"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class RemoteJupyter:
    """Starts at once; ``stop`` it, and ``start`` it again on the same port."""

    def __init__(self, folder: Path, relay: bool, *options: str) -> None:
        self._log = folder / "jupyter.log"
        self._runtime = tempfile.TemporaryDirectory(prefix="eb-")
        self.port = free_port()
        extensions = {"jupyterlab_execution_broker": False, RELAY: relay}
        self._command = [
            *(sys.executable, "-m", "jupyter_server", "--allow-root", "--no-browser"),
            *(f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0"),
            *(f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={folder}"),
            f"--ServerApp.jpserver_extensions={extensions}",
            # Jupyter looks for free ports before a kernel takes them; between, a bridge of a test,
            # which starts at the same time, may be given the same.
            "--KernelManager.transport=ipc",
            *options,
        ]
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(PACKAGE_PARENT),
            # the path of a socket has to be short
            "JUPYTER_RUNTIME_DIR": self._runtime.name,
        }
        self.start()

    def start(self) -> None:
        with open(self._log, "ab") as log:
            self._process = subprocess.Popen(
                self._command, stdout=log, stderr=log, env=self._environment
            )
        wait_until(self._answers, 90, "the Jupyter server starts")

    def _answers(self) -> bool:
        assert self._process.poll() is None, self._log.read_text()
        try:
            return self.call("GET", "api/status") is not None
        except OSError:
            return False

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The document of an answer. Raises HTTPError, an OSError."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/{path}",
            method=method,
            headers={"Authorization": f"token {TOKEN}"},
            data=None if body is None else json.dumps(body).encode(),
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def kernels(self) -> list[str]:
        return [model["id"] for model in self.call("GET", "api/kernels")]

    def stop(self, how: int = signal.SIGTERM) -> None:
        self._process.send_signal(how)
        self._process.wait(20)


class Proxy:
    """FakeNetwork between a client and a port of this machine; it has no delays of its own."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._loop = asyncio.new_event_loop()
        self._writers: list[asyncio.StreamWriter] = []
        self._clients: list[asyncio.StreamWriter] = []
        self._refusing = False
        self._go = asyncio.Event()
        self._go.set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.port = self._do(self._listen())

    def _do(self, what: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(20)

    async def _listen(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refusing:
            writer.transport.abort()
            return
        back, forth = await asyncio.open_connection("127.0.0.1", self._to)
        self._clients.append(writer)
        self._writers += [writer, forth]
        await asyncio.gather(self._pipe(reader, forth), self._pipe(back, writer))

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(2**16):
                await self._go.wait()
                if writer.is_closing():
                    continue  # half open: who sends is not told
                writer.write(data)
                await writer.drain()
            if reader.at_eof() and not self._refusing and not writer.is_closing():
                writer.close()

    async def _cut(self) -> None:
        self._refusing = True
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()
        self._clients.clear()

    async def _half_open(self) -> None:
        for writer in self._clients:
            writer.transport.abort()
        self._clients.clear()

    async def _stall(self) -> None:
        self._go.clear()

    async def _mend(self) -> None:
        self._refusing = False
        self._go.set()

    async def _end(self) -> None:
        await self._cut()
        self._go.set()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def cut(self) -> None:
        """Both sides of each connection are reset, and new ones are refused."""
        self._do(self._cut())

    def stall(self) -> None:
        """Nothing passes any more, and nobody is told."""
        self._do(self._stall())

    def half_open(self) -> None:
        """The client's connections are reset; the server is not told, and new ones pass."""
        self._do(self._half_open())

    def mend(self) -> None:
        self._do(self._mend())

    def close(self) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
