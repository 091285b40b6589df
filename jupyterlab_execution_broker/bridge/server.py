"""The other Jupyter server's REST API, as far as a bridge needs it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from tornado.httpclient import HTTPRequest
from tornado.simple_httpclient import HTTPStreamClosedError, HTTPTimeoutError, SimpleAsyncHTTPClient

from ..session import how_it_ended
from .errors import Ended, KernelGone, Unreachable
from .target import Place

_SECONDS = 20.0
# A kernel's start or restart: a server answers when the kernel has, or gives up after 60 s.
_SLOW_SECONDS = 90.0
_ASK_AGAIN_SECONDS = 1.0
_LARGEST_ANSWER = 16 * 2**20


def _message(document: Any) -> str:
    """What the server said about an error, if it did."""
    said = document.get("message") if isinstance(document, dict) else None
    return f": {said[:300]}" if isinstance(said, str) and said else ""


class Server:
    """Calls raise Unreachable, and Ended where no later call can do better."""

    def __init__(self, place: Place) -> None:
        self.place = place
        options = {} if place.resolver is None else {"resolver": place.resolver}
        self._client = SimpleAsyncHTTPClient(
            force_instance=True, max_body_size=_LARGEST_ANSWER, **options
        )

    def close(self) -> None:
        self._client.close()

    async def has_relay(self) -> bool:
        """Whether kernels have a WebSocket with sequence numbers there."""
        status, document = await self._ask("GET", "api/kernel-relay")
        if status == 200 and isinstance(document, dict):
            return document.get("version") == 1
        if status in (404, 405):
            return False
        await self._refuse(status, document)
        return False

    async def kernel(self, kernel_id: str) -> dict[str, Any]:
        """The kernel's model. Raises KernelGone when the server says twice that there is none."""
        for last in (False, True):
            path = f"api/kernels/{kernel_id}?no_track_activity=1"
            status, document = await self._ask("GET", path)
            if status == 200 and isinstance(document, dict):
                return document
            if status != 404:
                break
            if not last:
                await asyncio.sleep(_ASK_AGAIN_SECONDS)
        else:
            await self._be_there()
            raise KernelGone(f"there is no kernel {kernel_id} any more")
        return await self._refuse(status, document)

    async def start_kernel(self, name: str | None, path: str | None) -> str:
        """Starts a kernel, of the server's default kind without a name; returns its id."""
        wanted = {"name": name, "path": path}
        body = {key: value for key, value in wanted.items() if value is not None}
        status, document = await self._ask("POST", "api/kernels", body, _SLOW_SECONDS)
        if status == 201 and isinstance(document, dict):
            return str(document["id"])
        if status in (400, 500):
            await self._be_there()
            raise Ended(f"No kernel could be started there{_message(document)}.")
        return str(await self._refuse(status, document))

    async def restart(self, kernel_id: str) -> None:
        """Raises KernelGone."""
        path = f"api/kernels/{kernel_id}/restart"
        status, document = await self._ask("POST", path, {}, _SLOW_SECONDS)
        if status == 404:
            await self.kernel(kernel_id)
        if status not in (200, 204):
            await self._refuse(status, document)

    async def interrupt(self, kernel_id: str) -> None:
        status, document = await self._ask("POST", f"api/kernels/{kernel_id}/interrupt", {})
        if status not in (200, 204):
            await self._refuse(status, document)

    async def end(self, kernel_id: str) -> None:
        """A kernel that is not there any more is ended, too."""
        status, document = await self._ask("DELETE", f"api/kernels/{kernel_id}")
        if status not in (204, 404):
            await self._refuse(status, document)

    async def _be_there(self) -> None:
        """Makes sure that it was the Jupyter server that answered, and nobody before it."""
        status, document = await self._ask("GET", "api/status?no_track_activity=1")
        if status != 200:
            await self._refuse(status, document)

    async def _refuse(self, status: int, document: Any) -> Any:
        """Raises what the answer means; where a broker stands before it, that is asked, too."""
        url = self.place.session_url
        if url is not None:
            code, session = await self._fetch("GET", url)
            ended = how_it_ended(session) if code == 200 else None
            if ended is not None:
                raise Ended(ended)
            if code == 404:
                raise Ended("The execution broker does not know this session any more.")
            phase = session.get("phase") if isinstance(session, dict) else None
            if phase:
                raise Unreachable(
                    f"its Jupyter server answers with HTTP {status}{_message(document)}; "
                    f"the session is {phase}"
                )
        if status in (401, 403) or 300 <= status < 400:
            raise Ended(
                f"The Jupyter server at {self.place.url} does not let the bridge in "
                f"(HTTP {status}{_message(document)}). Is the token right?"
            )
        raise Unreachable(f"it answers with HTTP {status}{_message(document)}")

    async def _ask(
        self, method: str, path: str, body: Any = None, seconds: float = _SECONDS
    ) -> tuple[int, Any]:
        return await self._fetch(method, self.place.url + path, body, seconds)

    async def _fetch(
        self, method: str, url: str, body: Any = None, seconds: float = _SECONDS
    ) -> tuple[int, Any]:
        """Status and document, None where it is no JSON. Raises Unreachable."""
        request = HTTPRequest(
            url,
            method,
            {**self.place.headers, "Accept": "application/json"},
            json.dumps(body) if body is not None else None,
            connect_timeout=min(seconds, 10.0),
            request_timeout=seconds,
            follow_redirects=False,
        )
        try:
            answer = await self._client.fetch(request, raise_error=False)
        except (HTTPStreamClosedError, HTTPTimeoutError, OSError) as error:
            raise Unreachable(str(error) or type(error).__name__) from error
        if answer.code == 599:
            raise Unreachable(str(answer.error))
        try:
            return answer.code, json.loads(answer.body or b"null")
        except ValueError:
            return answer.code, None
