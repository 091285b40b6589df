"""The keyring command: a real process, and FakeKeyring in the place of the library."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PACKAGE = Path(__file__).parents[2]
FAKE = PACKAGE / "src" / "broker" / "access" / "__tests__" / "fake-keyring"
SECRET = "very secret ⛄"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if not FAKE.is_dir():
        pytest.skip(f"{FAKE} is not there: these tests need the sources of the broker")
    monkeypatch.setenv("FAKE_KEYRING", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(PACKAGE), str(FAKE)]))
    return tmp_path


def ask(*questions: dict[str, str]) -> list[Any]:
    """The command's answers, all of one process."""
    done = subprocess.run(
        [sys.executable, "-m", "jupyterlab_execution_broker.secrets", "service"],
        input="".join(json.dumps(question) + "\n" for question in questions).encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_secrets_come_and_go(folder: Path) -> None:
    name = {"name": "Vienna"}
    assert ask(
        {"do": "which"},
        {"do": "get", **name},
        {"do": "set", "secret": SECRET, **name},
        {"do": "get", **name},
        {"do": "delete", **name},
        {"do": "delete", **name},
        {"do": "get", **name},
    ) == [{"backend": "Fake Keyring"}, {}, {}, {"secret": SECRET}, {}, {}, {}]


def test_words_about_a_failure_hold_no_secret(folder: Path) -> None:
    ask({"do": "set", "name": "Vienna", "secret": SECRET})
    (folder / "locked").touch()
    assert ask({"do": "get", "name": "Vienna"}) == [{"error": "RuntimeError"}]


def test_a_keyring_that_does_not_open_is_none(folder: Path) -> None:
    (folder / "locked").touch()
    assert ask({"do": "which"}) == [{"error": "RuntimeError"}]


def test_a_backend_that_is_not_recommended_is_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_KEYRING_PRIORITY", "0.5")
    assert ask({"do": "which"}) == [{"error": "Fake Keyring does not keep secrets well"}]


def test_without_the_library_that_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "keyring.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(PACKAGE), str(folder)]))
    (answer,) = ask({"do": "get", "name": "Vienna"})
    assert answer == {"error": "the Python library keyring is not installed"}
