"""Operations of the HTTP service, one file per subject: each is found by itself."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

from fastapi import APIRouter

__all__ = ["conformance", "routers"]


def routers() -> list[APIRouter]:
    """Routers of all files of this folder, by name of the file."""
    return [module.router for module in _modules()]


def conformance() -> list[str]:
    """Conformance classes that the files declare in ``CONFORMANCE``, sorted, each once."""
    return sorted({name for module in _modules() for name in getattr(module, "CONFORMANCE", ())})


def _modules() -> list[ModuleType]:
    return [import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)]
