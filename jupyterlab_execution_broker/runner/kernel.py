"""The kernel of a session: the environment's own Python, no matter what the notebook names."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from .environment import python_of, variables
from .outcome import Failure
from .spec import Spec

_START_SECONDS = 180
# A unix socket's whole path must fit into 104 bytes on some systems.
_LONGEST_FOLDER = 70


class _EnvironmentKernelManager(AsyncKernelManager):
    """Starts one given command instead of looking a kernelspec up."""

    def __init__(self, argv: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._kernel_spec = KernelSpec(argv=argv, display_name="Python 3", language="python")


def command(spec: Spec) -> list[str]:
    """What starts a kernel of the session, within its limits; the argv of a kernelspec."""
    argv = [
        str(python_of(spec.python_environment.path)),
        "-m",
        "ipykernel_launcher",
        "-f",
        "{connection_file}",
        # sessions side by side must not lock each other out of the user's history
        "--HistoryManager.hist_file=:memory:",
    ]
    if spec.limits.memory and spec.limits.kept_by == "rlimits" and os.name != "nt":
        kibibytes = max(1, spec.limits.memory // 1024)
        return ["/bin/sh", "-c", f'ulimit -d {kibibytes}; exec "$@"', "sh", *argv]
    return argv


def private_folder() -> Path:
    """A new folder for sockets, for this user only, and not too deep for them."""
    shallow = "/tmp" if len(tempfile.gettempdir()) > _LONGEST_FOLDER else None
    return Path(tempfile.mkdtemp(prefix="session-", dir=shallow))


class SessionKernel:
    """One kernel process; its sockets live in a private folder."""

    def __init__(self, spec: Spec, log: Path) -> None:
        self._spec = spec
        self._log = log
        self._sockets = private_folder()
        place: dict[str, Any] = {"connection_file": str(self._sockets / "kernel.json")}
        if os.name != "nt":
            # no port that another session may take meanwhile, or another user may knock at
            place.update(transport="ipc", ip=str(self._sockets / "kernel"))
        self.manager = _EnvironmentKernelManager(command(spec), **place)
        self.client: Any = None
        self._process: Any = None

    async def spawn(self) -> None:
        """Starts the process and returns before it is ready."""
        with open(self._log, "ab") as log:
            await self.manager.start_kernel(
                cwd=str(self._spec.workdir),
                env=variables(self._spec),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._process = getattr(self.manager.provisioner, "process", None)

    async def ready(self) -> dict[str, Any]:
        """Connects; returns the kernel's language_info. Raises Failure if it does not come up."""
        self.client = self.manager.client()
        self.client.start_channels(hb=False)
        self.client.allow_stdin = False
        deadline = time.monotonic() + _START_SECONDS
        request = self.client.kernel_info()
        while time.monotonic() < deadline:
            try:
                reply = await self.client.get_shell_msg(timeout=0.5)
            except Empty:
                if not await self.manager.is_alive():
                    raise Failure("kernel-died", self._start_failure()) from None
                continue
            if reply["parent_header"].get("msg_id") == request and await self._heard(request):
                info: dict[str, Any] = reply["content"].get("language_info", {})
                return info
            request = self.client.kernel_info()
        raise Failure(
            "kernel-died", f"The kernel did not answer within {_START_SECONDS} s of its start."
        )

    async def _heard(self, request: str) -> bool:
        """Whether outputs arrive: a subscription may join later than the first answer."""
        try:
            while True:
                message = await self.client.get_iopub_msg(timeout=0.2)
                if message["parent_header"].get("msg_id") == request:
                    return True
        except Empty:
            return False

    def _start_failure(self) -> str:
        text = "The kernel ended while it was starting"
        tail = self._log.read_text(errors="replace").strip().splitlines()[-1:]
        said = f" Its last words: {tail[0]}." if tail else ""
        if self._spec.limits.memory and self._spec.limits.kept_by == "rlimits":
            return f"{text}; {self.death()}. Ask for more memory if it was too little.{said}"
        return f"{text}; {self.death()}.{said}"

    @property
    def pid(self) -> int | None:
        return None if self._process is None else int(self._process.pid)

    @property
    def status(self) -> int | None:
        """Exit status, negative for a signal; None while it runs."""
        code = None if self._process is None else self._process.poll()
        return None if code is None else int(code)

    def death(self) -> str:
        """How the process ended, in words."""
        status = self.status
        if status is None:
            return "it has not ended"
        if status < 0:
            try:
                return f"it was ended by {signal.Signals(-status).name}"
            except ValueError:
                return f"it was ended by signal {-status}"
        return f"it ended itself with exit status {status}"

    async def interrupt(self) -> None:
        """What the stop button does."""
        if self.status is None:
            await self.manager.interrupt_kernel()

    async def leave(self) -> None:
        """Asks the kernel to end itself, so that `atexit` functions run; waits up to 3 s."""
        if self.status is not None:
            return
        await self.manager.request_shutdown()
        deadline = time.monotonic() + 3
        while self.status is None and time.monotonic() < deadline:
            await asyncio.sleep(0.02)

    def close(self) -> None:
        """Frees sockets and files; the process is left alone."""
        if self.client is not None:
            self.client.stop_channels()
        shutil.rmtree(self._sockets, ignore_errors=True)
