"""One answer of the service, piece by piece, for this server itself."""

from __future__ import annotations

import json
from typing import Any

from tornado.httputil import HTTPHeaders

from .child import Address
from .home import Take
from .service import BrokerService
from .upstream import Broken, Refused, Upstream

_LONGEST_REFUSAL = 64 * 1024


class BrokerRefusal(Exception):
    """The service answered with an error; the text is its own."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def _sentence(body: bytes, status: int) -> str:
    try:
        message = json.loads(body)["message"]
    except (ValueError, KeyError, TypeError):
        message = None
    return message if isinstance(message, str) else f"The execution broker answered {status}."


async def download(service: BrokerService, target: str, take: Take) -> None:
    """Hands the body of the answer to a GET to ``take``, with back pressure.

    Raises what ``take`` raises, BrokerRefusal for an answer that is no 200, ServiceUnavailable and
    Refused where there is nobody, and Broken where the answer ends too early.
    """
    address = await service.address()
    try:
        await _exchange(service, address, target, take)
    except Broken as broken:
        # it ran into a death: nothing was handed out, so it may be asked for once more
        if broken.answered:
            raise
        await _exchange(service, await service.renew(address, refused=False), target, take)


async def _exchange(service: BrokerService, address: Address, target: str, take: Take) -> None:
    try:
        upstream = await Upstream.connect(address)
    except Refused:
        address = await service.renew(address, refused=True)
        upstream = await Upstream.connect(address)
    headers = HTTPHeaders({"Host": "localhost", "Connection": "close"})
    headers["Accept"] = "application/json, */*;q=0.1"
    headers["Authorization"] = f"Bearer {address.secret}"
    upstream.head("GET", target, headers)
    status, refusal = 0, bytearray()
    failure: Exception | None = None

    async def on_head(code: int, reason: str, headers: HTTPHeaders) -> None:
        nonlocal status
        status = code

    async def on_chunk(chunk: bytes) -> None:
        nonlocal failure
        if status != 200:
            refusal.extend(chunk[: _LONGEST_REFUSAL - len(refusal)])
            return
        try:
            await take(chunk)
        # kept for the one who asked: tornado would log it, and say nothing to anybody
        except Exception as error:
            failure = error
            upstream.close()

    try:
        await upstream.receive(on_head, on_chunk)
    except ConnectionError:
        if failure is None:
            raise
    if failure is not None:
        raise failure
    if status != 200:
        raise BrokerRefusal(status, _sentence(bytes(refusal), status))


async def download_json(service: BrokerService, target: str, longest: int) -> Any:
    """A document of at most ``longest`` bytes. Raises as ``download`` does, and ValueError."""
    body = bytearray()

    async def take(chunk: bytes) -> None:
        body.extend(chunk)
        if len(body) > longest:
            raise ValueError(f"The answer has more than {longest} bytes")

    await download(service, target, take)
    return json.loads(body)
