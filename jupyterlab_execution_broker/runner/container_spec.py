"""What a session is told of a container: ``container`` in ``run.json``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .run_json import SpecError, get, inside, strings


@dataclass(frozen=True)
class Mount:
    """``source`` is in the session's folder, ``target`` an absolute path in the container."""

    source: Path
    target: str
    readonly: bool


@dataclass(frozen=True)
class Port:
    """A port of the container; ``scheme`` and ``path`` make the URL that is told of it."""

    number: int
    protocol: str
    scheme: str
    path: str


@dataclass(frozen=True)
class Container:
    """``images`` are names of the same image, of which any will do."""

    # podman or docker, and the options of every call
    engine: tuple[str, ...]
    images: tuple[str, ...]
    pull: bool
    # an administrator's own, for ``create``
    options: tuple[str, ...]
    command: tuple[str, ...]
    entrypoint: str | None
    environment: dict[str, str]
    user: str | None
    # whether it starts in the session's working directory, or where its image says
    in_work: bool
    ports: tuple[Port, ...]
    mounts: tuple[Mount, ...]


@dataclass(frozen=True)
class Apptainer:
    """An image that apptainer or singularity runs: a file, or an address that it fetches."""

    program: str
    image: str
    mounts: tuple[Mount, ...]


def read_apptainer(folder: Path, data: dict[str, Any]) -> Apptainer | None:
    """None where the session runs no such container. Raises SpecError."""
    if get(data, "apptainer", (dict,), None) is None:
        return None
    image = get(data, "apptainer.image", (str,))
    remote = get(data, "apptainer.remote", (bool,), False)
    return Apptainer(
        program=get(data, "apptainer.program", (str,)),
        image=image if remote else str(inside(folder, "apptainer.image", image)),
        mounts=read_mounts(folder, get(data, "apptainer.mounts", (list,), [])),
    )


def read_container(folder: Path, data: dict[str, Any]) -> Container | None:
    """None where the session runs no container. Raises SpecError."""
    if get(data, "container", (dict,), None) is None:
        return None
    engine, images = strings(data, "container.engine"), strings(data, "container.images")
    if not engine or not images:
        raise SpecError("run.json: 'container.engine' and 'container.images' must not be empty")
    environment = get(data, "container.environment", (dict,), {})
    if not all(isinstance(value, str) for value in environment.values()):
        raise SpecError(f"run.json: 'container.environment' must hold texts, found {environment!r}")
    return Container(
        engine=engine,
        images=images,
        pull=get(data, "container.pull", (bool,), True),
        options=strings(data, "container.options", ()),
        command=strings(data, "container.command", ()),
        entrypoint=get(data, "container.entrypoint", (str,), None),
        environment=environment,
        user=get(data, "container.user", (str,), None),
        in_work=get(data, "container.in_work", (bool,), True),
        ports=tuple(_port(port) for port in get(data, "container.ports", (list,), [])),
        mounts=read_mounts(folder, get(data, "container.mounts", (list,), [])),
    )


def _port(port: dict[str, Any]) -> Port:
    return Port(
        number=get(port, "number", (int,)),
        protocol=get(port, "protocol", (str,), "tcp"),
        scheme=get(port, "scheme", (str,), ""),
        path=get(port, "path", (str,), ""),
    )


def read_mounts(folder: Path, mounts: list[dict[str, Any]]) -> tuple[Mount, ...]:
    """Raises SpecError for a source that is not in the session's folder."""
    return tuple(
        Mount(
            source=inside(folder, "mounts.source", get(mount, "source", (str,))),
            target=get(mount, "target", (str,)),
            readonly=get(mount, "readonly", (bool,), False),
        )
        for mount in mounts
    )
