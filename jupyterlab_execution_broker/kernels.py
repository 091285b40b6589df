"""Kernelspecs of this server for execution sessions, and what keeps them true."""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
import sys
import unicodedata
import uuid
from pathlib import Path
from typing import Any

from jupyter_core.utils import ensure_async
from tornado.web import HTTPError, authenticated

from .download import BrokerRefusal, download_json
from .handlers import BrokerHandler
from .private_file import write_private
from .service import BrokerService, ServiceUnavailable
from .session import how_it_ended
from .upstream import Broken, Refused

_LOOK_SECONDS = 10.0
_ANSWER_SECONDS = 30.0
_LONGEST_DOCUMENT = 16 * 2**20
# So long the bridges of a session that has ended may tell their notebooks why.
_LAST_WORDS_SECONDS = 8.0
_LONGEST_NAME = 80


def kernel_name(session: str) -> str:
    """The name of a session's kernelspec."""
    return f"session-{session}"


class NotShown(RuntimeError):
    """This server does not show kernelspecs that are added while it runs."""


class SessionKernels:
    """A kernelspec lives until it is removed, its session ends, or this server does.

    They are in a private folder of this server, which its kernelspec manager is told of. After a
    restart of the server there are none: whoever shows the sessions asks for them again.
    """

    def __init__(
        self, service: BrokerService, specs: Any, kernels: Any, log: logging.Logger
    ) -> None:
        """``specs``, ``kernels``: this server's managers of kernelspecs and of kernels."""
        self._service = service
        self._specs = specs
        self._kernels = kernels
        self._log = log
        self._following: dict[str, asyncio.Task[None]] = {}

    async def add(self, session: str, display: str) -> str:
        """Returns the kernelspec's name. Raises NotShown, and ServiceUnavailable."""
        await self._service.address()  # from now on there is a file that says where it is
        folder, name = self._folder("kernels"), kernel_name(session)
        if str(folder) not in self._specs.kernel_dirs:
            self._specs.kernel_dirs.append(str(folder))
        target = self._folder("targets") / f"{session}.json"
        broker = str(self._service.address_file)
        # an empty path: the server's own folder, where a session's files are
        write_private(target, json.dumps({"session": session, "broker": broker, "path": ""}))
        module = f"{__package__}.bridge"
        document = {
            "argv": [
                *(sys.executable, "-m", module),
                *("-f", "{connection_file}", "--target", str(target)),
            ],
            "display_name": display,
            "language": "python",
            "interrupt_mode": "message",
            "metadata": {"execution_broker": {"session": session}},
            # -m would look for modules in the notebook's folder first
            "env": {"PYTHONSAFEPATH": "1"},
        }
        (folder / name).mkdir(exist_ok=True)
        write_private(folder / name / "kernel.json", json.dumps(document))
        if name not in await ensure_async(self._specs.get_all_specs()):
            self._forget(session)
            raise NotShown(
                f"{type(self._specs).__name__} does not show it. Kernels in sessions need Jupyter's"
                " own KernelSpecManager, and no allowed_kernelspecs that leaves them out."
            )
        if session not in self._following:
            self._following[session] = asyncio.ensure_future(self._follow(session))
        return name

    async def read(self, session: str) -> tuple[int, Any]:
        """Status and document of a session; None where it is no document.

        Raises ServiceUnavailable, Refused, Broken, and asyncio.TimeoutError.
        """
        reading = download_json(self._service, f"/sessions/{session}", _LONGEST_DOCUMENT)
        try:
            return 200, await asyncio.wait_for(reading, _ANSWER_SECONDS)
        except BrokerRefusal as refusal:
            return refusal.status, None
        except ValueError:
            return 200, None

    def remove(self, session: str) -> bool:
        """Whether there was one. Its kernels that run go on."""
        folder = self._folder("kernels") / kernel_name(session)
        if session not in self._following or not folder.exists():
            return False
        shutil.rmtree(folder, ignore_errors=True)
        return True

    async def stop(self) -> None:
        """Follows nothing any more, and ends the kernels while there is a broker to reach them."""
        for following in self._following.values():
            following.cancel()
        await asyncio.gather(*map(self._end_kernels, self._following))
        self._following.clear()

    def _folder(self, name: str) -> Path:
        folder = self._service.folder / name
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def _forget(self, session: str) -> None:
        shutil.rmtree(self._folder("kernels") / kernel_name(session), ignore_errors=True)
        (self._folder("targets") / f"{session}.json").unlink(missing_ok=True)

    async def _follow(self, session: str) -> None:
        """Looks at the session until it has ended; then its kernels end, too."""
        while await self._goes_on(session):
            await asyncio.sleep(_LOOK_SECONDS)
        shutil.rmtree(self._folder("kernels") / kernel_name(session), ignore_errors=True)
        await asyncio.sleep(_LAST_WORDS_SECONDS)
        await self._end_kernels(session)
        self._forget(session)
        self._following.pop(session, None)

    async def _end_kernels(self, session: str) -> None:
        for model in self._kernels.list_kernels():
            if model["name"] == kernel_name(session) and model["id"] in self._kernels:
                await ensure_async(self._kernels.shutdown_kernel(model["id"]))

    async def _goes_on(self, session: str) -> bool:
        try:
            status, document = await self.read(session)
        except (ServiceUnavailable, Refused, Broken, asyncio.TimeoutError) as error:
            self._log.debug("Session %s cannot be looked at: %s", session, error)
            return True
        ended = how_it_ended(document) if status == 200 else None
        if ended is not None:
            self._log.info("The kernelspec of session %s is removed. %s", session, ended)
        return status != 404 and ended is None


class _Handler(BrokerHandler):
    def initialize(  # type: ignore[override]
        self, service: BrokerService, kernels: SessionKernels
    ) -> None:
        super().initialize(service)
        self._kernels = kernels


class KernelsHandler(_Handler):
    """``POST {"session": uuid, "name"?: text}`` → 201 ``{"name": the kernelspec's}``."""

    @authenticated
    async def post(self) -> None:
        """404 where the broker knows no such session, 409 where it is over or was not accepted."""
        session, display = self._asked()
        try:
            status, document = await self._kernels.read(session)
            self._check(session, status, document)
            name = await self._kernels.add(session, display)
        except ServiceUnavailable as error:
            raise HTTPError(503, error.message, reason=error.reason) from error
        except (Refused, Broken, asyncio.TimeoutError) as error:
            raise HTTPError(502, str(error) or "No answer in time", reason="No answer") from error
        except NotShown as error:
            raise HTTPError(501, str(error)) from error
        self.set_status(201)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"name": name}))

    def _asked(self) -> tuple[str, str]:
        """Session and display name."""
        try:
            body = json.loads(self.request.body)
            session = str(uuid.UUID(body["session"]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise HTTPError(400, 'The body must be {"session": a UUID}.') from error
        display = body.get("name", f"Session {session[:8]}")
        if not isinstance(display, str) or not 0 < len(display.strip()) <= _LONGEST_NAME:
            raise HTTPError(400, f"'name' must be a text of 1 to {_LONGEST_NAME} characters.")
        if any(unicodedata.category(character)[0] == "C" for character in display):
            raise HTTPError(400, "'name' must not contain control characters.")
        return session, display.strip()

    def _check(self, session: str, status: int, document: Any) -> None:
        if status == 404:
            raise HTTPError(404, f"The broker knows no session {session}.")
        if status != 200 or not isinstance(document, dict):
            raise HTTPError(502, f"The broker answers about it with HTTP {status}.")
        ended = how_it_ended(document)
        if ended is not None:
            raise HTTPError(409, ended)
        if document.get("phase") in ("INITIAL", "OFFERED"):
            raise HTTPError(409, "This offer was not accepted yet: there is no session.")


class KernelHandler(_Handler):
    """``DELETE``: the kernelspec goes; kernels that were started from it go on."""

    @authenticated
    async def delete(self, session: str) -> None:
        """404 where there is none."""
        if not self._kernels.remove(session):
            raise HTTPError(404, f"There is no kernelspec of a session {session}.")
        self.set_status(204)
        self.finish()
