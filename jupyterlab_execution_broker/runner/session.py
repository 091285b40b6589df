"""One session from its first event to its last."""

from __future__ import annotations

import asyncio
import os
import time
import traceback
from typing import TYPE_CHECKING, Any

from .environment import EnvironmentBuilder
from .events import EventLog
from .notebook import NotebookFile, check
from .outcome import Failure, Outcome
from .processes import Tree, oom_kills
from .spec import Spec, promised_seconds
from .storage import Reserve, is_full
from .streams import Streams
from .watch import Watch

if TYPE_CHECKING:
    from .interactive import InteractiveServer
    from .kernel import SessionKernel

_INTERRUPT_SECONDS = 0.8
FULL_DISK_PATIENCE_SECONDS = 600.0
_FULL_DISK_RETRY_SECONDS = 2.0


class Session:
    """Runs what ``spec`` asks for; ``stop`` ends it early from outside."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._log = spec.folder / "log.txt"
        self._streams = Streams(spec.folder)
        self._reserve = Reserve(spec.folder / ".reserve")
        self._events = EventLog(spec.folder / "events.jsonl", self._reserve.give_up)
        self._tree = Tree(spec.session)
        self._stopped: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._watch = Watch(spec.limits, self._tree, self._events, self.stop)
        self._watch.promised = lambda: promised_seconds(spec)
        self._notebook: NotebookFile | None = None
        self._kernel: SessionKernel | None = None
        self._server: InteractiveServer | None = None
        self._cell: asyncio.Task[None] | None = None
        self._unsaved = False
        self._full = False

    def stop(self, outcome: Outcome) -> None:
        """Ends the session with ``outcome`` unless it is ending already."""
        if not self._stopped.done():
            self._stopped.set_result(outcome)

    def finish(self) -> None:
        """Ends an interactive session as its user wishes; a batch run ends by itself."""
        if self._spec.interactive:
            from .interactive import FINISHED

            self.stop(FINISHED)

    async def run(self) -> Outcome:
        """Runs to the end, whatever that is; the last event has been written when it returns."""
        if not self._reserve.take():
            self._tell_full()
        work = asyncio.ensure_future(self._work())
        either: set[asyncio.Future[Any]] = {work, self._stopped}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if self._stopped.done() and (not work.done() or work.cancelled()):
            outcome = self._stopped.result()
            await self._break_off(work, outcome)
        else:
            outcome = await self._result(work)
        self._watch.last_sample()
        outcome = await self._save_at_last(outcome)
        self._watch.close()
        await self._end_processes(gently=outcome.outcome == "completed")
        for part in (self._kernel, self._server):
            if part is not None:
                part.close()
        self._streams.close()
        await self._finish(outcome)
        return outcome

    async def _work(self) -> None:
        check(self._spec.notebook)
        self._pin()
        await EnvironmentBuilder(self._spec, self._events, self._log).prepare()
        if self._spec.interactive:
            await self._serve()
            return
        from .kernel import SessionKernel

        self._kernel = SessionKernel(self._spec, self._log)
        await self._kernel.spawn()
        # the kernel comes up while this process reads the rest of its own code
        await asyncio.sleep(0)
        from .execution import Execution

        self._notebook = NotebookFile(self._spec.notebook)
        info = await self._kernel.ready()
        self._notebook.content.metadata["language_info"] = info
        cells = self._notebook.code_cells
        self._events.emit("running", cells=len(cells))
        self._watch.start()
        execution = Execution(self._notebook, self._kernel, self._streams.write)
        for ordinal, index in enumerate(cells, 1):
            if self._stopped.done():
                raise asyncio.CancelledError
            await self._run_cell(execution, index, ordinal, len(cells))

    async def _serve(self) -> None:
        from .interactive import InteractiveServer, time_is_up

        self._server = InteractiveServer(self._spec, self._events, self._log)
        await self._server.start()
        self._watch.time_is_up = time_is_up
        self._watch.start()
        await self._server.serve()

    async def _run_cell(self, execution: object, index: int, ordinal: int, total: int) -> None:
        from .execution import Execution

        assert isinstance(execution, Execution)
        place = {"cell": ordinal, "of": total, "index": index}
        # a person counts all cells, as the panel does; progress counts those that run
        number = index + 1
        self._watch.cell = number
        self._events.emit("cell", **place, status="started")
        began = time.monotonic()
        status = "error"
        self._cell = asyncio.ensure_future(execution.run_cell(index, lambda: self._death(number)))
        try:
            # shielded: the one who breaks the run off decides when the cell has to give in
            await asyncio.shield(self._cell)
            status = "ok"
        finally:
            self._save()
            seconds = round(time.monotonic() - began, 3)
            self._events.emit("cell", **place, status=status, seconds=seconds)
            self._watch.sample(exact=True)

    async def _break_off(self, work: asyncio.Future[None], outcome: Outcome) -> None:
        """Interrupts the running cell, gives it a moment to hand over its outputs, and ends it."""
        if self._cell is not None and self._kernel is not None and not self._cell.done():
            if outcome.code != "memory-limit":
                await self._kernel.interrupt()
            await asyncio.wait({self._cell}, timeout=_INTERRUPT_SECONDS)
            self._cell.cancel()
            await asyncio.wait({self._cell}, timeout=1)
        work.cancel()
        await asyncio.wait({work}, timeout=1)

    async def _result(self, work: asyncio.Future[None]) -> Outcome:
        try:
            await work
        except Failure as failure:
            return failure.outcome
        except Exception as error:
            if is_full(error):
                return Outcome(
                    "failed",
                    "disk-full",
                    "The disk is full, so the run could not go on. Free some space and run again.",
                )
            self._note(traceback.format_exc())
            return Outcome(
                "failed",
                "internal",
                f"The runner itself failed ({type(error).__name__}: {error}). This is a fault of "
                "the execution broker; please report it together with log.txt.",
                self._watch.cell,
            )
        return Outcome("completed", "completed", "All cells ran to their end.")

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

    def _pin(self) -> None:
        cpus = self._spec.limits.cpus
        if not cpus or not hasattr(os, "sched_setaffinity"):
            return
        try:
            os.sched_setaffinity(0, cpus)
        except OSError as error:
            self._events.message(
                "WARN",
                "cpus-not-pinned",
                "The run could not be kept to CPUs {cpus} ({reason}); it may use others.",
                cpus=", ".join(map(str, cpus)),
                reason=str(error.strerror),
            )

    def _save(self) -> bool:
        """Saves the notebook; on a full disk it stays in memory and True is not returned."""
        if self._notebook is None:
            return True
        try:
            self._notebook.save()
        except OSError as error:
            if not is_full(error):
                raise
            self._unsaved = True
            self._tell_full()
            return False
        self._unsaved = False
        if self._full and self._events.flush():
            self._full = False
            self._reserve.take()
            self._events.message(
                "INFO", "disk-full-over", "There is room on the disk again; nothing was lost."
            )
        return True

    def _tell_full(self) -> None:
        if not self._full:
            self._full = True
            self._reserve.give_up()
            self._events.message(
                "ERROR",
                "disk-full",
                "The disk that holds {folder} is full. The run goes on and its results are kept "
                "in memory: free some space, and they will be saved.",
                folder=str(self._spec.folder),
            )

    async def _save_at_last(self, outcome: Outcome) -> Outcome:
        """Saves, if need be again and again until there is room or nobody wants it any more."""
        deadline = time.monotonic() + FULL_DISK_PATIENCE_SECONDS
        while not self._save():
            # a second call to stop, by hand or by a limit, ends the waiting
            if outcome.outcome == "cancelled" or time.monotonic() > deadline:
                break
            if not self._stopped.done():
                await asyncio.wait({self._stopped}, timeout=_FULL_DISK_RETRY_SECONDS)
            else:
                await asyncio.sleep(_FULL_DISK_RETRY_SECONDS)
            if self._stopped.done() and self._stopped.result().outcome == "cancelled":
                outcome = self._stopped.result()
        if not self._unsaved or outcome.outcome == "cancelled":
            return outcome
        return Outcome(
            "failed",
            "disk-full",
            "The disk stayed full, so the last results could not be saved. "
            "Free some space and run again.",
            outcome.cell,
        )

    async def _end_processes(self, gently: bool) -> None:
        for part in (self._kernel, self._server) if gently else ():
            if part is not None:
                await part.leave()
        left = await self._tree.end()
        if left:
            self._events.message(
                "ERROR",
                "processes-left",
                "Some processes of this run could not be ended: {pids}. End them by hand.",
                pids=", ".join(map(str, left)),
            )

    async def _finish(self, outcome: Outcome) -> None:
        """Writes the last event; on a full disk tries for as long as saving would."""
        self._reserve.give_up()
        self._events.emit("finished", **outcome.fields())
        deadline = time.monotonic() + FULL_DISK_PATIENCE_SECONDS
        while not self._events.flush() and time.monotonic() < deadline:
            if outcome.outcome == "cancelled":
                break
            await asyncio.sleep(_FULL_DISK_RETRY_SECONDS)
        self._events.close()

    def _note(self, text: str) -> None:
        try:
            with open(self._log, "a", encoding="utf-8") as log:
                log.write(text)
        except OSError as error:
            if not is_full(error):
                raise
