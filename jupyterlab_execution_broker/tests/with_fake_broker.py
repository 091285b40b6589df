"""A Jupyter server whose broker is FakeBroker."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

FAKE = str(Path(__file__).parent / "fake_broker.py")


def with_fake_broker(data_dir: Path) -> dict[str, Any]:
    """The server's configuration."""
    return {
        "ServerApp": {"jpserver_extensions": {"jupyterlab_execution_broker": True}},
        "BrokerService": {
            "command": [sys.executable, FAKE],
            "data_dir": str(data_dir),
            "start_timeout": 15,
        },
    }
