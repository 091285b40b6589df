"""Values of ``run.json``, each checked as it is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class SpecError(ValueError):
    """``run.json`` is missing, is not JSON, or lacks a field; the text says which."""


_REQUIRED = object()


def get(
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


def positive(name: str, value: Any) -> Any:
    if value is not None and value <= 0:
        raise SpecError(f"run.json: '{name}' must be above 0, found {value!r}")
    return value


def inside(folder: Path, name: str, value: str) -> Path:
    """Absolute path of ``value`` below ``folder``; raises SpecError if it leads out of it."""
    path = (folder / value).resolve()
    if path != folder and folder not in path.parents:
        raise SpecError(f"run.json: '{name}' leads out of the session's folder: {value!r}")
    return path


def strings(data: dict[str, Any], name: str, default: Any = _REQUIRED) -> tuple[str, ...]:
    found = get(data, name, (list, tuple), default)
    if not all(isinstance(text, str) for text in found):
        raise SpecError(f"run.json: '{name}' must be a list of texts, found {found!r}")
    return tuple(found)
