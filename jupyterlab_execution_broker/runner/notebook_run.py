"""A notebook that runs from its first cell to its last."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from .environment import EnvironmentBuilder
from .notebook import NotebookFile, check
from .outcome import Failure, Outcome
from .processes import oom_kills
from .surroundings import Surroundings

if TYPE_CHECKING:
    from .execution import Execution
    from .kernel import SessionKernel

_INTERRUPT_SECONDS = 0.8


class NotebookRun:
    """The cells of a notebook in a kernel of its environment."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._watch = around.watch
        self._notebook: NotebookFile | None = None
        self._kernel: SessionKernel | None = None
        self._cell: asyncio.Task[None] | None = None

    async def run(self) -> Outcome:
        """Builds the environment, and runs cell after cell. Raises Failure."""
        around = self._around
        path = around.spec.notebook_path
        check(path)
        await EnvironmentBuilder(around.spec, around.events, around.log).prepare()
        from .kernel import SessionKernel

        self._kernel = SessionKernel(around.spec, around.log)
        await self._kernel.spawn()
        # the kernel comes up while this process reads the rest of its own code
        await asyncio.sleep(0)
        from .execution import Execution

        self._notebook = NotebookFile(path)
        info = await self._kernel.ready()
        self._notebook.content.metadata["language_info"] = info
        cells = self._notebook.code_cells
        around.events.emit("running", cells=len(cells))
        self._watch.start()
        execution = Execution(self._notebook, self._kernel, around.streams.write)
        for ordinal, index in enumerate(cells, 1):
            if around.stopped():
                raise asyncio.CancelledError
            await self._run_cell(execution, index, ordinal, len(cells))
        return Outcome("completed", "completed", "All cells ran to their end.")

    async def _run_cell(self, execution: Execution, index: int, ordinal: int, total: int) -> None:
        events = self._around.events
        place = {"cell": ordinal, "of": total, "index": index}
        # a person counts all cells, as the panel does; progress counts those that run
        number = index + 1
        self._watch.cell = number
        events.emit("cell", **place, status="started")
        began = time.monotonic()
        status = "error"
        self._cell = asyncio.ensure_future(execution.run_cell(index, lambda: self._death(number)))
        try:
            # shielded: the one who breaks the run off decides when the cell has to give in
            await asyncio.shield(self._cell)
            status = "ok"
        finally:
            self._around.save()
            seconds = round(time.monotonic() - began, 3)
            events.emit("cell", **place, status=status, seconds=seconds)
            self._watch.sample(exact=True)

    async def break_off(self, outcome: Outcome) -> None:
        """Interrupts the running cell, gives it a moment to hand over its outputs, and ends it."""
        if self._cell is None or self._kernel is None or self._cell.done():
            return
        if outcome.code != "memory-limit":
            await self._kernel.interrupt()
        await asyncio.wait({self._cell}, timeout=_INTERRUPT_SECONDS)
        self._cell.cancel()
        await asyncio.wait({self._cell}, timeout=1)

    def _death(self, number: int) -> Failure:
        """Why the kernel is gone: too much memory, or something else."""
        assert self._kernel is not None
        how = self._kernel.death()
        if self._kernel.status == -9 and (
            oom_kills() > self._watch.oom_kills_before or self._watch.near_memory_limit
        ):
            return Failure("memory-limit", self._watch.memory_message(number), number)
        return Failure(
            "kernel-died",
            f"The kernel died in cell {number}: {how}. If that was not meant, look at log.txt; "
            "exit(), crashes in compiled code and too little memory are the usual reasons.",
            number,
        )

    def save(self) -> None:
        """Saves the notebook, if it was read."""
        if self._notebook is not None:
            self._notebook.save()

    async def leave(self) -> None:
        """Asks the kernel to end itself, so that `atexit` functions run."""
        if self._kernel is not None:
            await self._kernel.leave()

    async def end(self) -> None:
        """Its kernel is a process below this one."""

    def close(self) -> None:
        """Frees the kernel's sockets."""
        if self._kernel is not None:
            self._kernel.close()
