"""The notebook as a file: read with care, saved whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .outcome import Failure
from .storage import write_atomically

if TYPE_CHECKING:
    from nbformat import NotebookNode


def _bad(path: Path, reason: str) -> Failure:
    return Failure(
        "bad-notebook",
        f"{path.name} cannot be run: {reason}. Open it in JupyterLab, save it, and run again.",
    )


def check(path: Path) -> None:
    """Raises Failure if the file is no notebook in Python; quick, for a first look."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _bad(path, f"it cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise _bad(path, f"it is not valid JSON ({error})") from error
    if not isinstance(data, dict) or not isinstance(data.get("nbformat"), int):
        raise _bad(path, "it is JSON, but not a notebook (it has no 'nbformat')")
    metadata = data.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    language = _field(metadata, "kernelspec", "language") or _field(
        metadata, "language_info", "name"
    )
    if language and not language.lower().startswith(("python", "ipython")):
        raise Failure(
            "bad-notebook",
            f"{path.name} is written in {language[0].upper()}{language[1:]}; "
            "only Python notebooks can be run here.",
        )


def _field(metadata: dict[str, Any], group: str, name: str) -> str | None:
    holder = metadata.get(group)
    value = holder.get(name) if isinstance(holder, dict) else None
    return value if isinstance(value, str) else None


class NotebookFile:
    """A notebook on disk; ``content`` is in format 4, upgraded if the file was older."""

    def __init__(self, path: Path) -> None:
        """Reads the file. Raises Failure with the reason if it cannot be used."""
        import nbformat

        self.path = path
        self._check_cells(path)
        try:
            self.content: NotebookNode = nbformat.read(str(path), as_version=4)
        # the upgrade of a broken notebook may stumble over anything
        except Exception as error:
            reason = (str(error) or type(error).__name__).splitlines()[0]
            raise _bad(path, reason) from error
        for number, cell in enumerate(self.content.cells):
            if not isinstance(cell.get("source"), str):
                raise _bad(path, f"cell {number + 1} has no source")
            cell.setdefault("metadata", nbformat.NotebookNode())
            if cell.cell_type == "code":
                cell.setdefault("outputs", [])
                cell.setdefault("execution_count", None)

    @staticmethod
    def _check_cells(path: Path) -> None:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["nbformat"] < 4:
            return
        cells = data.get("cells")
        if not isinstance(cells, list):
            raise _bad(path, "it has no list of cells")
        for number, cell in enumerate(cells):
            if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
                raise _bad(path, f"cell {number + 1} has no cell type")

    @property
    def code_cells(self) -> list[int]:
        """Indices, among all cells, of the code cells."""
        return [i for i, cell in enumerate(self.content.cells) if cell.cell_type == "code"]

    def save(self) -> None:
        """Replaces the file. Raises OSError, and then the file is as it was."""
        import nbformat

        write_atomically(self.path, nbformat.writes(self.content).encode("utf-8") + b"\n")
