"""What uv's error output means, and what its reader can do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_REASON_LENGTH = 600
# what the one above it comes from
_CAUSE = re.compile(r"[\s×│├╰─▶]*(?:cause:|Caused by:)", re.IGNORECASE)
# the tree that some versions of uv draw, and the labels of others
_ORNAMENT = re.compile(r"^[\s×│├╰─▶]*(?:error:|cause:|hint:|Caused by:)?\s*", re.IGNORECASE)


class UvError(Exception):
    """``code`` as in the event log, ``message`` a sentence with a hint, ``reason`` uv's own."""

    def __init__(self, code: str, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.reason = reason


@dataclass(frozen=True)
class _Rule:
    pattern: re.Pattern[str]
    code: str
    message: str  # {0}: the pattern's first group, {reason}: uv's own words


def _rule(pattern: str, code: str, message: str) -> _Rule:
    return _Rule(re.compile(pattern, re.IGNORECASE | re.DOTALL), code, message)


# The first that fits wins.
_RULES = (
    _rule(
        r"no space left on device|disk quota exceeded|os error 28\b",
        "disk-full",
        "The disk is full, so the environment could not be built. "
        "Free some space and run again. uv says: {reason}",
    ),
    _rule(
        r"(?:no interpreter found|invalid version request|failed to inspect python interpreter"
        r"|no python installation|querying python at)",
        "python-not-found",
        "The Python interpreter that was asked for cannot be used. Ask for another version, "
        "or install this one. uv says: {reason}",
    ),
    _rule(
        r"failed to read from file",
        "requirements-file-missing",
        "The requirements name a file that is not there. Add it to the notebook's files. "
        "uv says: {reason}",
    ),
    _rule(
        r"couldn't parse requirement|error parsing|unsupported requirement|unexpected content",
        "requirements-syntax",
        "The requirements cannot be read. Correct the line that uv names: {reason}",
    ),
    _rule(
        r"distribution not found at: (\S+)",
        "requirements-file-missing",
        "The requirements name {0}, which is not there. Add it to the notebook's files, "
        "or require a published package instead.",
    ),
    _rule(
        r"network was disabled|not found in the cache",
        "network",
        "The network is switched off and this computer does not have the packages yet. "
        "Run again when there is a network. uv says: {reason}",
    ),
    _rule(
        r"(?:failed to fetch|failed to download)[^\n]*?[:`] ?`?(\S+?)`?\n.*\b(?:404|410)\b",
        "package-not-found",
        "Nothing is to be had at {0}. Check the address in the requirements. uv says: {reason}",
    ),
    _rule(
        r"\b(?:401 unauthorized|403 forbidden)\b",
        "package-access",
        "The package index refuses access. Check the index and its credentials. uv says: {reason}",
    ),
    _rule(
        r"request failed after|error sending request|failed to fetch|dns error|timed out"
        r"|could(?:n't| not) connect|could not resolve host|failed to lookup address"
        r"|connection re(?:fused|set)|tls handshake|certificate",
        "network",
        "The packages could not be fetched. Check the network, the proxy and the package "
        "index, then run again. uv says: {reason}",
    ),
    _rule(
        r"because (\S+) was not found in the (?:package registry|provided package locations)",
        "package-not-found",
        "Package {0} does not exist in the package index. Check how it is spelled: the name to "
        "install may differ from the name to import.",
    ),
    _rule(
        r"because (?:there is no version of|there are no versions of|only [^,\n]* available and)"
        r" (\S+)[^,\n]* and you require \1(?=[,\s])",
        "package-not-found",
        "Package {0} does not exist in that version. Require another version. uv says: {reason}",
    ),
    _rule(
        r"no solution found|unsatisfiable|conflicting (?:urls|requirements)",
        "requirements-conflict",
        "The requirements contradict each other, or do not fit this Python. Loosen one of the "
        "versions. uv says: {reason}",
    ),
    _rule(
        r"failed to build|failed to download and build|build backend|failed to prepare",
        "package-build",
        "A package had to be built from source and that failed. Require a version that is "
        "published as a wheel for this Python. uv says: {reason}",
    ),
)


def _reason(text: str) -> str:
    """uv's own words on one line, without drawings and remarks on progress."""
    lines = text.splitlines()
    first = next(
        (n for n, line in enumerate(lines) if re.match(r"\s*(error:|×)", line, re.IGNORECASE)), 0
    )
    reason = ""
    for line in lines[first:]:
        words = _ORNAMENT.sub("", line).strip()
        if words:
            joint = ": " if _CAUSE.match(line) and not reason.endswith(":") else " "
            reason += joint + words if reason else words
    return reason if len(reason) <= _REASON_LENGTH else reason[: _REASON_LENGTH - 1] + "…"


def explain(text: str, exit_code: int) -> UvError:
    """The error behind uv's error output ``text``."""
    reason = _reason(text)
    for rule in _RULES:
        found = rule.pattern.search(text)
        if found:
            subject = found.group(1) if found.groups() else ""
            message = rule.message.replace("{0}", subject or "").replace("{reason}", reason)
            return UvError(rule.code, message, reason)
    return UvError(
        "environment-failed",
        f"uv could not build the environment (exit code {exit_code}); the whole text is in "
        f"log.txt. uv says: {reason or 'nothing'}",
        reason,
    )
