"""Finding what has been added: the modules of a folder and the plug-ins of installed packages."""

from __future__ import annotations

import inspect
import pkgutil
from importlib import import_module
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any

from twin.errors import ZichtError

__all__ = ["discover"]


def discover[T](package: ModuleType | str, base: type[T], group: str, key: str = "id") -> dict[str, type[T]]:
    """Collect the subclasses of ``base`` that the modules of a package define, sorted by their key.

    Parameters
    ----------
    package
        Package whose modules are imported; names that start with an underscore are left out.
    base
        Class whose concrete subclasses are wanted.
    group
        Entry-point group through which other distributions add theirs.
    key
        Class attribute that names a subclass.

    Raises
    ------
    ZichtError
        If two subclasses carry the same key.
    """
    root = import_module(package) if isinstance(package, str) else package
    modules = [
        import_module(f"{root.__name__}.{info.name}")
        for info in pkgutil.iter_modules(root.__path__)
        if not info.name.startswith("_")
    ]
    candidates = [candidate for module in modules for candidate in _defined_in(module, base)]
    candidates += [point.load() for point in entry_points(group=group)]
    found: dict[str, type[T]] = {}
    for candidate in candidates:
        name: str = _key_of(candidate, key)
        if name in found:
            raise ZichtError(
                f"{group}: both {found[name].__module__} and {candidate.__module__} are {name!r}"
            )
        found[name] = candidate
    return dict(sorted(found.items()))


def _defined_in[T](module: ModuleType, base: type[T]) -> list[type[T]]:
    return [
        member
        for _, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, base)
        and member is not base
        and member.__module__ == module.__name__
        and not member.__name__.startswith("_")
        and not inspect.isabstract(member)
    ]


def _key_of(candidate: Any, key: str) -> str:
    """Read the key of a class, also when pydantic keeps it as the default of a ``Literal`` field."""
    fields = getattr(candidate, "model_fields", {})
    return str(fields[key].default if key in fields else getattr(candidate, key))
