"""Runs one code cell after the other, as nbclient does, with outputs as JupyterLab keeps them."""

from __future__ import annotations

import re
from typing import Any, Callable

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode

from .kernel import SessionKernel
from .notebook import NotebookFile
from .outcome import Failure

_MESSAGE_LENGTH = 300
_VALUE_LENGTH = 10_000
_TRACEBACK_LENGTH = 100_000
_BACKSPACE = re.compile(r"[^\n]\x08")
_OVERWRITTEN = re.compile(r"^[^\n]*\r(?!\n)", re.MULTILINE)
_NO_MEMORY = re.compile(r"(?:can't|cannot|could not|unable to) allocate memory|out of memory", re.I)


class _Client(NotebookClient):
    """Joins pieces of one stream as they come, so that a talkative cell is one output."""

    # told of every piece of a stream: its name and its text
    written: Callable[[str, str], None]

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        if msg["msg_type"] == "stream":
            self.written(msg["content"]["name"], msg["content"]["text"])
        return super().process_message(msg, cell, cell_index)

    def output(
        self, outs: list[NotebookNode], msg: dict[str, Any], display_id: Any, cell_index: int
    ) -> NotebookNode | None:
        before = len(outs)
        out = super().output(outs, msg, display_id, cell_index)
        if len(outs) == before + 1 and before and _continues(outs[-1], outs[-2]):
            outs[-2]["text"] += outs.pop()["text"]
            out = outs[-1]
        return out


def _continues(output: NotebookNode, earlier: NotebookNode) -> bool:
    return bool(
        output["output_type"] == "stream" == earlier["output_type"]
        and output["name"] == earlier["name"]
    )


def _settle(cell: NotebookNode) -> None:
    """Applies backspaces and carriage returns, so that a progress bar is one line."""
    for output in cell.get("outputs", []):
        if output["output_type"] == "stream":
            text, changed = output["text"], 1
            while changed:
                text, changed = _BACKSPACE.subn("", text)
            output["text"] = _OVERWRITTEN.sub("", text)


def _first_line(text: str) -> str:
    line = text.strip().splitlines()[0] if text.strip() else ""
    return line if len(line) <= _MESSAGE_LENGTH else line[: _MESSAGE_LENGTH - 1] + "…"


def _cut(traceback: list[str]) -> list[str]:
    """The last lines of a traceback: the innermost calls and the error itself."""
    kept: list[str] = []
    room = _TRACEBACK_LENGTH
    for line in reversed(traceback):
        if room <= 0:
            return ["…", *reversed(kept)]
        kept.append(line[-room:])
        room -= len(line)
    return list(reversed(kept))


def _cell_failure(cell: NotebookNode, number: int, error: CellExecutionError) -> Failure:
    """The failure of a cell, with a hint where the exception allows one."""
    name, value = str(error.ename), str(error.evalue)
    shown: dict[str, Any] = next(
        (o for o in reversed(cell.outputs) if o["output_type"] == "error"), {}
    )
    what = f"Cell {number} failed: {name}: {_first_line(value)}"
    code = "cell-error"
    if name.endswith("MemoryError") or _NO_MEMORY.search(value):
        code = "memory-limit"
        what = (
            f"Cell {number} asked for more memory than was promised ({name}: "
            f"{_first_line(value) or 'no details'}). Ask for more memory, or work on less data."
        )
    elif name == "OSError" and "[Errno 28]" in value:
        code = "disk-full"
        what += ". The disk is full: free some space and run again."
    elif name == "StdinNotImplementedError":
        what = (
            f"Cell {number} asks for input with input() or getpass(), and nobody is there to "
            "answer. Put the value into the notebook, or read it from a file."
        )
    elif name == "ModuleNotFoundError":
        what += ". Add the package that brings this module to the requirements."
    elif name == "FileNotFoundError":
        what += ". Add the file to those that go with the notebook."
    return Failure(
        code,
        what,
        number,
        ename=name,
        evalue=value[:_VALUE_LENGTH],
        traceback=_cut(list(shown.get("traceback", []))),
    )


class Execution:
    """The cells of one notebook in one kernel."""

    def __init__(
        self, notebook: NotebookFile, kernel: SessionKernel, written: Callable[[str, str], None]
    ) -> None:
        self._notebook = notebook
        self._kernel = kernel
        self._client = _Client(
            notebook.content,
            km=kernel.manager,
            timeout=None,
            iopub_timeout=30,
            record_timing=True,
        )
        self._client.reset_execution_trackers()
        self._client.kc = kernel.client
        self._client.written = written

    async def run_cell(self, index: int, death: Callable[[], Failure]) -> None:
        """Runs the cell at ``index``; raises Failure, or ``death()`` if the kernel has died."""
        cell = self._notebook.content.cells[index]
        if self._kernel.status is not None:
            raise death()
        try:
            await self._client.async_execute_cell(
                cell, index, execution_count=self._client.code_cells_executed + 1
            )
        except CellExecutionError as error:
            raise _cell_failure(cell, index + 1, error) from error
        except DeadKernelError:
            raise death() from None
        finally:
            _settle(cell)
            self._client.set_widgets_metadata()
