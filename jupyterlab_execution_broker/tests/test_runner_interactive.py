"""The runner with a session that somebody works in: a real server, real kernels, real signals."""

from __future__ import annotations

import json
import signal
import socket
import stat
import subprocess
import tempfile
import uuid
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Callable

import psutil
import pytest
from websocket import WebSocket

from .session_folder import SessionFolder, wait_until

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="speaks to unix sockets")


class _UnixConnection(HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost")
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self._path)


class Jupyter:
    """The server of a session, by what is written in its door."""

    def __init__(self, session: SessionFolder) -> None:
        self.door = json.loads((session.path / "jupyter.json").read_text())

    def ask(
        self, path: str, method: str = "GET", body: object = None, token: str | None = None
    ) -> tuple[int, Any]:
        connection = _UnixConnection(self.door["socket"])
        headers = {"Authorization": f"token {self.door['token'] if token is None else token}"}
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text else None

    def start_kernel(self) -> Kernel:
        status, kernel = self.ask("/api/kernels", "POST", {})
        assert status == 201
        return Kernel(self, kernel["id"])


class Kernel:
    """One kernel by its WebSocket."""

    def __init__(self, jupyter: Jupyter, ident: str) -> None:
        self.path = f"/api/kernels/{ident}"
        self._jupyter = jupyter
        self._socket = WebSocket()
        self.connect()

    def connect(self) -> None:
        pipe = socket.socket(socket.AF_UNIX)
        pipe.connect(self._jupyter.door["socket"])
        pipe.settimeout(120)
        self._socket = WebSocket()
        self._socket.connect(
            f"ws://localhost{self.path}/channels",
            socket=pipe,
            header=[f"Authorization: token {self._jupyter.door['token']}"],
        )

    def send(self, code: str) -> str:
        ident = uuid.uuid4().hex
        header = {"msg_id": ident, "username": "", "session": "s", "version": "5.3"}
        message = {
            "channel": "shell",
            "header": {**header, "msg_type": "execute_request"},
            "parent_header": {},
            "metadata": {},
            "content": {"code": code, "silent": False, "allow_stdin": False},
        }
        self._socket.send(json.dumps(message))
        return ident

    def run(self, code: str) -> str:
        """What the code prints, or the name of its error."""
        return self.result(self.send(code))

    def result(self, ident: str) -> str:
        said = ""
        while True:
            message = json.loads(self._socket.recv())
            content = message["content"]
            if message["parent_header"].get("msg_id") != ident:
                continue
            said += content.get("text", "") if message["msg_type"] == "stream" else ""
            said += content["ename"] if message["msg_type"] == "error" else ""
            if message["msg_type"] == "status" and content["execution_state"] == "idle":
                return said


@pytest.fixture
def serve(make_session: Callable[..., SessionFolder]) -> Callable[..., Jupyter]:
    """Starts a session and waits until somebody can work in it."""

    def start(session: SessionFolder | None = None, **limits: Any) -> Jupyter:
        session = session or make_session()
        session.write("x = 1", mode="interactive", **limits).start()
        wait_until(lambda: session.events("available") or session.events("finished"))
        assert not session.events("finished"), session.events()
        return Jupyter(session)

    return start


def test_a_session_is_served_until_its_user_ends_it(
    session: SessionFolder, serve: Callable[..., Jupyter]
) -> None:
    before = session.notebook_path.parent
    jupyter = serve(session)
    kinds = [e["event"] for e in session.events() if e["event"] not in ("usage", "message")]
    assert kinds == ["preparing", "prepared", "available"]
    assert session.events("prepared")[0]["ready"] is False
    # one kernel, of the environment
    _, specs = jupyter.ask("/api/kernelspecs")
    assert list(specs["kernelspecs"]) == ["python3"]
    assert [f["name"] for f in jupyter.ask("/api/contents")[1]["content"]] == ["notebook.ipynb"]
    kernel = jupyter.start_kernel()
    assert kernel.run("import sys; print(sys.prefix)").strip() == str(session.environment)
    assert kernel.run("import os; print(os.getcwd())").strip() == str(before)
    wait_until(lambda: session.events("running"))
    assert "cells" not in session.events("running")[0]
    kernel.run("import atexit; atexit.register(lambda: open('bye', 'w').write('bye'))")
    assert session.process is not None
    session.process.send_signal(signal.SIGUSR1)
    finished = session.wait(seconds=20)
    assert (finished["outcome"], finished["code"]) == ("completed", "finished")
    assert (before / "bye").read_text() == "bye"
    assert session.events("usage")[-1]["peak"] > 2**24
    assert not session.strays()
    assert not (session.path / "jupyter.json").exists()
    assert not (session.path / "jupyter.sock").exists()


def test_a_kernel_is_interrupted_and_restarted(serve: Callable[..., Jupyter]) -> None:
    jupyter = serve()
    kernel = jupyter.start_kernel()
    kernel.run("x = 1")
    slow = kernel.send("import time; time.sleep(600)")
    wait_until(lambda: jupyter.ask(kernel.path)[1]["execution_state"] == "busy")
    assert jupyter.ask(f"{kernel.path}/interrupt", "POST", {})[0] == 204
    assert kernel.result(slow) == "KeyboardInterrupt"
    assert jupyter.ask(f"{kernel.path}/restart", "POST", {})[0] == 200
    assert kernel.run("print(x)") == "NameError"


def test_what_is_printed_is_not_cut(serve: Callable[..., Jupyter]) -> None:
    kernel = serve().start_kernel()
    size = 8 * 2**20
    assert (
        len(kernel.run(f"for i in range(8): print('x' * {size // 8}, end='', flush=True)")) == size
    )


def test_only_who_has_the_token_comes_in(
    session: SessionFolder, serve: Callable[..., Jupyter]
) -> None:
    jupyter = serve(session)
    token = jupyter.door["token"]
    assert jupyter.ask("/api/contents", token="wrong")[0] == 403
    for path in (session.path / "jupyter.json", Path(jupyter.door["socket"])):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert token not in (session.path / "log.txt").read_text()
    kernel = jupyter.start_kernel()
    assert token not in kernel.run("import os; print(os.environ)")
    for pid in session.strays():
        assert token not in " ".join(psutil.Process(pid).cmdline())
    # no port that another user could listen at
    server = int(kernel.run("import os; print(os.getppid())"))
    assert not psutil.Process(server).net_connections("inet")
    file = kernel.run("import ipykernel; print(ipykernel.get_connection_file())").strip()
    assert json.loads(Path(file).read_text())["transport"] == "ipc"


def test_who_is_told_of_it_can_come_in_at_once(session: SessionFolder, tmp_path: Path) -> None:
    # a busy machine, on which a second passes between the start of the server and its socket
    (tmp_path / "sitecustomize.py").write_text(
        "import time, tornado.netutil as net\n"
        "bind = net.bind_unix_socket\n"
        "net.bind_unix_socket = lambda *args, **more: time.sleep(1) or bind(*args, **more)\n"
    )
    path = f"{tmp_path}:{session.variables()['PYTHONPATH']}"
    session.write("1", mode="interactive").start(PYTHONPATH=path)
    wait_until(lambda: session.events("available") or session.events("finished"))
    assert Jupyter(session).ask("/api/contents")[0] == 200


def test_nothing_of_the_users_own_server_is_used(tmp_path: Path, session: SessionFolder) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "jupyter_server_config.py").write_text("raise SystemExit('the user\\'s own')")
    (own / "jupyter_config.json").write_text('{"ServerApp": {"base_url": "/other/"}}')
    session.write("1", mode="interactive").start(JUPYTER_CONFIG_DIR=str(own), JUPYTER_TOKEN="own")
    wait_until(lambda: session.events("available") or session.events("finished"))
    jupyter = Jupyter(session)
    assert jupyter.ask("/api/contents")[0] == 200
    assert jupyter.ask("/api/contents", token="own")[0] == 403


def test_cancelling_ends_the_whole_tree(
    session: SessionFolder, serve: Callable[..., Jupyter]
) -> None:
    kernel = serve(session).start_kernel()
    kernel.run("import subprocess; subprocess.Popen(['sleep', '600'], start_new_session=True)")
    kernel.run("open('kept', 'w').write('kept')")
    # the server, the kernel and its child; the runner itself bears no mark
    assert len(session.strays()) == 3
    assert session.process is not None
    session.process.send_signal(signal.SIGTERM)
    assert session.wait(seconds=10)["outcome"] == "cancelled"
    assert not session.strays()
    assert (session.path / "work" / "kept").read_text() == "kept"


def test_a_server_that_dies_takes_the_session_with_it(
    session: SessionFolder, serve: Callable[..., Jupyter]
) -> None:
    kernel = serve(session).start_kernel()
    server = int(kernel.run("import os; print(os.getppid())"))
    psutil.Process(server).kill()
    finished = session.wait(seconds=20)
    assert (finished["outcome"], finished["code"]) == ("failed", "server-died")
    assert "(status -9)" in finished["message"]
    assert not session.strays()


def test_a_server_that_cannot_start_says_why(session: SessionFolder, tmp_path: Path) -> None:
    broken = tmp_path / "broken" / "jupyter_server"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise ImportError('no such luck')")
    path = f"{broken.parent}:{session.variables()['PYTHONPATH']}"
    session.write("1", mode="interactive").start(PYTHONPATH=path)
    finished = session.wait()
    assert finished["code"] == "server-died"
    assert "did not start" in finished["message"] and "no such luck" in finished["message"]


def test_it_ends_when_its_time_is_over(session: SessionFolder) -> None:
    # the time counts from the moment when it can be worked in
    finished = session.write("1", mode="interactive", seconds=1).run()
    assert session.events("available")
    assert (finished["outcome"], finished["code"]) == ("completed", "time-limit")
    assert "after 1 s" in finished["message"]


def test_a_folder_too_deep_for_a_socket(
    make_session: Callable[..., SessionFolder], serve: Callable[..., Jupyter], tmp_path: Path
) -> None:
    jupyter = serve(make_session(at=tmp_path / ("deep" * 30)))
    assert jupyter.door["socket"].startswith(tempfile.gettempdir())
    assert jupyter.ask("/api")[0] == 200


def test_wrong_modes_are_named(session: SessionFolder) -> None:
    session.write("1", mode="sideways")
    ended = subprocess.run(
        session.command(), env=session.variables(), capture_output=True, timeout=30
    )
    assert ended.returncode == 66
    assert b"'mode' must be batch or interactive, found 'sideways'" in ended.stderr


def test_a_batch_run_does_not_end_at_a_wish_to_finish(session: SessionFolder) -> None:
    session.write("import time; time.sleep(1)", "print('all')").start()
    session.wait_for_cell(1)
    assert session.process is not None
    session.process.send_signal(signal.SIGUSR1)
    assert session.wait()["code"] == "completed"
    assert session.outputs()[1] == "all\n"


@pytest.mark.parametrize("mode", ["batch", "interactive"])
def test_it_may_go_on_for_as_long_as_was_promised_last(session: SessionFolder, mode: str) -> None:
    session.write("import time; time.sleep(600)", mode=mode, seconds=1)
    (session.path / "extension.json").write_text('{"seconds": 3}')
    finished = session.start().wait()
    assert finished["code"] == "time-limit"
    assert "after 3 s" in finished["message"]
