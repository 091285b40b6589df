"""What all handlers of this extension have in common: who may come in, and how errors look."""

from __future__ import annotations

import json
from http.client import responses
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.auth.utils import HTTP_METHOD_TO_AUTH_ACTION
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError

from .service import BrokerService

RESOURCE = "execution-broker"


class BrokerHandler(JupyterHandler):
    """Lets in who is logged in and authorized, before any of the body has been read."""

    def initialize(self, service: BrokerService) -> None:
        self.service = service

    async def prepare(self) -> None:  # type: ignore[override]
        """Login and XSRF check are Jupyter's own, done by its ``prepare``."""
        done = super().prepare()
        if done is not None:
            await done
        if not self.current_user:
            raise HTTPError(403, "Log in to Jupyter to use the execution broker.")
        if not self.check_origin():
            raise HTTPError(404)
        # not by Jupyter's decorator, which keeps the action of its first request for all later ones
        action = HTTP_METHOD_TO_AUTH_ACTION[(self.request.method or "GET").upper()]
        allowed = self.authorizer.is_authorized(self, self.current_user, action, RESOURCE)
        if not await ensure_async(allowed):
            raise HTTPError(403, f"You may not {action} on the resource {RESOURCE}.")

    def get_login_url(self) -> str:
        """Programs ask here, not people: no redirection to a login page."""
        if not self.current_user:
            raise HTTPError(403, "Log in to Jupyter to use the execution broker.")
        return str(super().get_login_url())

    @property
    def content_security_policy(self) -> str:
        """A file that a run has made is shown without any right on this server."""
        return f"{super().content_security_policy}; sandbox allow-scripts"

    def compute_etag(self) -> None:
        """The broker has its own."""

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """``{"message", "reason"}`` as Jupyter's own API answers."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        message, reason = responses.get(status_code, "Unknown error"), None
        if isinstance(error, HTTPError):
            message, reason = error.log_message or message, error.reason
        self.fail(status_code, message, reason)

    def fail(self, status: int, message: str, reason: str | None = None) -> None:
        """Ends the request with an error as JSON."""
        self.clear()
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"message": message, "reason": reason}))
