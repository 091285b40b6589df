"""podman or docker, by its command line."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

from .outcome import Failure
from .processes import SESSION_VARIABLE
from .storage import is_full

_WORDS_LENGTH = 400
# what podman says in passing
_REMARK = re.compile(r'^time="[^"]*" level=(?:warning|info|debug) ')
_LABEL = re.compile(r"^(?:Error(?: response from daemon)?|docker|FATA\[\d+\]): ?")


class EngineError(Exception):
    """The engine refused; ``words`` are its own, on one line."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def words_of(errors: str) -> str:
    """The last thing that an engine said, without remarks and labels."""
    lines = [line.strip() for line in errors.splitlines()]
    told = [line for line in lines if line and not _REMARK.match(line)] or [
        _REMARK.sub("", line) for line in lines if line
    ]
    words = _LABEL.sub("", told[-1]) if told else "nothing"
    return words if len(words) <= _WORDS_LENGTH else words[: _WORDS_LENGTH - 1] + "…"


class Engine:
    """``command`` is the engine and the options that every call of it takes."""

    def __init__(self, command: tuple[str, ...], log: Path) -> None:
        self.command = command
        self.name = Path(command[0]).name
        self._log = log

    async def call(self, *arguments: str) -> str:
        """Runs to its end and returns what it printed. Raises EngineError."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self.command,
                *arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
        except OSError as error:
            raise EngineError(f"{self.command[0]} cannot be started: {error.strerror}") from error
        output, errors = await process.communicate()
        if process.returncode:
            self._note(errors)
            raise EngineError(words_of(errors.decode(errors="replace")))
        return output.decode(errors="replace").strip()

    def _note(self, errors: bytes) -> None:
        try:
            with open(self._log, "ab") as log:
                log.write(errors)
        except OSError as error:
            if not is_full(error):
                raise

    async def inspect(self, kind: str, name: str) -> dict[str, Any] | None:
        """What it knows of an image or a container; None where there is no such."""
        try:
            found = json.loads(await self.call(kind, "inspect", name))
        except EngineError:
            return None
        return found[0] if found else None

    async def first_of(self, references: tuple[str, ...]) -> str | None:
        """The first of some images that is on this computer."""
        for reference in references:
            if await self.inspect("image", reference) is not None:
                return reference
        return None

    async def pull(self, references: tuple[str, ...]) -> str:
        """The first of some images that can be had. Raises Failure."""
        reasons = []
        for reference in references:
            try:
                await self.call("pull", "--quiet", reference)
            except EngineError as error:
                reasons.append(f"{reference}: {error.words}")
            else:
                return reference
        raise Failure(
            "image-not-had",
            "The image is not on this computer and could not be pulled. Check its name, the "
            f"network, and whether the registry asks for a login. {self.name} says of "
            + "; of ".join(reasons),
        )

    def guard(self, container: str) -> subprocess.Popen[bytes]:
        """A process that removes the container as soon as this one is gone, however it went.

        It carries no mark of the session, so that it outlives those that do.
        """
        remove = [*self.command, "rm", "--force", container]
        variables = {k: v for k, v in os.environ.items() if k != SESSION_VARIABLE}
        return subprocess.Popen(
            ["/bin/sh", "-c", 'cat; exec "$@"', "sh", *remove],
            env=variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
