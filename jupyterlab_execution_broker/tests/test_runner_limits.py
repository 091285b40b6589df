"""Limits of memory, time and disk, reached for real."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Callable

import pytest

from .session_folder import SessionFolder, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these limits are Linux's")

MIB = 2**20


def test_too_much_memory_in_the_kernel_is_a_memory_error(session: SessionFolder) -> None:
    session.write("print('small')", f"data = bytearray({900 * MIB})", memory=400 * MIB)
    finished = session.run()
    assert (finished["code"], finished["cell"]) == ("memory-limit", 3)
    assert finished["ename"] == "MemoryError"
    assert session.outputs()[0] == "small\n"


def test_too_much_memory_in_all_processes_together_ends_the_run(session: SessionFolder) -> None:
    hog = (
        "import subprocess, sys, time\n"
        f"code = 'import time; data = b\"x\" * ({150 * MIB}); time.sleep(600)'\n"
        "print('hogs', flush=True)\n"
        "hogs = [subprocess.Popen([sys.executable, '-c', code]) for n in range(3)]\n"
        "time.sleep(600)"
    )
    finished = session.write("print('small')", hog, memory=350 * MIB).run()
    assert (finished["outcome"], finished["code"]) == ("failed", "memory-limit")
    assert finished["cell"] == 3
    assert "GiB" in finished["message"]
    assert session.outputs()[0] == "small\n"
    assert not session.strays()


def test_workers_that_share_their_memory_are_counted_once(session: SessionFolder) -> None:
    source = (
        "import os, time\n"
        f"data = b'x' * ({150 * MIB})\n"
        "workers = []\n"
        "for n in range(4):\n"
        "    pid = os.fork()\n"
        "    if pid == 0:\n"
        "        time.sleep(3); os._exit(0)\n"
        "    workers.append(pid)\n"
        "for pid in workers: os.waitpid(pid, 0)"
    )
    assert session.write(source, memory=500 * MIB).run()["outcome"] == "completed"


def test_a_kernel_that_is_killed(session: SessionFolder) -> None:
    finished = session.write("import os; os.kill(os.getpid(), 9)").run()
    assert (finished["code"], finished["cell"]) == ("kernel-died", 2)
    assert "SIGKILL" in finished["message"]


def test_the_time_that_was_promised_is_kept(session: SessionFolder) -> None:
    source = "import time; print('begun', flush=True)\ntime.sleep(600)"
    finished = session.write("print('done')", source, seconds=2).run()
    assert (finished["outcome"], finished["code"]) == ("failed", "time-limit")
    assert finished["cell"] == 3
    assert session.outputs()[0] == "done\n"
    assert session.outputs()[1].startswith("begun\n")
    # interrupted rather than killed, so that a cell can clean up and says where it was
    assert "KeyboardInterrupt" in session.notebook_path.read_text()
    assert not session.strays()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root may mount the small disk that this test fills")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


FILL = (
    "try:\n"
    "    with open('../../ballast', 'wb', buffering=0) as f:\n"
    "        while True: f.write(b'x' * 4096)\n"
    "except OSError as error: print(error.errno)"
)


def test_a_full_disk_loses_nothing_once_there_is_room(
    make_session: Callable[..., SessionFolder], small_disk: Path
) -> None:
    session = make_session(at=small_disk).write(
        "print('before')", FILL, "print('x' * 200_000)", "print('after')"
    )
    session.start()
    wait_until(lambda: "disk-full" in session.messages(), message="it tells of the full disk")
    session.wait_for_cell(4, "ok")
    assert session.process is not None
    assert session.process.poll() is None
    assert session.outputs()[3] == ""
    (small_disk / "ballast").unlink()
    assert session.wait()["outcome"] == "completed"
    assert session.outputs()[0] == "before\n"
    assert session.outputs()[1] == "28\n"
    assert len(session.outputs()[2]) == 200_001
    assert session.outputs()[3] == "after\n"
    assert "disk-full-over" in session.messages()
    numbers = [event["seq"] for event in session.events()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_who_waits_for_room_can_be_cancelled(
    make_session: Callable[..., SessionFolder], small_disk: Path
) -> None:
    session = make_session(at=small_disk).write(FILL, "print('x' * 200_000)").start()
    session.wait_for_cell(2, "ok")
    assert session.process is not None
    assert session.process.poll() is None
    session.process.terminate()
    assert session.wait(seconds=15)["outcome"] == "cancelled"
