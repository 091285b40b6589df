"""``python -m jupyterlab_execution_broker.bridge -f CONNECTION_FILE --target FILE``."""

from __future__ import annotations

import os
import sys

# -m puts the notebook's folder here: a file of the user's there is no module of ours.
if sys.path and os.path.realpath(sys.path[0]) == os.path.realpath(os.getcwd()):
    del sys.path[0]

import argparse
import asyncio
import json
import logging
import signal
from pathlib import Path

import psutil

from .bridge import Bridge
from .errors import Ended
from .state import StateFile
from .target import Target

_LOOK_SECONDS = 1.0


async def _leave_with_parent(bridge: Bridge) -> None:
    """A Jupyter server that was killed ends nobody."""
    pid = os.getppid()
    try:
        parent = psutil.Process(pid)
    except psutil.NoSuchProcess:
        bridge.leave()
        return
    while os.getppid() == pid and parent.is_running():
        await asyncio.sleep(_LOOK_SECONDS)
    bridge.leave()


async def _run(options: argparse.Namespace) -> int:
    connection = json.loads(Path(options.connection_file).read_text(encoding="utf-8"))
    bridge = Bridge(connection, Target(options.target), StateFile(options.connection_file))
    watching = None
    if os.environ.get("JPY_PARENT_PID"):
        watching = asyncio.ensure_future(_leave_with_parent(bridge))
    if os.name != "nt":
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, bridge.leave_soon)
    try:
        return await bridge.run()
    finally:
        if watching is not None:
            watching.cancel()


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m jupyterlab_execution_broker.bridge")
    parser.add_argument("-f", dest="connection_file", required=True, metavar="CONNECTION_FILE")
    parser.add_argument("--target", required=True, metavar="FILE")
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="kernel bridge: %(message)s")
    # an interrupt comes as a message
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        # zmq and tornado need a selector's event loop
        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
    try:
        return asyncio.run(_run(options))
    except (Ended, OSError, ValueError) as error:
        logging.error("%s", error)
        return 1


if __name__ == "__main__":
    sys.exit(main())
