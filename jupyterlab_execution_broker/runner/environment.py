"""The virtual environment that a notebook runs in, built by uv and shared by sessions."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import time
from pathlib import Path

from .events import EventLog
from .locks import SharedLock
from .outcome import Failure
from .processes import SESSION_VARIABLE
from .spec import Spec
from .storage import is_full
from .uv_errors import UvError, explain

_SECRET_PREFIXES = ("JPY_", "JUPYTERHUB_")
_DROPPED = frozenset(
    {
        "JUPYTER_TOKEN",
        "EXECUTION_BROKER_SECRET",
        "VIRTUAL_ENV",
        "PYTHONPATH",
        "PYTHONHOME",
        "CONDA_PREFIX",
        # else a kernel started from within a notebook's environment would draw no pictures
        "MPLBACKEND",
    }
)
_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)
_PROGRESS = re.compile(r"(Resolved|Downloading|Building|Prepared|Installed) ")


def bin_folder(environment: Path) -> Path:
    return environment / ("Scripts" if os.name == "nt" else "bin")


def python_of(environment: Path) -> Path:
    """The interpreter of a virtual environment."""
    return bin_folder(environment) / ("python.exe" if os.name == "nt" else "python")


def variables(spec: Spec) -> dict[str, str]:
    """Environment variables for uv and the kernel: this process's, without its credentials."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _DROPPED and not name.startswith(_SECRET_PREFIXES)
    }
    for name in _THREADS:
        kept.setdefault(name, str(spec.limits.cores))
    kept[SESSION_VARIABLE] = spec.session
    if spec.environment is not None:
        kept["PATH"] = os.pathsep.join(
            part for part in (str(bin_folder(spec.environment.path)), kept.get("PATH")) if part
        )
    return kept


class EnvironmentBuilder:
    """Makes sure that the environment of a session exists, once for all who want it."""

    def __init__(self, spec: Spec, events: EventLog, log: Path) -> None:
        self._spec = spec
        self._environment = spec.python_environment
        self._path = self._environment.path
        self._complete = self._path / ".complete"
        self._events = events
        self._log = log
        self._lock = SharedLock(self._path.with_name(self._path.name + ".lock"))

    async def prepare(self) -> None:
        """Emits preparing and prepared; holds a shared lock on the environment from then on.

        Raises Failure with a code that tells whose fault it is.
        """
        self._events.emit("preparing")
        began = time.monotonic()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            cached = await self._use_or_build()
            await self._freeze()
        except UvError as error:
            raise Failure(error.code, error.message) from error
        self._events.emit(
            "prepared",
            seconds=round(time.monotonic() - began, 3),
            cached=cached,
            # an interactive session is ready only when its server is
            ready=not self._spec.interactive,
        )

    async def _use_or_build(self) -> bool:
        while True:
            if self._complete.exists():
                await self._lock.acquire(shared=True)
                if self._complete.exists():
                    return True
                self._lock.release()
            await self._lock.acquire(shared=False, on_wait=self._tell_waiting)
            built = not self._complete.exists()
            if built:
                await self._build()
            self._lock.share()
            if self._complete.exists():
                return not built

    def _tell_waiting(self) -> None:
        self._events.message(
            "INFO",
            "environment-busy",
            "Another session is building the same environment ({path}). Waiting for it.",
            path=self._path.name,
        )

    async def _build(self) -> None:
        if self._path.exists():
            shutil.rmtree(self._path)
        await self._uv("venv", "--python", self._environment.python, str(self._path))
        wanted = list(self._environment.packages)
        if self._environment.requirements:
            wanted += ["-r", str(self._environment.requirements)]
        if wanted:
            await self._install("pip", "install", "--python", str(python_of(self._path)), *wanted)
        self._complete.write_text("")

    async def _install(self, *install: str) -> None:
        """Once more without the network where there is none. Raises UvError."""
        try:
            await self._uv(*install)
        except UvError as error:
            if error.code != "network":
                raise
            self._events.message(
                "WARN",
                "network-retry-offline",
                "The package index could not be reached ({reason}). "
                "Trying once more with the packages that this computer already has.",
                reason=error.reason,
            )
            try:
                await self._uv(*install, "--offline")
            except UvError as offline:
                # that the cache does not do says less than why the network was not there
                raise offline if offline.code == "disk-full" else error from offline

    async def _freeze(self) -> None:
        lock = await self._uv("pip", "freeze", "--python", str(python_of(self._path)))
        (self._spec.folder / "environment.lock").write_text(lock, encoding="utf-8")

    async def _uv(self, *arguments: str) -> str:
        """Runs uv in the working directory and returns its output. Raises UvError."""
        env = {**variables(self._spec), "UV_NO_PROGRESS": "1", "NO_COLOR": "1"}
        uv = self._environment.uv
        try:
            process = await asyncio.create_subprocess_exec(
                uv,
                *arguments,
                cwd=self._spec.workdir,
                env=env,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                limit=2**20,
            )
        except OSError as error:
            raise UvError(
                "uv-not-found",
                f"uv, which builds environments, cannot be started from {uv}: {error.strerror}. "
                "Install it with `pip install uv`, or name another one in the broker's "
                "configuration.",
            ) from error
        assert process.stdout is not None and process.stderr is not None
        output, lines, code = await asyncio.gather(
            process.stdout.read(), self._follow(process.stderr), process.wait()
        )
        if code:
            raise explain("\n".join(lines), code)
        return output.decode(errors="replace")

    async def _follow(self, stream: asyncio.StreamReader) -> list[str]:
        """Copies uv's remarks to the log, tells of its steps, and returns the last 500 lines."""
        lines: list[str] = []
        with open(self._log, "ab", buffering=0) as log:
            async for raw in stream:
                try:
                    log.write(raw)
                except OSError as error:
                    if not is_full(error):
                        raise
                line = raw.decode(errors="replace").rstrip()
                lines = [*lines[-499:], line]
                if _PROGRESS.match(line.strip()):
                    self._events.message(
                        "INFO", "environment-progress", "Environment: {step}.", step=line.strip()
                    )
        return lines
