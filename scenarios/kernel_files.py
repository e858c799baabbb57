"""Files of compiled kernels: damaged ones are compiled anew instead of stopping every run.

Numba imports this module when it first looks for a compiled kernel, because `scenarios.kernel_cache` names
it in ``NUMBA_CACHE_LOCATOR_CLASSES``. Its own reader of those files lets an unpickling error through, and a
power cut may leave them half written.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from numba.core import caching

from twin.provenance import kernel_digest

__all__ = ["KernelFiles", "KernelFolder"]

_log = logging.getLogger("zicht.kernels")
_BaseFiles: Any = caching.IndexDataCacheFile
_BaseFolder: Any = caching.UserProvidedCacheLocator


class KernelFiles(_BaseFiles):  # type: ignore[misc]
    """Index and data files of one kernel."""

    def load(self, key: Any) -> Any:
        """What was compiled for a signature; None when there is nothing, or nothing sound."""
        try:
            return super().load(key)
        except Exception as error:
            _log.warning("a compiled kernel is damaged (%s) and is compiled anew", type(error).__name__)
            self.flush()
            return None

    def save(self, key: Any, data: Any) -> None:
        """Keep what was compiled, if there is room.

        The file is named after its signature and written before the index tells of it: two processes that
        compile a kernel for different numbers at once can lose an entry, never read one for the other.
        """
        name = f"{self._index_name}.{sha256(repr(key).encode()).hexdigest()[:16]}.nbc"
        try:
            self._save_data(name, data)
            self._save_index(self._load_index() | {key: name})
        except OSError as error:
            _log.warning("a compiled kernel could not be kept: %s", error.strerror)

    def flush(self) -> None:
        """Forget what was kept."""
        with suppress(OSError):
            super().flush()


class KernelFolder(_BaseFolder):  # type: ignore[misc]
    """In the folder that ``NUMBA_CACHE_DIR`` names, one per module and state of all kernels.

    Wherever the same kernels lie, a checkout or an installed copy, what was compiled is found.
    """

    def __init__(self, py_func: Any, py_file: str) -> None:
        super().__init__(py_func, py_file)
        name = f"{py_func.__module__}-{kernel_digest()[:16]}"
        self._cache_path = str(Path(self.get_cache_path()).with_name(name))


caching.IndexDataCacheFile = KernelFiles  # type: ignore[misc]
