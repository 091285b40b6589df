"""The release check: builds the wheel from a clean copy, on a PATH without Node, and uses it.

What is installed must be a working extension: the labextension and the broker are in the wheel, the
labextension keeps its size, JupyterLab lists it, the server's extension is enabled and starts the
broker, and the broker answers.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
KIB = 1024
#: Bytes of JavaScript: what has come until the first offers show, from JupyterLab's start on; all
#: that the panel may load; and each page of the main area.
FIRST, PANEL, PAGE = 266 * KIB, 356 * KIB, 45 * KIB
#: Chunks that load when somebody opens that page, that dialog, or the needs as text; named in the
#: import() that loads them.
PAGES = ("session-page.js", "history-page.js", "needs-text.js", "image-dialog.js", "there.js")
#: Chunks that load in idle moments after the first offers, or where they are needed. A chunk that
#: has no such name counts with what comes first.
LATER = ("panel-rest.js", "virtual-rows.js", "programs.js", "parameters.js")
#: The readers of files that few folders have (locks, environment.yml), and the library that reads
#: YAML for them: chunks that load where such a file is there, told by a text that only they have.
READERS, READER_TEXTS = 80 * KIB, (b"lock-version", b"anchorStart")
NODE = ("node", "nodejs", "npm", "npx", "corepack")
LABEXTENSION = "share/jupyter/labextensions/jupyterlab-execution-broker"


def fail(message: str) -> None:
    raise SystemExit(f"Release check: {message}")


def call(*command: str, **options: object) -> str:
    done = subprocess.run(command, capture_output=True, text=True, **options)  # type: ignore
    if done.returncode:
        fail(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def environment_without_node(folder: Path) -> dict[str, str]:
    """This environment, with a PATH on which everything is but Node and our own programs."""
    programs = folder / "programs"
    if not programs.exists():
        programs.mkdir()
        own = Path(sys.executable).parent
        for place in map(Path, os.environ["PATH"].split(os.pathsep)):
            if place.is_dir() and place != own:
                for program in place.iterdir():
                    link = programs / program.name
                    if program.name not in NODE and not link.is_symlink():
                        link.symlink_to(program)
    keep = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH")}
    return {**keep, "PATH": str(programs)}


def build(folder: Path) -> Path:
    source = folder / "source"
    files = call("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    for name in filter(None, files.split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, source / name)
    environment = environment_without_node(folder)
    if shutil.which("node", path=environment["PATH"]):
        fail("there is a node on the PATH that should have none")
    uv = str(Path(sys.executable).parent / "uv")
    call(
        *(uv, "build", "--wheel", "--python", sys.executable, "--out-dir", str(folder)),
        cwd=source,
        env=environment,
    )
    [wheel] = folder.glob("*.whl")
    return wheel


def look_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        sizes = {info.filename: info.file_size for info in archive.infolist()}
        shown = {name.split(".data/data/", 1)[-1]: size for name, size in sizes.items()}
        for wanted in (
            "jupyterlab_execution_broker/service/execution-broker.mjs",
            f"{LABEXTENSION}/package.json",
            f"{LABEXTENSION}/schemas/jupyterlab-execution-broker/panel.json",
            "etc/jupyter/jupyter_server_config.d/jupyterlab_execution_broker.json",
        ):
            if wanted not in shown:
                fail(f"{wanted} is not in the wheel")
        manifest = next(n for n in sizes if n.endswith(f"{LABEXTENSION}/package.json"))
        load = json.loads(archive.read(manifest))["jupyterlab"]["_build"]["load"]
        readers = {
            Path(name).name
            for name in sizes
            if LABEXTENSION in name
            and name.endswith(".js")
            and any(text in archive.read(name) for text in READER_TEXTS)
        }
    scripts = {n: s for n, s in shown.items() if n.startswith(LABEXTENSION) and n.endswith(".js")}
    entry = next(size for name, size in scripts.items() if name.endswith(load))
    look_at_sizes({Path(name).name: size for name, size in scripts.items()}, readers, entry)
    if any("__tests__" in name or "/tests/" in name for name in shown):
        fail("tests are in the wheel")


def look_at_sizes(scripts: dict[str, int], readers: set[str], entry: int) -> None:
    pages = {name: size for name, size in scripts.items() if name in PAGES}
    read = sum(size for name, size in scripts.items() if name in readers)
    panel = sum(scripts.values()) - sum(pages.values()) - read
    for name in (*PAGES, *LATER):
        if name not in scripts:
            fail(f"the labextension has no {name}; is its import() called otherwise?")
    first = panel - sum(scripts[name] for name in LATER)
    print(f"labextension: {first:,} bytes until the first offers")
    told = "".join(f", {name} {size:,}" for name, size in sorted(pages.items()))
    print(f"labextension: {panel:,} bytes for the panel, remoteEntry {entry:,} of them{told}")
    print(f"readers of locks and the like, when such a file is there: {read:,} bytes")
    if read > READERS:
        fail(f"the readers of environments have {read:,} bytes, over {READERS:,}")
    if first > FIRST:
        fail(f"until the first offers come {first:,} bytes of JavaScript, over {FIRST:,}")
    if panel > PANEL:
        fail(f"the panel loads up to {panel:,} bytes of JavaScript, over {PANEL:,}")
    for name, size in pages.items():
        if size > PAGE:
            fail(f"{name} has {size:,} bytes, over {PAGE:,}")


def install(wheel: Path, folder: Path) -> Path:
    """Installs it in an environment of its own; gives the folder of its programs."""
    uv = str(Path(sys.executable).parent / "uv")
    call(uv, "venv", "--quiet", "--python", sys.executable, str(folder / "venv"))
    python = folder / "venv" / "bin" / "python"
    call(uv, "pip", "install", "--quiet", "--python", str(python), str(wheel), "jupyterlab>=4.6,<5")
    return python.parent


def use(programs: Path, folder: Path) -> None:
    environment = {
        **environment_without_node(folder),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
    }
    version = json.loads((ROOT / "package.json").read_text())["version"]
    said = call(str(programs / "execution-broker"), "--version", env=environment).strip()
    if said != version:
        fail(f"execution-broker --version says {said}, package.json {version}")
    listed = subprocess.run(
        [str(programs / "jupyter"), "labextension", "list"],
        **{"capture_output": True, "text": True, "env": environment},
    ).stderr
    if f"jupyterlab-execution-broker v{version}" not in listed:
        fail(f"JupyterLab does not list it:\n{listed}")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [
            *(str(programs / "jupyter"), "server", "--no-browser", f"--port={port}"),
            *("--allow-root", "--IdentityProvider.token=check", f"--ServerApp.root_dir={folder}"),
        ],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        answer = ask(f"http://127.0.0.1:{port}/execution-broker/sessions?token=check")
    finally:
        server.terminate()
        server.wait(20)
    if json.loads(answer) != {"sessions": []}:
        fail(f"the broker answered {answer!r}")


def ask(url: str) -> str:
    request = urllib.request.Request(url, headers={"Accept": "application/json"})
    for _ in range(60):
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return str(response.read().decode())
        except OSError:
            time.sleep(0.5)
    fail(f"{url} did not answer within 30 s")
    return ""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="package-check-") as name:
        folder = Path(name)
        wheel = build(folder)
        look_inside(wheel)
        use(install(wheel, folder), folder)
        print(f"{wheel.name} was built without Node, installed, and its broker answers")


if __name__ == "__main__":
    main()
