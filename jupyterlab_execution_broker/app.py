"""The server extension."""

from __future__ import annotations

from typing import Any

from jupyter_server.extension.application import ExtensionApp
from traitlets import Bool, Dict, List
from traitlets.config import LoggingConfigurable

from .git import GitHandler
from .hidden import HiddenHandler
from .kernels import KernelHandler, KernelsHandler, SessionKernels
from .relay import RelayHandler
from .results import BringHandler
from .service import BrokerService
from .staging import StagingHandler


class ExecutionBroker(LoggingConfigurable):
    """What an administrator decides for everybody."""

    brokers = List(
        Dict(),
        help="""Brokers on the network that everybody's broker asks: dictionaries with name, url
        and, where need be, form, signIn, caFile and secretFile. See docs/running-a-broker.md.
        They hold no secrets: they stand in the service's command line.""",
    ).tag(config=True)

    read_hidden = Bool(
        True,
        help="""Whether the description of a notebook may see .binder, .python-version and that
        there is a .git, where the contents manager hides them (allow_hidden is False).""",
    ).tag(config=True)


class ExecutionBrokerApp(ExtensionApp):
    """Serves the execution broker below ``{base_url}execution-broker/``.

    Configured through ``c.ExecutionBroker`` and ``c.BrokerService``. Nothing is started before the
    first request.
    """

    name = "jupyterlab_execution_broker"
    extension_url = "/execution-broker"
    load_other_extensions = True
    classes = [BrokerService, ExecutionBroker]  # noqa: RUF012 (a list in the base class, too)

    def initialize_handlers(self) -> None:
        own = ExecutionBroker(parent=self)
        self.service = BrokerService(parent=self, log=self.log, brokers=own.brokers)
        given: dict[str, Any] = {"service": self.service}
        server = self.serverapp
        assert server is not None
        self.kernels = SessionKernels(
            self.service, server.kernel_spec_manager, server.kernel_manager, self.log
        )
        with_kernels = {**given, "kernels": self.kernels}
        self.handlers.extend(
            [
                (r"/execution-broker/staging", StagingHandler, given),
                (r"/execution-broker/git", GitHandler, given),
                (r"/execution-broker/hidden", HiddenHandler, {**given, "allowed": own.read_hidden}),
                (r"/execution-broker/sessions/([^/]+)/bring", BringHandler, given),
                (r"/execution-broker/kernels", KernelsHandler, with_kernels),
                (r"/execution-broker/kernels/([^/]+)", KernelHandler, with_kernels),
                (r"/execution-broker(?:/(.*))?", RelayHandler, given),
            ]
        )

    async def stop_extension(self) -> None:
        """Ends the service with the server."""
        await self.kernels.stop()
        await self.service.stop()
