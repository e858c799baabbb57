"""Keeps where things lie on this machine out of what is told to others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from twin.crate import AFTER

__all__ = ["public_provenance", "without_folders"]

_AS_ASKED = frozenset({"scenario", AFTER})
"""Scenarios stay as they were asked for: the digest of a run is made of them."""
_ABSOLUTE = re.compile(r"(?<![\w:/.~-])(?:/[\w.@+~-]+)+/([\w.@+~-]+)")


def without_folders(text: str, data: Path | None = None) -> str:
    """Shorten every absolute path in a text to its last name.

    Parameters
    ----------
    text
        What is told; addresses with a scheme stay as they are.
    data
        Data folder, whose name may hold characters that end a path elsewhere, such as spaces.

    Examples
    --------
    >>> without_folders("/srv/zicht/twins/demo/twin.json cannot be read, see https://example.nl/a/b")
    'twin.json cannot be read, see https://example.nl/a/b'
    """
    if data is not None and len(data.parts) > 1:
        text = text.replace(f"{data}/", "/data/")
    return _ABSOLUTE.sub(r"\1", text)


def public_provenance(provenance: Mapping[str, Any], data: Path | None = None) -> dict[str, Any]:
    """Take the name of the machine and its folders out of a provenance; everything else stays.

    Parameters
    ----------
    provenance
        As `scenarios.run` made it.
    data
        Data folder.
    """
    public: dict[str, Any] = _shortened(provenance, data)
    if isinstance(host := public.get("host"), dict):
        host.pop("name", None)
    return public


def _shortened(value: Any, data: Path | None) -> Any:
    if isinstance(value, str):
        return without_folders(value, data)
    if isinstance(value, Mapping):
        return {key: entry if key in _AS_ASKED else _shortened(entry, data) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_shortened(entry, data) for entry in value]
    return value
