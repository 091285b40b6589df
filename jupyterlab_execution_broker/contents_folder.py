"""Folders of Jupyter's contents API on this server's disk."""

from __future__ import annotations

from pathlib import Path

from jupyter_core.utils import ensure_async
from jupyter_server.services.contents.filemanager import FileContentsManager
from tornado.web import HTTPError


async def local_folder(contents: FileContentsManager, folder: str) -> Path:
    """Raises 404 for what is not a folder of the contents manager's, or leads out of its root."""
    here = Path(contents._get_os_path(folder.strip("/")))
    hidden = not contents.allow_hidden and await ensure_async(contents.is_hidden(folder))
    root, real = Path(contents.root_dir).resolve(), here.resolve()
    if hidden or not here.is_dir() or (real != root and root not in real.parents):
        raise HTTPError(404, "There is no such folder.")
    return here
