"""The console command ``execution-broker``: the service file, run by Node."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from jupyter_core.paths import jupyter_data_dir

from .programs import SERVICE_FILE, ProgramNotFound, find_node, find_uv


def _variables() -> dict[str, str]:
    """This process's variables, with defaults for what the service has to know."""
    return {
        "EXECUTION_BROKER_PYTHON": sys.executable,
        "EXECUTION_BROKER_UV": find_uv(),
        "EXECUTION_BROKER_DATA_DIR": str(Path(jupyter_data_dir()) / "execution-broker"),
        **{name: value for name, value in os.environ.items() if value},
    }


def main() -> NoReturn:
    """Becomes Node with this process's arguments; signals and exit code are Node's own."""
    try:
        node, variables = find_node(), _variables()
    except ProgramNotFound as error:
        sys.exit(f"execution-broker: {error}")
    if not SERVICE_FILE.is_file():
        sys.exit(f"execution-broker: {SERVICE_FILE} is missing; install the package again.")
    arguments = [node, str(SERVICE_FILE), *sys.argv[1:]]
    if os.name == "nt":
        # execve on Windows would return to the shell while Node goes on
        sys.exit(subprocess.call(arguments, env=variables))
    os.execve(node, arguments, variables)


if __name__ == "__main__":
    main()
