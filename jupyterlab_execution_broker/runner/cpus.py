"""The processors that a session is bound to."""

from __future__ import annotations

import os

from .events import EventLog
from .spec import Limits


def pin(limits: Limits, events: EventLog) -> None:
    """Binds this process, and all that it will start, to the processors that were promised."""
    if not limits.cpus or not hasattr(os, "sched_setaffinity"):
        return
    try:
        os.sched_setaffinity(0, limits.cpus)
    except OSError as error:
        events.message(
            "WARN",
            "cpus-not-pinned",
            "The run could not be kept to CPUs {cpus} ({reason}); it may use others.",
            cpus=", ".join(map(str, limits.cpus)),
            reason=str(error.strerror),
        )
