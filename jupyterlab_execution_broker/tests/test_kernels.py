"""Kernelspecs of sessions: a real Jupyter server here, a real one there, and bridges between."""

from __future__ import annotations

import asyncio
import json
import stat
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from tornado.httpclient import HTTPClientError

from jupyterlab_execution_broker import kernels as kernels_module

from .remote_jupyter import TOKEN, RemoteJupyter

FAKE = str(Path(__file__).parent / "fake_session_broker.py")
SESSION = str(uuid.uuid4())
NAME = f"session-{SESSION}"


@pytest.fixture
def sessions(tmp_path: Path, relayed: RemoteJupyter) -> Callable[..., None]:
    """Says what the broker says of a session."""
    folder = tmp_path / "broker-data" / "sessions"
    folder.mkdir(parents=True)
    (folder.parent / "jupyter").write_text(f"{relayed.port} {TOKEN}")

    def say(session: str = SESSION, phase: str = "AVAILABLE", *messages: dict[str, Any]) -> None:
        document = {"kind": "session", "phase": phase, "meta": {"messages": messages}}
        (folder / f"{session}.new").write_text(json.dumps(document))
        (folder / f"{session}.new").rename(folder / f"{session}.json")

    say()
    return say


@pytest.fixture
def jp_server_config(tmp_path: Path, sessions: Callable[..., None]) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"jupyterlab_execution_broker": True}},
        "BrokerService": {
            "command": [sys.executable, FAKE],
            "data_dir": str(tmp_path / "broker-data"),
        },
    }


@pytest.fixture
def post(jp_fetch: Any) -> Callable[..., Any]:
    async def send(body: Any, **options: Any) -> Any:
        return await jp_fetch(
            "execution-broker", "kernels", method="POST", body=json.dumps(body), **options
        )

    return send


async def listed(jp_fetch: Any) -> dict[str, Any]:
    """The kernelspecs that this server shows."""
    answer = await jp_fetch("api", "kernelspecs")
    specs: dict[str, Any] = json.loads(answer.body)["kernelspecs"]
    return specs


async def until(what: Callable[[], Any], seconds: float = 30) -> None:
    async def wait() -> None:
        while not what():
            await asyncio.sleep(0.02)

    await asyncio.wait_for(wait(), seconds)


async def test_a_session_gets_a_kernelspec_that_nobody_else_may_read(
    post: Callable[..., Any], jp_fetch: Any, jp_serverapp: Any
) -> None:
    answer = await post({"session": SESSION, "name": "redshift-plot on Slurm"})
    assert (answer.code, json.loads(answer.body)) == (201, {"name": NAME})
    shown = (await listed(jp_fetch))[NAME]["spec"]
    assert shown["display_name"] == "redshift-plot on Slurm"
    assert shown["interrupt_mode"] == "message"
    assert shown["metadata"] == {"execution_broker": {"session": SESSION}}
    again = await post({"session": SESSION.upper()})
    assert json.loads(again.body) == {"name": NAME}
    assert (await listed(jp_fetch))[NAME]["spec"]["display_name"] == f"Session {SESSION[:8]}"

    folder = Path(jp_serverapp.kernel_spec_manager.kernel_dirs[-1]).parent
    assert jp_serverapp.kernel_spec_manager.kernel_dirs.count(str(folder / "kernels")) == 1
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert {file.name for file in files} == {"broker.json", "kernel.json", f"{SESSION}.json"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    argv = shown["argv"]
    target = json.loads(Path(argv[argv.index("--target") + 1]).read_text())
    assert target == {"session": SESSION, "broker": str(folder / "broker.json"), "path": ""}

    await jp_fetch("execution-broker", "kernels", SESSION, method="DELETE")
    assert NAME not in await listed(jp_fetch)
    with pytest.raises(HTTPClientError, match="404"):
        await jp_fetch("execution-broker", "kernels", SESSION, method="DELETE")
    extension = jp_serverapp.extension_manager.extension_apps["jupyterlab_execution_broker"]
    for app in extension:
        await app.stop_extension()
    assert not folder.exists()


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        ({"session": "../../x"}, 400, "a UUID"),
        ({}, 400, "a UUID"),
        ({"session": SESSION, "name": "x" * 81}, 400, "80 characters"),
        ({"session": SESSION, "name": "a\nb"}, 400, "control characters"),
        ({"session": str(uuid.uuid4())}, 404, "knows no session"),
        ({"session": "11111111-1111-4111-8111-111111111111"}, 409, "its time was up"),
        ({"session": "22222222-2222-4222-8222-222222222222"}, 409, "not accepted"),
    ],
)
async def test_what_is_no_session_gets_none(
    body: Any,
    status: int,
    word: str,
    post: Callable[..., Any],
    jp_fetch: Any,
    sessions: Callable[..., None],
) -> None:
    over = {"template": "{what} was up", "values": {"what": "its time"}}
    sessions("11111111-1111-4111-8111-111111111111", "COMPLETED", over)
    sessions("22222222-2222-4222-8222-222222222222", "OFFERED")
    with pytest.raises(HTTPClientError) as caught:
        await post(body)
    assert caught.value.code == status
    assert word in json.loads(caught.value.response.body)["message"]
    assert not [name for name in await listed(jp_fetch) if name.startswith("session-")]


async def test_nobody_gets_one_without_a_login(post: Callable[..., Any]) -> None:
    with pytest.raises(HTTPClientError, match="403"):
        await post({"session": SESSION}, headers={"Authorization": "token wrong"})


async def test_a_server_that_leaves_it_out_says_so(
    post: Callable[..., Any], jp_serverapp: Any, jp_fetch: Any
) -> None:
    jp_serverapp.kernel_spec_manager.allowed_kernelspecs = {"python3"}
    with pytest.raises(HTTPClientError) as caught:
        await post({"session": SESSION})
    assert caught.value.code == 501
    assert "allowed_kernelspecs" in json.loads(caught.value.response.body)["message"]


class Client:
    """A client of a kernel of this server."""

    def __init__(self, serverapp: Any, kernel: str) -> None:
        self._client = serverapp.kernel_manager.get_kernel(kernel).client()
        self._client.start_channels()

    async def outcome(self, code: str, seen: Callable[[str], None] = print) -> tuple[Any, str]:
        """The reply, and standard output; ``seen`` gets that as it grows."""
        await self._client.wait_for_ready(timeout=60)
        msg_id, text = self._client.execute(code), ""
        while True:
            message = await self._client.get_iopub_msg(timeout=30)
            if message["parent_header"].get("msg_id") != msg_id:
                continue
            if message["msg_type"] == "stream":
                text += message["content"]["text"]
                seen(text)
            elif message["content"].get("execution_state") == "idle":
                break
        reply = await self._client.get_shell_msg(timeout=30)
        while reply["parent_header"].get("msg_id") != msg_id:
            reply = await self._client.get_shell_msg(timeout=30)
        return reply["content"], text

    def close(self) -> None:
        self._client.stop_channels()


@pytest.fixture
def kernel(
    post: Callable[..., Any],
    jp_serverapp: Any,
    jp_asyncio_loop: asyncio.AbstractEventLoop,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[tuple[str, Client]]:
    """The id of a kernel in the session, and a client."""
    monkeypatch.setattr(kernels_module, "_LOOK_SECONDS", 0.2)
    monkeypatch.setattr(kernels_module, "_LAST_WORDS_SECONDS", 2.0)
    run, manager = jp_asyncio_loop.run_until_complete, jp_serverapp.kernel_manager
    run(post({"session": SESSION}))
    started = run(manager.start_kernel(kernel_name=NAME))
    client = Client(jp_serverapp, started)
    yield started, client
    client.close()
    if started in manager:
        run(manager.shutdown_kernel(started))


async def test_a_kernel_outlives_the_broker_and_ends_with_its_session(
    kernel: tuple[str, Client],
    sessions: Callable[..., None],
    jp_serverapp: Any,
    jp_fetch: Any,
    relayed: RemoteJupyter,
) -> None:
    started, client = kernel
    (app,) = jp_serverapp.extension_manager.extension_apps["jupyterlab_execution_broker"]
    killed = asyncio.Event()

    def kill_the_broker(text: str) -> None:
        if "5\n" in text and not killed.is_set():
            killed.set()
            app.service._child._process.kill()  # the next look at the session starts another

    cell = "import time\nfor i in range(40): print(i, flush=True); time.sleep(0.05)"
    reply, text = await client.outcome(cell, kill_the_broker)
    assert killed.is_set()
    assert (reply["status"], text.split()) == ("ok", [str(i) for i in range(40)])

    def end_the_session(text: str) -> None:
        sessions(SESSION, "COMPLETED", {"message": "Its time was up."})

    cell = "import time; print('begun', flush=True); time.sleep(60)"
    reply, _ = await client.outcome(cell, end_the_session)
    assert reply["ename"] == "KernelEnded"
    assert reply["evalue"] == "The session ended (COMPLETED): Its time was up."
    await until(lambda: started not in jp_serverapp.kernel_manager)
    assert NAME not in await listed(jp_fetch)


async def test_a_kernel_that_is_shut_down_ends_there_too(
    kernel: tuple[str, Client], jp_serverapp: Any, relayed: RemoteJupyter
) -> None:
    started, client = kernel
    before = set(relayed.kernels())
    reply, _ = await client.outcome("1")
    assert reply["status"] == "ok"
    (there,) = set(relayed.kernels()) - before or before
    await jp_serverapp.kernel_manager.shutdown_kernel(started)
    assert there not in relayed.kernels()
