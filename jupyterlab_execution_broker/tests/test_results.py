"""Results come home: a real Jupyter server, a real child behind it, real files."""

from __future__ import annotations

import asyncio
import json
import os
import resource
from pathlib import Path
from typing import Any, Callable

import pytest
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from jupyter_server.services.contents.manager import ContentsManager
from tornado.httpclient import HTTPClientError
from tornado.web import HTTPError

from jupyterlab_execution_broker import home

from .with_fake_broker import with_fake_broker

Fetch = Callable[..., Any]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "broker-data"
    (folder / "work").mkdir(parents=True)
    return folder


@pytest.fixture
def work(data_dir: Path) -> Path:
    """The working directory of the session."""
    return data_dir / "work"


@pytest.fixture
def jp_server_config(data_dir: Path) -> dict[str, Any]:
    return with_fake_broker(data_dir)


@pytest.fixture
def root(jp_root_dir: Path) -> Path:
    """Jupyter's folder."""
    return Path(jp_root_dir)


@pytest.fixture
def bring(jp_fetch: Fetch) -> Fetch:
    """Posts a request about session 1."""

    async def post(files: list[dict[str, Any]], to: str = "", **more: Any) -> Any:
        body = json.dumps({"to": to, "files": files, **more})
        return await jp_fetch(
            "execution-broker", "sessions", "1", "bring", method="POST", body=body
        )

    return post


def lines(answer: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.body.splitlines()]


async def refusal(request: Any) -> tuple[int, dict[str, Any]]:
    with pytest.raises(HTTPClientError) as caught:
        await request
    assert caught.value.response is not None
    return caught.value.code, json.loads(caught.value.response.body)


def everything(folder: Path) -> list[str]:
    """All files and folders, hidden ones too."""
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if ".ipynb_checkpoints" not in path.parts
    )


async def test_files_come_home_whatever_their_names(bring: Fetch, work: Path, root: Path) -> None:
    names = ["mit Lücken.txt", "100%.txt", "a%2Fb.txt", "zwei\nZeilen", "数据/表 1.csv", "#?&+.txt"]
    for name in names:
        (work / name).parent.mkdir(exist_ok=True)
        (work / name).write_text(name)
    (work / "empty").touch()
    (root / "sub").mkdir()
    wanted = [{"path": name} for name in [*names, "empty"]]
    answer = lines(await bring(wanted, to="/sub/"))
    total = sum(len(name.encode()) for name in names)
    assert answer[0] == {"total": total, "same": []}
    assert answer[-1] == {"brought": len(wanted), "failed": 0}
    for name in names:
        assert (root / "sub" / name).read_text() == name
    assert (root / "sub" / "empty").read_bytes() == b""
    assert (root / "sub" / names[0]).stat().st_mtime == pytest.approx(
        (work / names[0]).stat().st_mtime, abs=0.002
    )
    assert not [name for name in everything(root) if ".coming" in name]


async def test_new_files_get_the_rights_that_this_server_gives(
    bring: Fetch, work: Path, root: Path
) -> None:
    (work / "a").write_text("x")
    before = os.umask(0o027)
    try:
        await bring([{"path": "a"}])
    finally:
        os.umask(before)
    assert (root / "a").stat().st_mode & 0o777 == 0o640


async def test_what_differs_is_told_before_anything_is_written(
    bring: Fetch, work: Path, root: Path
) -> None:
    (work / "first").write_text("new")
    (work / "mine").write_text("theirs")
    (root / "mine").write_text("mine, and longer")
    status, answer = await refusal(bring([{"path": "first"}, {"path": "mine"}]))
    assert status == 409
    (conflict,) = answer["conflicts"]
    assert conflict["path"] == conflict["to"] == "mine"
    assert (conflict["here"]["bytes"], conflict["there"]["bytes"]) == (16, 6)
    assert conflict["here"]["modified"].endswith("+00:00")
    assert everything(root) == ["mine"]
    assert (root / "mine").read_text() == "mine, and longer"


async def test_of_a_conflict_one_is_replaced_or_both_are_kept(
    bring: Fetch, work: Path, root: Path
) -> None:
    for name in ("over", "beside.csv"):
        (work / name).write_text("theirs")
        (root / name).write_text("mine")
    (root / "over").chmod(0o600)
    answer = lines(
        await bring(
            [
                {"path": "over", "over": True},
                {"path": "beside.csv", "as": "beside.run-20261124-100000.csv"},
            ]
        )
    )
    assert answer[-1] == {"brought": 2, "failed": 0}
    assert (root / "over").read_text() == "theirs"
    assert (root / "over").stat().st_mode & 0o777 == 0o600
    assert (root / "beside.csv").read_text() == "mine"
    assert (root / "beside.run-20261124-100000.csv").read_text() == "theirs"


async def test_what_is_the_same_is_no_conflict_and_not_written_again(
    bring: Fetch, work: Path, root: Path
) -> None:
    (work / "same").write_text("content")
    (root / "same").write_text("content")
    os.utime(root / "same", (1, 1))
    answer = lines(await bring([{"path": "same"}]))
    assert answer[0] == {"total": 0, "same": ["same"]}
    assert (root / "same").stat().st_mtime == 1
    (root / "same").write_text("CONTENT")
    assert (await refusal(bring([{"path": "same"}])))[0] == 409


async def test_a_look_writes_nothing(bring: Fetch, work: Path, root: Path) -> None:
    for name in ("new", "other", "same"):
        (work / name).write_text(name)
    (root / "other").write_text("mine")
    (root / "same").write_text("same")
    names = ("new", "other", "same", "absent")
    answer = json.loads((await bring([{"path": name} for name in names], check=True)).body)
    looks = {look["path"]: look for look in answer["files"]}
    assert ("here" in looks["new"], looks["new"]["same"]) == (False, False)
    assert (looks["other"]["here"]["bytes"], looks["other"]["same"]) == (4, False)
    assert looks["same"]["same"] is True
    assert "absent" in looks["absent"]["message"]
    assert everything(root) == ["other", "same"]


async def test_all_files_are_looked_at_but_those_that_were_sent_along(
    bring: Fetch, work: Path, root: Path, jp_fetch: Fetch
) -> None:
    time = "2026-11-24T10:00:00.000+00:00"
    states = {"a": "new", "b": "changed", "c": "same", ".d": "new"}
    files = [
        {"path": path, "bytes": 1, "modified": time, "state": state}
        for path, state in states.items()
    ]
    message = {"level": "WARN", "message": "Not all of them"}
    (work / "list.json").write_text(json.dumps({"files": files, "messages": [message]}))
    (root / "b").write_text("mine")
    (root / "c").write_text("mine")
    body = json.dumps({"to": "", "check": True})
    answer = await jp_fetch("execution-broker", "sessions", "1", "bring", method="POST", body=body)
    document = json.loads(answer.body)
    assert document["messages"] == [message]
    new, changed, same, hidden = document["files"]
    assert new == {**files[0], "to": "a", "same": False}
    assert (changed["here"]["bytes"], changed["same"]) == (4, False)
    assert same == files[2]
    assert "hidden" in hidden["message"]


async def test_a_broker_that_dies_in_the_middle_leaves_no_half_file(
    bring: Fetch, work: Path, root: Path, data_dir: Path
) -> None:
    (work / "half").write_bytes(bytes(2**20))
    (work / "later").write_text("comes all the same")
    answer = lines(await bring([{"path": "half"}, {"path": "later"}]))
    (failed,) = [line for line in answer if "message" in line]
    assert failed["path"] == "half" and "Nothing of it was kept" in failed["message"]
    assert answer[-1] == {"brought": 1, "failed": 1}
    assert everything(root) == ["later"]
    assert len((data_dir / "starts").read_text().split()) == 2


async def test_who_no_longer_waits_leaves_no_half_file(
    bring: Fetch,
    work: Path,
    root: Path,
    data_dir: Path,
    jp_http_port: int,
    jp_base_url: str,
    jp_auth_header: Any,
    jp_fetch: Fetch,
) -> None:
    (work / "slow").write_bytes(bytes(2**20))
    body = json.dumps({"to": "", "files": [{"path": "slow"}]})
    _, writer = await asyncio.open_connection("127.0.0.1", jp_http_port)
    writer.write(
        f"POST {jp_base_url}execution-broker/sessions/1/bring HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: {jp_auth_header['Authorization']}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
    )
    while not any(name.endswith(".coming") for name in everything(root)):
        await asyncio.sleep(0.01)
    writer.close()
    await jp_fetch("execution-broker", "events", method="POST", body="")
    while everything(root):
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "to, name",
    [
        ("..", "a"),
        ("x/../..", "a"),
        ("", "../a"),
        ("", "x/../../a"),
        ("", "/etc/a"),
        ("", "x//a"),
        ("", "./a"),
        ("", "a\0b"),
        ("", ".hidden"),
        ("", ".ssh/authorized_keys"),
        (".config", "a"),
        ("out", "a"),
        ("out/deeper", "a"),
        ("", "link"),
        ("", "sub"),
        ("", "file/a"),
    ],
)
async def test_nothing_is_written_anywhere_else(
    bring: Fetch, work: Path, root: Path, tmp_path: Path, to: str, name: str
) -> None:
    (work / "a").write_text("x")
    outside = tmp_path / "outside"
    (outside / "deeper").mkdir(parents=True)
    (outside / "a").write_text("stays")
    (root / "sub").mkdir()
    (root / "file").touch()
    (root / "out").symlink_to(outside)
    (root / "link").symlink_to(outside / "a")
    beside = sorted(os.listdir(root.parent))
    before = everything(root), everything(outside), beside
    files = [{"path": "a", "as": name, "over": True}]
    status, answer = await refusal(bring(files, to=to))
    assert status == 400 and answer["message"]
    assert (everything(root), everything(outside), sorted(os.listdir(root.parent))) == before
    assert (outside / "a").read_text() == "stays"


async def test_a_broker_that_lists_paths_outside_gets_none_of_them_here(
    bring: Fetch, work: Path, root: Path
) -> None:
    entry = {"path": "../../a", "bytes": 1, "modified": "2026-11-24T10:00:00Z", "state": "new"}
    (work / "list.json").write_text(json.dumps({"files": [entry]}))
    status, answer = await refusal(bring([{"path": "../../a"}]))
    assert status == 400 and "not a path below" in answer["message"]


async def test_a_link_within_the_folder_may_be_gone_through(
    bring: Fetch, work: Path, root: Path
) -> None:
    (work / "a").write_text("x")
    (root / "real").mkdir()
    (root / "linked").symlink_to(root / "real")
    await bring([{"path": "a"}], to="linked")
    assert (root / "real" / "a").read_text() == "x"


async def test_two_files_cannot_become_one(bring: Fetch, work: Path, root: Path) -> None:
    (work / "a").write_text("x")
    (work / "b").write_text("y")
    status, answer = await refusal(bring([{"path": "a", "as": "c"}, {"path": "b", "as": "c"}]))
    assert status == 400 and "Two files" in answer["message"]
    assert everything(root) == []


async def test_a_file_that_comes_there_meanwhile_stays(
    bring: Fetch, work: Path, root: Path, jp_fetch: Fetch, data_dir: Path
) -> None:
    (work / "slow").write_text("theirs")
    asked = asyncio.ensure_future(bring([{"path": "slow"}]))
    while not (data_dir / "half-sent").exists():
        await asyncio.sleep(0.01)
    (root / "slow").write_text("mine")
    await jp_fetch("execution-broker", "events", method="POST", body="")
    answer = lines(await asked)
    assert "meanwhile" in answer[-2]["message"]
    assert (root / "slow").read_text() == "mine"
    assert everything(root) == ["slow"]


async def test_what_the_disk_does_not_take_leaves_nothing(
    bring: Fetch, work: Path, root: Path
) -> None:
    (work / "large").write_bytes(bytes(2**20))
    (work / "small").write_text("x")
    # no file of this process can become larger: a disk that takes no more
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**19, before[1]))
    try:
        answer = lines(await bring([{"path": "large"}, {"path": "small"}]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    (failed,) = [line for line in answer if "message" in line]
    assert failed["path"] == "large" and "cannot be written" in failed["message"]
    assert everything(root) == ["small"]


async def test_there_must_be_room(
    bring: Fetch, work: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (work / "a").write_text("four")
    monkeypatch.setattr(home.FileHome, "room", lambda self: 3)
    status, answer = await refusal(bring([{"path": "a"}]))
    assert status == 507 and "4 bytes" in answer["message"]
    assert everything(root) == []


async def test_the_words_of_the_broker_are_passed_on(jp_fetch: Fetch, bring: Fetch) -> None:
    body = json.dumps({"to": "", "files": []})
    # session 2 is answered by an echo, which is no list of files
    status, answer = await refusal(
        jp_fetch("execution-broker", "sessions", "2", "bring", method="POST", body=body)
    )
    assert status == 502 and "cannot be read" in answer["message"]
    status, answer = await refusal(bring([{"path": "absent"}]))
    assert status == 400 and "absent" in answer["message"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "[]",
        '{"to": 1, "files": []}',
        '{"to": "", "files": [1]}',
        '{"to": "", "files": [{"path": 1}]}',
        '{"to": "", "files": [{"path": "a", "over": "x"}]}',
    ],
)
async def test_a_wrong_question_is_told_so(jp_fetch: Fetch, body: str) -> None:
    status, answer = await refusal(
        jp_fetch("execution-broker", "sessions", "1", "bring", method="POST", body=body)
    )
    assert status == 400 and "The body must be" in answer["message"]


async def test_nobody_comes_in_without_a_login_or_the_right_to_write(
    bring: Fetch, jp_fetch: Fetch, jp_serverapp: Any, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    path = ("execution-broker", "sessions", "1", "bring")
    headers = {"Authorization": ""}
    assert (await refusal(jp_fetch(*path, method="POST", body="{}", headers=headers)))[0] == 403
    monkeypatch.setattr(
        jp_serverapp.authorizer,
        "is_authorized",
        lambda handler, user, action, resource: resource != "contents",
    )
    status, answer = await refusal(bring([{"path": "a"}]))
    assert status == 403 and "write files" in answer["message"]


class Elsewhere(ContentsManager):
    """FakeContents: files in memory, by path. Leaves out: listing, checkpoints, renaming."""

    kept: dict[str, dict[str, Any]]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kept = {}

    def get(self, path: str, content: bool = True, **_: Any) -> dict[str, Any]:  # type: ignore[override]
        if path not in self.kept:
            raise HTTPError(404)
        return {**self.kept[path], "size": 4}

    def dir_exists(self, path: str) -> bool:
        return path == "" or self.kept.get(path, {}).get("type") == "directory"

    def file_exists(self, path: str = "") -> bool:
        return path in self.kept

    def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:  # type: ignore[override]
        self.kept[path] = model
        return model


async def test_a_server_without_files_takes_small_ones(
    bring: Fetch, work: Path, jp_serverapp: Any, root: Path
) -> None:
    elsewhere = Elsewhere()
    jp_serverapp.web_app.settings["contents_manager"] = elsewhere
    (work / "a").write_text("abcd")
    (work / "large").write_bytes(bytes(11 * 2**20))
    answer = lines(await bring([{"path": "a", "as": "x/y/a"}, {"path": "large"}]))
    assert answer[-1] == {"brought": 1, "failed": 1}
    assert "keeps its files elsewhere (Elsewhere)" in answer[-2]["message"]
    assert sorted(elsewhere.kept) == ["x", "x/y", "x/y/a"]
    assert elsewhere.kept["x/y/a"]["content"] == "YWJjZA=="
    assert everything(root) == []
    # what is there already is seen, and compared
    assert lines(await bring([{"path": "a", "as": "x/y/a"}]))[0]["same"] == ["a"]
    (work / "a").write_text("efgh")
    assert (await refusal(bring([{"path": "a", "as": "x/y/a"}])))[0] == 409


async def test_hidden_files_come_where_jupyter_shows_them(
    bring: Fetch, work: Path, root: Path, jp_serverapp: Any
) -> None:
    manager = jp_serverapp.contents_manager
    assert isinstance(manager, LargeFileManager) or hasattr(manager, "allow_hidden")
    manager.allow_hidden = True
    (work / "a").write_text("x")
    await bring([{"path": "a", "as": ".shown"}])
    assert (root / ".shown").read_text() == "x"
