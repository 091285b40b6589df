"""The Line alone: two ends, and connections that drop what is on its way."""

from __future__ import annotations

import asyncio
import random
from typing import Callable

import pytest

from jupyterlab_execution_broker.kernel_relay.line import (
    PIECE_BYTES,
    WINDOW_BYTES,
    Line,
    OutOfOrder,
)
from jupyterlab_execution_broker.kernel_relay.messages import Malformed, join, split


class End:
    """A Line and what it has delivered."""

    def __init__(self) -> None:
        self.got: list[tuple[str, list[bytes]]] = []
        self.line = Line(
            lambda channel, parts: self.got.append((channel, [bytes(p) for p in parts]))
        )
        self.out: list[bytes] = []


def connect(one: End, other: End) -> None:
    """A new connection: what was on its way on the old one is gone."""
    for end in (one, other):
        end.out = []
    one.line.attach(one.out.append, other.line.received)
    other.line.attach(other.out.append, one.line.received)


def carry(sender: End, receiver: End, count: int) -> None:
    for _ in range(min(count, len(sender.out))):
        receiver.line.take(sender.out.pop(0))


def message(number: int, size: int = 20) -> tuple[str, list[bytes]]:
    return "iopub", [b"%d" % number, b"{}", b"{}", b"{}", bytes(size)]


@pytest.mark.parametrize("seed", range(8))
async def test_everything_comes_once_and_in_order_however_often_the_connection_breaks(
    seed: int,
) -> None:
    chance = random.Random(seed)
    ends = End(), End()
    connect(*ends)
    sent: tuple[list, list] = ([], [])
    for number in range(200):
        which = chance.randrange(2)
        size = chance.choice([0, 10, PIECE_BYTES - 200, PIECE_BYTES * 3 + 7])
        sent[which].append(message(number, size))
        ends[which].line.send(*sent[which][-1])
        carry(ends[0], ends[1], chance.randrange(6))
        carry(ends[1], ends[0], chance.randrange(6))
        if chance.random() < 0.1:
            connect(*ends)
    connect(*ends)
    for _ in range(1000):
        for sender, receiver in (ends, ends[::-1]):
            sender.line.ask()
            carry(sender, receiver, 10)
    assert ends[1].got == sent[0]
    assert ends[0].got == sent[1]
    assert [end.line.held for end in ends] == [0, 0]


async def test_only_a_window_is_on_its_way() -> None:
    one, other = End(), End()
    connect(one, other)
    for number in range(20):
        one.line.send(*message(number, 2**20))
    flying = sum(map(len, one.out))
    assert WINDOW_BYTES <= flying < WINDOW_BYTES + 2 * PIECE_BYTES
    assert one.line.held > 20 * 2**20


async def test_what_came_is_acknowledged_in_time() -> None:
    one, other = End(), End()
    connect(one, other)
    one.line.send(*message(1))
    carry(one, other, 1)
    told: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
    other.line.attach(told.set_result, one.line.received)
    one.line.send(*message(2))
    carry(one, other, 1)
    one.line.take(await asyncio.wait_for(told, 10))
    assert one.line.held == 0


async def test_what_comes_twice_is_delivered_once() -> None:
    one, other = End(), End()
    connect(one, other)
    said = other.line.received  # in a greeting, before the old connection's last frame came
    one.line.send(*message(1))
    carry(one, other, 1)
    one.line.attach(one.out.append, said)
    one.line.send(*message(2))
    carry(one, other, 2)
    assert other.got == [message(1), message(2)]


async def test_a_gap_is_an_error() -> None:
    one, other = End(), End()
    connect(one, other)
    one.line.send(*message(1))
    one.line.send(*message(2))
    with pytest.raises(OutOfOrder, match="Frame 2 came after frame 0"):
        other.line.take(one.out[1])


def test_a_message_is_laid_out_as_jupyter_does_it() -> None:
    from jupyter_server.services.kernels.connection.base import (
        deserialize_msg_from_ws_v1,
        serialize_msg_to_ws_v1,
    )

    parts = [b'{"a":1}', b"{}", b"", b"content", b"buffer", b""]
    ours = b"".join(join("shell", parts))
    assert ours == serialize_msg_to_ws_v1(parts, "shell")
    assert deserialize_msg_from_ws_v1(ours) == ("shell", parts)
    channel, views = split(ours)
    assert (channel, [bytes(view) for view in views]) == ("shell", parts)


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[:5],
        lambda whole: b"\xff" * len(whole),
        lambda whole: whole[:-9],
        lambda whole: whole.replace(b"shell", b"hells"),
        lambda whole: b"",
    ],
)
def test_a_message_that_is_none_is_refused(damage: Callable[[bytes], bytes]) -> None:
    whole = b"".join(join("shell", [b"a", b"b", b"c", b"d", b"e"]))
    with pytest.raises(Malformed):
        split(damage(whole))
