"""Shared by all tests: one environment with a kernel, and folders for sessions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Callable

import pytest

from .remote_jupyter import RemoteJupyter
from .session_folder import SessionFolder

pytest_plugins = ["pytest_jupyter.jupyter_server"]


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that the runner itself has built."""
    folder = tmp_path_factory.mktemp("environment")
    session = SessionFolder(folder / "session", folder / "built").write("1")
    assert session.run()["outcome"] == "completed"
    assert session.events("prepared")[0]["cached"] is False
    return session.environment


@pytest.fixture
def make_session(tmp_path: Path, environment: Path) -> Iterator[Callable[..., SessionFolder]]:
    """Makes session folders; what they started is ended afterwards."""
    made: list[SessionFolder] = []

    def make(name: str = "session", at: Path | None = None) -> SessionFolder:
        made.append(SessionFolder((at or tmp_path) / name, environment))
        return made[-1]

    yield make
    for session in made:
        if session.process is not None and session.process.poll() is None:
            session.process.terminate()
            session.process.wait(timeout=20)


@pytest.fixture
def session(make_session: Callable[..., SessionFolder]) -> SessionFolder:
    return make_session()


@pytest.fixture(scope="session")
def relayed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteJupyter]:
    """A Jupyter server with our kernel relay."""
    server = RemoteJupyter(tmp_path_factory.mktemp("relayed"), relay=True)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteJupyter]:
    """A Jupyter server as others have it, that takes large messages."""
    settings = {"websocket_max_message_size": 100 * 2**20}
    server = RemoteJupyter(
        tmp_path_factory.mktemp("plain"), False, f"--ServerApp.tornado_settings={settings}"
    )
    yield server
    server.stop()
