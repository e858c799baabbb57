"""The command ``zicht`` from its first moment on: Ctrl-C while it still loads ends it in one line."""

from __future__ import annotations

import os

__all__ = ["main"]

_INTERRUPTED = 130


def main() -> None:
    """Load the command line and run it; see `api.cli.main`."""
    try:
        import signal

        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else ignored: in the background
            signal.signal(signal.SIGINT, _stopped)
    except KeyboardInterrupt:
        _stopped()
    from api.cli import main as run

    run()


def _stopped(*_: object) -> None:
    """End at once, wherever an import is: nothing has begun, so nothing is to be cleared away."""
    os.write(2, b"stopped; nothing had begun\n")
    os._exit(_INTERRUPTED)
