"""An execution session as a broker's document tells of it: whether it has ended, and why."""

from __future__ import annotations

import re
from typing import Any

# Source: src/model/phase.ts, docs/session-lifecycle.md.
FINAL_PHASES = frozenset({"REJECTED", "EXPIRED", "COMPLETED", "FAILED", "CANCELLED"})
_LONGEST_REASON = 500


def _words(message: Any) -> str:
    """The text of one message, after the Message Templates standard (messagetemplates.org)."""
    if not isinstance(message, dict):
        return ""
    text, values = message.get("message") or message.get("template"), message.get("values")
    if not isinstance(text, str):
        return ""
    if not isinstance(values, dict):
        return text
    return re.sub(r"{(\w+)}", lambda found: str(values.get(found[1], found[0])), text)


def how_it_ended(document: Any) -> str | None:
    """A sentence on the session's end, from ``GET /sessions/{uuid}``; None while it goes on."""
    phase = document.get("phase") if isinstance(document, dict) else None
    if phase not in FINAL_PHASES:
        return None
    meta = document.get("meta")
    messages = meta.get("messages") if isinstance(meta, dict) else None
    said = [text for text in map(_words, messages if isinstance(messages, list) else []) if text]
    if not said:
        return f"The session ended: it is {phase}."
    return f"The session ended ({phase}): {said[-1][:_LONGEST_REASON]}"
