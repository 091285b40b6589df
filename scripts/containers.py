"""Finds podman for the tests with containers, and installs one where there is none (as root).

Prints what a test needs, as JSON: the engine with its options, options for each container, and the
names of two images, which are made here of a static busybox; no registry is asked. They are kept in
a store of their own. Where there is no podman, or it runs no container here, the reason is printed
to standard error and the exit code is 1.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

CACHE = Path.home() / ".cache" / "execution-broker" / "test-containers"
#: What runs is noted here; podman takes no path of more than 50 characters for that.
RUN = Path("/tmp") / f"eb-run-{hashlib.sha256(str(CACHE).encode()).hexdigest()[:12]}"
PLAIN = "localhost/execution-broker-test:plain"
OWN = "localhost/execution-broker-test:own"
# A sandbox may allow less than an engine asks for by itself.
CREATE = ["--ulimit=nofile=1024:1024", "--ulimit=nproc=1000:1000"]
PACKAGES = ("podman", "runc", "busybox-static")


class Missing(Exception):
    """There are no containers here; the text says why."""


def install() -> None:
    """Installs the system's packages where that is possible and needed."""
    if shutil.which("podman") and shutil.which("busybox"):
        return
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return
    print("No podman found: installing the system's package", file=sys.stderr)
    apt = ["apt-get", "-q", "-y", "-o", "Dpkg::Use-Pty=0"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
    subprocess.run([*apt, "update"], timeout=300, **quiet)
    subprocess.run(
        [*apt, "install", "--no-install-recommends", *PACKAGES],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        timeout=600,
        **quiet,
    )


def engine() -> list[str]:
    """podman with a store of its own, in the way that works in most places."""
    podman = shutil.which("podman")
    if podman is None:
        raise Missing("podman is not installed")
    command = [podman, "--storage-driver=vfs", f"--root={CACHE / 'store'}"]
    RUN.mkdir(mode=0o700, exist_ok=True)
    if RUN.stat().st_uid != os.geteuid():
        raise Missing(f"{RUN} is somebody else's")
    command += [f"--runroot={RUN}"]
    runc = shutil.which("runc")
    return [*command, f"--runtime={runc}"] if runc else command


def run(command: list[str], data: bytes | None = None) -> str:
    """Output of a command. Raises Missing with its last words."""
    done = subprocess.run(command, input=data, capture_output=True, timeout=120, check=False)
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise Missing(f"{' '.join(command[-3:])}: {words[0] if words else done.returncode}")
    return done.stdout.decode(errors="replace")


def make_images(command: list[str]) -> None:
    """Imports two images of busybox: one as it is, one with a user, a folder and a command."""
    busybox = shutil.which("busybox")
    if busybox is None:
        raise Missing("busybox is not installed, of which the images are made")
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as tar:
        tar.add(busybox, "bin/busybox")
        for name in run([busybox, "--list"]).split():
            if name != "busybox":
                link = tarfile.TarInfo(f"bin/{name}")
                link.type, link.linkname = tarfile.SYMTYPE, "busybox"
                tar.addfile(link)
        for folder in ("app", "tmp"):
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o777
            tar.addfile(entry)
    run([*command, "import", "-", PLAIN], content.getvalue())
    changes = [
        "WORKDIR /app",
        "USER 1234:1234",
        'CMD ["/bin/sh", "-c", "echo by itself in $(pwd) as $(id -u)"]',
    ]
    options = [part for change in changes for part in ("--change", change)]
    run([*command, "import", *options, "-", OWN], content.getvalue())


def prepare() -> dict[str, object]:
    """Makes sure of the images and that a container runs. Raises Missing."""
    CACHE.mkdir(parents=True, exist_ok=True)
    command = engine()
    known = subprocess.run([*command, "image", "exists", OWN], capture_output=True, check=False)
    if known.returncode:
        make_images(command)
    run([*command, "run", "--rm", "--pull=never", *CREATE, PLAIN, "/bin/true"])
    return {"engine": command, "create": CREATE, "plain": PLAIN, "own": OWN}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--install", action="store_true", help="install what is not there")
    if parser.parse_args().install:
        install()
    try:
        print(json.dumps(prepare()))
    except (Missing, OSError, subprocess.TimeoutExpired) as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
