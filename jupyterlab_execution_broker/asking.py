"""Reads documents of the broker's service, for this server itself."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from tornado.httputil import HTTPHeaders

from .service import BrokerService
from .upstream import Refused, Upstream

_SECONDS = 30.0


async def ask(service: BrokerService, target: str) -> tuple[int, Any]:
    """Status and document of a GET; the document is None where it is no JSON.

    Raises ServiceUnavailable, Refused, Broken, and asyncio.TimeoutError.
    """
    address = await service.address()
    try:
        upstream = await Upstream.connect(address)
    except Refused:
        address = await service.renew(address, refused=True)
        upstream = await Upstream.connect(address)
    status, body = 0, bytearray()

    async def on_head(code: int, reason: str, headers: HTTPHeaders) -> None:
        nonlocal status
        status = code

    async def on_chunk(chunk: bytes) -> None:
        body.extend(chunk)

    headers = HTTPHeaders({"Host": "localhost", "Connection": "close"})
    headers["Authorization"] = f"Bearer {address.secret}"
    headers["Accept"] = "application/json"
    upstream.head("GET", target, headers)
    try:
        await asyncio.wait_for(upstream.receive(on_head, on_chunk), _SECONDS)
    finally:
        upstream.close()
    try:
        return status, json.loads(body)
    except ValueError:
        return status, None
