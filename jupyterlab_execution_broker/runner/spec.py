"""What a session is asked to do: the content of ``run.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .container_spec import Apptainer, Container, read_apptainer, read_container
from .run_json import SpecError, get, inside, positive, strings

__all__ = ["Container", "Environment", "Limits", "Program", "Spec", "SpecError", "read_spec"]

# A kernel speaks through ipykernel; `%pip` and `!pip` need pip in the environment itself.
KERNEL_PACKAGES = ("ipykernel", "pip")


@dataclass(frozen=True)
class Environment:
    """The virtual environment to use or to build; paths are absolute."""

    path: Path
    python: str
    requirements: Path | None
    uv: str
    # what is installed beside the requirements
    packages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Program:
    """A program to run with arguments; ``java`` is the path of a JVM, None for one in Python."""

    path: Path
    arguments: tuple[str, ...]
    java: str | None


@dataclass(frozen=True)
class Limits:
    """What was promised: bytes, seconds of wall clock, numbers of CPUs. None means no limit."""

    cores: int
    cpus: tuple[int, ...] | None
    memory: int | None
    seconds: float | None
    kept_by: str


@dataclass(frozen=True)
class Spec:
    """One session; all paths are absolute."""

    session: str
    folder: Path
    workdir: Path
    environment: Environment | None
    limits: Limits
    # exactly one of these
    notebook: Path | None = None
    program: Program | None = None
    container: Container | None = None
    apptainer: Apptainer | None = None
    # "batch" runs the cells; "interactive" serves the folder to somebody who works in it
    mode: str = "batch"

    @property
    def interactive(self) -> bool:
        return self.mode == "interactive"

    @property
    def notebook_path(self) -> Path:
        """The notebook of a session that has one."""
        assert self.notebook is not None
        return self.notebook

    @property
    def python_environment(self) -> Environment:
        """The environment of a session that has one."""
        assert self.environment is not None
        return self.environment


def promised_seconds(spec: Spec) -> float:
    """What was promised last: the broker writes ``extension.json`` while the session runs."""
    seconds = spec.limits.seconds or 0.0
    try:
        extension = json.loads((spec.folder / "extension.json").read_text(encoding="utf-8"))
        return max(seconds, float(extension["seconds"]))
    except FileNotFoundError:
        return seconds


def _program(folder: Path, data: dict[str, Any]) -> Program | None:
    if get(data, "program", (dict,), None) is None:
        return None
    return Program(
        path=inside(folder, "program.path", get(data, "program.path", (str,))),
        arguments=strings(data, "program.arguments", ()),
        java=get(data, "program.java", (str,), None),
    )


def _environment(folder: Path, data: dict[str, Any]) -> Environment | None:
    """None for what runs without Python."""
    if get(data, "environment", (dict,), None) is None:
        program = get(data, "program", (dict,), {"java": True})
        if get(data, "notebook", (str,), None) or not program.get("java"):
            raise SpecError("run.json: 'environment' is missing")
        return None
    requirements = get(data, "environment.requirements", (str,), None)
    return Environment(
        path=folder / get(data, "environment.path", (str,)),
        python=get(data, "environment.python", (str,)),
        requirements=None
        if requirements is None
        else inside(folder, "environment.requirements", requirements),
        uv=get(data, "environment.uv", (str,)),
        packages=strings(data, "environment.packages", KERNEL_PACKAGES),
    )


def read_spec(folder: Path) -> Spec:
    """Reads and checks ``folder/run.json``. Raises SpecError."""
    folder = folder.resolve()
    try:
        data = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise SpecError(f"run.json cannot be read: {error}") from error
    except ValueError as error:
        raise SpecError(f"run.json is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise SpecError(f"run.json must hold an object, found {type(data).__name__}")
    cpus = get(data, "limits.cpus", (list,), None)
    if cpus is not None and not all(type(cpu) is int and cpu >= 0 for cpu in cpus):
        raise SpecError(f"run.json: 'limits.cpus' must be a list of CPU numbers, found {cpus!r}")
    kept_by = get(data, "limits.kept_by", (str,), "rlimits")
    if kept_by not in ("rlimits", "cgroup"):
        raise SpecError(f"run.json: 'limits.kept_by' must be rlimits or cgroup, found {kept_by!r}")
    mode = get(data, "mode", (str,), "batch")
    if mode not in ("batch", "interactive"):
        raise SpecError(f"run.json: 'mode' must be batch or interactive, found {mode!r}")
    notebook = get(data, "notebook", (str,), None)
    program = _program(folder, data)
    container = read_container(folder, data)
    apptainer = read_apptainer(folder, data)
    if sum(part is not None for part in (notebook, program, container, apptainer)) != 1:
        raise SpecError(
            "run.json: one of 'notebook', 'program', 'container' and 'apptainer' must be there"
        )
    if notebook is None and mode == "interactive":
        raise SpecError("run.json: only a notebook can be interactive")
    return Spec(
        mode=mode,
        session=get(data, "session", (str,)),
        folder=folder,
        notebook=None if notebook is None else inside(folder, "notebook", notebook),
        program=program,
        container=container,
        apptainer=apptainer,
        workdir=inside(folder, "workdir", get(data, "workdir", (str,))),
        environment=_environment(folder, data),
        limits=Limits(
            cores=positive("limits.cores", get(data, "limits.cores", (int,), 1)),
            cpus=tuple(cpus) if cpus else None,
            memory=positive("limits.memory", get(data, "limits.memory", (int,), None)),
            seconds=positive("limits.seconds", get(data, "limits.seconds", (int, float), None)),
            kept_by=kept_by,
        ),
    )
