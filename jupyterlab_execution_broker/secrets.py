"""``python -m jupyterlab_execution_broker.secrets SERVICE``: the system's keyring for the broker.

A line of JSON in, a line of JSON out, until the end of the input: ``{"do": "which"}`` is answered
``{"backend": NAME}``, ``get`` with a ``name`` by ``{"secret": TEXT}`` or ``{}``, ``set`` and
``delete`` by ``{}``; whatever fails by ``{"error": WORDS}``. The words never hold a secret: of an
exception only its name is told, since a backend may have put into its text what it was given.
"""

from __future__ import annotations

import json
import sys
from typing import Any

EX_USAGE = 64
# keyring's own measure: a backend below this is not recommended, such as a plain file.
_RECOMMENDED = 1


def _which(keyring: Any, service: str) -> dict[str, str]:
    """The backend's name, after it has shown that it opens."""
    backend = keyring.get_keyring()
    if backend.priority < _RECOMMENDED:
        return {"error": f"{backend.name} does not keep secrets well"}
    keyring.get_password(service, "whether it opens")
    return {"backend": str(backend.name)}


def answer(service: str, question: dict[str, str]) -> dict[str, str]:
    """What the keyring says to one question."""
    try:
        import keyring
    except ImportError:
        return {"error": "the Python library keyring is not installed"}
    try:
        todo, name = question["do"], question.get("name", "")
        if todo == "which":
            return _which(keyring, service)
        found = keyring.get_password(service, name) if todo in ("get", "delete") else None
        if todo == "get":
            return {} if found is None else {"secret": found}
        if todo == "set":
            keyring.set_password(service, name, question["secret"])
        elif found is not None:
            keyring.delete_password(service, name)
        return {}
    except Exception as error:
        return {"error": type(error).__name__}


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(EX_USAGE)
    output = sys.stdout
    # Whatever a backend prints must not pass for an answer.
    sys.stdout = sys.stderr
    for line in sys.stdin.buffer:
        print(json.dumps(answer(sys.argv[1], json.loads(line))), file=output, flush=True)


if __name__ == "__main__":
    main()
