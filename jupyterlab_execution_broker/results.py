"""Brings files of a session home into Jupyter's folder, without a detour through the browser."""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any
from urllib.parse import quote

from jupyter_core.utils import ensure_async
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, authenticated

from .download import BrokerRefusal, download, download_json
from .handlers import BrokerHandler
from .home import Here, InTheWay, NotBrought, Take, home_of
from .service import ServiceUnavailable
from .upstream import Broken, Refused
from .wishes import There, Wish, there_of, wish_of

_LONGEST_LIST = 16 * 2**20
# A file of the same size that is not larger is read, to see whether it is the same.
_COMPARED_BYTES = 64 * 2**20
_PROGRESS_SECONDS = 0.1


class _ClientGone(Exception):
    """Nobody waits for it any more."""


class BringHandler(BrokerHandler):
    """``POST {"to": folder, "files": [{"path", "as"?, "over"?}]}``, or ``{"to", "check": true}``.

    With ``check`` it only looks, at all files by default: the broker's list, with ``to``, ``here``
    and ``same``, or a ``message`` why a file cannot come. Of files that are as they were sent along
    nothing more is said. Else files that exist and differ are a 409 with all ``conflicts``,
    before anything is written; otherwise the answer is JSON lines: ``{"total", "same"}``,
    ``{"path", "bytes"}`` as it goes, ``{"path", "to", "bytes"}`` or ``{"path", "message"}`` for
    each file, ``{"brought", "failed"}``.
    """

    _gone = False
    _told = 0.0

    @authenticated
    async def post(self, uuid: str) -> None:
        """Brings what is asked for."""
        await self._may_write()
        self._home = home_of(self.contents_manager)
        self._files = f"/sessions/{quote(uuid, safe='')}/files"
        folder, entries, check = self._asked()
        listed, messages = await self._listed()
        if check and entries is None:
            await self._show(folder, listed, messages)
            return
        wishes: list[Wish] = []
        looks: list[dict[str, Any]] = []
        for entry in entries or []:
            try:
                wish = wish_of(folder, entry, listed)
                if any(wish.to == other.to for other in wishes):
                    raise NotBrought(f"Two files would become '{wish.to}'.")
                looks.append(await self._look(wish))
                wishes.append(wish)
            except NotBrought as error:
                looks.append({"path": entry["path"], "message": str(error)})
        if check:
            self._finish({"files": looks})
            return
        self._refuse(looks, wishes)
        # what is the same already need not come again
        same = {look["path"] for look in looks if look["same"]}
        await self._bring([wish for wish in wishes if wish.there.path not in same], sorted(same))

    async def _show(self, folder: str, listed: dict[str, There], messages: list[Any]) -> None:
        """All files of the session, each beside what stands where it would come to."""
        looks = []
        for there in listed.values():
            look: dict[str, Any] = {
                "path": there.path,
                **there.fields(),
                "state": there.state,
            }
            if there.state != "same":
                try:
                    look.update(await self._look(wish_of(folder, look, listed)))
                except NotBrought as error:
                    look["message"] = str(error)
            looks.append(look)
        self._finish({"files": looks, "messages": messages})

    def _finish(self, document: dict[str, Any]) -> None:
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(document))

    async def _may_write(self) -> None:
        """Who may use the broker may still have no right to write files here."""
        allowed = self.authorizer.is_authorized(self, self.current_user, "write", "contents")
        if not await ensure_async(allowed):
            raise HTTPError(403, "You may not write files on this server.")

    def _asked(self) -> tuple[str, list[dict[str, Any]] | None, bool]:
        wanted = 'The body must be {"to": folder, "files": [{"path", "as"?, "over"?}]}.'
        try:
            body = json.loads(self.request.body)
            folder, entries, check = body["to"], body.get("files"), body.get("check", False)
            right = isinstance(folder, str) and check in (True, False)
            right = right and (isinstance(entries, list) or (check and entries is None))
            for entry in entries or []:
                right = right and isinstance(entry["path"], str)
                right = right and isinstance(entry.get("as", ""), str)
                right = right and entry.get("over", False) in (True, False)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise HTTPError(400, wanted) from error
        if not right:
            raise HTTPError(400, wanted)
        return folder.strip("/"), entries, check

    async def _listed(self) -> tuple[dict[str, There], list[Any]]:
        """The files of the session, by path, and what the broker says of them."""
        try:
            document = await download_json(self.service, self._files, _LONGEST_LIST)
            listed = {file.path: file for file in map(there_of, document["files"])}
            return listed, document.get("messages", [])
        except ServiceUnavailable as error:
            raise HTTPError(503, error.message, reason=error.reason) from error
        except BrokerRefusal as error:
            raise HTTPError(error.status, str(error)) from error
        except (Refused, Broken) as error:
            raise HTTPError(502, f"{error}.") from error
        except (ValueError, KeyError, TypeError) as error:
            raise HTTPError(502, f"The broker's list of files cannot be read: {error}") from error

    async def _look(self, wish: Wish) -> dict[str, Any]:
        here = await self._home.look(wish.to)
        return {
            "path": wish.there.path,
            "to": wish.to,
            **({"here": here.fields()} if here else {}),
            "same": here is not None and await self._is_same(wish, here),
        }

    async def _is_same(self, wish: Wish, here: Here) -> bool:
        there = wish.there
        if here.bytes != there.bytes:
            return False
        # what was brought home keeps the time of its writing, to the millisecond
        if abs(here.modified - there.modified) < 0.0015:
            return True
        sha256 = there.sha256
        if sha256 is None:
            if there.bytes > _COMPARED_BYTES:
                return False
            digest = hashlib.sha256()

            async def take(chunk: bytes) -> None:
                digest.update(chunk)

            await self._fetch(there, take)
            sha256 = digest.hexdigest()
        return await self._home.digest(wish.to) == sha256

    def _refuse(self, looks: list[dict[str, Any]], wishes: list[Wish]) -> None:
        """Raises where anything speaks against beginning."""
        bad = [look for look in looks if "message" in look]
        if bad:
            raise HTTPError(400, " ".join(look["message"] for look in bad[:5]))
        conflicts = [
            {**look, "there": there.fields()}
            for look, (there, over) in zip(looks, ((w.there, w.over) for w in wishes))
            if "here" in look and not look["same"] and not over
        ]
        if conflicts:
            self._conflicts = conflicts
            raise HTTPError(409, "Some files are here already, and differ. Nothing was written.")
        total = sum(wish.there.bytes for wish in wishes)
        room = self._home.room()
        if room is not None and total > room:
            raise HTTPError(
                507,
                f"The files have {total} bytes, and {room} are free here. Nothing was written.",
                reason="No room",
            )

    _conflicts: list[dict[str, Any]] | None = None

    def fail(self, status: int, message: str, reason: str | None = None) -> None:
        """With the conflicts, where there are any."""
        if self._conflicts is None:
            super().fail(status, message, reason)
            return
        self.set_status(status)
        self._finish({"message": message, "conflicts": self._conflicts})

    async def _bring(self, wishes: list[Wish], same: list[str]) -> None:
        self.set_header("Content-Type", "application/x-ndjson")
        self.set_header("X-Accel-Buffering", "no")
        brought, failed = 0, 0
        try:
            await self._tell({"total": sum(wish.there.bytes for wish in wishes), "same": same})
            for wish in wishes:
                try:
                    await self._bring_one(wish)
                    brought += 1
                    there = wish.there
                    await self._tell({"path": there.path, "to": wish.to, "bytes": there.bytes})
                except InTheWay:
                    failed += 1
                    text = f"'{wish.to}' has come there meanwhile, and stays as it is."
                    await self._tell({"path": wish.there.path, "message": text})
                except NotBrought as error:
                    failed += 1
                    await self._tell({"path": wish.there.path, "message": str(error)})
            await self._tell({"brought": brought, "failed": failed})
        except (_ClientGone, StreamClosedError):
            self.log.info("Bringing files home was broken off by who had asked for it.")
            return
        self.finish()

    async def _bring_one(self, wish: Wish) -> None:
        there = wish.there

        async def feed(take: Take) -> None:
            count = 0

            async def pass_on(chunk: bytes) -> None:
                nonlocal count
                if self._gone:
                    raise _ClientGone
                await take(chunk)
                count += len(chunk)
                if time.monotonic() - self._told > _PROGRESS_SECONDS:
                    await self._tell({"path": there.path, "bytes": count})

            await self._fetch(there, pass_on)

        await self._home.write(wish.to, feed, there.modified, wish.over)

    async def _fetch(self, there: There, take: Take) -> None:
        """Hands the bytes of a file to ``take``; raises NotBrought where not all of them come."""
        try:
            await download(self.service, f"{self._files}/{quote(there.path)}", take)
        except BrokerRefusal as error:
            raise NotBrought(str(error)) from error
        except ServiceUnavailable as error:
            raise NotBrought(error.message) from error
        except (Refused, Broken) as error:
            raise NotBrought(f"{error}. Nothing of it was kept.") from error

    async def _tell(self, record: dict[str, Any]) -> None:
        self._told = time.monotonic()
        self.write(json.dumps(record) + "\n")
        await self.flush()

    def on_connection_close(self) -> None:
        """Nobody waits any more: what is under way is given up, and leaves nothing behind."""
        super().on_connection_close()
        self._gone = True
