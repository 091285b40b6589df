"""A session's folder as the broker lays it out, and the real runner at work in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any, Callable

import nbformat
import psutil
from uv import find_uv_bin

PACKAGE_PARENT = Path(__file__).resolve().parents[2]


def wait_until(what: Callable[[], Any], seconds: float = 60, message: str = "") -> Any:
    """The first true value of ``what()``; fails after ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = what()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s: {message or what}")


class SessionFolder:
    """Writes ``run.json`` and starts ``python -m jupyterlab_execution_broker.runner``."""

    def __init__(self, path: Path, environment: Path) -> None:
        self.path = path
        self.environment = environment
        self.session = str(uuid.uuid4())
        self.notebook_path = path / "work" / "notebook.ipynb"
        self.process: subprocess.Popen[bytes] | None = None
        (path / "work").mkdir(parents=True, exist_ok=True)

    def write(
        self,
        *sources: str,
        content: str | None = None,
        requirements: str | None = None,
        kernelspec: str = "python3",
        mode: str = "batch",
        **limits: Any,
    ) -> SessionFolder:
        """A notebook with one code cell for each source, after one of text; or raw ``content``."""
        if content is None:
            notebook = nbformat.v4.new_notebook(
                cells=[
                    nbformat.v4.new_markdown_cell("# A notebook"),
                    *(nbformat.v4.new_code_cell(source) for source in sources),
                ]
            )
            notebook.metadata["kernelspec"] = {
                "name": kernelspec,
                "display_name": kernelspec,
                "language": "python",
            }
            content = nbformat.writes(notebook)
        self.notebook_path.write_text(content, encoding="utf-8")
        if requirements is not None:
            (self.path / "requirements.txt").write_text(requirements)
        return self._order(requirements, {"notebook": "work/notebook.ipynb"}, mode, limits)

    def write_program(
        self,
        source: str,
        *arguments: str,
        requirements: str | None = None,
        **limits: Any,
    ) -> SessionFolder:
        """A program in Python, with nothing but its requirements in its environment."""
        (self.path / "work" / "program.py").write_text(source, encoding="utf-8")
        if requirements is not None:
            (self.path / "requirements.txt").write_text(requirements)
        program = {"path": "work/program.py", "arguments": arguments}
        return self._order(requirements, {"program": program}, "batch", limits, packages=[])

    def write_order(self, executable: dict[str, Any], **limits: Any) -> SessionFolder:
        """What runs without Python, as it stands in ``run.json``."""
        return self._order(None, {**executable, "environment": None}, "batch", limits)

    def _order(
        self,
        requirements: str | None,
        executable: dict[str, Any],
        mode: str,
        limits: dict[str, Any],
        **environment: Any,
    ) -> SessionFolder:
        spec = {
            "session": self.session,
            "mode": mode,
            "workdir": "work",
            "environment": {
                "path": str(self.environment),
                "python": sys.executable,
                "requirements": None if requirements is None else "requirements.txt",
                "uv": find_uv_bin(),
                **environment,
            },
            "limits": {
                "cores": 1,
                "cpus": None,
                "memory": 2 * 2**30,
                "seconds": 300,
                "kept_by": "rlimits",
                **limits,
            },
            **executable,
        }
        (self.path / "run.json").write_text(json.dumps(spec))
        return self

    def change_order(self, **change: Any) -> SessionFolder:
        """Replaces entries of ``run.json``."""
        order = self.path / "run.json"
        order.write_text(json.dumps({**json.loads(order.read_text()), **change}))
        return self

    def command(self) -> list[str]:
        return [sys.executable, "-m", "jupyterlab_execution_broker.runner", str(self.path)]

    def variables(self, **more: str) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(PACKAGE_PARENT), **more}

    def start(self, **variables: str) -> SessionFolder:
        self.process = subprocess.Popen(
            self.command(), env=self.variables(**variables), start_new_session=True
        )
        return self

    def wait(self, seconds: float = 90) -> dict[str, Any]:
        """The last event, once the runner has ended; it must have ended well."""
        assert self.process is not None
        assert self.process.wait(timeout=seconds) == 0
        return self.finished()

    def run(self, **variables: str) -> dict[str, Any]:
        return self.start(**variables).wait()

    def events(self, kind: str | None = None) -> list[dict[str, Any]]:
        """Complete lines only, as a reader that follows the file sees them."""
        try:
            text = (self.path / "events.jsonl").read_text()
        except FileNotFoundError:
            return []
        events = [json.loads(line) for line in text.split("\n")[:-1] if line]
        return [event for event in events if kind in (None, event["event"])]

    def messages(self) -> list[str]:
        return [event["code"] for event in self.events("message")]

    def cells(self, status: str) -> list[int]:
        return [event["cell"] for event in self.events("cell") if event["status"] == status]

    def finished(self) -> dict[str, Any]:
        last = self.events()[-1]
        assert last["event"] == "finished"
        return last

    def outputs(self) -> list[str]:
        """The text that each code cell printed, from the notebook on the disk."""
        notebook = nbformat.read(str(self.notebook_path), as_version=4)
        nbformat.validate(notebook)
        return [
            "".join(o.get("text", "") for o in cell.outputs)
            for cell in notebook.cells
            if cell.cell_type == "code"
        ]

    def wait_for_cell(self, ordinal: int, status: str = "started") -> None:
        wait_until(lambda: ordinal in self.cells(status), message=f"cell {ordinal} {status}")

    def strays(self) -> list[int]:
        """Processes that carry this session's mark."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("EXECUTION_BROKER_SESSION") == self.session and (
                    process.status() != psutil.STATUS_ZOMBIE
                ):
                    found.append(process.pid)
            except (psutil.Error, OSError):
                continue  # not ours, or just gone
        return found
