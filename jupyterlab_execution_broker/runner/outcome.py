"""How a session ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """``outcome`` is completed, failed or cancelled; ``message`` is a sentence for a human.

    ``cell`` counts all cells of the notebook from 1, as a person does.
    """

    outcome: str
    code: str
    message: str
    cell: int | None = None
    error: dict[str, Any] = field(default_factory=dict)

    def fields(self) -> dict[str, Any]:
        """The fields of the ``finished`` event."""
        fields: dict[str, Any] = {
            "outcome": self.outcome,
            "code": self.code,
            "message": self.message,
        }
        if self.cell is not None:
            fields["cell"] = self.cell
        fields.update(self.error)
        return fields


class Failure(Exception):
    """Ends a session as failed."""

    def __init__(self, code: str, message: str, cell: int | None = None, **error: Any) -> None:
        super().__init__(message)
        self.outcome = Outcome("failed", code, message, cell, error)


def gibibytes(size: float) -> str:
    """``2147483648`` → ``2.0 GiB``; small sizes keep their digits."""
    value = size / 2**30
    return f"{value:.1f} GiB" if value >= 0.95 else f"{value:.2g} GiB"
