"""Ends and new beginnings: of the bridge, of the kernel, of the server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Callable

import psutil
import pytest

from .bridged_kernel import BridgedKernel, target
from .remote_jupyter import RemoteJupyter
from .session_folder import wait_until

BUSY = "print('begun', flush=True)\nimport time; time.sleep(60)"


@pytest.fixture
def bridged(tmp_path: Path) -> Iterator[Callable[..., BridgedKernel]]:
    made: list[BridgedKernel] = []

    def start(port: int, **more: object) -> BridgedKernel:
        made.append(BridgedKernel(tmp_path / f"bridge-{len(made)}", target(port, **more)))
        return made[-1]

    yield start
    for kernel in made:
        kernel.stop()


@pytest.fixture
def server(request: pytest.FixtureRequest) -> RemoteJupyter:
    """With the relay and without."""
    found: RemoteJupyter = request.getfixturevalue(request.param)
    return found


both = pytest.mark.parametrize("server", ["relayed", "plain"], indirect=True)


def begin(kernel: BridgedKernel) -> str:
    """A cell that is running now."""
    msg_id = kernel.start(BUSY)
    while kernel.client.get_iopub_msg(timeout=20)["msg_type"] != "stream":
        pass
    return msg_id


@both
def test_a_restart_starts_the_kernel_there_again_and_a_kill_keeps_its_variables(
    server: RemoteJupyter, bridged: Callable[..., BridgedKernel]
) -> None:
    kernel = bridged(server.port)
    remote = kernel.remote
    assert kernel.run("kept = 1; import os; print(os.getpid())").status == "ok"
    kernel.manager.restart_kernel(now=True)  # kills the bridge's process, and starts another
    kernel.client.wait_for_ready(timeout=30)
    assert kernel.run("print(kept)").text("stdout") == "1\n"
    kernel.manager.restart_kernel()
    kernel.client.wait_for_ready(timeout=30)
    assert kernel.run("print('kept' in globals())").text("stdout") == "False\n"
    assert kernel.remote == remote
    kernel.stop()
    assert remote not in server.kernels()
    assert not kernel.state_file.exists()


@both
def test_a_kernel_that_is_deleted_is_said_to_be_gone(
    server: RemoteJupyter, bridged: Callable[..., BridgedKernel]
) -> None:
    kernel = bridged(server.port)
    first = kernel.remote
    running = begin(kernel)
    server.call("DELETE", f"api/kernels/{first}")
    outcome = kernel.finish(running)
    assert outcome.reply["ename"] == "KernelEnded"
    assert "What it held in memory is lost" in outcome.error
    assert outcome.errors[-1] == "KernelEnded"  # the interrupt of the deletion may come before
    wait_until(lambda: not kernel.alive, 20, "the bridge ends")
    # as Jupyter's restarter does it: the next process starts another kernel there
    kernel.manager.restart_kernel(now=True)
    kernel.client.wait_for_ready(timeout=30)
    assert kernel.run("print(1)").text("stdout") == "1\n"
    assert kernel.remote != first


@both
def test_a_kernel_that_dies_there_is_said_to_have_died(
    server: RemoteJupyter, bridged: Callable[..., BridgedKernel]
) -> None:
    kernel = bridged(server.port)
    dying = kernel.start("import os; os._exit(1)")
    outcome = kernel.finish(dying)
    assert outcome.reply["ename"] == "KernelRestarted"
    # Jupyter there restarts it; until it listens, what one sends may have no output.
    back = lambda: kernel.run("print('back')").text("stdout") == "back\n"  # noqa: E731
    wait_until(back, 30, "the kernel there is back")


def test_a_server_that_is_started_again_has_lost_the_kernel(
    tmp_path: Path, bridged: Callable[..., BridgedKernel]
) -> None:
    server = RemoteJupyter(tmp_path, relay=True)
    kernel = bridged(server.port)
    running = begin(kernel)
    server.stop(signal.SIGKILL)
    server.start()
    outcome = kernel.finish(running)
    assert outcome.reply["ename"] == "KernelEnded"
    assert "there is no kernel" in outcome.error
    wait_until(lambda: not kernel.alive, 20, "the bridge ends")
    server.stop()


def test_who_asks_is_answered_while_there_is_no_server(tmp_path: Path) -> None:
    kernel = BridgedKernel(tmp_path, target(1))  # it starts, though nobody is there
    assert kernel.client.kernel_info(reply=True, timeout=20)["content"]["status"] == "ok"
    kernel.stop()


def test_a_wrong_token_is_said_to_be_wrong(
    plain: RemoteJupyter, bridged: Callable[..., BridgedKernel]
) -> None:
    kernel = bridged(plain.port, token="wrong")
    outcome = kernel.run("1")
    assert "does not let the bridge in (HTTP 403" in outcome.error
    wait_until(lambda: not kernel.alive, 20, "the bridge ends")


def test_a_bridge_ends_with_its_jupyter_server(tmp_path: Path, relayed: RemoteJupyter) -> None:
    """Which was killed, and so ends nobody."""
    script = (
        "import sys, pathlib, json, time\n"
        "from jupyterlab_execution_broker.tests.bridged_kernel import BridgedKernel\n"
        "kernel = BridgedKernel(pathlib.Path(sys.argv[1]), json.loads(sys.argv[2]))\n"
        "print(kernel.manager.provisioner.pid, flush=True)\n"
        "time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path), json.dumps(target(relayed.port))],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    assert parent.stdout is not None
    bridge = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not alive(bridge), 10, "the bridge ends, too")


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
