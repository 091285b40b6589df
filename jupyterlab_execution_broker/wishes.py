"""What is to come home: files of a session, and what each is to become."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .home import Here, NotBrought, checked


@dataclass(frozen=True)
class There(Here):
    """A file of the session."""

    path: str
    sha256: str | None
    state: str


@dataclass(frozen=True)
class Wish:
    """One file to bring: from ``there`` to the contents path ``to``."""

    there: There
    to: str
    over: bool


def there_of(entry: Any) -> There:
    """Raises ValueError, KeyError or TypeError for what is no entry of a list of files."""
    modified = datetime.fromisoformat(entry["modified"].replace("Z", "+00:00"))
    return There(
        bytes=int(entry["bytes"]),
        modified=modified.timestamp(),
        path=str(entry["path"]),
        sha256=entry.get("sha256"),
        state=str(entry.get("state", "new")),
    )


def wish_of(folder: str, entry: dict[str, Any], listed: dict[str, There]) -> Wish:
    """What a request says of one file. Raises NotBrought where it cannot be had or put there."""
    there = listed.get(entry["path"])
    if there is None:
        raise NotBrought(f"The session has no file '{entry['path']}'.")
    name = entry.get("as") or there.path
    if name.startswith("/"):
        raise NotBrought(f"'{name}' is not a path below Jupyter's folder.")
    to = checked(f"{folder}/{name}" if folder else name)
    return Wish(there, to, entry.get("over", False))
