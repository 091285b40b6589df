"""What a run finds around it: its order, its log, and those who watch it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from .events import EventLog
from .processes import Tree
from .spec import Spec
from .streams import Streams
from .watch import Watch


@dataclass(frozen=True)
class Surroundings:
    """``save`` saves what the run has so far; it returns False while the disk is full."""

    spec: Spec
    events: EventLog
    streams: Streams
    tree: Tree
    watch: Watch
    # for remarks of the programs around a run, such as uv
    log: Path
    save: Callable[[], bool]
    # whether somebody has called the run off
    stopped: Callable[[], bool]
