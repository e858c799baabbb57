"""Process that opens (or builds) one twin and publishes it: ``python -m api.prepare DATA NAME``.

It runs apart from the server, gives way to it once there is something to read, and tells its progress as one
JSON object a line.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from pathlib import Path

from twin.errors import ZichtError
from twin.progress import part

__all__ = ["main"]


def main(arguments: list[str]) -> int:
    """Publish a twin.

    Parameters
    ----------
    arguments
        Data folder and name of the twin.

    Returns
    -------
    int
        Exit code: 0 when it is published, 1 when not; the reason is the last line.
    """
    data, name = Path(arguments[0]), arguments[1]
    signal.signal(signal.SIGTERM, _stop)
    if any(data.glob("published/[!.]*")):  # where nothing can be read yet, everybody waits for this
        with contextlib.suppress(OSError):
            os.nice(5)
    from scenarios.kernel_cache import keep_kernels_per_code

    keep_kernels_per_code()
    from api.publish import publish_twin
    from twin.state import Twin

    try:
        twin = Twin.open(_source(data, name), data=data, progress=part(_tell, 0.0, 0.5))
        publish_twin(twin, data, part(_tell, 0.5, 1.0), name)
    except ZichtError as error:
        _write({"error": str(error)})
        return 1
    except OSError as error:
        _write({"error": error.strerror or type(error).__name__})
        return 1
    return 0


def _source(data: Path, name: str) -> str | Path:
    """What to open: the stored twin, never a folder of that name that happens to be in sight."""
    from api.publish import is_embedded

    return name if is_embedded(name) else data / "twins" / name


def _stop(*_: object) -> None:
    """Leave in an orderly way, so that nothing half-written stays behind."""
    sys.exit(143)


def _tell(fraction: float, message: str) -> None:
    _write({"fraction": fraction, "message": message})


def _write(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
