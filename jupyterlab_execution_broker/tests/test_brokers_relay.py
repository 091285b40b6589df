"""What passes the relay for brokers on the network: who may send it, and who hears of it."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any, Callable

import pytest
from tornado.httpclient import HTTPClientError

from .with_fake_broker import with_fake_broker

Fetch = Callable[..., Any]
SECRET = json.dumps({"secret": "very secret"})
BROKERS = [{"name": "Institute", "url": "https://example.org/broker"}]


@pytest.fixture
def jp_server_config(tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "data").mkdir()
    return {**with_fake_broker(tmp_path / "data"), "ExecutionBroker": {"brokers": BROKERS}}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "brokers", json.dumps({"brokers": BROKERS})),
        ("POST", "brokers/test", SECRET),
        ("PUT", "brokers/Two%20words%2F%C3%A9/credentials", SECRET),
        ("DELETE", "brokers/Institute/credentials", None),
        ("POST", "brokers/Institute/sign-in", ""),
        ("DELETE", "brokers/Institute/sign-in", None),
    ],
)
async def test_what_changes_brokers_passes_with_a_login_only(
    jp_fetch: Fetch,
    jp_base_url: str,
    http_server_client: Any,
    jp_auth_header: dict[str, str],
    caplog: pytest.LogCaptureFixture,
    method: str,
    path: str,
    body: str | None,
) -> None:
    caplog.set_level(logging.DEBUG)
    url = f"{jp_base_url}execution-broker/{path}"

    async def send(headers: dict[str, str]) -> Any:
        return await http_server_client.fetch(
            url, method=method, body=body, headers=headers, request_timeout=30
        )

    with pytest.raises(HTTPClientError) as caught:
        await send({})
    assert caught.value.code == 403
    seen = json.loads((await send(jp_auth_header)).body)
    assert (seen["method"], seen["uri"], seen["body"]) == (method, f"/{path}", body or "")
    assert "very secret" not in caplog.text


async def test_a_page_of_another_site_changes_nothing(
    jp_fetch: Fetch, jp_serverapp: Any, tmp_path: Path
) -> None:
    token = jp_serverapp.identity_provider.token
    login = await jp_fetch("api", "me", headers={"Authorization": ""}, params={"token": token})
    cookies = [cookie.split(";")[0] for cookie in login.headers.get_list("Set-Cookie")]
    browser = {"Authorization": "", "Cookie": "; ".join([*cookies, "_xsrf=" + "0" * 32])}
    for method, body in (("PUT", SECRET), ("DELETE", None)):
        with pytest.raises(HTTPClientError) as caught:
            await jp_fetch(
                *("execution-broker", "brokers", "Institute", "credentials"),
                method=method,
                body=body,
                headers=dict(browser),
            )
        assert caught.value.code == 403
    assert not (tmp_path / "data" / "starts").exists()


async def test_the_administrators_brokers_reach_the_service(jp_serverapp: Any) -> None:
    (app,) = jp_serverapp.extension_manager.extension_apps["jupyterlab_execution_broker"]
    arguments = app.service.arguments()
    assert json.loads(arguments[arguments.index("--brokers") + 1]) == BROKERS
