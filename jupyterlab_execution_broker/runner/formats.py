"""What jsonschema need not load."""

from __future__ import annotations

import sys


def skip_slow_formats() -> None:
    """Keeps jsonschema from compiling a grammar of IRIs, which no notebook needs, for 1.5 s."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
