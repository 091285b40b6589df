"""What a session is asked to do: the content of ``run.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# A kernel speaks through ipykernel; `%pip` and `!pip` need pip in the environment itself.
KERNEL_PACKAGES = ("ipykernel", "pip")


class SpecError(ValueError):
    """``run.json`` is missing, is not JSON, or lacks a field; the text says which."""


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


_REQUIRED = object()


def _get(
    holder: dict[str, Any], name: str, kinds: tuple[type, ...], default: Any = _REQUIRED
) -> Any:
    """Value of the dotted ``name``; null counts as absent. Raises SpecError."""
    value: Any = holder
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if value is None:
        if default is _REQUIRED:
            raise SpecError(f"run.json: '{name}' is missing")
        return default
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        wanted = " or ".join(kind.__name__ for kind in kinds)
        raise SpecError(f"run.json: '{name}' must be {wanted}, found {value!r}")
    return value


def _positive(name: str, value: Any) -> Any:
    if value is not None and value <= 0:
        raise SpecError(f"run.json: '{name}' must be above 0, found {value!r}")
    return value


def _inside(folder: Path, name: str, value: str) -> Path:
    """Absolute path of ``value`` below ``folder``; raises SpecError if it leads out of it."""
    path = (folder / value).resolve()
    if path != folder and folder not in path.parents:
        raise SpecError(f"run.json: '{name}' leads out of the session's folder: {value!r}")
    return path


def _strings(data: dict[str, Any], name: str, default: Any = _REQUIRED) -> tuple[str, ...]:
    found = _get(data, name, (list, tuple), default)
    if not all(isinstance(text, str) for text in found):
        raise SpecError(f"run.json: '{name}' must be a list of texts, found {found!r}")
    return tuple(found)


def _program(folder: Path, data: dict[str, Any]) -> Program | None:
    if _get(data, "program", (dict,), None) is None:
        return None
    return Program(
        path=_inside(folder, "program.path", _get(data, "program.path", (str,))),
        arguments=_strings(data, "program.arguments", ()),
        java=_get(data, "program.java", (str,), None),
    )


def _environment(folder: Path, data: dict[str, Any]) -> Environment | None:
    """None for what runs without Python."""
    if _get(data, "environment", (dict,), None) is None:
        if _get(data, "notebook", (str,), None) or _get(data, "program.java", (str,), None) is None:
            raise SpecError("run.json: 'environment' is missing")
        return None
    requirements = _get(data, "environment.requirements", (str,), None)
    return Environment(
        path=folder / _get(data, "environment.path", (str,)),
        python=_get(data, "environment.python", (str,)),
        requirements=None
        if requirements is None
        else _inside(folder, "environment.requirements", requirements),
        uv=_get(data, "environment.uv", (str,)),
        packages=_strings(data, "environment.packages", KERNEL_PACKAGES),
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
    cpus = _get(data, "limits.cpus", (list,), None)
    if cpus is not None and not all(type(cpu) is int and cpu >= 0 for cpu in cpus):
        raise SpecError(f"run.json: 'limits.cpus' must be a list of CPU numbers, found {cpus!r}")
    kept_by = _get(data, "limits.kept_by", (str,), "rlimits")
    if kept_by not in ("rlimits", "cgroup"):
        raise SpecError(f"run.json: 'limits.kept_by' must be rlimits or cgroup, found {kept_by!r}")
    mode = _get(data, "mode", (str,), "batch")
    if mode not in ("batch", "interactive"):
        raise SpecError(f"run.json: 'mode' must be batch or interactive, found {mode!r}")
    notebook = _get(data, "notebook", (str,), None)
    program = _program(folder, data)
    if (notebook is None) == (program is None):
        raise SpecError("run.json: one of 'notebook' and 'program' must be there")
    if notebook is None and mode == "interactive":
        raise SpecError("run.json: only a notebook can be interactive")
    return Spec(
        mode=mode,
        session=_get(data, "session", (str,)),
        folder=folder,
        notebook=None if notebook is None else _inside(folder, "notebook", notebook),
        program=program,
        workdir=_inside(folder, "workdir", _get(data, "workdir", (str,))),
        environment=_environment(folder, data),
        limits=Limits(
            cores=_positive("limits.cores", _get(data, "limits.cores", (int,), 1)),
            cpus=tuple(cpus) if cpus else None,
            memory=_positive("limits.memory", _get(data, "limits.memory", (int,), None)),
            seconds=_positive("limits.seconds", _get(data, "limits.seconds", (int, float), None)),
            kept_by=kept_by,
        ),
    )
