"""What git says of files: real repositories, made in temporary folders, behind a real server."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import subprocess
from pathlib import Path
from typing import Any, Callable

import pytest
from tornado.httpclient import HTTPClientError

from jupyterlab_execution_broker import git as git_module
from jupyterlab_execution_broker.git import NotKnown, Repository, without_credentials

from .with_fake_broker import with_fake_broker

Fetch = Callable[..., Any]
REMOTE = "https://somebody:secret@github.com/them/project.git"


def git(folder: Path, *command: str) -> str:
    settings = ("-c", "user.name=t", "-c", "user.email=t@t", "-c", "protocol.file.allow=always")
    done = subprocess.run(
        ["git", "-C", str(folder), *settings, *command], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def jp_server_config(tmp_path: Path) -> dict[str, Any]:
    return with_fake_broker(tmp_path / "broker-data")


@pytest.fixture
def clone(tmp_path: Path, jp_root_dir: Path) -> Path:
    """A clone of a repository with a notebook and data in ``work``, all of it pushed."""
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(bare)], check=True)
    folder = Path(jp_root_dir) / "clone"
    subprocess.run(["git", "clone", "-q", str(bare), str(folder)], check=True, stderr=-3)
    (folder / "work" / "data").mkdir(parents=True)
    (folder / "work" / "nb.ipynb").write_text("{}")
    (folder / "work" / "data" / "a b.csv").write_text("1,2\n")
    git(folder, "checkout", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    git(folder, "push", "-q", "-u", "origin", "main")
    git(folder, "remote", "set-url", "origin", REMOTE)
    return folder


def facts(folder: Path, *paths: str) -> dict[str, Any]:
    return asyncio.run(Repository(folder / "work").facts(list(paths)))


def test_a_pushed_file_is_named_with_its_commit_and_no_secret(clone: Path) -> None:
    found = facts(clone, "nb.ipynb", "data/a b.csv")
    assert found == {
        "remote": "https://github.com/them/project.git",
        "commit": git(clone, "rev-parse", "HEAD"),
        "branch": "main",
        "pushed": True,
        "files": {
            "nb.ipynb": {
                "path": "work/nb.ipynb",
                "size": 2,
                "sha256": hashlib.sha256(b"{}").hexdigest(),
            },
            "data/a b.csv": {
                "path": "work/data/a b.csv",
                "size": 4,
                "sha256": hashlib.sha256(b"1,2\n").hexdigest(),
            },
        },
    }


def test_changed_staged_untracked_and_linked_files_are_left_out(clone: Path) -> None:
    work = clone / "work"
    (work / "link").symlink_to("nb.ipynb")
    (work / "script.sh").write_text("x")
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "link")
    (work / "nb.ipynb").write_text("{ }")
    (work / "script.sh").write_text("y")
    git(clone, "add", "work/script.sh")
    (work / "new.csv").write_text("1")
    (work / "data" / "a b.csv").unlink()
    paths = ("nb.ipynb", "script.sh", "new.csv", "link", "data/a b.csv", "gone", "data")
    assert facts(clone, *paths)["files"] == {}


def test_what_is_not_pushed_is_said_to_be_so(clone: Path) -> None:
    git(clone, "commit", "-q", "--allow-empty", "-m", "second")
    assert facts(clone, "nb.ipynb")["pushed"] is False


def test_a_head_on_no_branch_is_told_without_one(clone: Path) -> None:
    git(clone, "checkout", "-q", "--detach")
    found = facts(clone, "nb.ipynb")
    assert "branch" not in found
    assert found["pushed"] is True


def test_without_a_remote_nothing_is_known(clone: Path) -> None:
    git(clone, "remote", "remove", "origin")
    with pytest.raises(NotKnown, match="no remote"):
        facts(clone, "nb.ipynb")


def test_of_several_remotes_the_one_that_the_branch_follows_counts(clone: Path) -> None:
    git(clone, "remote", "add", "mine", "git@gitlab.com:me/project.git")
    assert facts(clone)["remote"] == "https://github.com/them/project.git"
    git(clone, "config", "branch.main.remote", "mine")
    found = facts(clone)
    assert found["remote"] == "ssh://gitlab.com/me/project.git"
    assert found["pushed"] is False


def test_files_of_a_submodule_are_not_its_parents(clone: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    subprocess.run(["git", "init", "-q", "-b", "main", str(other)], check=True)
    (other / "x.csv").write_text("x")
    git(other, "add", ".")
    git(other, "commit", "-qm", "x")
    git(clone, "submodule", "--quiet", "add", str(other), "work/sub")
    git(clone, "commit", "-qm", "sub")
    assert facts(clone, "sub/x.csv", "sub")["files"] == {}


@pytest.mark.parametrize("missing", ["no-such-git"])
def test_without_git_nothing_is_known(clone: Path, missing: str) -> None:
    with pytest.raises(NotKnown, match="cannot be run"):
        asyncio.run(Repository(clone / "work", missing).facts(["nb.ipynb"]))


def test_a_folder_that_is_no_repository_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    with pytest.raises(NotKnown):
        facts(tmp_path, "nb.ipynb")


def test_a_repository_without_commits_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    with pytest.raises(NotKnown):
        facts(tmp_path, "nb.ipynb")


def test_the_environment_leads_nowhere_else(
    clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "bare.git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    assert set(facts(clone, "nb.ipynb")["files"]) == {"nb.ipynb"}


def test_nothing_runs_that_the_repository_configures(clone: Path, tmp_path: Path) -> None:
    trap, sprung = tmp_path / "trap.sh", tmp_path / "sprung"
    trap.write_text(f"#!/bin/sh\ntouch {sprung}\ncat\n")
    trap.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "core.sshCommand", "filter.x.clean"):
        git(clone, "config", name, str(trap))
    git(clone, "config", "core.hooksPath", str(tmp_path))
    (clone / ".git" / "info" / "attributes").write_text("* filter=x\n")
    os.utime(clone / "work" / "nb.ipynb", (1, 1))
    assert set(facts(clone, "nb.ipynb")["files"]) == {"nb.ipynb"}
    assert not sprung.exists()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@github.com/a/b.git", "https://github.com/a/b.git"),
        ("https://token@gitlab.com/a/b", "https://gitlab.com/a/b"),
        ("https://x.org:8443/a/b?private_token=s#t", "https://x.org:8443/a/b"),
        ("git@github.com:a/b.git", "ssh://github.com/a/b.git"),
        ("secret@github.com:/a/b.git", "ssh://github.com/a/b.git"),
        ("ssh://git:pw@github.com:22/a/b", "ssh://github.com:22/a/b"),
        ("/srv/git/b.git", ""),
        ("https://[bad/a", ""),
    ],
)
def test_a_remote_is_shown_without_credentials(url: str, shown: str) -> None:
    assert without_credentials(url) == shown


async def ask(jp_fetch: Fetch, folder: Any, paths: Any) -> Any:
    body = json.dumps({"folder": folder, "paths": paths})
    answer = await jp_fetch("execution-broker", "git", method="POST", body=body)
    return json.loads(answer.body)["git"]


async def test_the_server_answers_for_folders_of_its_own(jp_fetch: Fetch, clone: Path) -> None:
    found = await ask(jp_fetch, "clone/work", ["nb.ipynb"])
    assert set(found["files"]) == {"nb.ipynb"}
    assert "secret" not in json.dumps(found)
    assert await ask(jp_fetch, "", ["clone/work/nb.ipynb"]) is None


async def test_the_server_looks_nowhere_else(
    jp_fetch: Fetch, clone: Path, jp_root_dir: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir(exist_ok=True)
    (Path(jp_root_dir) / "out").symlink_to(tmp_path / "elsewhere")
    for folder in ("../elsewhere", "out", "clone/.git", "nothing"):
        with pytest.raises(HTTPClientError) as failed:
            await ask(jp_fetch, folder, [])
        assert failed.value.code == 404
    for paths in (["../x"], ["/x"], ["a\0"], [""], [3], "x", ["a"] * 1001):
        with pytest.raises(HTTPClientError) as failed:
            await ask(jp_fetch, "clone", paths)
        assert failed.value.code == 400


async def test_a_git_that_hangs_is_not_waited_for(
    jp_fetch: Fetch, clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 600\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(git_module, "PATIENCE", 0.3)
    assert await ask(jp_fetch, "clone/work", ["nb.ipynb"]) is None
