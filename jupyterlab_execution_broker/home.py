"""Where results come home to: the files of this server's contents manager."""

from __future__ import annotations

import asyncio
import base64
import errno
import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable

from jupyter_core.utils import ensure_async
from jupyter_server.services.contents.filemanager import FileContentsManager
from tornado.web import HTTPError

_CHUNK_BYTES = 2**20
# What a contents manager without files takes in one piece, and this server holds in memory.
_LARGEST_PIECE = 10 * 2**20
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)

Take = Callable[[bytes], Awaitable[None]]
Feed = Callable[[Take], Awaitable[None]]


class NotBrought(Exception):
    """One file cannot come home; the text says why."""


class InTheWay(Exception):
    """A file of that name has come there meanwhile."""


@dataclass(frozen=True)
class Here:
    """A file: its bytes, and when it was written, in seconds since 1970."""

    bytes: int
    modified: float

    def fields(self) -> dict[str, Any]:
        """As they are written in JSON."""
        modified = datetime.fromtimestamp(self.modified, timezone.utc)
        return {"bytes": self.bytes, "modified": modified.isoformat(timespec="milliseconds")}


def _reason(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full; free some space and try again."
    return f"It cannot be written: {error.strerror}."


def checked(path: str) -> str:
    """A contents path without slashes at its ends. Raises NotBrought if it leads anywhere else."""
    parts = path.strip("/").split("/")
    if any(part in ("", ".", "..") or "\0" in part for part in parts):
        raise NotBrought(f"'{path}' is not a path below Jupyter's folder.")
    if os.name == "nt" and any("\\" in part or ":" in part for part in parts):
        raise NotBrought(f"'{path}' is not a path below Jupyter's folder.")
    return "/".join(parts)


async def _apart(work: Callable[..., Any], *arguments: Any) -> Any:
    """Does what may wait for a disk, while this server goes on."""
    return await asyncio.get_running_loop().run_in_executor(None, work, *arguments)


class FileHome:
    """A contents manager whose files are files, below its root folder."""

    def __init__(self, contents: FileContentsManager) -> None:
        self._contents = contents

    async def look(self, path: str) -> Here | None:
        """What stands there; raises NotBrought where nothing may be put."""
        target = await self._target(path)
        try:
            found = await _apart(os.lstat, target)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise NotBrought(_reason(error)) from error
        if not stat.S_ISREG(found.st_mode):
            what = "folder" if stat.S_ISDIR(found.st_mode) else "link or device"
            raise NotBrought(f"'{path}' is a {what}, which is not replaced.")
        return Here(found.st_size, found.st_mtime)

    async def digest(self, path: str) -> str:
        """SHA-256 in hexadecimal."""
        target = await self._target(path)

        def read() -> str:
            digest = hashlib.sha256()
            with open(target, "rb") as file:
                while chunk := file.read(_CHUNK_BYTES):
                    digest.update(chunk)
            return digest.hexdigest()

        try:
            return str(await _apart(read))
        except OSError as error:
            raise NotBrought(f"'{path}' cannot be read: {error.strerror}.") from error

    def room(self) -> int | None:
        """Bytes that are free."""
        return shutil.disk_usage(self._contents.root_dir).free

    async def write(self, path: str, feed: Feed, modified: float, over: bool) -> None:
        """Puts there what ``feed`` gives, whole or not at all; it keeps the time of its writing.

        Raises InTheWay where there is a file and ``over`` is not set, NotBrought, and what ``feed``
        raises.
        """
        target = await self._target(path)
        temporary = target.with_name(f".{secrets.token_hex(8)}.coming")
        try:
            await _apart(lambda: target.parent.mkdir(parents=True, exist_ok=True))
            # by the mask of this server, as its contents manager does it
            number = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
            try:
                with open(number, "wb", buffering=0) as file:

                    async def take(chunk: bytes) -> None:
                        view = memoryview(chunk)
                        while view:
                            view = view[await _apart(file.write, view) :]

                    await feed(take)
                    await _apart(os.fsync, number)
                os.utime(temporary, (modified, modified))
                await _apart(self._settle, temporary, target, over)
            finally:
                temporary.unlink(missing_ok=True)
        except FileExistsError as error:
            raise InTheWay from error
        except OSError as error:
            raise NotBrought(_reason(error)) from error

    @staticmethod
    def _settle(temporary: Path, target: Path, over: bool) -> None:
        if over:
            if target.exists():
                shutil.copymode(target, temporary)
            temporary.replace(target)
            return
        try:
            # unlike a rename, this fails where somebody was faster
            os.link(temporary, target)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            if target.exists():
                raise FileExistsError(str(target)) from error
            temporary.rename(target)

    async def _target(self, path: str) -> Path:
        """Where a path lies; never outside the root, hidden, or behind a link that leads out."""
        path = checked(path)
        contents = self._contents
        try:
            target = Path(contents._get_os_path(path))
            hidden = any(part.startswith(".") for part in path.split("/")) or await ensure_async(
                contents.is_hidden(path)
            )
        except HTTPError as error:
            raise NotBrought(f"'{path}' is not a path below Jupyter's folder.") from error
        except OSError as error:
            raise NotBrought(_reason(error)) from error
        if hidden and not contents.allow_hidden:
            raise NotBrought(f"'{path}' would be hidden, and Jupyter does not show hidden files.")
        root = Path(contents.root_dir).resolve()
        # of folders that are still to be made, what lies above them counts
        above = target.parent.resolve()
        if above != root and root not in above.parents:
            raise NotBrought(f"'{path}' leads out of Jupyter's folder by a link.")
        return target


class ContentsHome:
    """Any other contents manager, by its own interface; for small files only."""

    def __init__(self, contents: Any) -> None:
        self._contents = contents

    async def look(self, path: str) -> Here | None:
        """As in FileHome."""
        model = await self._get(path, content=False)
        if model is None:
            return None
        if model["type"] == "directory":
            raise NotBrought(f"'{path}' is a folder, which is not replaced.")
        modified = model.get("last_modified")
        return Here(
            int(model.get("size") or 0),
            modified.timestamp() if isinstance(modified, datetime) else 0.0,
        )

    async def digest(self, path: str) -> str:
        """As in FileHome."""
        model = await self._get(path, content=True, type="file", format="base64")
        content = "" if model is None else model["content"]
        return hashlib.sha256(base64.b64decode(content)).hexdigest()

    def room(self) -> int | None:
        """Nobody knows."""
        return None

    async def write(self, path: str, feed: Feed, modified: float, over: bool) -> None:
        """As in FileHome, but that the time of its writing is now."""
        content = bytearray()

        async def take(chunk: bytes) -> None:
            content.extend(chunk)
            if len(content) > _LARGEST_PIECE:
                raise NotBrought(
                    f"It has more than {_LARGEST_PIECE // 2**20} MiB, and this server keeps its "
                    f"files elsewhere ({type(self._contents).__name__}). Download it instead."
                )

        await feed(take)
        if not over and await self.look(path) is not None:
            raise InTheWay
        text = base64.b64encode(content).decode()
        contents = self._contents
        try:
            folders = checked(path).split("/")[:-1]
            for count in range(1, len(folders) + 1):
                folder = "/".join(folders[:count])
                if not await ensure_async(contents.dir_exists(folder)):
                    await ensure_async(contents.save({"type": "directory"}, folder))
            model = {"type": "file", "format": "base64", "content": text}
            await ensure_async(contents.save(model, checked(path)))
        except HTTPError as error:
            raise NotBrought(error.log_message or f"HTTP {error.status_code}") from error

    async def _get(self, path: str, **options: Any) -> dict[str, Any] | None:
        try:
            model: dict[str, Any] = await ensure_async(self._contents.get(checked(path), **options))
        except HTTPError as error:
            if error.status_code == 404:
                return None
            raise NotBrought(error.log_message or f"HTTP {error.status_code}") from error
        return model


def home_of(contents: Any) -> FileHome | ContentsHome:
    """Where a contents manager keeps its files."""
    if isinstance(contents, FileContentsManager):
        return FileHome(contents)
    return ContentsHome(contents)
