"""The tree of processes below this one: its size, and its end."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

PR_SET_CHILD_SUBREAPER = 36
SESSION_VARIABLE = "EXECUTION_BROKER_SESSION"


def become_subreaper() -> bool:
    """Lets orphans below this process become its children; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)


def start_time(pid: int) -> float:
    """When a process started: clock ticks since boot (field 22 of /proc/PID/stat), else seconds.

    Together with the pid it names one process for good, though pids are used again.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return float(psutil.Process(pid).create_time())
    return int(stat.rpartition(")")[2].split()[19])


def oom_kills() -> int:
    """How often the kernel has killed in this process's control group; 0 where nobody counts."""
    try:
        group = Path("/proc/self/cgroup").read_text().strip().rpartition("::")[2]
        text = Path(f"/sys/fs/cgroup{group}/memory.events").read_text()
    except OSError:
        return 0
    return int(dict(line.split() for line in text.splitlines()).get("oom_kill", 0))


@dataclass(frozen=True)
class Usage:
    """``memory`` in bytes, summed over the tree; ``cpu`` in seconds since the tree began."""

    memory: int
    cpu: float


def _is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _reap() -> None:
    """Buries dead children, orphans that came to this process included."""
    if os.name == "nt":
        return
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return  # none is left


def _proportional(pid: int) -> int | None:
    """Bytes of a process with shared pages divided among their sharers; None if not told."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return None
    return None


def _high_water(pid: int) -> int:
    """The most bytes that one process ever held; 0 if not told."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return 0
    return 0


class Tree:
    """All descendants of this process."""

    def __init__(self, session: str) -> None:
        self._self = psutil.Process()
        self._session = session
        self._subreaper = become_subreaper()
        self._cpu = 0.0
        self._cpu_before = self._reaped_cpu()
        # the process that is measured with all below it, where that is none below this one
        self._elsewhere: psutil.Process | None = None
        self.peak = 0

    def measure(self, pid: int) -> None:
        """Measures the tree below ``pid`` from now on, in the place of this process's own."""
        try:
            self._elsewhere = psutil.Process(pid)
        except psutil.NoSuchProcess:
            return  # it has ended; nothing is left to be measured

    def _measured(self) -> list[psutil.Process]:
        if self._elsewhere is None:
            return list(self._self.children(recursive=True))
        try:
            return [self._elsewhere, *self._elsewhere.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def alive(self) -> list[psutil.Process]:
        """Descendants that are not yet dead, strays included."""
        found = [process for process in self._self.children(recursive=True) if _is_alive(process)]
        return found if self._subreaper else found + self._strays(found)

    def _strays(self, known: list[psutil.Process]) -> list[psutil.Process]:
        """Processes of the session that left the tree; found by their environment."""
        seen = {process.pid for process in known} | {os.getpid()}
        strays = []
        for process in psutil.process_iter():
            try:
                if process.pid not in seen and (
                    process.environ().get(SESSION_VARIABLE) == self._session
                ):
                    strays.append(process)
            except (psutil.Error, OSError):
                continue  # another user's process, or one that has just gone
        return strays

    def _reaped_cpu(self) -> float:
        times = self._self.cpu_times()
        return float(times.children_user + times.children_system)

    def sample(self, exact: bool = False) -> Usage:
        """Measures the tree and notes the peak; ``exact`` also asks for peaks between samples."""
        memory = 0
        cpu = 0.0 if self._elsewhere else self._reaped_cpu() - self._cpu_before
        for process in self._measured():
            try:
                with process.oneshot():
                    memory += process.memory_info().rss
                    cpu += sum(process.cpu_times()[:4])
            except psutil.Error:
                continue  # it ended between the listing and the look
            if exact:
                self.peak = max(self.peak, _high_water(process.pid))
        self.peak = max(self.peak, memory)
        self._cpu = max(self._cpu, cpu)
        return Usage(memory, self._cpu)

    def proportional_memory(self) -> int:
        """Bytes of the tree with shared pages counted once; slower than ``sample``."""
        total = 0
        for process in self._measured():
            size = _proportional(process.pid)
            try:
                total += process.memory_info().rss if size is None else size
            except psutil.Error:
                continue  # it ended between the listing and the look
        return total

    async def end(self, grace: float = 1.0, patience: float = 5.0) -> list[int]:
        """SIGTERM to all, SIGKILL after ``grace`` seconds; returns the pids that are left."""
        began = time.monotonic()
        told: set[int] = set()
        while True:
            left = self.alive()
            waited = time.monotonic() - began
            if not left or waited > grace + patience:
                _reap()
                return [process.pid for process in left]
            for process in left:
                try:
                    if waited >= grace:
                        process.kill()
                    elif process.pid not in told:
                        told.add(process.pid)
                        process.send_signal(signal.SIGTERM)
                except psutil.NoSuchProcess:
                    continue
            await asyncio.sleep(0.03)
