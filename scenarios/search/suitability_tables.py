"""Judgements as fields and tables: the best places, and what keeps a use away, by reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from scenarios.kernels import conflict_layout as lay
from scenarios.search.prospect import ALLOWED, CONDITIONAL, FORBIDDEN, IMPOSSIBLE, UNKNOWN
from scenarios.search.suitability import Judgement
from twin.grid import CRS

if TYPE_CHECKING:
    import geopandas as gpd
    import xarray as xr

    from twin.state import Twin

__all__ = ["STATES", "best_places", "suitability_fields", "suitability_tables"]

Ints = npt.NDArray[np.int64]

STATES = {
    UNKNOWN: "unknown",
    IMPOSSIBLE: "impossible",
    FORBIDDEN: "forbidden",
    CONDITIONAL: "conditional",
    ALLOWED: "allowed",
}
"""Word for each state."""
_HIDDEN = frozenset({"utility_lines", "archaeology", "expectation_zones", "buildings"})
"""Themes of which no object is named: who may see them differs, or they are people's homes."""
_APART, _NAMED = 500.0, 3  # m between best places; objects that are named for a rule


def suitability_fields(twin: Twin, found: Judgement) -> xr.Dataset:
    """State, score and deciding rule on the cells of the twin."""
    import xarray as xr

    ground = np.isfinite(twin.surface["ground_level"].values)
    fields: dict[str, npt.NDArray[Any]] = {
        "suitability_state": found.state,
        "suitability_score": found.score,
        "suitability_rule": found.rule,
    }
    return xr.Dataset({
        name: (
            ("y", "x"),
            np.where(ground, found.cells.fine(values.astype(np.float32), twin), np.float32(np.nan)),
        )
        for name, values in fields.items()
    })  # fmt: skip


def suitability_tables(found: Judgement, best: int) -> dict[str, gpd.GeoDataFrame]:
    """Tables ``suitability_places`` (points) and ``suitability_reasons`` (areas by what keeps a use away)."""
    tables = {"suitability_places": _places(found, best), "suitability_reasons": _reasons(found)}
    return {name: table for name, table in tables.items() if len(table)}


def best_places(found: Judgement, best: int) -> list[tuple[int, int]]:
    """Row and column of the best places that may be, at least 500 m apart; the first of equals."""
    score = np.where(np.isin(found.state, (ALLOWED, CONDITIONAL)), found.score, 0.0)
    order = np.argsort(-score.ravel(), kind="stable")
    x, y = (values.ravel() for values in found.cells.places)
    chosen: list[int] = []
    for at in order[score.ravel()[order] > 0.0].tolist():
        if all(np.hypot(x[at] - x[other], y[at] - y[other]) >= _APART for other in chosen):
            chosen.append(at)
            if len(chosen) == best:
                break
    return [divmod(at, found.cells.grid.nx) for at in chosen]


def _places(found: Judgement, best: int) -> gpd.GeoDataFrame:
    import geopandas as gpd

    x, y = found.cells.places
    rows, points = [], []
    for rank, (row, column) in enumerate(best_places(found, best), start=1):
        dutch, english = _words(found, row, column)
        rows.append(
            {
                "id": f"place-{rank}",
                "rank": rank,
                "state": STATES[int(found.state[row, column])],
                "score": float(found.score[row, column]),
                "amount": float(found.prospect.amount[row, column]),
                "unit": found.prospect.unit,
                "ground_level": float(found.cells.ground[row, column]),
                "conditions_nl": dutch,
                "conditions_en": english,
            }
        )
        points.append(shapely.Point(x[row, column], y[row, column]))
    return gpd.GeoDataFrame(rows, geometry=points, crs=CRS) if rows else gpd.GeoDataFrame({"id": []})


def _words(found: Judgement, row: int, column: int) -> tuple[str, str]:
    """What is asked at a place: the ground's own reason, and each rule with whom it is about."""
    dutch, english = [], []
    if (reason := int(found.prospect.reason[row, column])) >= 0:
        dutch.append(found.prospect.reasons[reason][0])
        english.append(found.prospect.reasons[reason][1])
    here = (found.found.candidate == row * found.cells.grid.nx + column) & (found.found.code != lay.SYNERGY)
    titles = _titles(found)
    for rule in np.unique(found.found.rule[here]).tolist():
        claims = [
            found.known.claims[at] for at in found.found.claim[here & (found.found.rule == rule)].tolist()
        ]
        named = sorted({claim.owner or claim.id for claim in claims if claim.theme not in _HIDDEN})[:_NAMED]
        told = f" ({', '.join(named)})" if named else ""
        dutch.append(f"regel {rule}: {titles[rule][0]}{told}")
        english.append(f"rule {rule}: {titles[rule][1]}{told}")
    return "; ".join(dutch), "; ".join(english)


def _titles(found: Judgement) -> dict[int, tuple[str, str]]:
    return {
        record.rule.id: (record.rule.title.nl, record.rule.title.en) for record in found.known.applied.records
    }


def _reasons(found: Judgement) -> gpd.GeoDataFrame:
    """Areas of one state and one reason: a rule, or the ground."""
    import geopandas as gpd

    rule = found.rule
    ground = np.where(rule > 0, -1, found.prospect.reason)
    keys = np.stack([found.state, rule, ground], axis=-1).reshape(-1, 3)
    groups, group = np.unique(keys, axis=0, return_inverse=True)
    x, y = (values.ravel() for values in found.cells.places)
    half_x, half_y = found.cells.grid.dx / 2, found.cells.grid.dy / 2
    boxes: Any = shapely.box(x - half_x, y - half_y, x + half_x, y + half_y)
    titles, rows, shapes = _titles(found), [], []
    for number, (state, by_rule, by_ground) in enumerate(groups.tolist()):
        if state == ALLOWED:
            words = ("", "")
        elif by_rule > 0:
            words = titles[by_rule]
        else:
            words = (
                found.prospect.reasons[by_ground]
                if by_ground >= 0
                else ("geen maaiveld bekend", "no ground known")
            )
        area = shapely.union_all(boxes[group.ravel() == number])
        rows.append(
            {
                "id": f"reason-{number}",
                "state": STATES[state],
                "rule": by_rule,
                "reason_nl": words[0],
                "reason_en": words[1],
                "area": float(area.area),
            }
        )
        shapes.append(area)
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)
