"""FakeBroker: keeps the contract of ``execution-broker serve --child`` and nothing else.

It has no offers, no sessions and no database. It tells what it was asked, streams events, takes
files, gives those of a folder as the files of session 1, and dies or refuses to start when told to.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import sys
import threading
from datetime import datetime, timezone
from pathlib import Path

import tornado.httpserver
import tornado.netutil
import tornado.web


class Echo(tornado.web.RequestHandler):
    def prepare(self) -> None:
        if self.request.headers.get("Authorization") != f"Bearer {self.settings['secret']}":
            raise tornado.web.HTTPError(401)

    def relay(self, path: str) -> None:
        self.set_header("Set-Cookie", "a=b")
        self.set_header("X-Fake", "yes")
        self.write(
            {
                "pid": os.getpid(),
                "method": self.request.method,
                "uri": self.request.uri,
                "headers": dict(self.request.headers),
                "body": self.request.body.decode(),
            }
        )

    get = post = put = patch = delete = options = relay  # type: ignore[assignment]


class Events(Echo):
    async def get(self) -> None:  # type: ignore[override]
        self.set_header("Content-Type", "text/event-stream")
        self.write("data: first\n\n")
        await self.flush()
        await self.settings["go"].wait()
        self.write("data: second\n\n")

    def post(self) -> None:  # type: ignore[override]
        self.settings["go"].set()

    def on_connection_close(self) -> None:
        (self.settings["data_dir"] / "client-gone").touch()


class Redirect(Echo):
    def post(self) -> None:  # type: ignore[override]
        self.set_status(303)
        self.set_header("Location", "/elsewhere")

    def get(self) -> None:  # type: ignore[override]
        self.set_status(303)
        self.set_header("Location", "https://elsewhere.example/lab/tree/a%20b.ipynb?token=theirs")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cache-Control", "no-store")


class Die(Echo):
    def relay(self, path: str = "") -> None:
        with open(self.settings["data_dir"] / "deaths", "a") as file:
            file.write("x")
        if (self.settings["data_dir"] / "deaths").stat().st_size <= 1:
            os._exit(1)
        self.write("survived")

    get = post = relay  # type: ignore[assignment]


class HalfAnAnswer(Echo):
    async def get(self) -> None:  # type: ignore[override]
        self.write("half")
        await self.flush()
        os._exit(1)


@tornado.web.stream_request_body
class Files(Echo):
    def prepare(self) -> None:
        super().prepare()
        self.request.connection.set_max_body_size(2**40)  # type: ignore[attr-defined]
        self.digest, self.size = hashlib.sha256(), 0

    async def data_received(self, chunk: bytes) -> None:
        await asyncio.sleep(0.002)  # slower than any sender
        self.digest.update(chunk)
        self.size += len(chunk)

    def head(self, sha256: str) -> None:
        self.set_status(200 if (self.settings["data_dir"] / sha256).exists() else 404)

    def put(self, sha256: str) -> None:  # type: ignore[override]
        if self.digest.hexdigest() != sha256:
            raise tornado.web.HTTPError(409)
        (self.settings["data_dir"] / sha256).write_text(str(self.size))
        self.set_status(201)


class SessionFiles(Echo):
    """The folder ``work``; of a file called ``half`` only half comes, and then its death."""

    def get(self) -> None:  # type: ignore[override]
        folder = self.settings["data_dir"] / "work"
        if (folder / "list.json").exists():
            self.write((folder / "list.json").read_text())
            return
        files = []
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                found = path.stat()
                modified = datetime.fromtimestamp(found.st_mtime, timezone.utc)
                files.append(
                    {
                        "path": path.relative_to(folder).as_posix(),
                        "bytes": found.st_size,
                        "modified": modified.isoformat(timespec="milliseconds"),
                        "state": "new",
                    }
                )
        self.write({"files": files})


class SessionFile(Echo):
    async def get(self, path: str) -> None:  # type: ignore[override]
        file = self.settings["data_dir"] / "work" / path
        if not file.exists():
            self.set_status(404)
            self.write({"message": f"There is no {path}"})
            return
        content = file.read_bytes()
        self.set_header("Content-Length", len(content))
        half = len(content) // 2
        self.write(content[:half])
        await self.flush()
        if file.name == "half":
            os._exit(1)
        if file.name == "slow":
            (self.settings["data_dir"] / "half-sent").touch()
            await self.settings["go"].wait()
        self.write(content[half:])


async def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("--socket", "--port", "--data-dir", "--python", "--uv", "--config", "--brokers"):
        parser.add_argument(name)
    parser.add_argument("--child", action="store_true")
    parser.add_argument("serve")
    options = parser.parse_args()
    data_dir = Path(options.data_dir)
    with open(data_dir / "starts", "a") as file:
        file.write(f"{os.getpid()}\n")
    if (data_dir / "broken").exists():
        sys.exit("error: the database is broken")
    secret = sys.stdin.readline().strip()
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    if (data_dir / "mute").exists():
        await asyncio.sleep(600)
    app = tornado.web.Application(
        [
            (r"/events", Events),
            (r"/redirect", Redirect),
            (r"/die", Die),
            (r"/half", HalfAnAnswer),
            (r"/files/sha256/(.*)", Files),
            (r"/sessions/1/files", SessionFiles),
            (r"/sessions/1/files/(.*)", SessionFile),
            (r"/(.*)", Echo),
        ],
        secret=secret,
        data_dir=data_dir,
        go=asyncio.Event(),
    )
    server = tornado.httpserver.HTTPServer(app)
    if options.socket:
        server.add_socket(tornado.netutil.bind_unix_socket(options.socket))
        ready = {"ready": True, "socket": options.socket}
    else:
        (socket,) = tornado.netutil.bind_sockets(0, "127.0.0.1")
        server.add_socket(socket)
        ready = {"ready": True, "port": socket.getsockname()[1]}
    print(json.dumps(ready), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
