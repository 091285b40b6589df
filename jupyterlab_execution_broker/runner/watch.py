"""Watches a running session: its time, its memory, and what it uses."""

from __future__ import annotations

import asyncio
import time
from typing import Callable

from .events import EventLog
from .outcome import Outcome, gibibytes
from .processes import Tree, Usage, oom_kills
from .spec import Limits

_SAMPLE_SECONDS = 0.5
_REPORT_SECONDS = 2.0
# On a computer with thousands of processes a look takes longer: at most this share of a CPU.
_LARGEST_SHARE = 0.05


class Watch:
    """Calls ``stop`` with an outcome when a limit is passed; reports usage every 2 s."""

    def __init__(
        self, limits: Limits, tree: Tree, events: EventLog, stop: Callable[[Outcome], None]
    ) -> None:
        self._limits = limits
        self._tree = tree
        self._events = events
        self._stop = stop
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._reported = 0.0
        self._reached = 0
        # counted among all cells, from 1
        self.cell: int | None = None
        self.time_is_up = self._run_out
        # seconds in all, as they were promised last
        self.promised: Callable[[], float] = lambda: self._limits.seconds or 0
        self.oom_kills_before = oom_kills()

    def start(self) -> None:
        """Starts the clock and the looks."""
        if self._limits.seconds is not None:
            self._wait(time.monotonic(), self._limits.seconds)
        self._task = asyncio.ensure_future(self._look())

    def _wait(self, began: float, seconds: float) -> None:
        """Waits for the end of ``seconds``; then looks whether more have been promised since."""
        left = began + seconds - time.monotonic()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(max(0, left), self._look_at_clock, began, seconds)

    def _look_at_clock(self, began: float, seconds: float) -> None:
        promised = self.promised()
        if promised > seconds:
            self._wait(began, promised)
        else:
            self._stop(self.time_is_up(seconds))

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._task.cancel()

    def sample(self, exact: bool = False) -> None:
        """Looks once; reports if the last report is old enough."""
        usage = self._tree.sample(exact)
        self._reached = usage.memory
        if time.monotonic() - self._reported >= _REPORT_SECONDS:
            self._report(usage)

    def last_sample(self) -> None:
        """Reports once more, if the session was running."""
        if self._task is not None:
            self._report(self._tree.sample(exact=True))

    @property
    def near_memory_limit(self) -> bool:
        """Whether the last look found nine tenths of the promised memory in use."""
        memory = self._limits.memory
        return memory is not None and self._reached >= 0.9 * memory

    def memory_message(self, cell: int | None) -> str:
        limit = gibibytes(self._limits.memory or 0)
        where = "" if cell is None else f" in cell {cell}"
        return (
            f"The run reached {gibibytes(max(self._reached, self._tree.peak))} of memory{where}; "
            f"{limit} were promised. Ask for more memory, or work on less data at once."
        )

    def _report(self, usage: Usage) -> None:
        self._reported = time.monotonic()
        self._events.emit(
            "usage", memory=usage.memory, peak=self._tree.peak, cpu=round(usage.cpu, 2)
        )

    async def _look(self) -> None:
        while True:
            began = time.monotonic()
            self.sample()
            limit = self._limits.memory
            # the plain sum counts what forked workers share once for each; the dear figure decides
            if limit is not None and self._reached > limit:
                self._reached = self._tree.proportional_memory()
                if self._reached > limit:
                    message = self.memory_message(self.cell)
                    self._stop(Outcome("failed", "memory-limit", message, self.cell))
            took = time.monotonic() - began
            await asyncio.sleep(max(_SAMPLE_SECONDS, took / _LARGEST_SHARE))

    def _run_out(self, seconds: float) -> Outcome:
        where = "" if self.cell is None else f" in cell {self.cell}"
        return Outcome(
            "failed",
            "time-limit",
            f"The run was ended{where} after {seconds:g} s, the time that was promised. "
            "What was computed until then is saved. Ask for more time.",
            self.cell,
        )
