"""The server extension."""

from __future__ import annotations

from typing import Any

from jupyter_server.extension.application import ExtensionApp

from .relay import RelayHandler
from .service import BrokerService
from .staging import StagingHandler


class ExecutionBrokerApp(ExtensionApp):
    """Serves the execution broker below ``{base_url}execution-broker/``.

    Configured through ``c.BrokerService``. Nothing is started before the first request.
    """

    name = "jupyterlab_execution_broker"
    extension_url = "/execution-broker"
    load_other_extensions = True
    classes = [BrokerService]  # noqa: RUF012 (a list in the base class, too)

    def initialize_handlers(self) -> None:
        self.service = BrokerService(parent=self, log=self.log)
        given: dict[str, Any] = {"service": self.service}
        self.handlers.extend(
            [
                (r"/execution-broker/staging", StagingHandler, given),
                (r"/execution-broker(?:/(.*))?", RelayHandler, given),
            ]
        )

    async def stop_extension(self) -> None:
        """Ends the service with the server."""
        await self.service.stop()
