"""What a cell finds around it: one run answers all questions."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest

from .session_folder import SessionFolder

HIDDEN = ("JUPYTERHUB_API_TOKEN", "JUPYTER_TOKEN", "EXECUTION_BROKER_SECRET", "JPY_API_TOKEN")
QUESTIONS = {
    "prefix": "import sys; print(sys.prefix)",
    "programs": "import shutil; print(shutil.which('pip'), shutil.which('python'))",
    "secrets": "import os; print([n for n, v in os.environ.items() if v == 'secret'])",
    "threads": "print(os.environ['OMP_NUM_THREADS'], os.environ['MKL_NUM_THREADS'])",
    "cpus": "print(hasattr(os, 'sched_getaffinity') and sorted(os.sched_getaffinity(0)))",
    "input": "import subprocess; print(subprocess.run(['cat'], capture_output=True).stdout)",
    "folder": "print(os.getcwd())",
    "pieces": "import time\nfor n in range(3): print(n, flush=True); time.sleep(0.3)",
    "progress": "for n in range(5): print(f'\\rstep {n}', end='')",
    "empty": "",
    "picture": "from IPython.display import Image, display; display(Image(b'\\x89PNG\\r\\n'))",
}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory, environment: Path) -> SessionFolder:
    """A run whose notebook names a kernelspec that does not exist."""
    session = SessionFolder(tmp_path_factory.mktemp("kernel"), environment)
    cpus = [min(os.sched_getaffinity(0))] if hasattr(os, "sched_getaffinity") else None
    session.write(*QUESTIONS.values(), kernelspec="conda-env-nowhere-py", cores=3, cpus=cpus)
    hidden = dict.fromkeys(HIDDEN, "secret")
    finished = session.run(**hidden, OTHER="secret", MKL_NUM_THREADS="7", PYTHONHOME="")
    assert finished["outcome"] == "completed"
    return session


@pytest.fixture
def answers(session: SessionFolder) -> dict[str, str]:
    return dict(zip(QUESTIONS, session.outputs()))


def test_the_python_is_the_environments(session: SessionFolder, answers: dict[str, str]) -> None:
    assert answers["prefix"] == f"{session.environment}\n"
    programs = session.environment / "bin"
    assert answers["programs"].split() == [str(programs / "pip"), str(programs / "python")]


def test_credentials_stay_out(answers: dict[str, str]) -> None:
    assert answers["secrets"] == "['OTHER']\n"


def test_threads_are_as_many_as_cores_unless_the_user_has_set_them(
    answers: dict[str, str],
) -> None:
    assert answers["threads"] == "3 7\n"


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="no affinity on this system")
def test_a_run_keeps_to_its_cpus(answers: dict[str, str]) -> None:
    assert answers["cpus"] == f"[{min(os.sched_getaffinity(0))}]\n"


def test_a_process_that_reads_from_its_input_finds_it_empty(answers: dict[str, str]) -> None:
    assert answers["input"] == "b''\n"


def test_cells_run_in_the_working_directory(
    session: SessionFolder, answers: dict[str, str]
) -> None:
    assert answers["folder"] == f"{session.path.resolve() / 'work'}\n"


def test_a_talkative_cell_is_one_output_as_in_jupyterlab(
    session: SessionFolder, answers: dict[str, str]
) -> None:
    notebook = nbformat.read(str(session.notebook_path), as_version=4)
    counts = dict(zip(QUESTIONS, (len(cell.outputs) for cell in notebook.cells[1:])))
    assert counts["pieces"] == counts["progress"] == 1
    assert answers["pieces"] == "0\n1\n2\n"
    assert answers["progress"] == "step 4"


def test_pictures_are_kept(session: SessionFolder) -> None:
    notebook = nbformat.read(str(session.notebook_path), as_version=4)
    assert "image/png" in notebook.cells[-1].outputs[0].data


def test_an_empty_cell_counts(session: SessionFolder) -> None:
    assert session.cells("ok") == list(range(1, len(QUESTIONS) + 1))
