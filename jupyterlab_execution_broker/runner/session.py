"""One session from its first event to its last."""

from __future__ import annotations

import asyncio
import time
import traceback
from typing import Any

from .cpus import pin
from .events import EventLog
from .executable import Executable, executable_of
from .outcome import Failure, Outcome
from .processes import Tree
from .spec import Spec, promised_seconds
from .storage import Reserve, is_full
from .streams import Streams
from .surroundings import Surroundings
from .watch import Watch

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
        self._executable: Executable = executable_of(
            Surroundings(
                spec,
                self._events,
                self._streams,
                self._tree,
                self._watch,
                self._log,
                self._save,
                self._stopped.done,
            )
        )
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
        pin(self._spec.limits, self._events)
        work = asyncio.ensure_future(self._executable.run())
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
        self._executable.close()
        self._streams.close()
        await self._finish(outcome)
        return outcome

    async def _break_off(self, work: asyncio.Future[Outcome], outcome: Outcome) -> None:
        await self._executable.break_off(outcome)
        work.cancel()
        await asyncio.wait({work}, timeout=1)

    async def _result(self, work: asyncio.Future[Outcome]) -> Outcome:
        try:
            return await work
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

    def _save(self) -> bool:
        """Saves what there is; on a full disk it stays in memory and True is not returned."""
        try:
            self._executable.save()
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
        if gently:
            await self._executable.leave()
        await self._executable.end()
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
