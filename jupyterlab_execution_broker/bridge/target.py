"""Where the kernel of a bridge runs, as its target file says."""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tornado.netutil import Resolver

from .errors import Ended, Unreachable


class _UnixResolver(Resolver):
    """Every name is one unix socket: tornado's clients need nothing more to speak over it."""

    def initialize(self, path: str) -> None:  # type: ignore[override]
        self._path = path

    async def resolve(
        self, host: str, port: int, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[tuple[int, Any]]:
        return [(socket.AF_UNIX, self._path)]


@dataclass(frozen=True)
class Place:
    """A Jupyter server: its address at this moment, and what to say there."""

    url: str
    """Ends with a slash."""
    headers: dict[str, str] = field(repr=False)
    resolver: Resolver | None = None
    session_url: str | None = None
    """The broker's document of the session that the server runs in."""


def _read(path: Path) -> dict[str, Any]:
    """Raises OSError and ValueError."""
    document = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(document, dict):
        raise ValueError("it is no JSON object")
    return document


class Target:
    """``{"session", "broker"}`` or ``{"url", "token"}``.

    ``broker`` is the path of the file in which the Jupyter server writes where its broker listens:
    ``{"secret"}`` with ``"socket"`` or ``"port"``. Both may have ``kernel_name``, ``path`` (the
    kernel's folder, as that server's contents API names it), ``kernel_id`` (of a kernel that is
    there, and outlives the bridge), and ``patience`` (seconds of silence after which the connection
    to a kernel relay is made anew).
    """

    def __init__(self, path: str) -> None:
        """Raises Ended where the file says nothing of use."""
        self._path = Path(path)
        try:
            self._said = _read(self._path)
        except (OSError, ValueError) as error:
            raise Ended(f"The bridge's target file {path} cannot be read: {error}") from error
        if not {"session", "broker"} <= set(self._said) and "url" not in self._said:
            raise Ended(f"The bridge's target file {path} names neither a session nor a URL.")
        self.kernel_name = self._text("kernel_name")
        self.kernel_id = self._text("kernel_id")
        self.path = self._text("path")
        self.in_session = "url" not in self._said
        self.patience = float(self._said.get("patience", 20))

    def _text(self, name: str) -> str | None:
        value = self._said.get(name)
        return value if isinstance(value, str) else None

    def place(self) -> Place:
        """Where it is now. Raises Unreachable."""
        if not self.in_session:
            token = self._text("token")
            headers = {"Authorization": f"token {token}"} if token else {}
            return Place(f"{str(self._said['url']).rstrip('/')}/", headers)
        try:
            # the broker may have been started again since, elsewhere and with another secret
            broker = _read(Path(str(self._said["broker"])))
            headers = {"Authorization": f"Bearer {broker['secret']}"}
            path, port = broker.get("socket"), broker.get("port")
        except (OSError, ValueError, KeyError) as error:
            raise Unreachable("the execution broker of this Jupyter server is not running") from (
                error
            )
        root = f"http://localhost:{port}" if path is None else "http://localhost"
        session = f"{root}/sessions/{self._said['session']}"
        resolver = None if path is None else _UnixResolver(path)
        return Place(f"{session}/jupyter/", headers, resolver, session)
