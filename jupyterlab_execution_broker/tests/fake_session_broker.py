"""FakeSessionBroker: ``execution-broker serve --child`` with the sessions in its folder.

``data_dir/sessions/UUID.json`` is what it says of a session; ``data_dir/jupyter`` has the port and
token of the Jupyter server that it hands requests below ``/sessions/UUID/jupyter/`` to, as long as
the session goes on. It has no offers and no database, and one request for each connection.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import re
import sys
import threading
from pathlib import Path

FINAL = ("COMPLETED", "FAILED", "CANCELLED")


class Broker:
    def __init__(self, data_dir: Path, secret: str) -> None:
        self._data_dir = data_dir
        self._authorization = f"authorization: bearer {secret}".lower()

    def phase(self, session: str) -> str | None:
        """None: there is no such session."""
        file = self._data_dir / "sessions" / f"{session}.json"
        return json.loads(file.read_text())["phase"] if file.exists() else None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            line, *headers = head.rstrip().split("\r\n")
            method, path, _ = line.split()
            found = re.fullmatch(r"/sessions/([^/?]+)(/jupyter)?(/.*)?", path)
            phase = self.phase(found[1]) if found else None
            if self._authorization not in map(str.lower, headers):
                answer(writer, 401, {"message": "wrong secret"})
            elif found is None or phase is None:
                answer(writer, 404, {"message": "no such session"})
            elif found[2] is None:
                answer(writer, 200, (self._data_dir / "sessions" / f"{found[1]}.json").read_text())
            elif phase in FINAL:
                answer(writer, 409, {"message": "the session is over"})
            else:
                start = f"{method} {found[3]} HTTP/1.1"
                kept = [each for each in headers if not each.lower().startswith("authorization:")]
                await self._hand_on(found[1], [start, *kept], reader, writer)
        writer.close()

    async def _hand_on(
        self,
        session: str,
        head: list[str],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        port, token = (self._data_dir / "jupyter").read_text().split()
        back, forth = await asyncio.open_connection("127.0.0.1", int(port))
        head.append(f"Authorization: token {token}")
        forth.write("\r\n".join([*head, "", ""]).encode())
        pipes = asyncio.gather(pipe(reader, forth), pipe(back, writer), return_exceptions=True)
        while not pipes.done() and self.phase(session) not in FINAL:
            await asyncio.wait({pipes}, timeout=0.1)
        pipes.cancel()
        forth.close()


async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(2**16):
        writer.write(data)
        await writer.drain()
    writer.close()


def answer(writer: asyncio.StreamWriter, status: int, document: object) -> None:
    body = document if isinstance(document, str) else json.dumps(document)
    head = f"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nConnection: close\r\n"
    writer.write(f"{head}Content-Length: {len(body.encode())}\r\n\r\n{body}".encode())


async def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("--socket", "--port", "--data-dir"):
        parser.add_argument(name)
    options, _ = parser.parse_known_args()
    secret = sys.stdin.readline().strip()
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    broker = Broker(Path(options.data_dir), secret)
    await asyncio.start_unix_server(broker.serve, options.socket)
    print(json.dumps({"ready": True, "socket": options.socket}), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
