"""What can be wrong with the other side."""

from __future__ import annotations


class Unreachable(ConnectionError):
    """The server cannot be had now; the text says why. It may come back."""


class KernelGone(RuntimeError):
    """The server is there, and the kernel is not."""


class Ended(RuntimeError):
    """There is nothing to wait for any more; the text is for the person at the notebook."""
