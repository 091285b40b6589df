"""What a bridge says of itself while its kernel cannot be asked."""

from __future__ import annotations

from typing import Any

PLACEHOLDER: dict[str, Any] = {
    "status": "ok",
    "protocol_version": "5.3",
    "implementation": "execution-broker",
    "implementation_version": "1",
    "banner": "A kernel in an execution session; it cannot be reached yet.",
    "help_links": [],
    "language_info": {
        "name": "python",
        "version": "3",
        "mimetype": "text/x-python",
        "file_extension": ".py",
        "pygments_lexer": "ipython3",
        "codemirror_mode": {"name": "ipython", "version": 3},
        "nbconvert_exporter": "python",
    },
}
