"""The runner with real notebooks, real kernels and real signals."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable

import nbformat
import psutil
import pytest

from .session_folder import SessionFolder, wait_until

DAEMON = """
import os, subprocess, sys
sleeper = subprocess.Popen(["sleep", "600"])
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp(sys.executable, [sys.executable, "-c",
            "import signal, time\\n"
            "signal.signal(signal.SIGTERM, signal.SIG_IGN)\\n"
            "open('daemon', 'w').write('up')\\n"
            "time.sleep(600)"])
    os._exit(0)
"""


def test_a_notebook_runs_to_its_end(session: SessionFolder) -> None:
    session.write("print('one')", "x = 6 * 7", "print(x)")
    finished = session.run()
    assert finished["outcome"] == finished["code"] == "completed"
    assert session.outputs() == ["one\n", "", "42\n"]
    kinds = [e["event"] for e in session.events() if e["event"] not in ("usage", "message")]
    assert kinds == ["preparing", "prepared", "running", *["cell"] * 6, "finished"]
    assert [e["seq"] for e in session.events()] == list(range(1, len(session.events()) + 1))
    assert session.events("running")[0]["cells"] == 3
    assert [(e["cell"], e["index"], e["of"]) for e in session.events("cell")][::2] == [
        (1, 1, 3),
        (2, 2, 3),
        (3, 3, 3),
    ]
    usage = session.events("usage")[-1]
    assert usage["peak"] >= usage["memory"] > 2**20
    assert usage["cpu"] > 0
    notebook = nbformat.read(str(session.notebook_path), as_version=4)
    assert "shell.execute_reply" in notebook.cells[1].metadata.execution
    assert notebook.cells[1].execution_count == 1
    assert "ipykernel==" in (session.path / "environment.lock").read_text()
    assert not session.strays()


def test_process_json_names_the_runner(session: SessionFolder) -> None:
    session.write("import time; time.sleep(30)").start()
    session.wait_for_cell(1)
    record = json.loads((session.path / "process.json").read_text())
    assert session.process is not None
    assert record["pid"] == session.process.pid
    stat = Path(f"/proc/{record['pid']}/stat")
    if stat.exists():
        assert record["started"] == int(stat.read_text().rpartition(")")[2].split()[19])


def test_a_failing_cell_keeps_what_was_computed(session: SessionFolder) -> None:
    session.write("print('kept')", "print('too'); 1 / 0", "print('never')")
    finished = session.run()
    assert (finished["outcome"], finished["code"], finished["cell"]) == ("failed", "cell-error", 3)
    # counted among all cells, as a person does; the first is text
    assert finished["message"].startswith("Cell 3 failed: ZeroDivisionError")
    assert finished["ename"] == "ZeroDivisionError"
    assert any("\x1b[" in line for line in finished["traceback"])
    assert session.outputs() == ["kept\n", "too\n", ""]
    assert session.cells("error") == [2]
    assert 3 not in session.cells("started")


def test_a_cell_may_be_expected_to_raise(session: SessionFolder) -> None:
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("1 / 0", metadata={"tags": ["raises-exception"]}),
            nbformat.v4.new_code_cell("print('after')"),
        ]
    )
    assert session.write(content=nbformat.writes(notebook)).run()["outcome"] == "completed"
    assert session.outputs()[1] == "after\n"


def test_the_file_is_a_valid_notebook_at_every_moment(session: SessionFolder) -> None:
    session.write(*(f"import time; print({n}); time.sleep(0.15)" for n in range(8))).start()
    assert session.process is not None
    looks = 0
    while session.process.poll() is None:
        done = len(session.cells("ok"))
        printed = session.outputs()
        # saved before it is told, so the file may be ahead of the log but never behind
        assert printed[:done] == [f"{n}\n" for n in range(done)]
        looks += 1
    assert session.wait()["outcome"] == "completed"
    assert looks > 10


def test_the_death_of_the_starter_changes_nothing(session: SessionFolder) -> None:
    session.write("import time; time.sleep(1)", "print('alive')")
    code = (
        "import subprocess, sys, time\n"
        "subprocess.Popen(sys.argv[1:], start_new_session=True, stdout=subprocess.PIPE,"
        " stderr=subprocess.PIPE)\n"
        "time.sleep(600)"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", code, *session.command()], env=session.variables()
    )
    session.wait_for_cell(1)
    starter.kill()
    starter.wait()
    wait_until(lambda: session.events("finished"), message="finished")
    assert session.finished()["outcome"] == "completed"
    assert session.outputs()[1] == "alive\n"


def test_cancelling_ends_the_whole_tree_and_keeps_outputs(session: SessionFolder) -> None:
    session.write(
        "print('first')", DAEMON, "import time; print('begun', flush=True)\ntime.sleep(600)"
    )
    session.start()
    session.wait_for_cell(3)
    wait_until((session.path / "work" / "daemon").exists, message="the daemon is up")
    time.sleep(0.5)
    marked = session.strays()
    assert len(marked) >= 3
    assert session.process is not None
    began = time.monotonic()
    session.process.send_signal(signal.SIGTERM)
    finished = session.wait(seconds=10)
    assert time.monotonic() - began < 6
    assert (finished["outcome"], finished["code"]) == ("cancelled", "cancelled")
    assert session.outputs()[0] == "first\n"
    assert session.outputs()[2].startswith("begun\n")
    assert not session.strays()
    assert not any(psutil.pid_exists(pid) for pid in marked)


def test_cancelling_before_the_kernel_is_up(session: SessionFolder) -> None:
    session.write("print(1)").start()
    wait_until(lambda: session.events("preparing"))
    assert session.process is not None
    session.process.send_signal(signal.SIGINT)
    assert session.wait(seconds=15)["outcome"] == "cancelled"
    assert not session.strays()


def test_nothing_is_left_after_a_normal_end(session: SessionFolder) -> None:
    session.write(DAEMON, "import os, time\nwhile not os.path.exists('daemon'): time.sleep(0.05)")
    assert session.run()["outcome"] == "completed"
    assert not session.strays()


def test_a_second_runner_on_a_folder_leaves_it_alone(session: SessionFolder) -> None:
    session.write("import time; time.sleep(600)").start()
    session.wait_for_cell(1)
    before = [e for e in session.events() if e["event"] != "usage"]
    record = (session.path / "process.json").read_text()
    second = subprocess.run(
        session.command(), env=session.variables(), capture_output=True, timeout=30
    )
    assert second.returncode == 75
    assert b"another runner" in second.stderr
    assert [e for e in session.events() if e["event"] != "usage"] == before
    assert (session.path / "process.json").read_text() == record


def test_input_fails_and_says_why(session: SessionFolder) -> None:
    finished = session.write("name = input('who? ')").run()
    assert (finished["code"], finished["cell"]) == ("cell-error", 2)
    assert "nobody is there to answer" in finished["message"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{not json", "not valid JSON"),
        ("[1, 2]", "not a notebook"),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "no list of cells"),
        (
            '{"nbformat": 4, "nbformat_minor": 5, "cells": [], '
            '"metadata": {"kernelspec": {"language": "r"}}}',
            "written in R",
        ),
    ],
)
def test_a_file_that_is_no_notebook(session: SessionFolder, content: str, reason: str) -> None:
    finished = session.write(content=content).run()
    assert (finished["outcome"], finished["code"]) == ("failed", "bad-notebook")
    assert reason in finished["message"]
    assert session.notebook_path.read_text() == content


def test_an_old_notebook_is_upgraded(session: SessionFolder) -> None:
    old = nbformat.v3.new_notebook(
        worksheets=[nbformat.v3.new_worksheet(cells=[nbformat.v3.new_code_cell("print('old')")])]
    )
    assert session.write(content=nbformat.v3.writes_json(old)).run()["outcome"] == "completed"
    assert session.outputs() == ["old\n"]


def test_a_notebook_that_ends_its_kernel(make_session: Callable[..., SessionFolder]) -> None:
    last = make_session("last").write("print('bye')\nexit()")
    assert last.run()["outcome"] == "completed"
    middle = make_session("middle").write("import os; os._exit(3)", "print('never')")
    finished = middle.run()
    assert (finished["code"], finished["cell"]) == ("kernel-died", 2)
    assert "exit status 3" in finished["message"]


def test_wrong_orders_are_named(session: SessionFolder) -> None:
    session.write("1", memory=-5)
    ended = subprocess.run(
        session.command(), env=session.variables(), capture_output=True, timeout=30
    )
    assert ended.returncode == 66
    assert b"'limits.memory' must be above 0" in ended.stderr
    assert not session.events()
