"""What the next process of the same kernel has to know, in a file beside the connection file."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from ..private_file import write_private


@dataclass
class State:
    """Of one kernel of this server, over all its processes."""

    client: str
    """The name by which the other server knows this bridge."""
    kernel: str | None = None
    """The kernel on the other server."""
    restart: bool = False
    """It is to be started again before it is used."""


class StateFile:
    """Outlives a bridge that was killed or is to be started again, not one that was shut down."""

    def __init__(self, connection_file: str) -> None:
        # not *.json: such files beside it are taken for the connection files of kernels
        self._path = Path(connection_file).with_suffix(".bridge")

    def read(self) -> State:
        """A new one where there is none, or none that can be understood."""
        try:
            return State(**json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return State(uuid.uuid4().hex)

    def write(self, state: State) -> None:
        write_private(self._path, json.dumps(asdict(state)))

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)
