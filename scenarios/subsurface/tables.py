"""Conflicts as tables: a row for each pair with words, numbers and a place, the worst first."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.subsurface.crowding import crowding
from scenarios.subsurface.model import CODE_RANKS, Verdict
from scenarios.subsurface.overlap import overlap_volume
from scenarios.subsurface.places import place_of
from twin.claim_table import APART, claims_table
from twin.claims import Claim
from twin.grid import CRS, GridSpec

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.subsurface.model import Conflicts

__all__ = ["conflict_row", "crowded_cells", "tables_of", "worst_first"]

_CELL = 100.0  # m: places of cables and sites are told no finer


def worst_first(found: Conflicts, asked: npt.NDArray[np.bool_], most: int) -> list[int]:
    """Numbers of pairs that are told, the worst first.

    Parameters
    ----------
    found
        Pairs.
    asked
        Those that may be told (n,).
    most
        How many: all with a plan go before those without, and what holds as drawn before what may be.

    Returns
    -------
    list of int
        Forbidden, conditional, competing, unknown, synergy; within these what holds as drawn, then pairs
        with a plan, then those with the least room; of equals the ids decide.
    """
    from scenarios.kernels.conflict_layout import MARGIN

    planned = np.array([claim.status == "planned" for claim in found.claims], np.bool_)
    old = ~(planned[found.row] | planned[found.column])
    unsure, rank = ~found.holds, CODE_RANKS[found.code]
    margin, names = np.nan_to_num(found.numbers[:, MARGIN]), _names(found)
    kept = np.zeros(len(found), np.bool_)
    kept[np.lexsort((*names, margin, rank, unsure, old, ~asked))[:most]] = True
    order = np.lexsort((*names, margin, old, unsure, rank))
    return [int(k) for k in order[(kept & asked)[order]]]


def _names(found: Conflicts) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Places of the two ids of each pair among all ids, the later and the earlier (n,)."""
    ids = [claim.id for claims in (found.claims, found.others) for claim in claims]
    place = np.unique(np.array(ids, np.str_), return_inverse=True)[1].astype(np.int64)
    one, two = place[found.row], place[len(found.claims) + found.column]
    return np.maximum(one, two), np.minimum(one, two)


def tables_of(
    found: Conflicts, numbers: Iterable[int], *, horizon: float, year: float | None
) -> dict[str, gpd.GeoDataFrame]:
    """Make the tables of a result.

    Parameters
    ----------
    found
        Pairs.
    numbers
        Those that are told, in their order.
    horizon
        Last year that counts.
    year
        Year that was asked; None for lives together.

    Returns
    -------
    dict
        ``conflicts``, and ``THEME_conflicts`` for those with a claim of a theme of `APART` (both themes where
        both are in it); ``THEME_claims`` with the claims that are in one of them.
    """
    rows: dict[str, list[dict[str, Any]]] = {}
    claims: dict[str, dict[str, Claim]] = {}
    for rank, number in enumerate(numbers, start=1):
        pair = found.claims[found.row[number]], found.others[found.column[number]]
        row = conflict_row(*pair, found.verdict(number), horizon=horizon, year=year)
        apart = [theme for theme in APART if theme in {pair[0].theme, pair[1].theme}]
        rows.setdefault("_".join([*apart, "conflicts"]), []).append({"id": f"conflict-{rank}", **row})
        for claim in pair:
            claims.setdefault(claim.theme, {})[claim.id] = claim
    tables = {name: _table(content) for name, content in sorted(rows.items())}
    return tables | {
        f"{theme}_claims": claims_table(claims[theme][key] for key in sorted(claims[theme]))
        for theme in sorted(claims)
    }


def _table(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd
    from shapely import Point

    columns = {name: [row[name] for row in rows] for name in rows[0] if name != "point"}
    frame = pd.DataFrame(columns)
    return gpd.GeoDataFrame(frame, geometry=[Point(row["point"]) for row in rows], crs=CRS)


def crowded_cells(claims: Sequence[Claim], grid: GridSpec, year: float) -> gpd.GeoDataFrame:
    """List cells of 100 m with a place that two or more functions share, with the most at one place by slice.

    Parameters
    ----------
    claims
        Claims.
    grid
        Where to look.
    year
        Year in which they are counted.
    """
    import geopandas as gpd
    import shapely

    coarse, _ = GridSpec.from_bbox(grid.bbox, _CELL)
    fine = crowding(claims, grid, year)
    counts = np.zeros((len(fine), *coarse.shape), np.uint8)
    x, y = np.meshgrid(grid.x, grid.y)
    row, column = coarse.index(x, y)
    for slice_, cells in zip(fine, counts, strict=True):
        np.maximum.at(cells, (row, column), slice_)
    rows, columns = np.nonzero(counts.max(axis=0) >= 2)
    x, y = coarse.x[columns], coarse.y[rows]
    half = _CELL / 2.0
    content = {"id": [f"cell-{number}" for number in range(1, len(x) + 1)]} | {
        name: counts[level, rows, columns] for level, name in enumerate(("contact", "water", "deep"))
    }
    shapes = shapely.box(x - half, y - half, x + half, y + half)
    return gpd.GeoDataFrame(content, geometry=shapes, crs=CRS)


def conflict_row(
    first: Claim, second: Claim, verdict: Verdict, *, horizon: float, year: float | None
) -> dict[str, Any]:
    """Tell one pair in columns.

    Parameters
    ----------
    first, second
        The claims.
    verdict
        What holds between them.
    horizon
        Last year that counts.
    year
        Year that was asked; None for lives together.

    Returns
    -------
    dict
        Lengths in m, volume in m3, NaN where not known; ``margin`` in metres, or in years where only these
        are known; remedies as JSON lists; ``point`` as x, y, height.
    """
    last = min([horizon, *(claim.end for claim in (first, second) if claim.end is not None)])
    volume = overlap_volume(first, second, math.nextafter(last, -math.inf) if year is None else year)
    margin, unit = verdict.margin, "m"
    if margin is None:
        margin, unit = verdict.years, "" if verdict.years is None else "yr"
    numbers = {
        "margin": margin,
        "margin_plan": verdict.margin_plan,
        "margin_height": verdict.margin_height,
        "years": verdict.years,
        "distance": verdict.distance,
        "required": verdict.required,
        "first_year": verdict.first_year,
        "last_year": last if last < horizon else None,
        "probability": verdict.probability,
        "inside": verdict.inside,
        "overlap_volume": volume,
    }
    return {
        **dict(_sides(first, second)),
        "plan": verdict.plan,
        "rule": verdict.rule,
        "code": verdict.code,
        "verdict": verdict.verdict,
        "holds": verdict.holds,
        **_floats(numbers),
        "margin_unit": unit,
        "explanation_nl": verdict.explanation["nl"],
        "explanation_en": verdict.explanation["en"],
        "remedies_nl": json.dumps(verdict.remedies["nl"], ensure_ascii=False),
        "remedies_en": json.dumps(verdict.remedies["en"], ensure_ascii=False),
        "source": verdict.source,
        "status": verdict.status,
        "point": place_of(first, second),
    }


def _sides(first: Claim, second: Claim) -> Iterator[tuple[str, str]]:
    for name, claim in (("first", first), ("second", second)):
        yield name, claim.id
        yield f"{name}_theme", claim.theme
        yield f"{name}_function", claim.function
        yield f"{name}_status", claim.status


def _floats(numbers: Mapping[str, float | None]) -> dict[str, float]:
    return {name: math.nan if value is None else float(value) for name, value in numbers.items()}
