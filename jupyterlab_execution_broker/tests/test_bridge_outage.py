"""A connection that is cut, stalls, or is half open, while a cell prints numbered lines."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Callable

import pytest

from .bridged_kernel import BridgedKernel, Outcome, target
from .remote_jupyter import Proxy, RemoteJupyter
from .session_folder import wait_until

LINES = 60
CELL = f"""
import time
runs += 1
for i in range({LINES}):
    print("line", i, flush=True)
    time.sleep(0.03)
"""
ALL = [f"line {i}" for i in range(LINES)]
# In seconds. The cell takes 1.8; what happens in an outage has no event to wait for here.
OUTAGE = 0.8

Disturbed = Callable[..., "tuple[Proxy, BridgedKernel]"]


@pytest.fixture(scope="module")
def kernel_of() -> Callable[[RemoteJupyter], str]:
    """One kernel of each server serves all tests here."""
    started: dict[int, str] = {}

    def find(server: RemoteJupyter) -> str:
        if server.port not in started:
            started[server.port] = server.call("POST", "api/kernels", {})["id"]
        return started[server.port]

    return find


@pytest.fixture
def disturbed(
    tmp_path: Path, kernel_of: Callable[[RemoteJupyter], str]
) -> Iterator[Callable[..., tuple[Proxy, BridgedKernel]]]:
    """A bridge to a server, with a proxy between."""
    made: list[tuple[Proxy, BridgedKernel]] = []

    def start(server: RemoteJupyter, **more: object) -> tuple[Proxy, BridgedKernel]:
        proxy = Proxy(server.port)
        where = target(proxy.port, kernel_id=kernel_of(server), **more)
        kernel = BridgedKernel(tmp_path / f"bridge-{len(made)}", where)
        made.append((proxy, kernel))
        assert kernel.run("runs = 0").status == "ok"
        return made[-1]

    yield start
    for proxy, kernel in made:
        kernel.stop()
        proxy.close()


class Once:
    """Does something at the tenth line, once."""

    def __init__(self, what: Callable[[], None]) -> None:
        self._what: Callable[[], None] | None = what

    def __call__(self, text: str) -> None:
        if self._what is not None and "line 10\n" in text:
            what, self._what = self._what, None
            what()


def lines(outcome: Outcome) -> list[str]:
    return outcome.text("stdout").splitlines()


@pytest.mark.parametrize("kind", ["cut", "stall", "half_open", "cut twice"])
def test_with_the_relay_no_line_is_lost_or_doubled(
    kind: str, relayed: RemoteJupyter, disturbed: Disturbed
) -> None:
    proxy, kernel = disturbed(relayed, patience=0.4)

    def disturb() -> None:
        for _ in range(2 if kind == "cut twice" else 1):
            getattr(proxy, kind.split()[0])()
            time.sleep(OUTAGE)
            proxy.mend()
            time.sleep(0.1)

    outcome = kernel.finish(kernel.start(CELL), seen=Once(disturb))
    assert lines(outcome) == ALL
    assert outcome.status == "ok"
    assert kernel.run("print(runs)").text("stdout") == "1\n"


def test_with_the_relay_an_outage_of_ten_seconds_costs_no_line(
    relayed: RemoteJupyter, disturbed: Disturbed
) -> None:
    proxy, kernel = disturbed(relayed)

    def disturb() -> None:
        proxy.cut()
        time.sleep(10)
        proxy.mend()

    # of 12 s: it begins before the outage and ends after it
    cell = CELL.replace("0.03", "0.2")
    outcome = kernel.finish(kernel.start(cell), 40, seen=Once(disturb))
    assert (outcome.status, lines(outcome)) == ("ok", ALL)
    assert kernel.run("print(runs)").text("stdout") == "1\n"


@pytest.mark.parametrize("server", ["relayed", "plain"])
def test_an_interrupt_that_comes_before_its_cell_is_not_lost(
    server: str, request: pytest.FixtureRequest, disturbed: Disturbed
) -> None:
    proxy, kernel = disturbed(request.getfixturevalue(server))
    # what is sent now is on its way until the network is there again, and an interrupt passes it
    proxy.stall()
    asked = kernel.start("import time; time.sleep(25)")
    time.sleep(OUTAGE / 2)
    kernel.manager.interrupt_kernel()
    time.sleep(OUTAGE / 2)
    proxy.mend()
    outcome = kernel.finish(asked, 20)
    assert outcome.errors == ["KeyboardInterrupt"]
    assert kernel.run("print(runs)").text("stdout") == "0\n"


def test_with_the_relay_an_interrupt_of_a_broken_connection_is_not_lost(
    relayed: RemoteJupyter, disturbed: Disturbed
) -> None:
    proxy, kernel = disturbed(relayed)
    proxy.cut()
    asked = kernel.start("import time; time.sleep(25)")
    kernel.manager.interrupt_kernel()
    time.sleep(OUTAGE)
    proxy.mend()
    assert kernel.finish(asked, 20).errors == ["KeyboardInterrupt"]


def test_with_the_relay_what_was_asked_in_an_outage_runs_once(
    relayed: RemoteJupyter, disturbed: Disturbed
) -> None:
    proxy, kernel = disturbed(relayed)
    proxy.cut()
    asked = [kernel.start("runs += 1; print(runs)") for _ in range(3)]
    wait_until(lambda: not kernel.client.shell_channel.msg_ready(), 1)
    proxy.mend()
    assert [kernel.finish(msg_id).text("stdout") for msg_id in asked] == ["1\n", "2\n", "3\n"]


def test_with_the_relay_a_second_client_takes_nothing_away(
    relayed: RemoteJupyter, disturbed: Disturbed
) -> None:
    proxy, kernel = disturbed(relayed)
    seconds: list[BridgedKernel] = []

    def join_while_cut() -> None:
        proxy.cut()
        seconds.append(disturbed(relayed)[1])
        proxy.mend()

    # the second waits its turn behind this cell, and sets the count back
    outcome = kernel.finish(kernel.start(CELL), seen=Once(join_while_cut))
    assert (outcome.status, lines(outcome)) == ("ok", ALL)
    assert seconds[0].run("print(runs)").text("stdout") == "0\n"
    seconds[0].stop()
    assert kernel.run("print(runs)").text("stdout") == "0\n"  # it was not the second's to end


def test_without_the_relay_an_answer_that_is_lost_is_an_error(
    plain: RemoteJupyter, disturbed: Disturbed
) -> None:
    proxy, kernel = disturbed(plain)
    # with another client there, a Jupyter server keeps nothing for the one that is away
    _, other = disturbed(plain)

    def miss_the_end() -> None:
        proxy.cut()
        wait_until(lambda: "idle" in state(), 20)
        proxy.mend()

    def state() -> str:
        return str(plain.call("GET", f"api/kernels/{kernel.remote}")["execution_state"])

    outcome = kernel.finish(kernel.start(CELL), seen=Once(miss_the_end))
    assert (outcome.status, outcome.reply["ename"]) == ("error", "AnswerLost")
    assert "it is not sent again" in outcome.error
    assert 10 < len(lines(outcome)) < LINES
    assert "Output of that time may be missing" in outcome.text("stderr")
    assert other.run("print(runs)").text("stdout") == "1\n"
    assert kernel.run("print(runs)").text("stdout") == "1\n"


@pytest.mark.parametrize("kind", ["cut", "stall", "half_open"])
def test_without_the_relay_nothing_hangs_or_runs_twice(
    kind: str, plain: RemoteJupyter, disturbed: Disturbed
) -> None:
    proxy, kernel = disturbed(plain)

    def disturb() -> None:
        getattr(proxy, kind)()
        time.sleep(OUTAGE)
        proxy.mend()

    outcome = kernel.finish(kernel.start(CELL), seen=Once(disturb))
    got = lines(outcome)
    assert got == [line for line in ALL if line in got]
    if got != ALL:
        assert "may be missing" in outcome.text("stderr")
    assert outcome.status == "ok" or outcome.reply["ename"] == "AnswerLost"
    assert kernel.run("print(runs)").text("stdout") == "1\n"


def test_without_a_connection_an_interrupt_gives_up(
    plain: RemoteJupyter, disturbed: Disturbed
) -> None:
    proxy, kernel = disturbed(plain)
    proxy.cut()
    asked = kernel.start("runs += 1")
    wait_until(lambda: interrupted(kernel, asked), 20)
    proxy.mend()
    assert kernel.run("print(runs)").text("stdout") in ("0\n", "1\n")


def interrupted(kernel: BridgedKernel, asked: str) -> bool:
    """Whether it gave up; the first interrupt may overtake the cell that it is meant for."""
    kernel.manager.interrupt_kernel()
    try:
        outcome = kernel.finish(asked, 2)
    except AssertionError:
        return False
    assert outcome.reply["ename"] == "Interrupted"
    assert "cannot be reached" in outcome.error
    return True
