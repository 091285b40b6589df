"""Why a program or a container ended as it did, from its exit status and what it said at last."""

from __future__ import annotations

import re
import signal
from dataclasses import dataclass

from .outcome import Failure
from .watch import Watch

_KEPT_BYTES = 16 * 1024
_TOLD_LINES = 30
_LINE_LENGTH = 300
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True)
class _Hint:
    pattern: re.Pattern[str]
    words: str
    code: str | None = None


def _hint(pattern: str, words: str, code: str | None = None) -> _Hint:
    return _Hint(re.compile(pattern), words, code)


# The first that fits wins.
_HINTS = (
    _hint(
        r"MemoryError|java\.lang\.OutOfMemoryError|[Cc]annot allocate memory|std::bad_alloc",
        "It asked for more memory than was promised: ask for more, or work on less data at once.",
        "memory-limit",
    ),
    _hint(
        r"\[Errno 28\]|[Nn]o space left on device",
        "The disk is full: free some space and run again.",
        "disk-full",
    ),
    _hint(
        r"ModuleNotFoundError",
        "Add the package that brings this module to the requirements, or the file to the data.",
    ),
    _hint(
        r"UnsupportedClassVersionError",
        "It was compiled for a newer Java: ask for that version in executable.language.",
    ),
    _hint(
        r"no main manifest attribute",
        "Make the jar with its main class named (jar --create --main-class).",
    ),
    _hint(
        r"EOFError: EOF when reading a line|NoSuchElementException: No line found",
        "Nobody is there to answer: give the value as an argument, or in a file.",
    ),
    _hint(
        r"FileNotFoundError|NoSuchFileException|No such file or directory",
        "Add the file to the data that go with it.",
    ),
)


class LastWords:
    """The end of what was written to standard error."""

    def __init__(self) -> None:
        self._kept = b""

    def hear(self, data: bytes) -> None:
        self._kept = (self._kept + data)[-_KEPT_BYTES:]

    @property
    def lines(self) -> list[str]:
        """The last lines that are not empty; what was overwritten in a terminal is left out."""
        text = _ESCAPES.sub("", self._kept.decode(errors="replace")).replace("\r\n", "\n")
        lines = [line.rpartition("\r")[2].rstrip() for line in text.split("\n")]
        return [line for line in lines if line][-_TOLD_LINES:]


def how_it_ended(status: int) -> str:
    """``status`` as Popen gives it, negative for a signal: as the end of a sentence."""
    if status >= 0:
        return f"failed with exit status {status}"
    try:
        return f"was ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"was ended by signal {-status}"


def failure(what: str, status: int, words: LastWords, watch: Watch, *, killed: bool) -> Failure:
    """The failure of ``what``, such as "The program".

    ``killed``: the system has ended it, for its memory or for no reason that is known here.
    """
    lines = words.lines
    if killed and watch.near_memory_limit:
        return Failure("memory-limit", watch.memory_message(None), traceback=lines)
    said = lines[-1] if lines else ""
    said = said if len(said) <= _LINE_LENGTH else said[: _LINE_LENGTH - 1] + "…"
    message = f"{what} {how_it_ended(status)}." + (f" Its last words: {said}" if said else "")
    # a word in passing is no reason; the end of a traceback is
    end = "\n".join(lines[-8:])
    hint = next((hint for hint in _HINTS if hint.pattern.search(end)), None)
    if hint is None and not said:
        message += " It said nothing on standard error; look at its output."
    if hint is not None:
        message += ("" if message.endswith((".", "!", "?")) else ".") + f" {hint.words}"
    code = (hint.code if hint else None) or ("killed" if status < 0 else "exit-status")
    return Failure(code, message, traceback=lines)
