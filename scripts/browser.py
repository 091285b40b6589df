"""Finds a Chromium for the browser tests, and installs one where there is none.

Prints the path of its executable. In this order: $CHROMIUM, the system's, Playwright's own, and
where that cannot be had, the system's package manager (as root).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ROOT = Path(__file__).parent.parent
PLAYWRIGHT = ROOT / "node_modules" / "playwright" / "cli.js"


def find() -> str | None:
    """Path of a Chromium that is already there."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    return playwrights_own()


def playwrights_own() -> str | None:
    """Path of the Chromium that Playwright has downloaded."""
    script = "const {chromium} = require('playwright-core'); console.log(chromium.executablePath())"
    found = subprocess.run(
        ["node", "-e", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    path = found.stdout.strip()
    return path if path and Path(path).exists() else None


def install() -> str | None:
    """Installs one, and gives its path."""
    print("No Chromium found: asking Playwright for its own", file=sys.stderr)
    environment = {**os.environ}
    environment.pop("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", None)
    try:
        subprocess.run(
            ["node", str(PLAYWRIGHT), "install", "chromium"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=300,
            check=False,
        )
    except subprocess.TimeoutExpired:
        print("Playwright's download took more than 5 minutes", file=sys.stderr)
    path = playwrights_own()
    if path is None and shutil.which("apt-get") and os.geteuid() == 0:
        print("It cannot be had: installing the system's package", file=sys.stderr)
        apt = ["apt-get", "-q", "-y", "-o", "Dpkg::Use-Pty=0"]
        subprocess.run([*apt, "update"], stdout=subprocess.DEVNULL, check=False)
        subprocess.run(
            [*apt, "install", "--no-install-recommends", "chromium"],
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            check=False,
        )
        path = shutil.which("chromium")
    return path


def main() -> int:
    path = find() or install()
    if path is None:
        print(
            "There is no Chromium, and none could be installed. Install one, or set CHROMIUM to its"
            " path.",
            file=sys.stderr,
        )
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
