"""The hidden names that a description asks for are told and read; no others are."""

from __future__ import annotations

import json
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, Callable

import pytest
from tornado.httpclient import HTTPClientError

Fetch = Callable[..., Awaitable[Any]]


@pytest.fixture
def jp_server_config() -> dict[str, Any]:
    return {"ServerApp": {"jpserver_extensions": {"jupyterlab_execution_broker": True}}}


@pytest.fixture
def work(jp_root_dir: Path) -> Path:
    """``project/work`` in a repository, with secrets of somebody around."""
    project = Path(jp_root_dir) / "project"
    for folder in (".git", ".binder/data", ".ssh", "work"):
        (project / folder).mkdir(parents=True)
    (project / ".git" / "config").write_text("secret")
    (project / ".binder" / "environment.yml").write_text("dependencies: [numpy]\n")
    (project / ".binder" / ".env").write_text("secret")
    (project / ".ssh" / "id").write_text("secret")
    (project / ".env").write_text("secret")
    (project / "requirements.txt").write_text("scipy\n")
    (project / "work" / ".python-version").write_text("3.12\n")
    (Path(jp_root_dir) / ".python-version").write_text("3.9\n")
    return project / "work"


async def ask(jp_fetch: Fetch, **body: Any) -> Any:
    answer = await jp_fetch("execution-broker", "hidden", method="POST", body=json.dumps(body))
    return json.loads(answer.body)


async def status(jp_fetch: Fetch, **body: Any) -> int:
    with pytest.raises(HTTPClientError) as failed:
        await ask(jp_fetch, **body)
    return int(failed.value.code)


async def test_what_lies_around_a_notebook_is_told_up_to_its_repository(
    jp_fetch: Fetch, work: Path
) -> None:
    assert await ask(jp_fetch, folder="project/work") == {
        "shown": False,
        "folders": {
            "project/work": [{"name": ".python-version", "kind": "file", "size": 5}],
            "project": [
                {"name": ".git", "kind": "directory"},
                {"name": ".binder", "kind": "directory"},
            ],
            "project/.binder": [{"name": "environment.yml", "kind": "file", "size": 22}],
        },
    }


async def test_files_of_these_names_are_read(jp_fetch: Fetch, work: Path) -> None:
    read = await ask(jp_fetch, path="project/.binder/environment.yml")
    assert read == {"text": "dependencies: [numpy]\n"}
    assert await ask(jp_fetch, path="project/work/.python-version") == {"text": "3.12\n"}
    (work / ".python-version").write_bytes(b"\xff\xfe")
    assert await ask(jp_fetch, path="project/work/.python-version") == {"text": None}
    (work / ".python-version").write_bytes(b"3" * (2**20 + 1))
    assert await ask(jp_fetch, path="project/work/.python-version") == {"text": None}


@pytest.mark.parametrize(
    "path",
    [
        "project/.env",
        "project/.ssh/id",
        "project/.git/config",
        "project/.binder/.env",
        "project/.binder/../.env",
        "project/.binder/data",
        "project/.binder/data/x",
        "project/requirements.txt",
        "project/.ssh/.python-version",
        "../.python-version",
        "project/work/.binder/environment.yml",
        "",
    ],
)
async def test_no_other_file_is(jp_fetch: Fetch, work: Path, path: str) -> None:
    (work.parent / ".ssh" / ".python-version").write_text("secret")
    assert await status(jp_fetch, path=path) == 404


async def test_links_are_not_followed(jp_fetch: Fetch, work: Path) -> None:
    """A repository that somebody has cloned may bring them."""
    (work / ".binder").symlink_to("../.ssh")
    (work / ".python-version").unlink()
    (work / ".python-version").symlink_to("../.env")
    (work.parent / ".binder" / "apt.txt").symlink_to("../.env")
    folders = (await ask(jp_fetch, folder="project/work"))["folders"]
    assert folders["project/work"] == []
    assert "project/work/.binder" not in folders
    assert [entry["name"] for entry in folders["project/.binder"]] == ["environment.yml"]
    for path in ("work/.binder/id", "work/.python-version", ".binder/apt.txt"):
        assert await status(jp_fetch, path=f"project/{path}") == 404


async def test_only_folders_that_jupyter_shows(jp_fetch: Fetch, work: Path, tmp_path: Path) -> None:
    (work / "out").symlink_to(tmp_path)
    for folder in ("project/.ssh", "project/.git", "../elsewhere", "project/work/out", "nothing"):
        assert await status(jp_fetch, folder=folder) == 404
    for body in ({}, {"folder": 3}, {"folder": "", "path": ""}, {"folder": "\0"}):
        assert await status(jp_fetch, **body) == 400


async def test_nothing_is_looked_for_where_jupyter_shows_it_by_itself(
    jp_fetch: Fetch, work: Path, jp_serverapp: Any
) -> None:
    jp_serverapp.contents_manager.allow_hidden = True
    assert await ask(jp_fetch, folder="project/work") == {"shown": True, "folders": {}}


class TestAnAdministrator:
    @pytest.fixture
    def jp_server_config(self) -> dict[str, Any]:
        return {
            "ServerApp": {"jpserver_extensions": {"jupyterlab_execution_broker": True}},
            "ExecutionBroker": {"read_hidden": False},
        }

    async def test_may_forbid_it(self, jp_fetch: Fetch, work: Path) -> None:
        assert await ask(jp_fetch, folder="project/work") is None
        assert await status(jp_fetch, path="project/.binder/environment.yml") == 404
