"""A Jupyter server extension for the servers in execution sessions: kernels without loss.

Load it with

    --ServerApp.jpserver_extensions="{'jupyterlab_execution_broker.kernel_relay': True}"

and the folder above ``jupyterlab_execution_broker`` on that server's PYTHONPATH. Nothing else has
to be passed: neither message sizes nor rates of Jupyter's own WebSockets apply here. It imports
nothing of the packages around it, only what jupyter_server itself brings, and runs on Python 3.9 or
newer. It can be configured by ``--KernelRelay.buffer_bytes`` and ``--KernelRelay.keep_seconds``.

``GET api/kernel-relay`` answers ``{"version": 1}``, and ``api/kernels/{id}/sequenced`` is a
WebSocket. Both want the server's own login. docs/kernel-bridge.md describes what passes there.
"""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(serverapp: Any) -> None:
    from .handlers import load

    load(serverapp)
