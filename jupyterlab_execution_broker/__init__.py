"""JupyterLab extension: where, and when, can I run this notebook?"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> str:
    """``__version__``, looked up only when asked for: the look costs more than the package."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from ._version import __version__ as built  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("jupyterlab-execution-broker")
        except PackageNotFoundError:
            return "0+unknown"
    return str(built)


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "jupyterlab-execution-broker"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    from .app import ExecutionBrokerApp

    return [{"module": "jupyterlab_execution_broker", "app": ExecutionBrokerApp}]
