"""Programs in Python and Java, with real processes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any, Callable

import psutil
import pytest

from jupyterlab_execution_broker.runner.spec import SpecError, read_spec

from .session_folder import SessionFolder, wait_until

MakeSession = Callable[..., SessionFolder]


@pytest.fixture
def program(tmp_path: Path, make_session: MakeSession) -> SessionFolder:
    """A session whose environment is still to be built."""
    session = make_session()
    session.environment = tmp_path / "environments" / "bare"
    return session


def text(session: SessionFolder, name: str) -> str:
    return (session.path / f"{name}.txt").read_text()


def test_a_program_runs_with_its_arguments_and_its_requirements(program: SessionFolder) -> None:
    program.write_program(
        "import sys, iniconfig, os\n"
        "print(sys.argv[1:], iniconfig.__name__)\n"
        "print('a remark', file=sys.stderr)\n"
        "open('made.txt', 'w').write(os.getcwd())\n",
        "--size",
        "two words",
        requirements="iniconfig\n",
    )
    finished = program.run()
    assert (finished["outcome"], finished["message"]) == (
        "completed",
        "The program ran to its end.",
    )
    assert text(program, "stdout") == "['--size', 'two words'] iniconfig\n"
    assert text(program, "stderr") == "a remark\n"
    work = program.path / "work"
    assert (work / "made.txt").read_text() == str(work)
    kinds = [e["event"] for e in program.events() if e["event"] not in ("usage", "message")]
    assert kinds == ["preparing", "prepared", "running", "finished"]
    assert program.events("running")[0]["started"] == "program"
    assert program.events("usage")[-1]["peak"] > 2**20
    # what a notebook needs is not there: a program asks for what it needs
    assert "ipykernel" not in (program.path / "environment.lock").read_text()


def test_what_it_says_is_there_when_it_says_it(program: SessionFolder) -> None:
    program.write_program(
        "import os, time\nprint('first')\nwhile not os.path.exists('go'): time.sleep(0.05)\n"
    ).start()
    wait_until(lambda: program.events("running") and text(program, "stdout") == "first\n")
    (program.path / "work" / "go").touch()
    assert program.wait()["outcome"] == "completed"


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        ("import sys; sys.exit(3)", "exit-status", "exit status 3. It said nothing"),
        (
            "1 / 0",
            "exit-status",
            "exit status 1. Its last words: ZeroDivisionError: division by zero",
        ),
        ("import not_there", "exit-status", "'not_there'. Add the package that brings"),
        ("open('absent.csv')", "exit-status", "Add the file to the data"),
        ("input()", "exit-status", "Nobody is there to answer"),
        ("x = bytearray(3 * 2**30)", "memory-limit", "ask for more, or work on less"),
        ("import os; os.kill(os.getpid(), 11)", "killed", "was ended by SIGSEGV"),
    ],
)
def test_a_program_that_fails_says_how(
    program: SessionFolder, source: str, code: str, words: str
) -> None:
    finished = program.write_program(source).run()
    assert (finished["outcome"], finished["code"]) == ("failed", code)
    assert words in finished["message"]


def test_the_end_of_the_traceback_comes_with_the_failure(program: SessionFolder) -> None:
    finished = program.write_program("def inner():\n    1 / 0\ninner()").run()
    assert finished["traceback"][0] == "Traceback (most recent call last):"
    assert "in inner" in "\n".join(finished["traceback"])


def test_over_its_memory_it_is_ended(program: SessionFolder) -> None:
    """Shared memory is no data segment, so that only the watch sees it."""
    finished = program.write_program(
        "import mmap, time\nm = mmap.mmap(-1, 400 * 2**20)\n"
        "for i in range(0, len(m), 4096): m[i] = 1\ntime.sleep(60)",
        memory=200 * 2**20,
    ).run()
    assert (finished["outcome"], finished["code"]) == ("failed", "memory-limit")
    assert "0.2 GiB were promised" in finished["message"]


def test_after_its_time_it_is_ended(program: SessionFolder) -> None:
    finished = program.write_program("import time; time.sleep(60)", seconds=1.0).run()
    assert (finished["outcome"], finished["code"]) == ("failed", "time-limit")


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system binds no processors")
def test_it_keeps_to_its_processors(program: SessionFolder) -> None:
    program.write_program(
        "import os; print(os.sched_getaffinity(0), os.environ['OMP_NUM_THREADS'])", cpus=[0]
    ).run()
    assert text(program, "stdout") == "{0} 1\n"


def test_called_off_it_may_save_and_everything_of_it_ends(program: SessionFolder) -> None:
    program.write_program(
        "import signal, subprocess, sys, time\n"
        "def save(*_):\n    open('saved', 'w').write('yes'); print('saved'); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, save)\n"
        "child = subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
        "print(child.pid, flush=True)\ntime.sleep(600)"
    ).start()
    wait_until(lambda: program.events("running") and text(program, "stdout").endswith("\n"))
    child = int(text(program, "stdout"))
    assert psutil.pid_exists(child)
    assert program.process is not None
    program.process.send_signal(signal.SIGTERM)
    finished = program.wait()
    assert finished["outcome"] == "cancelled"
    assert (program.path / "work" / "saved").read_text() == "yes"
    assert text(program, "stdout") == f"{child}\nsaved\n"
    assert not program.strays()


def test_what_it_leaves_behind_is_not_waited_for(program: SessionFolder) -> None:
    """A child that holds standard output open, as daemons do."""
    program.write_program(
        "import subprocess; print(subprocess.Popen(['sleep', '600'], start_new_session=True).pid)"
    )
    assert program.run()["outcome"] == "completed"
    assert not program.strays()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"program": None}, "one of 'notebook'"),
        ({"notebook": "work/a.ipynb"}, "one of 'notebook'"),
        ({"mode": "interactive"}, "only a notebook can be interactive"),
        ({"environment": None}, "'environment' is missing"),
        ({"program": {"path": "../../etc/passwd"}}, "leads out"),
        ({"program": {"path": "work/a.py", "arguments": [1]}}, "list of texts"),
    ],
)
def test_an_order_that_is_none_is_refused(
    program: SessionFolder, change: dict[str, Any], words: str
) -> None:
    program.write_program("1").change_order(**change)
    with pytest.raises(SpecError, match=words):
        read_spec(program.path)


JAVA = shutil.which("java")
TOOLS = [shutil.which(name) for name in ("javac", "jar")]
needs_java = pytest.mark.skipif(
    JAVA is None or None in TOOLS, reason="no java, javac and jar are on this computer's PATH"
)
MAIN = """
public class Main {
  public static void main(String[] of) throws Exception {
    if (of.length > 0 && of[0].equals("fail")) throw new IllegalStateException("as asked");
    if (of.length > 0 && of[0].equals("grow")) {
      java.util.List<byte[]> all = new java.util.ArrayList<>();
      while (true) all.add(new byte[10_000_000]);
    }
    System.out.println(String.join("|", of));
    System.err.println(Runtime.getRuntime().availableProcessors());
    java.nio.file.Files.writeString(java.nio.file.Path.of("made.txt"), "by Java");
  }
}
"""


@pytest.fixture(scope="module")
def jar(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A jar with one class, made on the spot."""
    folder = tmp_path_factory.mktemp("java")
    (folder / "Main.java").write_text(MAIN)
    subprocess.run(["javac", "Main.java"], cwd=folder, check=True)
    subprocess.run(["jar", "cfe", "main.jar", "Main", "Main.class"], cwd=folder, check=True)
    return folder / "main.jar"


def write_java(session: SessionFolder, jar: Path, *arguments: str) -> SessionFolder:
    shutil.copy(jar, session.path / "work" / "main.jar")
    program = {"path": "work/main.jar", "arguments": arguments, "java": JAVA}
    return session.write_order({"program": program}, memory=2**30)


@needs_java
def test_a_jar_runs_with_its_arguments(program: SessionFolder, jar: Path) -> None:
    finished = write_java(program, jar, "a", "b c").run()
    assert finished["outcome"] == "completed"
    assert text(program, "stdout") == "a|b c\n"
    # the processors that were promised, whatever the computer has
    assert text(program, "stderr") == "1\n"
    assert (program.path / "work" / "made.txt").read_text() == "by Java"
    kinds = [e["event"] for e in program.events() if e["event"] not in ("usage", "message")]
    assert kinds == ["preparing", "ready", "running", "finished"]


@needs_java
@pytest.mark.parametrize(
    ("argument", "code", "words"),
    [
        ("fail", "exit-status", "exit status 1"),
        ("grow", "memory-limit", "asked for more memory than was promised"),
    ],
)
def test_a_jar_that_fails_says_how(
    program: SessionFolder, jar: Path, argument: str, code: str, words: str
) -> None:
    finished = write_java(program, jar, argument).run()
    assert (finished["outcome"], finished["code"]) == ("failed", code)
    assert words in finished["message"]


def test_a_java_that_is_gone_is_named(program: SessionFolder) -> None:
    gone = {"path": "work/main.jar", "java": "/nowhere/bin/java"}
    finished = program.write_order({"program": gone}).run()
    assert finished["code"] == "program-not-started"
    assert "/nowhere/bin/java: No such file" in finished["message"]


FAKE_APPTAINER = """#!/bin/sh
# A stand-in for apptainer. Leaves out: containers. It shows how it is called, and ends as told.
for argument; do echo "$argument"; done
echo made > made.txt
test -e fail && { echo 'FATAL: no such image' >&2; exit 255; }
exit 0
"""


@pytest.mark.parametrize("fails", [False, True])
def test_an_image_runs_under_apptainer(program: SessionFolder, fails: bool) -> None:
    fake = program.path / "FakeApptainer"
    fake.write_text(FAKE_APPTAINER)
    fake.chmod(0o755)
    if fails:
        (program.path / "work" / "fail").touch()
    finished = program.write_order(
        {
            "apptainer": {
                "program": str(fake),
                "image": "image.sif",
                "mounts": [{"source": "mounts/0/a", "target": "/data/a", "readonly": True}],
            }
        },
        cores=3,
    ).run()
    assert text(program, "stdout").splitlines() == [
        "run",
        "--cleanenv",
        "--no-home",
        "--env=OMP_NUM_THREADS=3",
        f"--bind={program.path}/work:/work",
        f"--bind={program.path}/mounts/0/a:/data/a:ro",
        "--pwd=/work",
        f"{program.path}/image.sif",
    ]
    assert (program.path / "work" / "made.txt").exists()
    if fails:
        assert finished["message"].startswith("The container failed with exit status 255")
        assert "no such image" in finished["message"]
    else:
        assert finished["message"] == "The container ran to its end."


def test_an_image_lies_in_the_folder_of_the_session(program: SessionFolder) -> None:
    program.write_order({"apptainer": {"program": "apptainer", "image": "../../secret.sif"}})
    with pytest.raises(SpecError, match="leads out"):
        read_spec(program.path)
