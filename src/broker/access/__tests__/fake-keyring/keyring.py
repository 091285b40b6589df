"""FakeKeyring: the library's functions over a JSON file. Leaves out every real backend.

Its file is `backend.json` beside FAKE_KEYRING; how the process was started is written there, too.
"""

import json
import os
import sys
from pathlib import Path

_FOLDER = Path(os.environ["FAKE_KEYRING"])
_FILE = _FOLDER / "backend.json"

with open(_FOLDER / "starts.jsonl", "a") as _starts:
    _line = [sys.orig_argv if hasattr(sys, "orig_argv") else sys.argv, dict(os.environ)]
    _starts.write(json.dumps(_line) + "\n")


class _Backend:
    name = "Fake Keyring"
    priority = float(os.environ.get("FAKE_KEYRING_PRIORITY", "5"))


def get_keyring():
    return _Backend()


def _read():
    if (_FOLDER / "locked").exists():
        raise RuntimeError(f"locked, with {_FILE.read_text() if _FILE.exists() else ''} inside")
    return json.loads(_FILE.read_text()) if _FILE.exists() else {}


def get_password(service, name):
    print("a backend that talks")
    return _read().get(service, {}).get(name)


def set_password(service, name, secret):
    everything = _read()
    everything.setdefault(service, {})[name] = secret
    _FILE.write_text(json.dumps(everything))


def delete_password(service, name):
    everything = _read()
    del everything[service][name]
    _FILE.write_text(json.dumps(everything))
