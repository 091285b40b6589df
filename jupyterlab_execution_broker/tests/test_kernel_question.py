"""What the panel asks a kernel, asked of a real one: it answers, and nobody notices."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

SOURCE = Path(__file__).parents[2] / "src" / "description" / "kernel-question.ts"
LIMIT = 60


def question() -> str:
    """The expression that the panel sends, made of the very text of the TypeScript file."""
    text = SOURCE.read_text()
    (code,) = re.findall(r"^const CODE = `(.*?)`;$", text, re.DOTALL | re.MULTILINE)
    assert not set(code) & set("\\$`")
    (expression,) = re.findall(r"^export const KERNEL_QUESTION = `(.*)`;$", text, re.MULTILINE)
    return expression.replace("${JSON.stringify(CODE)}", json.dumps(code))


@pytest.fixture(scope="module")
def kernel() -> Iterator[BlockingKernelClient]:
    manager, client = start_new_kernel(kernel_name="python3")
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def run(kernel: BlockingKernelClient, code: str, **more: Any) -> dict[str, Any]:
    reply = kernel.execute(code, reply=True, timeout=LIMIT, **more)["content"]
    assert reply["status"] == "ok", reply
    return reply


def value(kernel: BlockingKernelClient, expression: str) -> str:
    """Of an expression, without counting as an execution."""
    reply = run(kernel, "", silent=True, user_expressions={"v": expression})
    return reply["user_expressions"]["v"]["data"]["text/plain"]


def ask(kernel: BlockingKernelClient) -> dict[str, Any]:
    reply = run(kernel, "", silent=True, store_history=False, user_expressions={"f": question()})
    answer = reply["user_expressions"]["f"]
    assert answer["status"] == "ok", answer
    return json.loads(base64.b64decode(answer["data"]["text/plain"].strip("'")))


def test_a_kernel_says_what_it_has_loaded_and_uses(kernel: BlockingKernelClient) -> None:
    run(kernel, "import traitlets; held = bytearray(300 * 2**20); del held")
    facts = ask(kernel)
    assert "traitlets" in facts["loaded"]
    assert facts["modules"]["traitlets"] == ["traitlets"]
    assert re.match(r"\d+\.\d+", facts["distributions"]["traitlets"]["version"])
    assert facts["memory"]["peak"] > 300 * 2**20
    assert facts["memory"]["now"] < facts["memory"]["peak"]
    assert facts["cores"] == len(os.sched_getaffinity(0))
    assert facts["threads"] >= 1
    assert facts["cpu"] > 0
    assert 0 < facts["wall"] < 3600
    assert facts["accelerators"] == {}


def test_it_is_asked_without_a_trace(kernel: BlockingKernelClient) -> None:
    count = run(kernel, "x = 41; x + 1")["execution_count"]
    seen = {
        name: value(kernel, name)
        for name in ("_", "sorted(Out)", "len(In)", "sorted(globals())", "x")
    }
    ask(kernel)
    assert {name: value(kernel, name) for name in seen} == seen
    assert value(kernel, "_") == "42"
    assert run(kernel, "None")["execution_count"] == count + 1


def test_names_of_the_notebook_neither_disturb_nor_are_disturbed(
    kernel: BlockingKernelClient,
) -> None:
    run(kernel, "exec = json = sys = answer = attempt = 'mine'")
    assert ask(kernel)["python"]
    assert value(kernel, "exec, json, sys, answer, attempt") == str(("mine",) * 5)
    run(kernel, "del exec, json, sys, answer, attempt")


def test_a_library_that_is_not_loaded_is_not_imported_and_one_that_fails_is_left_out(
    kernel: BlockingKernelClient,
) -> None:
    ask(kernel)
    names = ("torch", "cupy", "jax", "tensorflow")
    assert value(kernel, f"[n for n in {names} if n in __import__('sys').modules]") == "[]"
    run(
        kernel,
        "import sys, types\n"
        "sys.modules['torch'] = types.SimpleNamespace(\n"
        "    cuda=types.SimpleNamespace(device_count=lambda: 2))\n"
        "sys.modules['cupy'] = types.SimpleNamespace()\n",
    )
    try:
        assert ask(kernel)["accelerators"] == {"torch": 2}
    finally:
        run(kernel, "del sys.modules['torch'], sys.modules['cupy'], sys, types")


def test_an_editable_install_is_told_without_its_password(
    kernel: BlockingKernelClient, tmp_path: Path
) -> None:
    info = tmp_path / "made-1.2.dist-info"
    info.mkdir()
    (tmp_path / "made.py").touch()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: made\nVersion: 1.2\n")
    (info / "top_level.txt").write_text("made\n")
    (info / "direct_url.json").write_text(
        json.dumps(
            {
                "url": "https://me:secret@example.org/made.git",
                "vcs_info": {"vcs": "git", "commit_id": "abc"},
            }
        )
    )
    run(kernel, f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import made")
    assert ask(kernel)["distributions"]["made"] == {
        "version": "1.2",
        "url": "https://example.org/made.git",
        "editable": False,
        "vcs": "git",
        "commit": "abc",
    }


def test_a_kernel_says_where_it_is_if_it_has_left_its_notebook(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    manager, client = start_new_kernel(
        kernel_name="python3",
        cwd=str(tmp_path),
        env={**os.environ, "JPY_SESSION_NAME": str(tmp_path / "nb.ipynb")},
    )
    try:
        assert "moved" not in ask(client)
        run(client, "import os; os.chdir('data')")
        assert ask(client)["moved"] == "data"
        run(client, "os.chdir('../..')")
        assert ask(client)["moved"] == ".."
        run(client, "os.environ['JPY_SESSION_NAME'] = 'not a path'")
        assert "moved" not in ask(client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
