"""A container of podman or docker: made, followed to its end, and removed whatever happens."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from typing import Any

from .engine import Engine, EngineError
from .environment import variables
from .last_words import failure
from .outcome import Failure, Outcome, gibibytes
from .outputs import Outputs
from .processes import SESSION_VARIABLE
from .spec import Container, Spec
from .surroundings import Surroundings

_WORK = "/work"
# How long a container that is called off may take to save its things.
_LEAVE_SECONDS = 3
_STOP_SECONDS = 8.0
_LOOK_SECONDS = 0.05
_NOT_STARTED = ("created", "configured", "initialized")


def name_of(session: str) -> str:
    """What the container of a session is called; the broker removes it by this name."""
    return f"execution-broker-{session}"


def create_arguments(spec: Spec, container: Container, image: str) -> list[str]:
    """What makes the container, within its limits."""
    limits = spec.limits
    mounts = [f"--volume={spec.workdir}:{_WORK}"]
    for mount in container.mounts:
        suffix = ":ro" if mount.readonly else ""
        mounts.append(f"--volume={mount.source}:{mount.target}{suffix}")
    return [
        "create",
        f"--name={name_of(spec.session)}",
        f"--label={SESSION_VARIABLE}={spec.session}",
        # what it says is kept by this process, within bounds
        "--log-driver=none",
        "--security-opt=no-new-privileges",
        f"--stop-timeout={_LEAVE_SECONDS}",
        f"--cpus={limits.cores}",
        *([f"--memory={limits.memory}", f"--memory-swap={limits.memory}"] if limits.memory else []),
        *([f"--workdir={_WORK}"] if container.in_work else []),
        *([f"--user={container.user}"] if container.user else []),
        *([f"--entrypoint={container.entrypoint}"] if container.entrypoint else []),
        *(f"--env={name}={value}" for name, value in container.environment.items()),
        *(f"--publish=127.0.0.1::{port.number}/{port.protocol}" for port in container.ports),
        *mounts,
        *container.options,
        image,
        *container.command,
    ]


class ContainerRun:
    """Runs the container; its standard output and error are files of the session."""

    def __init__(self, around: Surroundings) -> None:
        assert around.spec.container is not None
        self._around = around
        self._order = around.spec.container
        self._engine = Engine(self._order.engine, around.log)
        self._name = name_of(around.spec.session)
        self._outputs = Outputs(around.streams)
        self._guard: subprocess.Popen[bytes] | None = None

    async def run(self) -> Outcome:
        """Has the image, makes the container and runs it. Raises Failure."""
        around = self._around
        around.events.emit("preparing")
        image = await self._image()
        self._guard = self._engine.guard(self._name)
        try:
            await self._engine.call(*create_arguments(around.spec, self._order, image))
        except EngineError as error:
            raise Failure(
                "container-not-made",
                f"The container could not be made. {self._engine.name} says: {error.words}",
            ) from error
        around.events.emit("ready")
        client = await self._attach()
        state = await self._started(client)
        if state["Status"] not in _NOT_STARTED:
            around.events.emit("running", started="container")
            around.watch.start()
            await self._tell_ports()
        await client.wait()
        around.watch.sample(exact=True)
        await self._outputs.drain()
        return await self._result()

    async def _image(self) -> str:
        order, events = self._order, self._around.events
        there = await self._engine.first_of(order.images)
        if there is not None:
            return there
        if not order.pull:
            raise Failure(
                "image-not-had",
                f"The image {order.images[0]} is not on this computer, and this broker pulls none. "
                "Ask its administrator for it.",
            )
        events.message(
            "INFO", "image-pulling", "The image {image} is being pulled.", image=order.images[0]
        )
        began = time.monotonic()
        image = await self._engine.pull(order.images)
        seconds = f"{time.monotonic() - began:.1f}"
        events.message(
            "INFO", "image-pulled", "The image was pulled in {seconds} s.", seconds=seconds
        )
        return image

    async def _attach(self) -> asyncio.subprocess.Process:
        """Starts the container, listening before it can say anything."""
        client = await asyncio.create_subprocess_exec(
            *self._engine.command,
            *("start", "--attach", self._name),
            env=variables(self._around.spec),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=self._outputs.stdout,
            stderr=self._outputs.stderr,
            # it would hand signals on that are meant for itself
            start_new_session=True,
        )
        self._outputs.handed_over()
        return client

    async def _state(self) -> dict[str, Any]:
        found = await self._engine.inspect("container", self._name)
        if found is None:
            raise Failure(
                "container-gone",
                f"The container is gone: somebody has removed it from {self._engine.name}.",
            )
        state: dict[str, Any] = found["State"]
        return state

    async def _started(self, client: asyncio.subprocess.Process) -> dict[str, Any]:
        """Its state once it runs, or could not be started."""
        while True:
            over = client.returncode is not None
            state = await self._state()
            if state.get("Pid"):
                self._around.tree.measure(int(state["Pid"]))
            if state["Status"] not in _NOT_STARTED or over:
                return state
            await asyncio.sleep(_LOOK_SECONDS)

    async def _tell_ports(self) -> None:
        for port in self._order.ports:
            number = f"{port.number}/{port.protocol}"
            try:
                address = (await self._engine.call("port", self._name, number)).splitlines()[0]
            except (EngineError, IndexError):
                continue  # it has ended meanwhile
            path = "/" + port.path.lstrip("/")
            url = f"{port.scheme}://{address}{path}" if port.scheme else address
            protocol = port.scheme or port.protocol
            self._around.events.emit(
                "port",
                protocol=protocol.upper(),
                location=url if port.scheme else f"{protocol}://{address}",
            )
            self._around.events.message(
                "INFO",
                "port-open",
                "Port {internal} of the container is open at {address}, for programs on the "
                "broker's computer only.",
                internal=str(port.number),
                address=url,
            )

    async def _result(self) -> Outcome:
        around = self._around
        state = await self._state()
        if state["Status"] in _NOT_STARTED:
            lines = self._outputs.last_words.lines
            words = lines[-1].removeprefix("Error: ") if lines else "nothing"
            raise Failure(
                "container-not-started",
                f"The container could not be started. {self._engine.name} says: {words}",
            )
        if state.get("Running"):
            # the one who listened has died; the container has not
            await self._engine.call("wait", self._name)
            state = await self._state()
        status = int(state["ExitCode"])
        if status == 0:
            return Outcome("completed", "completed", "The container ran to its end.")
        words = self._outputs.last_words
        ended = -(status - 128) if status > 128 else status
        killed = ended == -signal.SIGKILL
        if state.get("OOMKilled") or (killed and not around.watch.near_memory_limit):
            # engines do not always notice that it was the memory, and hardly anything else kills
            how = "needed" if state.get("OOMKilled") else "was killed, most likely for it needed"
            raise Failure(
                "memory-limit",
                f"The container {how} more than the {gibibytes(around.spec.limits.memory or 0)} "
                "of memory that were promised. Ask for more memory, or work on less data at once.",
                traceback=words.lines,
            )
        raise failure("The container", ended, words, around.watch, killed=killed)

    async def break_off(self, outcome: Outcome) -> None:
        """SIGTERM, and a moment to save; over its memory it has none."""
        if self._guard is None:
            return
        how = "kill" if outcome.code == "memory-limit" else "stop"
        try:
            await asyncio.wait_for(self._engine.call(how, self._name), _STOP_SECONDS)
        except (EngineError, asyncio.TimeoutError):
            return  # it is removed, running or not
        await self._outputs.drain()

    def save(self) -> None:
        """A container writes its files itself."""

    async def leave(self) -> None:
        """It has ended."""

    async def end(self) -> None:
        """Removes the container, running or not."""
        if self._guard is None:
            return
        try:
            await self._engine.call("rm", "--force", self._name)
        except EngineError as error:
            self._around.events.message(
                "ERROR",
                "container-left",
                "The container {name} could not be removed: {reason}. Remove it by hand.",
                name=self._name,
                reason=error.words,
            )
        self._guard.kill()
        self._guard.wait()

    def close(self) -> None:
        """Nothing more is taken from what it left behind."""
        self._outputs.close()
