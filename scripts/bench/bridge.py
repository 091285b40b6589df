"""A kernel direct on its Jupyter server's WebSocket, against the same through the kernel bridge.

Prints one JSON object: for each way milliseconds of a round trip and seconds of 200 MB. A bridge's
client speaks ZMQ to it, as this Jupyter server does.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import Callable

import zmq
from jupyter_client.session import Session

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from jupyterlab_execution_broker.bridge.target import Place
from jupyterlab_execution_broker.bridge.ways import PlainWay
from jupyterlab_execution_broker.kernel_relay.messages import unwrap
from jupyterlab_execution_broker.tests.bridged_kernel import BridgedKernel, target
from jupyterlab_execution_broker.tests.remote_jupyter import TOKEN, RemoteJupyter

ROUNDS = 200
MEGABYTES = 200
SETUP = """
from IPython.display import display
from comm import create_comm
text, buffer = "x" * (10 * 2**20), bytes(10 * 2**20)
bench = create_comm(target_name="bench")
"""
DISPLAY = f"for _ in range({MEGABYTES // 10}): display({{'text/plain': text}}, raw=True)"
BUFFERS = f"for _ in range({MEGABYTES // 10}): bench.send({{}}, buffers=[buffer])"

Execute = Callable[[str], Awaitable[int]]


class Counting:
    """Counts the bytes that come of one request, until its reply and ``idle`` are there."""

    def __init__(self, msg_id: str) -> None:
        self._parent = msg_id.encode()
        self._missing = {"reply", "idle"}
        self.bytes = 0

    def take(self, channel: str, parts: list) -> bool:
        """Whether that was all."""
        if self._parent in bytes(parts[1]):
            self.bytes += sum(map(len, parts))
            if channel == "shell":
                self._missing.discard("reply")
            elif channel == "iopub" and b'"idle"' in bytes(parts[3][:100]):
                self._missing.discard("idle")
        return not self._missing


def request(session: Session, code: str) -> tuple[str, list[bytes]]:
    """Id and parts of an execute_request."""
    content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False}
    message = session.msg("execute_request", content)
    parts = (message[name] for name in ("header", "parent_header", "metadata", "content"))
    return message["header"]["msg_id"], [session.pack(part) for part in parts]


async def direct(server: RemoteJupyter) -> dict[str, float]:
    session, counting, done = Session(), Counting(""), asyncio.Event()

    def take(channel: str, parts: list) -> None:
        if counting.take(channel, parts):
            done.set()

    way = PlainWay(session.session, take)
    kernel = server.call("POST", "api/kernels", {})["id"]
    place = Place(f"http://127.0.0.1:{server.port}/", {"Authorization": f"token {TOKEN}"})
    await way.connect(place, kernel)

    async def execute(code: str) -> int:
        nonlocal counting
        msg_id, parts = request(session, code)
        counting = Counting(msg_id)
        done.clear()
        way.send("shell", parts)
        await done.wait()
        return counting.bytes

    figures = await measure(execute)
    way.close("measured")
    server.call("DELETE", f"api/kernels/{kernel}")
    return figures


async def bridged(server: RemoteJupyter, folder: Path) -> dict[str, float]:
    kernel = BridgedKernel(folder, target(server.port))
    session = kernel.client.session
    channels = {"shell": kernel.client.shell_channel, "iopub": kernel.client.iopub_channel}
    sockets = {name: zmq.Socket.shadow(each.socket.underlying) for name, each in channels.items()}
    poller = zmq.Poller()
    for socket in sockets.values():
        poller.register(socket, zmq.POLLIN)

    async def execute(code: str) -> int:
        msg_id, parts = request(session, code)
        counting = Counting(msg_id)
        session.send_raw(sockets["shell"], parts)
        while True:
            ready = dict(poller.poll())
            for name, socket in sockets.items():
                if socket in ready:
                    frames = socket.recv_multipart()
                    if counting.take(name, unwrap(frames)[2]):
                        return counting.bytes

    figures = await measure(execute)
    kernel.stop()
    return figures


async def measure(execute: Execute) -> dict[str, float]:
    await execute(SETUP)
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        await execute("pass")
        rounds.append(time.perf_counter() - start)
    figures = {"round": statistics.median(rounds) * 1000}
    for name, code in (("display", DISPLAY), ("buffers", BUFFERS)):
        runs = []
        for _ in range(3):
            start = time.perf_counter()
            came = await execute(code)
            runs.append(time.perf_counter() - start)
            assert came > MEGABYTES * 2**20, f"only {came} bytes of {name} came"
        figures[name] = statistics.median(runs)
    return figures


async def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "plain").mkdir()
        (folder / "relayed").mkdir()
        unlimited = "--ZMQChannelsWebsocketConnection.limit_rate=False"
        plain = RemoteJupyter(folder / "plain", False, unlimited)
        relayed = RemoteJupyter(folder / "relayed", True)
        try:
            figures = {
                "direct": await direct(plain),
                "plain": await bridged(plain, folder / "bridge-plain"),
                "relayed": await bridged(relayed, folder / "bridge-relayed"),
            }
        finally:
            plain.stop()
            relayed.stop()
    print(json.dumps(figures))


if __name__ == "__main__":
    asyncio.run(main())
