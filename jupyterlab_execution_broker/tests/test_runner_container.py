"""Containers under a real podman; skipped, with the reason, where there is none."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import Any, Callable

import pytest

from jupyterlab_execution_broker.runner.engine import words_of

from .session_folder import PACKAGE_PARENT, SessionFolder, wait_until

found = subprocess.run(
    [sys.executable, PACKAGE_PARENT / "scripts" / "containers.py"], capture_output=True, text=True
)
needs_podman = pytest.mark.skipif(
    found.returncode != 0, reason=f"no containers here: {found.stderr.strip()}"
)
PODMAN: dict[str, Any] = json.loads(found.stdout) if found.returncode == 0 else {}


# the first process of a container must say itself that it ends when it is told
WAIT = "trap 'exit 1' TERM; echo up; while true; do sleep 0.1; done"


def podman(*arguments: str) -> str:
    done = subprocess.run([*PODMAN["engine"], *arguments], capture_output=True, text=True)
    return done.stdout


def containers(session: SessionFolder) -> str:
    return podman("ps", "--all", "--quiet", f"--filter=name={session.session}")


@pytest.fixture
def container(make_session: Callable[..., SessionFolder]) -> Callable[..., SessionFolder]:
    """Makes a session with a container of the plain image that runs a shell's script."""

    def make(script: str, limits: dict[str, Any] | None = None, **more: Any) -> SessionFolder:
        order = {
            "engine": PODMAN["engine"],
            "images": [PODMAN["plain"]],
            "options": PODMAN["create"],
            "command": ["/bin/sh", "-c", script],
            "pull": False,
            **more,
        }
        return make_session().write_order({"container": order}, **(limits or {}))

    return make


def text(session: SessionFolder, name: str = "stdout") -> str:
    path = session.path / f"{name}.txt"
    return path.read_text() if path.exists() else ""


@needs_podman
def test_a_container_runs_in_the_working_directory(container: Any) -> None:
    session = container(
        'echo "$(pwd) $WORD $(cat given.txt)"; echo aside >&2; echo made > made.txt',
        environment={"WORD": "two words=x"},
    )
    (session.path / "work" / "given.txt").write_text("given")
    finished = session.run()
    assert (finished["outcome"], finished["message"]) == (
        "completed",
        "The container ran to its end.",
    )
    assert text(session) == "/work two words=x given\n"
    assert text(session, "stderr") == "aside\n"
    assert (session.path / "work" / "made.txt").read_text() == "made\n"
    kinds = [e["event"] for e in session.events() if e["event"] not in ("usage", "message")]
    assert kinds == ["preparing", "ready", "running", "finished"]
    assert containers(session) == ""


@needs_podman
def test_an_image_of_its_own_runs_what_it_says_where_it_says(container: Any) -> None:
    session = container("", images=["localhost/no-such", PODMAN["own"]], command=[], in_work=False)
    assert session.run()["outcome"] == "completed"
    assert text(session) == "by itself in /app as 1234\n"


@needs_podman
def test_an_entrypoint_and_a_user_can_be_asked_for(container: Any) -> None:
    session = container("", entrypoint="/bin/echo", command=["a b", "c"], user="77:77")
    assert session.run()["outcome"] == "completed"
    assert text(session) == "a b c\n"


@needs_podman
def test_what_must_not_be_written_to_is_not(container: Any) -> None:
    session = container(
        "cat /data/in/a.txt kept.txt; echo x > /data/in/a.txt; echo x > kept.txt; echo y > /out/b",
        mounts=[
            {"source": "data/0/a.txt", "target": "/data/in/a.txt", "readonly": True},
            {"source": "work/kept.txt", "target": "/work/kept.txt", "readonly": True},
            {"source": "storage/0", "target": "/out"},
        ],
    )
    (session.path / "data" / "0").mkdir(parents=True)
    (session.path / "storage" / "0").mkdir(parents=True)
    (session.path / "data" / "0" / "a.txt").write_text("A")
    (session.path / "work" / "kept.txt").write_text("kept")
    session.run()
    assert text(session) == "Akept"
    assert text(session, "stderr").count("Read-only file system") == 2
    assert (session.path / "data" / "0" / "a.txt").read_text() == "A"
    assert (session.path / "work" / "kept.txt").read_text() == "kept"
    assert (session.path / "storage" / "0" / "b").read_text() == "y\n"


@needs_podman
@pytest.mark.parametrize(
    ("script", "code", "words"),
    [
        ("echo no luck >&2; exit 3", "exit-status", "exit status 3. Its last words: no luck"),
        ("kill -11 $$", "killed", "was ended by SIGSEGV"),
        ("kill -9 $$", "memory-limit", "was killed, most likely for it needed more than the 2.0"),
    ],
)
def test_a_container_that_fails_says_how(
    container: Any, script: str, code: str, words: str
) -> None:
    # the first process of a container cannot kill itself: another one is its shell
    session = container("", command=["/bin/sh", "-c", f"/bin/sh -c '{script}'; exit $?"])
    finished = session.run()
    assert (finished["outcome"], finished["code"]) == ("failed", code)
    assert words in finished["message"]
    assert containers(session) == ""


@needs_podman
def test_a_command_that_is_not_in_the_image_is_named(container: Any) -> None:
    finished = container("", command=["/no/such"]).run()
    assert finished["code"] == "container-not-started"
    assert "podman says:" in finished["message"]
    assert "/no/such" in finished["message"]


@needs_podman
def test_an_image_that_cannot_be_had_is_named_in_the_words_of_the_engine(container: Any) -> None:
    # a port where nobody listens
    image = "127.0.0.1:9/no/such:1"
    finished = container("", images=[image], pull=True).run()
    assert finished["code"] == "image-not-had"
    assert f"podman says of {image}: " in finished["message"]
    assert "connection refused" in finished["message"]


@needs_podman
def test_where_none_is_pulled_an_image_must_be_there(container: Any) -> None:
    finished = container("", images=["localhost/no-such"]).run()
    assert finished["code"] == "image-not-had"
    assert "localhost/no-such is not on this computer" in finished["message"]


@needs_podman
def test_over_its_memory_it_is_ended(container: Any) -> None:
    session = container(
        'x=$(yes | head -c 300000000); echo "${#x}"; sleep 60', {"memory": 100 * 2**20}
    )
    finished = session.run()
    assert (finished["outcome"], finished["code"]) == ("failed", "memory-limit"), finished
    assert "were promised" in finished["message"]
    assert containers(session) == ""


@needs_podman
def test_what_it_uses_is_what_the_container_uses(container: Any) -> None:
    session = container("while ! test -e go; do sleep 0.1; done")
    session.start()
    wait_until(lambda: any(event["memory"] for event in session.events("usage")))
    (session.path / "work" / "go").touch()
    assert session.wait()["outcome"] == "completed"
    # the engine's own processes have some 60 MB
    assert 0 < session.events("usage")[-1]["peak"] < 20e6


@needs_podman
def test_after_its_time_it_is_ended(container: Any) -> None:
    session = container(WAIT, {"seconds": 1.0})
    finished = session.run()
    assert (finished["outcome"], finished["code"]) == ("failed", "time-limit")
    assert containers(session) == ""


@needs_podman
def test_called_off_it_may_save_and_is_gone(container: Any) -> None:
    session = container(
        "trap 'echo saved > saved; exit 0' TERM; echo up; while true; do sleep 0.1; done"
    ).start()
    wait_until(lambda: text(session) == "up\n")
    limits = "{{.HostConfig.NanoCpus}} {{.HostConfig.Memory}}"
    asked = podman("inspect", f"execution-broker-{session.session}", f"--format={limits}")
    assert asked.split() == ["1000000000", str(2 * 2**30)]
    session.process.send_signal(signal.SIGTERM)
    assert session.wait()["outcome"] == "cancelled"
    assert (session.path / "work" / "saved").read_text() == "saved\n"
    assert containers(session) == ""
    assert not session.strays()


@needs_podman
def test_when_the_runner_is_killed_the_container_goes_too(container: Any) -> None:
    session = container(WAIT).start()
    wait_until(lambda: text(session) == "up\n")
    os.kill(session.process.pid, signal.SIGKILL)
    session.process.wait()
    wait_until(lambda: containers(session) == "", 20)


@needs_podman
def test_its_ports_are_open_on_this_computer_only(container: Any) -> None:
    session = container(
        "mkdir site; echo hello > site/index.html; httpd -p 8000 -h site; " + WAIT,
        ports=[{"number": 8000, "protocol": "tcp", "scheme": "http", "path": "index.html"}],
    ).start()
    wait_until(lambda: "port-open" in session.messages())
    told = next(e for e in session.events("message") if e["code"] == "port-open")
    address = told["values"]["address"]
    assert address.startswith("http://127.0.0.1:") and address.endswith("/index.html")
    assert told["values"]["internal"] == "8000"
    [opened] = session.events("port")
    assert (opened["protocol"], opened["location"]) == ("HTTP", address)
    session.process.send_signal(signal.SIGTERM)
    assert session.wait()["outcome"] == "cancelled"


@pytest.mark.parametrize(
    ("errors", "words"),
    [
        ("Error: no such image\n", "no such image"),
        ("docker: Error response from daemon: no such image.", "Error response from daemon"),
        ('time="2026-01-01T00:00:00Z" level=warning msg="retrying"\nError: refused\n', "refused"),
        ("", "nothing"),
    ],
)
def test_the_words_of_an_engine_are_its_last(errors: str, words: str) -> None:
    assert words_of(errors).startswith(words)


def test_an_engine_that_is_not_there_is_named(make_session: Callable[..., SessionFolder]) -> None:
    order = {"engine": ["/nowhere/podman"], "images": ["a"], "pull": True}
    finished = make_session().write_order({"container": order}).run()
    assert finished["code"] == "image-not-had"
    assert "/nowhere/podman cannot be started: No such file" in finished["message"]
