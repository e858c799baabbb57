"""Layers that not everybody sees in full: who asks gets all of it, cells of a grid, or nothing."""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import Request
from starlette.types import Scope

from api.access.needs import require
from api.access.policy import FULL, RESTRICTABLE, Policy, Rule
from api.access.principal import OPEN, ROLES, Role, principal_in
from api.access.private import is_private, mark_logged, mark_private
from api.catalogue import Collection, PublishedTwin
from api.tables import FeatureTable
from twin.claim_table import APART, CONFLICT_TABLES
from twin.features import THEMES

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = [
    "generalise",
    "layer_rule",
    "least_role",
    "require_all",
    "require_table",
    "set_policy",
    "theme_of",
    "visible_frame",
    "visible_table",
]

_KEY = "zicht.policy"
_NO_CLAIMS = frozenset(
    {"vital_objects", "roads", "structures", "watercourses", "land_use_areas", "boreholes"}
)
"""Themes that claim nothing below ground."""
_MAKING = threading.Lock()
"""Cells of a large layer take seconds: of many who ask first, one makes them."""


def set_policy(scope: Scope, policy: Policy) -> None:
    """Write down which policy holds for a request."""
    scope[_KEY] = policy


def layer_rule(scope: Scope, theme: str) -> Rule:
    """How much of a theme is for who asks; the answer is kept out of shared caches where that differs."""
    principal = principal_in(scope)
    policy: Policy = scope[_KEY]
    if principal is OPEN or theme not in policy.layers:
        return FULL
    mark_private(scope)
    return policy.rule(theme, principal.role)


def theme_of(name: str) -> str:
    """Theme of a layer or of a table of a result, from its name: ``vital-objects``, ``buildings-flood``."""
    plain = name.replace("-", "_")
    known = [theme for theme in RESTRICTABLE if plain == theme or plain.startswith(f"{theme}_")]
    return max(known, key=len, default=name)


def require_all(scope: Scope, theme: str) -> None:
    """Refuse who does not see a theme in full: for tiles and files, which cannot be made coarser.

    Raises
    ------
    UnauthorisedError, ForbiddenError
        Naming the role that it takes.
    """
    if layer_rule(scope, theme).level != "full":
        require(scope, least_role(scope, theme, {"full"}))


def require_table(scope: Scope, name: str) -> None:
    """Refuse who does not see in full all that a table of a result tells of.

    Conflicts below ground are between two claims each: besides the layer of that name, their tables take
    every theme that may be in them.

    Raises
    ------
    UnauthorisedError, ForbiddenError
        Naming the role that it takes.
    """
    apart = CONFLICT_TABLES.get(name)
    if apart is None:
        require_all(scope, theme_of(name))
        return
    for theme in ("conflicts", *apart, *(theme for theme in THEMES if theme not in APART)):
        if theme not in _NO_CLAIMS:
            require_all(scope, theme)


def visible_table(request: Request, collection: Collection) -> FeatureTable:
    """Features of a collection as far as they are for who asks.

    Raises
    ------
    UnauthorisedError, ForbiddenError
        When none are.
    NotFoundError
        When the collection holds no features.
    """
    if collection.kind != "theme":
        return collection.table()
    theme: str = collection.layer["theme"]
    rule = _rule_that_shows(request, theme)
    if rule.level == "full":
        return collection.table()
    with _MAKING:
        return _coarse_table(collection.twin.source, collection.twin.version, theme, rule)


def visible_frame(request: Request, twin: PublishedTwin, theme: str) -> gpd.GeoDataFrame:
    """Features of a theme in EPSG:28992, as far as they are for who asks; raises as `visible_table`."""
    rule = _rule_that_shows(request, theme)
    if rule.level == "full":
        return _read(twin.source, theme)
    with _MAKING:
        return _coarse(twin.source, twin.version, theme, rule).copy()


def _rule_that_shows(request: Request, theme: str) -> Rule:
    rule = layer_rule(request.scope, theme)
    if rule.level == "withheld":
        require(request.scope, least_role(request.scope, theme, {"full", "generalised"}))
    if is_private(request.scope):
        mark_logged(request.scope)
    return rule


def least_role(scope: Scope, theme: str, levels: set[str]) -> Role:
    """The least role that sees a theme in one of these ways; admin when none does."""
    policy: Policy = scope[_KEY]
    return next((role for role in ROLES if policy.rule(theme, role).level in levels), "admin")


@lru_cache(maxsize=64)
def _coarse_table(source: Path, version: str, theme: str, rule: Rule) -> FeatureTable:
    return FeatureTable(_coarse(source, version, theme, rule))


@lru_cache(maxsize=64)
def _coarse(source: Path, _version: str, theme: str, rule: Rule) -> gpd.GeoDataFrame:
    return generalise(_read(source, theme), rule)


def _read(source: Path, theme: str) -> gpd.GeoDataFrame:
    import geopandas as gpd

    return gpd.read_parquet(source / "features" / f"{theme}.parquet")


def generalise(table: gpd.GeoDataFrame, rule: Rule) -> gpd.GeoDataFrame:
    """Replace features by the cells of a grid that they touch.

    Parameters
    ----------
    table
        Features in EPSG:28992.
    rule
        Size of the cells, and the columns that are kept: features of a cell that agree on them are counted
        together.

    Returns
    -------
    geopandas.GeoDataFrame
        Cells with `id`, the kept columns and `count`; neither ids nor places of features remain.
    """
    import geopandas as gpd
    import shapely

    size = rule.cell
    assert size is not None
    kept = [name for name in rule.columns if name in table.columns]
    counts: Counter[tuple[Any, ...]] = Counter()
    plain = [table[name].astype(object).where(table[name].notna(), None).tolist() for name in kept]
    for shape, *told in zip(table.geometry, *plain, strict=True):
        if shape is not None and not shape.is_empty:
            counts.update((column, row, *told) for column, row in _touched(shape, size))
    groups = sorted(counts, key=lambda group: (group[0], group[1], str(group[2:])))
    cells = [
        shapely.box(column * size, row * size, (column + 1) * size, (row + 1) * size)
        for column, row, *_ in groups
    ]
    content: dict[str, list[Any]] = {"id": [f"cell-{number}" for number in range(len(groups))]}
    content |= {name: [group[2 + at] for group in groups] for at, name in enumerate(kept)}
    content["count"] = [counts[group] for group in groups]
    return gpd.GeoDataFrame(content, geometry=cells, crs=table.crs)


def _touched(shape: Any, size: float) -> Iterator[tuple[int, int]]:
    """Columns and rows of the cells that a shape touches."""
    import numpy as np
    import shapely

    xmin, ymin, xmax, ymax = shape.bounds
    rows: Any = np.arange(math.floor(ymin / size), math.floor(ymax / size) + 1)
    shapely.prepare(shape)
    for column in range(math.floor(xmin / size), math.floor(xmax / size) + 1):
        cells = shapely.box(column * size, rows * size, (column + 1) * size, (rows + 1) * size)
        yield from ((column, row) for row in rows[shapely.intersects(shape, cells)].tolist())
