"""The thing that a session runs, whatever its kind."""

from __future__ import annotations

from typing import Protocol

from .outcome import Outcome
from .surroundings import Surroundings


class Executable(Protocol):
    """Prepares itself and runs to its end; or is broken off before."""

    async def run(self) -> Outcome:
        """Returns how it ended if it ended well. Raises Failure."""

    async def break_off(self, outcome: Outcome) -> None:
        """Asks what runs to give in, and gives it a moment; ``run`` is cancelled afterwards."""

    def save(self) -> None:
        """Saves what is kept in memory. Raises OSError, and then the file is as it was."""

    async def leave(self) -> None:
        """Asks what still runs after a good end to end itself; waits a moment."""

    async def end(self) -> None:
        """Ends what is not a process below this one."""

    def close(self) -> None:
        """Frees sockets and files."""


def executable_of(around: Surroundings) -> Executable:
    """The one that ``run.json`` names. Its code is read only now: a container needs no kernel."""
    spec = around.spec
    if spec.interactive:
        from .interactive import InteractiveRun

        return InteractiveRun(around)
    if spec.program is not None or spec.apptainer is not None:
        from .program import ProgramRun

        return ProgramRun(around)
    if spec.container is not None:
        from .container import ContainerRun

        return ContainerRun(around)
    from .notebook_run import NotebookRun

    return NotebookRun(around)
