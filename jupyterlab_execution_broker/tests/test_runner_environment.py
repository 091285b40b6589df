"""Environments: built once, shared, and refused with a reason that helps."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest

from jupyterlab_execution_broker.runner.uv_errors import explain

from .session_folder import SessionFolder, wait_until

# An address where nobody answers, and no patience for it.
NO_NETWORK = {"UV_INDEX_URL": "http://127.0.0.1:9/simple", "UV_HTTP_RETRIES": "0"}


@pytest.fixture
def fresh(make_session: Callable[..., SessionFolder], tmp_path: Path) -> SessionFolder:
    """A session whose environment is still to be built."""
    session = make_session()
    session.environment = tmp_path / "environments" / "fresh"
    return session


@pytest.mark.parametrize(
    ("requirements", "code", "words"),
    [
        ("no-such-package-qqzzv==1\n", "package-not-found", "no-such-package-qqzzv"),
        ("pip==24.0\npip==24.1\n", "requirements-conflict", "contradict"),
        ("pip==999.0\n", "package-not-found", "pip==999.0"),
        ("pip===>>1 x\n", "requirements-syntax", "no such comparison operator"),
        ("./not-there\n", "requirements-file-missing", "not-there"),
        ("-r not-there.txt\n", "requirements-file-missing", "not-there.txt"),
    ],
)
def test_requirements_that_cannot_be_met(
    fresh: SessionFolder, requirements: str, code: str, words: str
) -> None:
    finished = fresh.write("1", requirements=requirements).run()
    assert (finished["outcome"], finished["code"]) == ("failed", code)
    assert words in finished["message"]
    assert not (fresh.environment / ".complete").exists()
    assert not fresh.events("running")
    assert not fresh.events("usage")


def test_without_a_network_what_the_computer_has_is_tried(fresh: SessionFolder) -> None:
    finished = fresh.write("1", requirements="no-such-package-qqzzv\n").run(**NO_NETWORK)
    assert finished["code"] == "network"
    assert "127.0.0.1:9" in finished["message"]
    assert "network-retry-offline" in fresh.messages()


def test_an_interpreter_that_is_not_there(fresh: SessionFolder) -> None:
    fresh.write("1")
    text = (fresh.path / "run.json").read_text()
    import json
    import sys

    (fresh.path / "run.json").write_text(
        text.replace(json.dumps(sys.executable), '"/no/such/python"')
    )
    finished = fresh.run()
    assert finished["code"] == "python-not-found"
    assert "/no/such/python" in finished["message"]


def test_two_sessions_build_one_environment_once(
    make_session: Callable[..., SessionFolder], tmp_path: Path
) -> None:
    sessions = [make_session(name) for name in ("one", "two")]
    for session in sessions:
        session.environment = tmp_path / "environments" / "shared"
        session.write("print('ran')").start()
    assert [session.wait()["outcome"] for session in sessions] == ["completed", "completed"]
    assert sorted(s.events("prepared")[0]["cached"] for s in sessions) == [False, True]
    assert sum("environment-busy" in s.messages() for s in sessions) == 1


def test_what_a_broken_build_has_left_is_removed(fresh: SessionFolder) -> None:
    (fresh.environment / "lib").mkdir(parents=True)
    (fresh.environment / "lib" / "rest").write_text("of an earlier build")
    assert fresh.write("1").run()["outcome"] == "completed"
    assert not (fresh.environment / "lib" / "rest").exists()


def test_a_cancelled_build_is_not_taken_for_a_whole_one(fresh: SessionFolder) -> None:
    fresh.write("1").start()
    wait_until(fresh.environment.exists, message="the build has begun")
    assert fresh.process is not None
    fresh.process.terminate()
    assert fresh.wait(seconds=15)["outcome"] == "cancelled"
    assert not (fresh.environment / ".complete").exists()


# Texts of uv 0.4 to 0.13 for what is slow or costly to provoke.
@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (
            "error: Failed to install: numpy.whl\n  Caused by: failed to write\n"
            "  Caused by: No space left on device (os error 28)",
            "disk-full",
            "Free some space",
        ),
        (
            "  × No solution found when resolving dependencies:\n"
            "  ╰─▶ Because nosuch was not found in the package registry and you require nosuch,\n"
            "      we can conclude that your requirements are unsatisfiable.",
            "package-not-found",
            "Package nosuch does not exist",
        ),
        (
            "error: No solution found when resolving dependencies\n"
            "  cause: Because pandas==2.2.0 depends on numpy>=1.23.2,<2 and you require "
            "pandas==2.2.0, we can conclude that you require numpy>=1.23.2,<2.\n"
            "         And because you require numpy==1.20.0, we can conclude that your "
            "requirements are unsatisfiable.",
            "requirements-conflict",
            "numpy==1.20.0",
        ),
        (
            "error: Request failed after 3 retries in 8.0s\n"
            "  cause: Failed to fetch: http://index.invalid/simple/colorama/\n"
            "  cause: dns error",
            "network",
            "in 8.0s: Failed to fetch: http://index.invalid/simple/colorama/: dns error",
        ),
        ("error: The build backend returned an error", "package-build", "wheel"),
        ("something new", "environment-failed", "something new"),
    ],
)
def test_what_uv_says_is_understood(text: str, code: str, words: str) -> None:
    error = explain(text, 1)
    assert error.code == code
    assert words in error.message
