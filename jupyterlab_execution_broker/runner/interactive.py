"""A session that somebody works in: a Jupyter server instead of a run from cell to cell."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from .environment import EnvironmentBuilder, variables
from .events import EventLog
from .kernel import command, private_folder
from .notebook import check
from .outcome import Failure, Outcome
from .spec import Spec
from .surroundings import Surroundings

_START_SECONDS = 60.0
_LOOK_SECONDS = 0.05
_PULSE_SECONDS = 0.25
_LEAVE_SECONDS = 8.0
# A unix socket's whole path must fit into 104 bytes on some systems.
_LONGEST_SOCKET = 100

FINISHED = Outcome(
    "completed", "finished", "The session was ended as you asked. Its files are kept."
)


def time_is_up(seconds: float) -> Outcome:
    """It had all the time that was promised, so it has not failed (working draft, "Execution")."""
    return Outcome(
        "completed",
        "time-limit",
        f"The session was ended after {seconds:g} s, the time that was promised. "
        "Its files are kept. Ask for more time.",
    )


class InteractiveRun:
    """A notebook that somebody works in."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._server: InteractiveServer | None = None

    async def run(self) -> Outcome:
        """Builds the environment and serves; only ever ends by being broken off, or by Failure."""
        around = self._around
        check(around.spec.notebook_path)
        await EnvironmentBuilder(around.spec, around.events, around.log).prepare()
        self._server = InteractiveServer(around.spec, around.events, around.log)
        await self._server.start()
        around.watch.time_is_up = time_is_up
        around.watch.start()
        raise await self._server.serve()

    async def break_off(self, outcome: Outcome) -> None:
        """Nothing is waited for: what ends well is asked to leave."""

    def save(self) -> None:
        """Whoever works in it saves."""

    async def leave(self) -> None:
        """Asks the server to end its kernels and itself."""
        if self._server is not None:
            await self._server.leave()

    async def end(self) -> None:
        """Its server is a process below this one."""

    def close(self) -> None:
        """Takes the way in away."""
        if self._server is not None:
            self._server.close()


class InteractiveServer:
    """The Jupyter server of a session: one process, below which its kernels are."""

    def __init__(self, spec: Spec, events: EventLog, log: Path) -> None:
        self._spec = spec
        self._events = events
        self._log = log
        self._private = private_folder()
        self._door = spec.folder / "jupyter.json"
        self._process: subprocess.Popen[bytes] | None = None

    async def serve(self) -> Failure:
        """Serves until the server ends by itself, which it should not; says how it ended."""
        self._events.emit("available")
        told = False
        while self._status is None:
            await asyncio.sleep(_PULSE_SECONDS)
            # the connection file of a kernel
            if not told and any(self._private.glob("kernel-*.json")):
                told = True
                self._events.emit("running")
        return self._failure("ended unexpectedly")

    async def start(self) -> None:
        """Starts the server and waits until it listens. Raises Failure if it does not."""
        self._door.unlink(missing_ok=True)
        kernelspec = self._private / "kernels" / "python3"
        kernelspec.mkdir(parents=True)
        (kernelspec / "kernel.json").write_text(
            json.dumps(
                {
                    "argv": command(self._spec),
                    "display_name": "Python 3 (ipykernel)",
                    "language": "python",
                    "metadata": {"debugger": True},
                }
            )
        )
        order = self._private / "order.json"
        order.write_text(
            json.dumps(
                {
                    "workdir": str(self._spec.workdir),
                    "private": str(self._private),
                    "socket": self._socket(),
                    "door": str(self._door),
                }
            )
        )
        env = variables(self._spec)
        # the same modules as here, wherever they come from; the server takes it off again
        env["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        with open(self._log, "ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", f"{__package__}.session_server", str(order)],
                cwd=self._spec.workdir,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        waited = 0.0
        while not self._door.exists():
            if self._status is not None:
                raise self._failure("did not start")
            if waited > _START_SECONDS:
                raise self._failure(f"did not answer within {_START_SECONDS:g} s of its start")
            await asyncio.sleep(_LOOK_SECONDS)
            waited += _LOOK_SECONDS

    def _socket(self) -> str | None:
        if not hasattr(socket, "AF_UNIX") or os.name == "nt":
            return None
        path = self._spec.folder / "jupyter.sock"
        # what a runner before this one has left
        path.unlink(missing_ok=True)
        return str(path if len(os.fsencode(path)) < _LONGEST_SOCKET else self._private / "server")

    @property
    def _status(self) -> int | None:
        return None if self._process is None else self._process.poll()

    def _failure(self, what: str) -> Failure:
        tail = self._log.read_text(errors="replace").strip().splitlines()[-1:]
        how = "" if self._status is None else f" (status {self._status})"
        said = f" Its last words: {tail[0]}." if tail else ""
        return Failure(
            "server-died",
            f"The Jupyter server of the session {what}{how}.{said} Files in its folder are kept; "
            "if that was not meant, look at log.txt. Too little memory is the usual reason.",
        )

    async def leave(self) -> None:
        """Asks the server to end its kernels and itself, so that `atexit` functions run."""
        if self._process is None or self._status is not None:
            return
        self._process.terminate()
        waited = 0.0
        while self._status is None and waited < _LEAVE_SECONDS:
            await asyncio.sleep(_LOOK_SECONDS)
            waited += _LOOK_SECONDS

    def close(self) -> None:
        """Takes the way in and the private files away; the process is left alone."""
        self._door.unlink(missing_ok=True)
        (self._spec.folder / "jupyter.sock").unlink(missing_ok=True)
        shutil.rmtree(self._private, ignore_errors=True)
