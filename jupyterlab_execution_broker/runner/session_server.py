"""``python -m jupyterlab_execution_broker.runner.session_server ORDER``.

A Jupyter server for one session: its folder, kernels of its environment, and nothing of the user's
own configuration. ``ORDER`` is a JSON file (see ``Order``); what may be known of the server is
written to ``order["door"]`` once it listens.
"""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import socket
import sys
from pathlib import Path
from typing import TypedDict

from ..private_file import write_private
from .formats import skip_slow_formats

skip_slow_formats()

from jupyter_client.kernelspec import KernelSpecManager  # noqa: E402
from jupyter_server.serverapp import ServerApp  # noqa: E402
from traitlets import default  # noqa: E402
from traitlets.config import Config  # noqa: E402

KERNEL_RELAY = "jupyterlab_execution_broker.kernel_relay"
# One message: outputs and widget states of this size pass.
_LARGEST_MESSAGE = 2**30
# Who stalls for less than this is waited for, so that nothing is lost.
_PING_MILLISECONDS, _PONG_MILLISECONDS = 120_000, 100_000


class Order(TypedDict):
    """``socket`` is null where the system has none; ``door`` is the file to write."""

    workdir: str
    # for what the server and its kernels keep for themselves
    private: str
    socket: str | None
    door: str


class SessionKernelSpecs(KernelSpecManager):
    """The one kernel of the environment."""

    @default("kernel_dirs")
    def _kernel_dirs_default(self) -> list[str]:
        return [str(Path(self.parent.runtime_dir) / "kernels")]


class SessionServer(ServerApp):
    """Takes its configuration from nowhere but its order."""

    name = "jupyter-session-server"

    def load_config_file(self, suppress_errors: bool = True) -> None:
        """The user's own files are about the user's own server."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _configuration(order: Order, token: str) -> Config:
    place = {"sock": order["socket"], "sock_mode": "0600"}
    config = Config()
    config.ServerApp = Config(
        **(place if order["socket"] else {"ip": "127.0.0.1", "port": _free_port()}),
        port_retries=0,
        root_dir=order["workdir"],
        open_browser=False,
        # the runner stands for whoever owns the machine's broker
        allow_root=True,
        # without what is said at the start, which names the token
        log_level="WARN",
        kernel_spec_manager_class=SessionKernelSpecs,
        jpserver_extensions={KERNEL_RELAY: True} if importlib.util.find_spec(KERNEL_RELAY) else {},
        tornado_settings={
            "websocket_max_message_size": _LARGEST_MESSAGE,
            "ws_ping_interval": _PING_MILLISECONDS,
            "ws_ping_timeout": _PONG_MILLISECONDS,
        },
    )
    config.IdentityProvider.token = token
    config.KernelSpecManager.ensure_native_kernel = False
    config.MappingKernelManager.default_kernel_name = "python3"
    config.ZMQChannelsWebsocketConnection.limit_rate = False
    if order["socket"]:
        # no port that another user may listen at
        config.KernelManager.transport = "ipc"
    return config


def main(argv: list[str]) -> None:
    # it led here; in a kernel's environment it would lead to modules of the wrong Python
    os.environ.pop("PYTHONPATH", None)
    order: Order = json.loads(Path(argv[1]).read_text())
    token = secrets.token_urlsafe(32)
    private = order["private"]
    server = SessionServer(
        config=_configuration(order, token), data_dir=private, runtime_dir=private
    )
    server.initialize(argv=[], find_extensions=False)

    def tell() -> None:
        place = (
            {"socket": order["socket"]}
            if order["socket"]
            else {"url": f"http://127.0.0.1:{server.port}/"}
        )
        try:
            write_private(Path(order["door"]), json.dumps({**place, "token": token}))
        except OSError as error:
            sys.exit(f"{order['door']} cannot be written: {error.strerror}")

    # it binds first thing in its loop, where the order of callbacks is kept: it listens by then
    server.io_loop.add_callback(tell)
    server.start()


if __name__ == "__main__":
    main(sys.argv)
