"""A kernel of this machine whose process is the real bridge, and what its clients see."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from queue import Empty
from typing import Any, Callable

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

from .remote_jupyter import TOKEN


class Outcome:
    """What came of one cell."""

    def __init__(self) -> None:
        self.reply: dict[str, Any] = {}
        self.messages: list[dict[str, Any]] = []

    def text(self, name: str) -> str:
        """All of a stream."""
        return "".join(
            message["content"]["text"]
            for message in self.messages
            if message["msg_type"] == "stream" and message["content"]["name"] == name
        )

    @property
    def errors(self) -> list[str]:
        """Names of the errors that were shown."""
        return [m["content"]["ename"] for m in self.messages if m["msg_type"] == "error"]

    @property
    def status(self) -> str:
        return str(self.reply["status"])

    @property
    def error(self) -> str:
        return str(self.reply.get("evalue"))


class BridgedKernel:
    """Starts a bridge to ``target`` as Jupyter starts a kernel."""

    def __init__(self, folder: Path, target: dict[str, Any]) -> None:
        folder.mkdir(exist_ok=True)
        file = folder / "target.json"
        file.write_text(json.dumps(target))
        self.state_file = folder / "kernel-0.bridge"
        self.manager = KernelManager(connection_file=str(folder / "kernel-0.json"))
        self.manager._kernel_spec = KernelSpec(
            argv=[
                *(sys.executable, "-m", "jupyterlab_execution_broker.bridge"),
                *("-f", "{connection_file}", "--target", str(file)),
            ],
            display_name="Bridged",
            language="python",
            interrupt_mode="message",
        )
        self.manager.start_kernel()
        self.client: BlockingKernelClient = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        # what has come of cells that nobody waits for yet, by message id
        self._outputs: dict[str, list[dict[str, Any]]] = {}
        self._replies: dict[str, dict[str, Any]] = {}

    @property
    def remote(self) -> str:
        """The kernel's id on the other server."""
        return str(json.loads(self.state_file.read_text())["kernel"])

    @property
    def alive(self) -> bool:
        return bool(self.manager.is_alive())

    def start(self, code: str, **options: Any) -> str:
        """Sends a cell; returns its message id."""
        msg_id = str(self.client.execute(code, **options))
        self._outputs[msg_id] = []
        return msg_id

    def finish(
        self, msg_id: str, seconds: float = 30, seen: Callable[[str], None] | None = None
    ) -> Outcome:
        """Waits for the reply and ``idle``. ``seen`` gets the standard output as it grows."""
        outcome, idle = Outcome(), False
        deadline = time.monotonic() + seconds
        while not (idle and outcome.reply):
            assert time.monotonic() < deadline, f"hangs; so far: {outcome.messages[-3:]}"
            message = self._output(msg_id, 0.05)
            if message is not None:
                outcome.messages.append(message)
                if message["msg_type"] == "status":
                    idle = message["content"]["execution_state"] == "idle"
                elif seen is not None:
                    seen(outcome.text("stdout"))
            while self.client.shell_channel.msg_ready():
                reply = self.client.get_shell_msg(timeout=1)
                self._replies[reply["parent_header"].get("msg_id")] = reply["content"]
            outcome.reply = self._replies.get(msg_id, {})
        # The error of a reply is told on another channel, and may come after it.
        while outcome.reply["status"] == "error" and not outcome.errors:
            message = self._output(msg_id, 1)
            if message is None:
                break
            outcome.messages.append(message)
        del self._outputs[msg_id]
        return outcome

    def _output(self, msg_id: str, seconds: float) -> dict[str, Any] | None:
        """The next message of a cell; what comes of others meanwhile is kept for them."""
        deadline = time.monotonic() + seconds
        while not self._outputs[msg_id]:
            try:
                message = self.client.get_iopub_msg(timeout=max(0, deadline - time.monotonic()))
            except Empty:
                return None
            kept = self._outputs.get(message["parent_header"].get("msg_id"))
            if kept is not None:
                kept.append(message)
        return self._outputs[msg_id].pop(0)

    def run(self, code: str, seconds: float = 30) -> Outcome:
        return self.finish(self.start(code), seconds)

    def stop(self) -> None:
        self.client.stop_channels()
        if self.alive:
            self.manager.shutdown_kernel()
        self.manager.cleanup_resources()


def target(port: int, **more: Any) -> dict[str, Any]:
    """Of a plain server, or of one with our relay."""
    return {"url": f"http://127.0.0.1:{port}/", "token": TOKEN, **more}
