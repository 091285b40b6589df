"""What Jupyter hides around a notebook and its description asks for: these names, and no others."""

from __future__ import annotations

import json
import os
import stat
from itertools import islice
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.filemanager import FileContentsManager
from tornado.web import HTTPError, authenticated

from .contents_folder import local_folder
from .handlers import BrokerHandler

#: That a git repository begins here is told, nothing of what is in it.
_GIT = ".git"
_PYTHON_VERSION = ".python-version"
#: The folder in which Binder looks; the plain files of it are told, and read.
_BINDER = ".binder"
_MOST_ENTRIES = 200
_LARGEST_BYTES = 2**20


class HiddenHandler(BrokerHandler):
    """Looks for a few hidden names, and reads the files of those names.

    ``POST {"folder"}`` → ``{"shown", "folders": {folder: [{"name", "kind", "size"}]}}``, of the
    folder and those above it. ``shown``: whether Jupyter shows hidden files by itself; then nothing
    is looked for; ``null``: nobody may say. ``POST {"path"}`` → ``{"text"}``; ``null`` where it is
    too large or no text.
    """

    def initialize(self, allowed: bool, **given: Any) -> None:  # type: ignore[override]
        super().initialize(**given)
        self.allowed = allowed

    @authenticated
    async def post(self) -> None:
        contents = self.contents_manager
        asked = self._asked()
        # of another store nobody can tell what it hides
        known = self.allowed and isinstance(contents, FileContentsManager)
        answer: dict[str, Any] | None
        if "path" in asked:
            if not known:
                raise HTTPError(404, "There is no such file.")
            answer = {"text": await self._read(contents, asked["path"])}
        else:
            answer = await self._look(contents, asked["folder"].strip("/")) if known else None
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(answer))

    def _asked(self) -> dict[str, str]:
        try:
            body = json.loads(self.request.body)
        except ValueError:
            body = None
        if (
            not isinstance(body, dict)
            or list(body) not in (["folder"], ["path"])
            or not all(isinstance(v, str) and "\0" not in v for v in body.values())
        ):
            raise HTTPError(400, 'The body must be {"folder": "…"} or {"path": "…"}.')
        return body

    async def _look(self, contents: FileContentsManager, folder: str) -> dict[str, Any]:
        if contents.allow_hidden:
            return {"shown": True, "folders": {}}
        folders: dict[str, list[dict[str, Any]]] = {}
        while True:
            here = await local_folder(contents, folder)
            found = (_entry(here, name) for name in (_GIT, _PYTHON_VERSION, _BINDER))
            entries = [entry for entry in found if entry]
            folders[folder] = entries
            if any(entry["name"] == _BINDER and entry["kind"] == "directory" for entry in entries):
                path = f"{folder}/{_BINDER}".lstrip("/")
                folders[path] = _files(here)
            if not folder or any(entry["name"] == _GIT for entry in entries):
                return {"shown": False, "folders": folders}
            folder = folder.rpartition("/")[0]

    async def _read(self, contents: FileContentsManager, path: str) -> str | None:
        folder, _, name = path.strip("/").rpartition("/")
        above, _, last = folder.rpartition("/")
        if last == _BINDER and not name.startswith("."):
            folder, name = above, f"{_BINDER}/{name}"
        elif name != _PYTHON_VERSION:
            raise HTTPError(404, "There is no such file.")
        here = await local_folder(contents, folder)
        entry = _entry(here, name)
        if not entry or entry["kind"] != "file":
            raise HTTPError(404, "There is no such file.")
        try:
            # one byte more than is taken shows that there is more
            with open(here / name, "rb") as stream:
                read = stream.read(_LARGEST_BYTES + 1)
            return None if len(read) > _LARGEST_BYTES else read.decode()
        except (OSError, UnicodeDecodeError):
            return None


def _entry(folder: Path, name: str) -> dict[str, Any] | None:
    """A folder or a plain file; None for all else, and for whatever a link leads to."""
    path = folder / name
    try:
        found = os.lstat(path)
        if path.resolve() != folder.resolve() / name:
            return None
    except OSError:
        return None
    if stat.S_ISDIR(found.st_mode):
        return {"name": path.name, "kind": "directory"}
    if stat.S_ISREG(found.st_mode):
        return {"name": path.name, "kind": "file", "size": found.st_size}
    return None


def _files(folder: Path) -> list[dict[str, Any]]:
    try:
        with os.scandir(folder / _BINDER) as entries:
            names = [e.name for e in islice(entries, _MOST_ENTRIES) if not e.name.startswith(".")]
    except OSError:
        return []
    found = [_entry(folder, f"{_BINDER}/{name}") for name in sorted(names)]
    return [entry for entry in found if entry and entry["kind"] == "file"]
