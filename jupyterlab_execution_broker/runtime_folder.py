"""A folder that only this user may enter, and that ends with this server."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import tempfile
from pathlib import Path

import psutil
from jupyter_core.paths import jupyter_runtime_dir

_PREFIX = "execution-broker"


def make_runtime_folder() -> Path:
    """A new folder of mode 0700 below Jupyter's runtime folder; those of dead servers go."""
    parent = Path(jupyter_runtime_dir())
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # homes are shared between machines, and a process number says nothing about another's
    ours = f"{_PREFIX}-{re.sub('[^A-Za-z0-9.]', '.', socket.gethostname())}-"
    for folder in parent.glob(f"{ours}*"):
        with contextlib.suppress(ValueError):
            if not psutil.pid_exists(int(folder.name[len(ours) :].split("-")[0])):
                shutil.rmtree(folder, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{ours}{os.getpid()}-", dir=parent))
