"""Puts files of this server into the broker's store, without a detour through the browser."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from jupyter_core.utils import ensure_async
from jupyter_server.services.contents.filemanager import FileContentsManager
from tornado.httputil import HTTPHeaders
from tornado.web import HTTPError, authenticated

from .handlers import BrokerHandler
from .service import ServiceUnavailable
from .upstream import Broken, Refused, Upstream

_CHUNK_BYTES = 2**20


class NotStaged(Exception):
    """One file cannot be staged; the text says why."""


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with open(path, "rb") as file:
            yield file
    except OSError as error:
        raise NotStaged(f"It cannot be read: {error.strerror}.") from error


async def _read(file: BinaryIO) -> bytes:
    return await asyncio.get_running_loop().run_in_executor(None, file.read, _CHUNK_BYTES)


async def _digest(file: BinaryIO) -> tuple[str, int]:
    """SHA-256 in hexadecimal, and bytes."""
    digest, size = hashlib.sha256(), 0
    while True:
        chunk = await _read(file)
        if not chunk:
            return digest.hexdigest(), size
        digest.update(chunk)
        size += len(chunk)


class StagingHandler(BrokerHandler):
    """``POST {"paths": [...]}`` → ``{"files": [...], "errors": [...]}``."""

    @authenticated
    async def post(self) -> None:
        """Paths are those of Jupyter's contents API; each has its entry in one of the lists."""
        files: list[dict[str, Any]] = []
        errors: list[dict[str, str]] = []
        for path in self._paths():
            try:
                files.append(await self._stage(path))
            except NotStaged as error:
                errors.append({"path": path, "message": str(error)})
            except ServiceUnavailable as error:
                raise HTTPError(503, error.message, reason=error.reason) from error
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"files": files, "errors": errors}))

    def _paths(self) -> list[str]:
        try:
            paths = json.loads(self.request.body)["paths"]
        except (ValueError, KeyError, TypeError) as error:
            raise HTTPError(400, 'The body must be {"paths": [...]}.') from error
        if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
            raise HTTPError(400, "'paths' must be a list of strings.")
        return paths

    async def _stage(self, path: str) -> dict[str, Any]:
        with await self._source(path) as file:
            sha256, size = await _digest(file)
            location = f"/files/sha256/{sha256}"
            if await self._send("HEAD", location) != 200:
                file.seek(0)
                status = await self._send("PUT", location, file, size)
                if status not in (200, 201, 204):
                    raise NotStaged(f"The execution broker did not take it (HTTP {status}).")
        return {"path": path, "size": size, "sha256": sha256, "location": location}

    async def _source(self, path: str) -> Any:
        """A context that yields an open file, by the contents manager's rules on paths."""
        contents = self.contents_manager
        try:
            if isinstance(contents, FileContentsManager):
                return _opened(await self._local(contents, path))
            model = await ensure_async(
                contents.get(path, content=True, type="file", format="base64")
            )
        except HTTPError as error:
            raise NotStaged(error.log_message or f"HTTP {error.status_code}") from error
        return io.BytesIO(base64.b64decode(model["content"]))

    async def _local(self, contents: FileContentsManager, path: str) -> Path:
        file = Path(contents._get_os_path(path.strip("/")))
        hidden = not contents.allow_hidden and await ensure_async(contents.is_hidden(path))
        # what is hidden is not told apart from what is not there, as in the contents API
        if hidden or not file.exists():
            raise NotStaged("There is no such file.")
        if not file.is_file():
            raise NotStaged("It is a folder; only files can be staged.")
        return file

    async def _send(
        self, method: str, target: str, file: BinaryIO | None = None, size: int = 0
    ) -> int:
        """Status of the service's answer. Raises NotStaged if there is none."""
        address = await self.service.address()
        try:
            try:
                upstream = await Upstream.connect(address)
            except Refused:
                address = await self.service.renew(address, refused=True)
                upstream = await Upstream.connect(address)
            headers = HTTPHeaders({"Host": "localhost", "Connection": "close"})
            headers["Authorization"] = f"Bearer {address.secret}"
            if file is not None:
                headers["Content-Length"] = str(size)
                headers["Content-Type"] = "application/octet-stream"
            upstream.head(method, target, headers)
            return await self._exchange(upstream, file, size)
        except (Refused, Broken) as error:
            raise NotStaged(f"{error}.") from error

    @staticmethod
    async def _exchange(upstream: Upstream, file: BinaryIO | None, size: int) -> int:
        """Sends ``size`` bytes of the file; returns the status of the answer."""
        status = 0

        async def on_head(code: int, reason: str, headers: HTTPHeaders) -> None:
            nonlocal status
            status = code

        async def on_chunk(chunk: bytes) -> None:
            """Only the status matters."""

        try:
            left = size
            while file is not None and left:
                chunk = (await _read(file))[:left]
                if not chunk:
                    raise NotStaged("It became shorter while it was read.")
                await upstream.send(chunk)
                left -= len(chunk)
            await upstream.receive(on_head, on_chunk)
        finally:
            upstream.close()
        return status
