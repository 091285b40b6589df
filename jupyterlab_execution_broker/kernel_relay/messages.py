"""Kernel messages in one piece, as the subprotocol v1.kernel.websocket.jupyter.org lays them out.

A message is a channel's name and its parts: header, parent header, metadata, content, and buffers,
each as the kernel or its client has written them. Little-endian numbers of 8 bytes come first: how
many offsets there are, and the offsets of the name, of each part, and of the end.
Source: https://jupyter-server.readthedocs.io/en/latest/developers/websocket-protocols.html
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Union

SUBPROTOCOL = "v1.kernel.websocket.jupyter.org"
CHANNELS = ("shell", "control", "stdin", "iopub")
DELIMITER = b"<IDS|MSG>"

Buffer = Union[bytes, memoryview]


class Malformed(ValueError):
    """What came is no message of this layout."""


def join(channel: str, parts: Sequence[Buffer]) -> list[Buffer]:
    """The pieces that make up the message when they are put together."""
    name = channel.encode()
    offsets = [8 * (len(parts) + 3)]
    for piece in (name, *parts):
        offsets.append(offsets[-1] + len(piece))
    return [struct.pack(f"<{len(offsets) + 1}Q", len(offsets), *offsets), name, *parts]


def split(message: Buffer) -> tuple[str, list[memoryview]]:
    """Channel and parts, without a copy of the parts. Raises Malformed."""
    view = memoryview(message)
    try:
        (count,) = struct.unpack_from("<Q", message)
        if not 3 <= count <= len(message) // 8:
            raise Malformed(f"A kernel message of {len(message)} bytes with {count} offsets")
        offsets = struct.unpack_from(f"<{count}Q", message, 8)
    except struct.error as error:
        raise Malformed(f"A kernel message of {len(message)} bytes") from error
    if list(offsets) != sorted(offsets) or offsets[-1] > len(message):
        raise Malformed("A kernel message whose offsets are not in order")
    channel = bytes(view[offsets[0] : offsets[1]]).decode(errors="replace")
    if channel not in CHANNELS or count < 6:
        raise Malformed(f"A message of {count - 2} parts for a channel {channel!r}")
    return channel, [view[start:end] for start, end in zip(offsets[1:], offsets[2:])]


def unwrap(frames: Sequence[bytes]) -> tuple[list[bytes], bytes, list[bytes]]:
    """Identities, signature and parts of what came over ZMQ. Raises Malformed."""
    try:
        at = list(frames).index(DELIMITER)
    except ValueError:
        raise Malformed("A message without its delimiter") from None
    if len(frames) < at + 6:
        raise Malformed(f"A message of {len(frames) - at - 2} parts")
    return list(frames[:at]), frames[at + 1], list(frames[at + 2 :])
