"""The bridge: requests go to the other server's kernel, and what comes of them comes back."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Coroutine
from typing import Any

from .errors import Ended, KernelGone, Unreachable
from .fences import Fences
from .front import Front
from .interrupts import Interrupts
from .kernel_info import PLACEHOLDER
from .notices import Notices
from .outbox import Outbox
from .remote_kernel import RemoteKernel
from .requests import Request, Requests, status_of
from .server import Server
from .state import StateFile
from .target import Target
from .ways import PlainWay, SequencedWay

_log = logging.getLogger(__name__)

_FIRST_DELAY, _LONGEST_DELAY = 0.2, 5.0
# A notebook's own connection waits for kernel_info; so long the true one is waited for.
_KERNEL_INFO_SECONDS = 5.0
# So long the kernel may be away before a waiting cell says so.
_SAY_AWAY_SECONDS = 10.0
_LOOK_SECONDS = 5.0
# What has ended for good is told so long to who asks. In a session this server's watcher comes
# before; elsewhere Jupyter's restarter gives up where processes live for less than ten seconds.
_ENDED_SECONDS = {True: 30.0, False: 5.0}
# Long enough for the last words; then Jupyter's restarter starts a bridge with another kernel.
_GONE_SECONDS = 0.5
# A reply comes before `idle`, or right after it, on another channel.
_LATE_REPLY_SECONDS = 1.0
_TOO_LARGE = 1009


class Bridge:
    """Runs until it is shut down, or until there is nothing at the other end any more."""

    def __init__(self, connection: dict[str, Any], target: Target, file: StateFile) -> None:
        self._front = Front(connection, self._on_request)
        self._requests = Requests(self._front)
        self._fences = Fences(self._front, self._requests)
        self._notices = Notices(self._front)
        self._target = target
        self._kernel = RemoteKernel(target, file)
        self._server: Server | None = None
        self._out = Outbox(self._requests)
        self._interrupts = Interrupts(self._kernel, self._requests, self._out, self._notices)
        self._ended: str | None = None
        self._tasks: set[asyncio.Future[None]] = set()
        self._shutting_down = False
        self._lost_at: float | None = None
        self._why = "it has not answered yet"
        self._exit: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def run(self) -> int:
        """The exit code: 0 after a shutdown, 1 where the kernel or its session is gone."""
        serving = asyncio.ensure_future(self._serve())
        serving.add_done_callback(self._served)
        try:
            return await self._exit
        finally:
            serving.cancel()
            if self._out.way is not None:
                self._out.way.close("the bridge ends")
            self._front.close()

    def leave(self, code: int = 0) -> None:
        """Ends this process; the kernel stays for the next."""
        if not self._exit.done():
            self._exit.set_result(code)

    def leave_soon(self) -> None:
        """Ends this process, after a shutdown that is under way."""
        if not self._shutting_down:
            self.leave()

    def _served(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            _log.error("The bridge failed", exc_info=task.exception())
            self._end(f"The kernel bridge failed: {task.exception()!r}", _GONE_SECONDS)

    async def _serve(self) -> None:
        """Connects, and connects again."""
        delay = _FIRST_DELAY
        while self._ended is None:
            self._server = None
            try:
                self._server = Server(self._target.place())
                await self._connect(self._server)
                delay = _FIRST_DELAY
                await self._until_lost(self._server)
            except Unreachable as error:
                self._on_lost(str(error))
            except KernelGone as error:
                self._kernel.forget()
                self._end(
                    f"The kernel is gone: {error}. What it held in memory is lost.", _GONE_SECONDS
                )
            except Ended as error:
                self._kernel.forget()
                self._end(str(error), _ENDED_SECONDS[self._target.in_session])
            finally:
                if self._server is not None:
                    self._server.close()
            await asyncio.sleep(delay)
            delay = min(delay * 1.6, _LONGEST_DELAY)

    async def _connect(self, server: Server) -> None:
        kernel_id = await self._kernel.find(server, anew=self._out.way is None)
        relayed, out = await server.has_relay(), self._out
        if out.way is None or out.way.keeps != relayed:
            if out.way is not None:
                self._lose("The kernel relay beside the kernel is not as it was.")
            client = self._kernel.client
            out.way = (
                SequencedWay(client, self._on_message, self._target.patience)
                if relayed
                else PlainWay(client, self._on_message)
            )
        await out.way.connect(server.place, kernel_id)
        if isinstance(out.way, SequencedWay) and out.way.forgot:
            self._lose("The kernel relay was away for so long that it has forgotten this notebook.")
        out.connected = True
        self._say_back()
        if not out.way.keeps:
            self._fence()
        out.flush()
        await self._interrupts.back(server)

    async def _until_lost(self, server: Server) -> None:
        """Waits for the end of the connection, and raises what it means."""
        assert self._out.way is not None
        lost = asyncio.ensure_future(self._out.way.lost())
        while not lost.done():
            await asyncio.wait({lost}, timeout=_LOOK_SECONDS)
            if not lost.done() and not self._out.way.keeps:
                await self._look(server)
        code, reason = lost.result()
        if code == _TOO_LARGE and isinstance(self._out.way, PlainWay):
            self._notices.too_large(*self._out.way.largest)
        raise Unreachable(reason)

    async def _look(self, server: Server) -> None:
        """A kernel that was deleted does not end its WebSocket, and an answer may get lost."""
        try:
            model = await server.kernel(self._kernel.id)
        except Unreachable as error:
            _log.info("The kernel could not be looked at: %s", error)
            return
        if model.get("execution_state") == "idle":
            self._fence(older_than=_LOOK_SECONDS)

    def _on_lost(self, reason: str) -> None:
        was, self._out.connected, self._why = self._out.connected, False, reason
        _log.info("No connection to the kernel: %s", reason)
        if was or self._lost_at is None:
            self._lost_at = time.monotonic()
            for request in self._requests.unanswered():
                self._while_away(request)
        self._fences.clear()

    def _end(self, reason: str, seconds: float) -> None:
        """Fails what is pending and what still comes, and leaves after ``seconds``."""
        self._ended = reason
        self._out.connected = False
        self._out.clear()
        for request in self._requests.unanswered():
            self._after_end(request, reason)
        asyncio.get_running_loop().call_later(seconds, self.leave, 1)

    def _after_end(self, request: Request, reason: str) -> None:
        if request.kind == "kernel_info_request":
            self._requests.answer(request, PLACEHOLDER)
        else:
            self._requests.fail([request], "KernelEnded", reason)

    def _on_request(self, channel: str, identities: list[bytes], parts: list[bytes]) -> None:
        header = json.loads(parts[0])
        request = Request(channel, identities, parts, header)
        kind = request.kind
        if kind == "shutdown_request":
            self._do(self._shut_down(request))
        elif kind == "interrupt_request":
            self._do(self._interrupt(request))
        elif not kind.endswith("_request"):
            if self._ended is None:
                self._out.send(channel, parts)
        else:
            self._requests.add(request)
            if self._ended is not None:
                self._after_end(request, self._ended)
                return
            self._out.send(channel, parts, request)
            self._while_away(request)

    def _do(self, what: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _while_away(self, request: Request) -> None:
        """Who asks what we are is not kept waiting for long; who waits for a cell is told why."""
        later = asyncio.get_running_loop().call_later
        if self._out.connected or request.replied:
            return
        if request.kind == "execute_request":
            later(_SAY_AWAY_SECONDS, self._say_away, request)
        elif request.kind == "kernel_info_request":
            later(_KERNEL_INFO_SECONDS if self._lost_at is None else 0, self._answer_late, request)

    def _answer_late(self, request: Request) -> None:
        if not request.replied and not self._out.connected:
            self._requests.answer(request, PLACEHOLDER)

    async def _interrupt(self, request: Request) -> None:
        content: dict[str, Any] = {"status": "ok"}
        try:
            server = self._server if self._out.connected else None
            await self._interrupts.ask(server, self._why)
        except Ended as error:
            content = {"status": "error", "ename": "NotInterrupted", "evalue": str(error)}
            content["traceback"] = []
        self._front.reply(
            request.channel, request.identities, "interrupt_reply", content, request.header
        )

    async def _shut_down(self, request: Request) -> None:
        self._shutting_down = True
        restart = bool(json.loads(request.parts[3]).get("restart"))
        content = {"status": "ok", "restart": restart}
        self._front.publish("shutdown_reply", content, request.header)
        self._front.reply(
            request.channel, request.identities, "shutdown_reply", content, request.header
        )
        if restart:
            self._kernel.restart_next()
        elif self._ended is None:
            self._ended = "This kernel was shut down."
            await self._kernel.end()
        else:
            self._kernel.forget()
        self.leave()

    def _on_message(self, channel: str, parts: list[memoryview]) -> None:
        if channel == "iopub":
            state, parent = status_of(parts)
            if state == "idle":
                self._await_reply(self._requests.idle(parent))
            elif state == "busy":
                self._begin(parent)
            elif state in ("restarting", "dead"):
                sent = [request for request in self._requests.unanswered() if request.sent]
                text = "The kernel died, or was started again. What it held in memory is lost."
                self._requests.fail(sent, "KernelRestarted", text)
        elif self._fences.passed(channel, parts):
            return
        self._requests.hand_on(channel, parts)

    def _await_reply(self, cell: Request | None) -> None:
        """An interrupt in the moment in which a kernel takes up a cell costs the cell's reply."""
        if cell is not None:
            later = asyncio.get_running_loop().call_later
            later(_LATE_REPLY_SECONDS, self._say_interrupted, cell)

    def _say_interrupted(self, cell: Request) -> None:
        if not cell.replied and self._out.connected:
            text = "The cell was interrupted before its own code had begun."
            self._requests.fail([cell], "KeyboardInterrupt", text)
        elif not cell.replied:
            self._await_reply(cell)

    def _begin(self, parent: str) -> None:
        cell = self._requests.begin(parent)
        if cell is not None and self._server is not None:
            self._do(self._interrupts.begun(self._server, cell))

    def _fence(self, older_than: float = 0.0) -> None:
        """Finds out which answers are lost; see Fences."""
        parts = self._fences.put_up(older_than)
        if parts is not None:
            self._out.send("shell", parts)

    def _lose(self, why: str) -> None:
        sent = [request for request in self._requests.unanswered() if request.sent]
        text = f"{why} This was sent and may have run; its answer is lost. It is not sent again."
        self._requests.fail(sent, "AnswerLost", text)

    def _say_away(self, cell: Request) -> None:
        if not (cell.replied or self._out.connected or self._ended):
            self._notices.away(cell, self._why, self._out.keeps)

    def _say_back(self) -> None:
        lost_at, self._lost_at = self._lost_at, None
        if lost_at is not None and self._out.way is not None and not self._out.way.keeps:
            away = time.monotonic() - lost_at
            self._notices.back(self._requests.executing(), self._why, away)
