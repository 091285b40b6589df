"""The relay: a real Jupyter server, a real child behind it, real sockets between."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import signal
import stat
import sys
from pathlib import Path
from typing import Any, Callable

import psutil
import pytest
from tornado.httpclient import HTTPClientError

from jupyterlab_execution_broker import child as child_module

from .session_folder import wait_until
from .with_fake_broker import FAKE, with_fake_broker

Fetch = Callable[..., Any]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "broker-data"
    folder.mkdir()
    return folder


@pytest.fixture
def jp_server_config(data_dir: Path) -> dict[str, Any]:
    return with_fake_broker(data_dir)


@pytest.fixture
def ask(jp_fetch: Fetch) -> Fetch:
    """Fetches below ``execution-broker/`` as somebody with Jupyter's token."""

    async def fetch(path: str, **options: Any) -> Any:
        return await jp_fetch("execution-broker", *path.split("/"), **options)

    return fetch


def starts(data_dir: Path) -> list[int]:
    """Pids of the children that were started."""
    file = data_dir / "starts"
    return [int(line) for line in file.read_text().split()] if file.exists() else []


async def refusal(request: Any) -> tuple[int, dict[str, Any]]:
    """Status and body of an answer that must be an error."""
    with pytest.raises(HTTPClientError) as caught:
        await request
    assert caught.value.response is not None
    return caught.value.code, json.loads(caught.value.response.body)


async def test_nothing_is_started_before_the_first_request(
    jp_fetch: Fetch, ask: Fetch, data_dir: Path
) -> None:
    await jp_fetch("api", "status")
    assert starts(data_dir) == []
    await ask("here")
    assert len(starts(data_dir)) == 1


async def test_requests_arrive_as_they_were_sent(
    ask: Fetch, jp_base_url: str, jp_serverapp: Any
) -> None:
    token = jp_serverapp.identity_provider.token
    answer = await ask(
        "sessions/7", method="POST", body="words", params={"a": "1 2", "token": token, "_xsrf": "x"}
    )
    seen = json.loads(answer.body)
    assert (seen["method"], seen["uri"], seen["body"]) == ("POST", "/sessions/7?a=1+2", "words")
    assert seen["headers"]["X-Forwarded-Prefix"] == f"{jp_base_url}execution-broker"
    assert seen["headers"]["X-Forwarded-Proto"] == "http"
    assert seen["headers"]["X-Forwarded-Host"].startswith("127.0.0.1:")
    assert answer.headers["X-Fake"] == "yes"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_every_method_passes(ask: Fetch, method: str) -> None:
    body = {"POST": "", "PUT": "", "PATCH": ""}.get(method)
    answer = await ask("any", method=method, body=body)
    assert json.loads(answer.body)["method"] == method


async def test_credentials_of_jupyter_stay_in_jupyter(ask: Fetch, jp_auth_header: Any) -> None:
    answer = await ask(
        "here",
        headers={
            "Cookie": "secret=1",
            "X-XSRFToken": "secret",
            "Referer": "http://x/lab?token=secret",
            "X-Own": "passes",
        },
    )
    headers = json.loads(answer.body)["headers"]
    assert headers["Authorization"].startswith("Bearer ")
    assert jp_auth_header["Authorization"].split()[1] not in json.dumps(headers)
    assert not {"Cookie", "X-Xsrftoken", "Referer"} & set(headers)
    assert headers["X-Own"] == "passes"
    assert "a=b" not in answer.headers.get("Set-Cookie", "")


async def test_nobody_comes_in_without_a_login(ask: Fetch, data_dir: Path) -> None:
    for options in ({}, {"method": "POST", "body": "x"}):
        status, answer = await refusal(ask("here", headers={"Authorization": ""}, **options))
        assert status == 403
        assert answer["message"]
    assert (await refusal(ask("staging", method="POST", body="{}", headers={"Authorization": ""})))[
        0
    ] == 403
    assert starts(data_dir) == []


@pytest.mark.parametrize("path", ["here", "staging"])
async def test_a_browser_needs_the_xsrf_token(
    ask: Fetch, jp_serverapp: Any, jp_fetch: Fetch, data_dir: Path, path: str
) -> None:
    token = jp_serverapp.identity_provider.token
    login = await jp_fetch("api", "me", headers={"Authorization": ""}, params={"token": token})
    xsrf = "0123456789abcdef" * 2
    cookies = [cookie.split(";")[0] for cookie in login.headers.get_list("Set-Cookie")]
    browser = {"Authorization": "", "Cookie": "; ".join([*cookies, f"_xsrf={xsrf}"])}
    assert (await jp_fetch("api", "me", headers=dict(browser))).code == 200
    body = json.dumps({"paths": []})
    assert (await refusal(ask(path, method="POST", body=body, headers=dict(browser))))[0] == 403
    assert starts(data_dir) == []
    with_token = {**browser, "X-XSRFToken": xsrf}
    assert (await ask(path, method="POST", body=body, headers=with_token)).code == 200


async def test_who_is_not_authorized_sends_nothing(
    ask: Fetch, jp_serverapp: Any, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def is_authorized(handler: Any, user: Any, action: str, resource: str) -> bool:
        asked.append((action, resource))
        return action == "read"

    monkeypatch.setattr(jp_serverapp.authorizer, "is_authorized", is_authorized)
    assert (await refusal(ask("here", method="POST", body="x")))[0] == 403
    assert starts(data_dir) == []
    assert (await ask("here")).code == 200
    assert set(asked) == {("write", "execution-broker"), ("read", "execution-broker")}


async def test_events_arrive_before_the_stream_ends(ask: Fetch) -> None:
    seen: list[bytes] = []
    stream = asyncio.ensure_future(ask("events", streaming_callback=seen.append))
    while not seen:
        await asyncio.sleep(0.01)
    assert b"".join(seen) == b"data: first\n\n"
    assert not stream.done()
    await ask("events", method="POST", body="")
    await stream
    assert b"".join(seen) == b"data: first\n\ndata: second\n\n"


async def test_the_service_learns_that_a_client_has_gone(
    jp_http_port: int, jp_base_url: str, jp_auth_header: Any, ask: Fetch, data_dir: Path
) -> None:
    await ask("here")
    reader, writer = await asyncio.open_connection("127.0.0.1", jp_http_port)
    request = f"GET {jp_base_url}execution-broker/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    writer.write(f"{request}Authorization: {jp_auth_header['Authorization']}\r\n\r\n".encode())
    await reader.readuntil(b"data: first")
    assert not (data_dir / "client-gone").exists()
    writer.close()
    for _ in range(500):
        if (data_dir / "client-gone").exists():
            break
        await asyncio.sleep(0.01)
    assert (data_dir / "client-gone").exists()


async def test_a_large_upload_passes_through_little_memory(ask: Fetch, data_dir: Path) -> None:
    piece, count = os.urandom(2**20), 50
    sha256 = hashlib.sha256(piece * count).hexdigest()

    async def produce(write: Callable[[bytes], Any]) -> None:
        for _ in range(count):
            await write(piece)

    await ask("here")
    process = psutil.Process()
    before, most, done = process.memory_info().rss, 0, False

    async def watch() -> None:
        nonlocal most
        while not done:
            most = max(most, process.memory_info().rss)
            await asyncio.sleep(0.005)

    watching = asyncio.ensure_future(watch())
    answer = await ask(f"files/sha256/{sha256}", method="PUT", body_producer=produce)
    done = True
    await watching
    assert answer.code == 201
    assert (data_dir / sha256).read_text() == str(count * 2**20)
    assert most - before < 20 * 2**20


async def test_a_redirection_is_passed_on(ask: Fetch) -> None:
    with pytest.raises(HTTPClientError) as caught:
        await ask("redirect", method="POST", body="", follow_redirects=False)
    assert caught.value.code == 303
    assert caught.value.response is not None
    assert caught.value.response.headers["Location"] == "/elsewhere"


async def test_a_redirection_to_another_server_is_passed_on_as_it_is(ask: Fetch) -> None:
    with pytest.raises(HTTPClientError) as caught:
        await ask("redirect", follow_redirects=False)
    assert caught.value.code == 303
    response = caught.value.response
    assert response is not None
    location = "https://elsewhere.example/lab/tree/a%20b.ipynb?token=theirs"
    assert response.headers["Location"] == location
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.body == b""


async def test_a_dead_service_is_started_again(
    ask: Fetch, data_dir: Path, jp_serverapp: Any
) -> None:
    first = json.loads((await ask("here")).body)["pid"]
    os.kill(first, signal.SIGKILL)
    second = json.loads((await ask("here")).body)["pid"]
    os.kill(second, signal.SIGKILL)
    wait_until(lambda: not service_of(jp_serverapp).running)
    # nothing of this one was sent to the dead, so it may be sent again
    third = json.loads((await ask("here", method="POST", body="x")).body)["pid"]
    assert starts(data_dir) == [first, second, third]


async def test_a_question_that_ran_into_a_death_is_asked_again(ask: Fetch, data_dir: Path) -> None:
    assert (await ask("die")).body == b"survived"
    assert len(starts(data_dir)) == 2


async def test_an_order_that_ran_into_a_death_is_not_given_twice(
    ask: Fetch, data_dir: Path
) -> None:
    status, answer = await refusal(ask("die", method="POST", body=""))
    assert status == 502
    assert "may have been done or not" in answer["message"]
    assert (data_dir / "deaths").read_text() == "x"


async def test_half_an_answer_is_not_passed_off_as_a_whole_one(ask: Fetch) -> None:
    with pytest.raises(HTTPClientError) as caught:
        await ask("half")
    assert caught.value.code == 599


async def test_first_requests_together_start_one_service(ask: Fetch, data_dir: Path) -> None:
    answers = await asyncio.gather(*(ask(f"number/{n}") for n in range(5)))
    assert len({json.loads(answer.body)["pid"] for answer in answers}) == 1
    assert len(starts(data_dir)) == 1


async def test_a_service_that_does_not_start_says_why_and_is_tried_again(
    ask: Fetch, data_dir: Path
) -> None:
    (data_dir / "broken").touch()
    failures = await asyncio.gather(*(refusal(ask("here")) for _ in range(3)))
    for status, answer in failures:
        assert status == 503
        assert "the database is broken" in answer["message"]
        assert "exit code 1" in answer["message"]
        assert answer["reason"] == "The execution broker could not be started"
    (data_dir / "broken").unlink()
    assert (await ask("here")).code == 200


async def test_a_service_that_says_nothing_is_given_up(
    ask: Fetch, data_dir: Path, jp_serverapp: Any
) -> None:
    (data_dir / "mute").touch()
    service_of(jp_serverapp).start_timeout = 1
    status, answer = await refusal(ask("here"))
    assert status == 503
    assert "not ready after 1 s" in answer["message"]
    assert not psutil.pid_exists(starts(data_dir)[0])


async def test_a_program_that_is_missing_is_named(ask: Fetch, jp_serverapp: Any) -> None:
    service_of(jp_serverapp).command = ["/no/such/program"]
    status, answer = await refusal(ask("here"))
    assert status == 503
    assert "/no/such/program" in answer["message"]


async def test_the_service_ends_with_the_server(
    ask: Fetch, data_dir: Path, jp_serverapp: Any
) -> None:
    pid = json.loads((await ask("here")).body)["pid"]
    await jp_serverapp.cleanup_extensions()
    assert not psutil.pid_exists(pid)
    assert (await refusal(ask("here")))[0] == 503
    assert starts(data_dir) == [pid]


async def test_the_service_does_not_outlive_a_killed_server(tmp_path: Path) -> None:
    code = (
        "import asyncio, logging, sys, time\n"
        "from jupyterlab_execution_broker.child import Child\n"
        "async def main():\n"
        "    child = Child(sys.argv[1:], 'secret', logging.getLogger())\n"
        "    await child.ready(20)\n"
        "    print(child.pid, flush=True)\n"
        "    time.sleep(600)\n"
        "asyncio.run(main())"
    )
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code, sys.executable, FAKE, "serve", "--data-dir", str(tmp_path)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    parent.kill()
    await parent.wait()
    wait_until(
        lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == "zombie", seconds=10
    )


async def test_the_socket_is_private(ask: Fetch, jp_serverapp: Any) -> None:
    await ask("here")
    address = await service_of(jp_serverapp).address()
    folder = Path(address.socket).parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert address.secret not in repr(address)


async def test_without_unix_sockets_a_port_does(
    ask: Fetch, jp_serverapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_module, "has_unix_sockets", lambda: False)
    assert (await ask("here")).code == 200
    assert (await service_of(jp_serverapp).address()).port > 0


async def test_files_are_put_into_the_store_once(
    ask: Fetch, data_dir: Path, jp_root_dir: Path
) -> None:
    (jp_root_dir / "dir").mkdir()
    (jp_root_dir / "dir" / "data.bin").write_bytes(b"x" * 3_000_000)
    (jp_root_dir / ".hidden").write_text("secret")
    (jp_root_dir / "empty").touch()
    outside = jp_root_dir.parent / "outside"
    outside.write_text("secret")
    paths = ["dir/data.bin", "empty", "dir", "missing", ".hidden", "../outside"]
    body = json.dumps({"paths": paths})
    answer = json.loads((await ask("staging", method="POST", body=body)).body)
    sha256 = hashlib.sha256(b"x" * 3_000_000).hexdigest()
    assert answer["files"][0] == {
        "path": "dir/data.bin",
        "size": 3_000_000,
        "sha256": sha256,
        "location": f"/files/sha256/{sha256}",
    }
    assert [file["path"] for file in answer["files"]] == paths[:2]
    assert [error["path"] for error in answer["errors"]] == paths[2:]
    assert "folder" in answer["errors"][0]["message"]
    assert "secret" not in json.dumps(answer)
    stored = data_dir / sha256
    assert stored.read_text() == "3000000"
    stored.write_text("not touched")
    await ask("staging", method="POST", body=body)
    assert stored.read_text() == "not touched"


async def test_a_wrong_staging_request_is_refused(ask: Fetch) -> None:
    for body in ("", "[]", '{"paths": "a"}', '{"paths": [1]}'):
        status, answer = await refusal(ask("staging", method="POST", body=body))
        assert status == 400
        assert "paths" in answer["message"]


def service_of(serverapp: Any) -> Any:
    (app,) = serverapp.extension_manager.extension_apps["jupyterlab_execution_broker"]
    return app.service
