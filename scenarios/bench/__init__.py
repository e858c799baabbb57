"""Measured speeds beside those of peers: one file for each bench, found by scanning this folder."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any

from twin.errors import did_you_mean, invalid

__all__ = ["benches", "run"]


def benches() -> list[str]:
    """Names of the benches there are, sorted."""
    return sorted(
        info.name.replace("_", "-")
        for info in pkgutil.iter_modules(__path__)
        if not info.name.startswith("_")
    )


def run(name: str, **options: Any) -> dict[str, Any]:
    """Measure one bench.

    Parameters
    ----------
    name
        One of `benches`.
    **options
        Keyword arguments of the bench's own ``run``: ``size``, ``threads``, ``repeats``, ...

    Returns
    -------
    dict
        ``bench, threads, repeats, machine, peers`` and the bench's own figures.

    Raises
    ------
    InvalidInputError
        If there is no such bench.
    """
    if name not in benches():
        raise invalid("bench", name, "there is no such bench", did_you_mean(name, benches()))
    measure: Callable[..., dict[str, Any]] = import_module(f"{__name__}.{name.replace('-', '_')}").run
    return measure(**options)
