"""What git says of a notebook's files: offline, and running nothing that a repository may bring."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
import stat
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from jupyter_server.services.contents.filemanager import FileContentsManager
from tornado.web import HTTPError, authenticated

from .contents_folder import local_folder
from .handlers import BrokerHandler

#: Seconds for all that is asked of git at once.
PATIENCE = 3.0
_MOST_PATHS = 1000
_CHUNK_BYTES = 2**20
#: No host serves a larger file by its URL; git would have it elsewhere.
_LARGEST_FILE = 100 * 2**20
# Nothing is run that a repository may bring, nothing is locked, written or fetched.
_SAFE = (
    *("--no-pager", "--no-optional-locks", "--literal-pathspecs"),
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"),
    *("-c", "safe.bareRepository=explicit", "-c", "protocol.allow=never"),
)
_SCP = re.compile(r"(?:[^@/]*@)?(?P<host>[\w.-]+):(?P<path>(?!//).+)")


class NotKnown(Exception):
    """There is no git, no repository, or it may not be read."""


class Repository:
    """The git repository that a folder lies in."""

    def __init__(self, folder: Path, program: str = "git") -> None:
        self._folder = folder
        self._program = program

    async def facts(self, paths: list[str]) -> dict[str, Any]:
        """``{remote, commit, branch, pushed, files}``; raises NotKnown.

        ``paths`` are seen from the folder. In ``files`` are those that are byte for byte as the
        commit has them: ``{path: {path in the repository, size, sha256}}``.
        """
        commit, prefix = (await self._git("rev-parse", "HEAD", "--show-prefix")).split("\n")[:2]
        branch = await self._maybe("symbolic-ref", "--quiet", "--short", "HEAD")
        remote = await self._remote(branch)
        url = await self._maybe("remote", "get-url", "--", remote) if remote else ""
        if not url:
            raise NotKnown("it has no remote")
        refs = f"refs/remotes/{remote}/"
        contained = ("--contains", commit, "--count=1", "--format=%(refname)")
        blobs = await self._blobs(commit, prefix, paths)
        loop = asyncio.get_running_loop()
        files = await loop.run_in_executor(None, _unchanged, self._folder, blobs)
        return {
            "remote": without_credentials(url),
            "commit": commit,
            **({"branch": branch} if branch else {}),
            "pushed": bool(await self._maybe("for-each-ref", *contained, refs)),
            "files": {path: {"path": prefix + path, **file} for path, file in files.items()},
        }

    async def _remote(self, branch: str) -> str:
        """The remote that the branch follows; else origin, else the only one."""
        followed = await self._maybe("config", "--get", f"branch.{branch}.remote") if branch else ""
        names = (await self._maybe("remote")).split("\n")
        if followed in names:
            return followed
        return "origin" if "origin" in names else names[0] if len(names) == 1 else ""

    async def _blobs(self, commit: str, prefix: str, paths: list[str]) -> dict[str, str]:
        """The names of the contents that the commit has at these paths, of plain files only."""
        if not paths:
            return {}
        listed = await self._git(
            *("ls-tree", "-z", "--full-tree", commit, "--"), *(prefix + path for path in paths)
        )
        found = {}
        for entry in filter(None, listed.split("\0")):
            about, path = entry.split("\t", 1)
            mode, kind, name = about.split()
            if kind == "blob" and mode in ("100644", "100755"):
                found[path[len(prefix) :]] = name
        return found

    async def _maybe(self, *command: str) -> str:
        try:
            return await self._git(*command)
        except NotKnown:
            return ""

    async def _git(self, *command: str) -> str:
        """What it writes, without the last end of line."""
        try:
            process = await asyncio.create_subprocess_exec(
                *(self._program, *_SAFE, "-C", str(self._folder), *command),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=_environment(),
            )
        except OSError as error:
            raise NotKnown(f"git cannot be run: {error.strerror}") from error
        try:
            output, _ = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode:
            raise NotKnown(f"git {command[0]} ended with {process.returncode}")
        return output.decode("utf-8", "surrogateescape").removesuffix("\n")


def _environment() -> dict[str, str]:
    """Without whatever would lead git to another repository or to another program."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}


def _unchanged(folder: Path, blobs: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Of the files those whose bytes are the committed ones: no filter of the repository is run."""
    found: dict[str, dict[str, Any]] = {}
    deadline = time.monotonic() + PATIENCE
    for path, name in blobs.items():
        if time.monotonic() > deadline:
            break
        file = _compared(folder / path, name)
        if file is not None:
            found[path] = file
    return found


def _compared(file: Path, name: str) -> dict[str, Any] | None:
    try:
        found = os.lstat(file)
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST_FILE:
            return None
        blob = hashlib.sha256() if len(name) == 64 else hashlib.sha1(usedforsecurity=False)
        blob.update(b"blob %d\0" % found.st_size)
        digest = hashlib.sha256()
        with open(file, "rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                blob.update(chunk)
                digest.update(chunk)
    except OSError:
        return None
    if blob.hexdigest() != name:
        return None
    return {"size": found.st_size, "sha256": digest.hexdigest()}


def without_credentials(url: str) -> str:
    """A remote's URL without user, password and query; ``git@host:path`` as ``ssh://host/path``."""
    if "://" not in url:
        scp = _SCP.fullmatch(url)
        return f"ssh://{scp['host']}/{scp['path'].lstrip('/')}" if scp else ""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    return urlunsplit((parts.scheme, host + port, parts.path, "", ""))


class GitHandler(BrokerHandler):
    """``POST {"folder", "paths": [...]}`` → ``{"git": facts}``; ``null`` where nothing is known."""

    @authenticated
    async def post(self) -> None:
        """The folder is one of Jupyter's contents API; the paths are seen from it."""
        folder, paths = self._asked()
        facts = None
        if isinstance(self.contents_manager, FileContentsManager):
            here = await local_folder(self.contents_manager, folder)
            try:
                facts = await asyncio.wait_for(Repository(here).facts(paths), PATIENCE)
            except (NotKnown, asyncio.TimeoutError, UnicodeError) as error:
                self.log.debug("execution broker: git says nothing of %s: %s", folder, error)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"git": facts}))

    def _asked(self) -> tuple[str, list[str]]:
        try:
            body = json.loads(self.request.body)
            folder, paths = body["folder"], body["paths"]
        except (ValueError, KeyError, TypeError) as error:
            raise HTTPError(400, 'The body must be {"folder": "…", "paths": [...]}.') from error
        if not isinstance(folder, str) or not isinstance(paths, list):
            raise HTTPError(400, "'folder' must be a string, and 'paths' a list.")
        if len(paths) > _MOST_PATHS or not all(isinstance(p, str) and _inside(p) for p in paths):
            raise HTTPError(400, f"'paths' must be at most {_MOST_PATHS} paths below the folder.")
        return folder, paths


def _inside(path: str) -> bool:
    parts = path.split("/")
    return "\0" not in path and all(part not in ("", ".", "..") for part in parts)
