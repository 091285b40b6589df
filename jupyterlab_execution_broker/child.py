"""One process of the broker's service, from its start to its end."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import socket as sockets
import subprocess
import tempfile
import threading
import time
from collections import deque
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

TAIL_LINES = 20
# A unix socket's whole path must fit into 104 bytes on some systems.
_LONGEST_FOLDER = 80
_PINO_WARN = 40
# glibc keeps what was freed, for a process that idles most of the time. Others ignore these.
_FRUGAL = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_TRIM_THRESHOLD_": "131072",
    "MALLOC_MMAP_THRESHOLD_": "131072",
}


@dataclass(frozen=True)
class Address:
    """Where the service listens, and the secret that it wants to hear there.

    Either ``socket``, the path of a unix socket, or ``port``, on the loopback interface, is given.
    """

    secret: str = field(repr=False)
    socket: str | None = None
    port: int | None = None

    def as_json(self) -> str:
        """``{"secret"}`` with ``"socket"`` or ``"port"``."""
        return json.dumps({key: value for key, value in asdict(self).items() if value is not None})

    def open_socket(self) -> tuple[sockets.socket, str | tuple[str, int]]:
        """A new, unconnected socket and what to connect it to."""
        if self.socket is not None:
            return sockets.socket(sockets.AF_UNIX, sockets.SOCK_STREAM), self.socket
        assert self.port is not None
        return sockets.socket(sockets.AF_INET, sockets.SOCK_STREAM), ("127.0.0.1", self.port)


class StartError(RuntimeError):
    """The service did not start; the text ends with what it said last."""


def has_unix_sockets() -> bool:
    return hasattr(sockets, "AF_UNIX")


def _is_warning(line: str) -> bool:
    try:
        record = json.loads(line)
    except ValueError:
        return line.lower().startswith(("error", "warn", "fatal"))
    level = record.get("level") if isinstance(record, dict) else None
    return level >= _PINO_WARN if isinstance(level, int) else level in ("warn", "error", "fatal")


class Child:
    """The process gets ``secret`` as the first line of its input, and ends with that input."""

    def __init__(self, command: list[str], secret: str, log: logging.Logger) -> None:
        """Starts the process; ``command`` lacks the address. Raises OSError."""
        self._log = log
        self._secret = secret
        self._tail: deque[str] = deque(maxlen=TAIL_LINES)
        self._ready: asyncio.Future[Address] = asyncio.get_running_loop().create_future()
        self._loop = asyncio.get_running_loop()
        self._folder: Path | None = None
        place = ["--port", "0"]
        if has_unix_sockets():
            shallow = "/tmp" if len(tempfile.gettempdir()) > _LONGEST_FOLDER else None
            self._folder = Path(tempfile.mkdtemp(prefix="broker-", dir=shallow))
            place = ["--socket", str(self._folder / "s")]
        try:
            self._process = subprocess.Popen(
                [*command, *place],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, **_FRUGAL},
                # Ctrl-C in Jupyter's terminal is a question there, and must not end the service
                start_new_session=True,
            )
        except OSError:
            self._remove_folder()
            raise
        for stream, reader in (
            (self._process.stdout, self._read_output),
            (self._process.stderr, self._read_errors),
        ):
            assert stream is not None
            # threads, since the event loops of Windows that Jupyter uses know no subprocesses
            threading.Thread(target=reader, args=(stream,), daemon=True).start()
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(secret.encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            self._log.debug("The execution broker ended before it took its secret")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    async def ready(self, timeout: float) -> Address:
        """Where it listens; raises StartError when it ends or says nothing for ``timeout`` s."""
        try:
            return await asyncio.wait_for(asyncio.shield(self._ready), timeout)
        except asyncio.TimeoutError:
            raise StartError(self._failure(f"it was not ready after {timeout:g} s")) from None

    def _failure(self, what: str) -> str:
        said = "\n".join(self._tail) or "nothing"
        return f"The execution broker did not start: {what}. It said:\n{said}"

    def _read_output(self, stream: IO[bytes]) -> None:
        for raw in stream:
            line = raw.decode(errors="replace").rstrip()
            address = self._address(line)
            if address is None:
                self._tail.append(line)
                self._log.debug("execution broker: %s", line)
            else:
                self._tell(address)
        stream.close()
        code = self._process.wait()
        time.sleep(0.05)  # the last words come through the other pipe
        self._tell(StartError(self._failure(f"it ended with exit code {code}")))

    def _address(self, line: str) -> Address | None:
        try:
            record = json.loads(line)
        except ValueError:
            return None
        if not isinstance(record, dict) or record.get("ready") is not True:
            return None
        if isinstance(record.get("socket"), str):
            return Address(self._secret, socket=record["socket"])
        port = record.get("port")
        return Address(self._secret, port=port) if isinstance(port, int) else None

    def _read_errors(self, stream: IO[bytes]) -> None:
        for raw in stream:
            line = raw.decode(errors="replace").rstrip()
            self._tail.append(line)
            level = logging.WARNING if _is_warning(line) else logging.DEBUG
            self._log.log(level, "execution broker: %s", line)
        stream.close()

    def _tell(self, result: Address | StartError) -> None:
        def settle() -> None:
            if self._ready.done():
                return
            if isinstance(result, Address):
                self._ready.set_result(result)
            else:
                self._ready.set_exception(result)
                self._ready.exception()  # whoever waits sees it; if nobody does, no complaint

        try:
            self._loop.call_soon_threadsafe(settle)
        except RuntimeError:
            self._log.debug("The execution broker ended after the server's event loop")

    async def end(self, patience: float = 2.0) -> None:
        """Closes its input, waits, terminates it, waits, kills it."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.close()
        except OSError:
            self._log.debug("The execution broker had already closed its input")
        for last_resort in (self._process.terminate, self._process.kill):
            if await self._gone(patience):
                break
            last_resort()
        await self._gone(patience)
        self._remove_folder()

    async def _gone(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.alive and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        return not self.alive

    def _remove_folder(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
