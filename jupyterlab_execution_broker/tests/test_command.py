"""The console command, with the Node that the package brings."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from jupyterlab_execution_broker import programs

from .session_folder import PACKAGE_PARENT

SERVICE = """
const wait = process.argv[2] === 'wait'
if (wait) {
  process.on('SIGTERM', () => process.exit(7))
  setInterval(() => {}, 1000)
}
console.log(JSON.stringify({argv: process.argv.slice(2), env: process.env, major: process.version}))
if (!wait) process.exit(3)
"""
START = (
    "import sys, pathlib; from jupyterlab_execution_broker import command; "
    "command.SERVICE_FILE = pathlib.Path(sys.argv.pop(1)); command.main()"
)


def start(service: Path, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    env = {n: v for n, v in os.environ.items() if not n.startswith("EXECUTION_BROKER_")}
    return subprocess.Popen(
        [sys.executable, "-c", START, str(service), *arguments],
        env={**env, "PYTHONPATH": str(PACKAGE_PARENT), **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def service(tmp_path: Path) -> Path:
    file = tmp_path / "service.mjs"
    file.write_text(SERVICE)
    return file


def test_arguments_defaults_and_exit_code(service: Path) -> None:
    process = start(service, "where", "a b.ipynb", EXECUTION_BROKER_DATA_DIR="/kept")
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 3
    seen = json.loads(output)
    assert seen["argv"] == ["where", "a b.ipynb"]
    assert seen["env"]["EXECUTION_BROKER_PYTHON"] == sys.executable
    assert Path(seen["env"]["EXECUTION_BROKER_UV"]).is_file()
    assert seen["env"]["EXECUTION_BROKER_DATA_DIR"] == "/kept"
    assert int(seen["major"][1:].split(".")[0]) >= programs.OLDEST_NODE


def test_signals_reach_node(service: Path) -> None:
    process = start(service, "wait")
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 7


def test_a_missing_service_file_is_named(tmp_path: Path) -> None:
    _, errors = start(tmp_path / "none.mjs").communicate(timeout=30)
    assert "none.mjs is missing" in errors


def program(folder: Path, text: str) -> Path:
    file = folder / "node"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


def test_an_old_node_on_the_path_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "_wheel_node", lambda: None)
    monkeypatch.delenv("EXECUTION_BROKER_NODE", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(programs.ProgramNotFound, match="there is none"):
        programs.find_node()
    program(tmp_path, "echo v20.20.2")
    with pytest.raises(programs.ProgramNotFound, match="is Node 20"):
        programs.find_node()
    node = program(tmp_path, "echo v24.1.0")
    assert programs.find_node() == str(node)


def test_a_configured_node_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node = str(program(tmp_path, "true"))
    monkeypatch.setenv("EXECUTION_BROKER_NODE", "/no/such/node")
    assert programs.find_node(node) == node
    with pytest.raises(programs.ProgramNotFound, match="/no/such/node"):
        programs.find_node()
