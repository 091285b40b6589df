"""``python -m jupyterlab_execution_broker.runner SESSION_DIR``.

Exit codes: 0 when ``finished`` was written (whatever the outcome), 64 for wrong arguments,
66 when ``run.json`` cannot be used, 75 when another runner has this folder.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType

EX_USAGE, EX_NOINPUT, EX_TEMPFAIL = 64, 66, 75
_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)

_early_signals: list[int] = []


def _remember(number: int, frame: FrameType | None) -> None:
    _early_signals.append(number)


def _stand_alone(log: Path) -> None:
    """Turns stdin, stdout and stderr away from whoever started this process."""
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.close(nowhere)
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(file, 1)
    os.dup2(file, 2)
    os.close(file)


async def _run(folder: Path) -> None:
    import asyncio

    from .outcome import Outcome
    from .session import Session
    from .spec import read_spec

    session = Session(read_spec(folder))

    def cancel() -> None:
        session.stop(Outcome("cancelled", "cancelled", "The run was cancelled."))

    loop = asyncio.get_running_loop()
    for number in _STOP_SIGNALS:
        try:
            loop.add_signal_handler(number, cancel)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(cancel))
    if _early_signals:
        cancel()
    if hasattr(signal, "SIGUSR1"):
        loop.add_signal_handler(signal.SIGUSR1, session.finish)
    await session.run()


def main(argv: list[str]) -> int:
    """Runs the session in the folder ``argv[1]``; returns the exit code."""
    if len(argv) != 2:
        print("usage: python -m jupyterlab_execution_broker.runner SESSION_DIR", file=sys.stderr)
        return EX_USAGE
    for number in _STOP_SIGNALS:
        signal.signal(number, _remember)
    if hasattr(signal, "SIGHUP"):
        # a handler rather than SIG_IGN, which the notebook's processes would inherit
        signal.signal(signal.SIGHUP, lambda *_: None)
    import asyncio

    from .formats import skip_slow_formats
    from .locks import SharedLock
    from .processes import start_time
    from .spec import SpecError, read_spec
    from .storage import write_atomically

    folder = Path(argv[1]).resolve()
    try:
        read_spec(folder)
    except SpecError as error:
        print(error, file=sys.stderr)
        return EX_NOINPUT
    lock = SharedLock(folder / "lock")
    if not lock.try_acquire():
        print(f"another runner is at work in {folder}", file=sys.stderr)
        return EX_TEMPFAIL
    record = {"pid": os.getpid(), "started": start_time(os.getpid())}
    write_atomically(folder / "process.json", json.dumps(record).encode())
    _stand_alone(folder / "log.txt")
    skip_slow_formats()
    asyncio.run(_run(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
