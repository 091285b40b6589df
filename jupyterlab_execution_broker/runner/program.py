"""A program in Python or Java, or an image of Apptainer: one command in the working directory."""

from __future__ import annotations

import asyncio
import os
import signal

from .environment import EnvironmentBuilder, python_of, variables
from .last_words import failure
from .outcome import Failure, Outcome
from .outputs import Outputs
from .processes import oom_kills
from .spec import Spec
from .surroundings import Surroundings

# How long a program that is called off may take to save its things.
_LEAVE_SECONDS = 5.0
# Of the promised memory, for what a JVM calls its heap; the rest is for the JVM itself.
_HEAP_SHARE = 0.75


def command(spec: Spec) -> list[str]:
    """What starts the program of a session, within its limits."""
    program, limits = spec.program, spec.limits
    if program is None:
        return _apptainer_command(spec)
    if program.java is not None:
        options = ["-XX:+IgnoreUnrecognizedVMOptions", f"-XX:ActiveProcessorCount={limits.cores}"]
        if limits.memory:
            options.append(f"-Xmx{int(limits.memory * _HEAP_SHARE) // 2**20}m")
        # a JVM reserves more than it uses, so a limit of its data would keep it from starting
        return [program.java, *options, "-jar", str(program.path), *program.arguments]
    assert spec.environment is not None
    argv = [str(python_of(spec.environment.path)), str(program.path), *program.arguments]
    if limits.memory and limits.kept_by == "rlimits" and os.name != "nt":
        kibibytes = max(1, limits.memory // 1024)
        return ["/bin/sh", "-c", f'ulimit -d {kibibytes}; exec "$@"', "sh", *argv]
    return argv


def _apptainer_command(spec: Spec) -> list[str]:
    """Nothing of the user's home and variables is in the container; its processes are ours."""
    apptainer = spec.apptainer
    assert apptainer is not None
    binds = [f"--bind={spec.workdir}:/work"]
    for mount in apptainer.mounts:
        suffix = ":ro" if mount.readonly else ""
        binds.append(f"--bind={mount.source}:{mount.target}{suffix}")
    threads = f"--env=OMP_NUM_THREADS={spec.limits.cores}"
    options = ["--cleanenv", "--no-home", threads, *binds, "--pwd=/work"]
    return [apptainer.program, "run", *options, apptainer.image]


class ProgramRun:
    """Runs the program; its standard output and error are files of the session."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._process: asyncio.subprocess.Process | None = None
        self._outputs = Outputs(around.streams)
        self._what = "The program" if around.spec.apptainer is None else "The container"

    async def run(self) -> Outcome:
        """Makes everything ready, and runs the program. Raises Failure."""
        around = self._around
        spec = around.spec
        if spec.environment is not None:
            await EnvironmentBuilder(spec, around.events, around.log).prepare()
        else:
            around.events.emit("preparing")
            around.events.emit("ready")
        self._process = process = await self._start()
        around.events.emit("running", started="program")
        around.watch.start()
        status = await process.wait()
        around.watch.sample(exact=True)
        await self._outputs.drain()
        if status == 0:
            return Outcome("completed", "completed", f"{self._what} ran to its end.")
        grew = oom_kills() > around.watch.oom_kills_before
        if status == -signal.SIGKILL and grew:
            raise Failure("memory-limit", around.watch.memory_message(None))
        killed = status == -signal.SIGKILL
        raise failure(self._what, status, self._outputs.last_words, around.watch, killed=killed)

    async def _start(self) -> asyncio.subprocess.Process:
        spec = self._around.spec
        argv = command(spec)
        try:
            process = await asyncio.create_subprocess_exec(
                *argv,
                cwd=spec.workdir,
                # so that what it says is there when it says it
                env={**variables(spec), "PYTHONUNBUFFERED": "1"},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=self._outputs.stdout,
                stderr=self._outputs.stderr,
            )
        except OSError as error:
            raise Failure(
                "program-not-started",
                f"{self._what} could not be started with {argv[0]}: {error.strerror}. "
                "Look whether it is still installed on this computer.",
            ) from error
        self._outputs.handed_over()
        return process

    async def break_off(self, outcome: Outcome) -> None:
        """SIGTERM, and a moment to save; over its memory it has none."""
        process = self._process
        if process is None:
            return
        if process.returncode is None and outcome.code != "memory-limit":
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), _LEAVE_SECONDS)
            except asyncio.TimeoutError:
                return  # it is ended with all others
        await self._outputs.drain()

    def save(self) -> None:
        """A program writes its files itself."""

    async def leave(self) -> None:
        """It has ended."""

    async def end(self) -> None:
        """It is a process below this one."""

    def close(self) -> None:
        """Nothing more is taken from what it left behind."""
        self._outputs.close()
