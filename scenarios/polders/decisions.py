"""What is decided about the levels of water-level areas: columns beside the levels at the horizon.

A twin holds the levels of one moment. A raise that comes in 2030, over five years, with drains, is more than
that; it stands in the optional columns of `COLUMNS` of the theme ``peilgebieden``, and areas without
them go on as today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scenarios.polders.policies import Policy
from twin.errors import Problem

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.interventions.water_level_raise import WaterLevelRaise
    from twin.state import Twin

__all__ = ["COLUMNS", "Decisions", "check_raise", "decided", "decisions"]

COLUMNS: dict[str, object] = {
    "summer_level_before": np.nan,
    "winter_level_before": np.nan,
    "raise_summer": np.nan,
    "raise_winter": np.nan,
    "raise_start": np.nan,
    "raise_ramp": np.nan,
    "level_policy": "",
    "drains": "",
    "level_below": np.nan,
    "level_above": np.nan,
}
"""Columns and what they hold where nothing is decided: levels before [m NAP]; the whole raise [m]; its first
year and the years it is spread over; ``fixation`` or ``indexation``; drains of
`scenarios.polders.model.DRAINS`; how far the level may go below and above [m]."""

_POLICIES = {"fixatie": "fixation", "indexatie": "indexation"}


@dataclass(frozen=True, slots=True)
class Decisions:
    """What is decided, by the id of the area; areas that are not named go on as today.

    Parameters
    ----------
    policies
        What happens to the level in time.
    drains
        Infiltration drains that are laid.
    summer_level, winter_level
        Levels before [m NAP].
    """

    policies: Mapping[str, Policy]
    drains: Mapping[str, str]
    summer_level: Mapping[str, float]
    winter_level: Mapping[str, float]


def decisions(twin: Twin) -> Decisions:
    """Read the decisions in the ``peilgebieden`` of a twin."""
    table = twin.features["peilgebieden"]
    if not set(COLUMNS) <= set(table.columns):
        return Decisions({}, {}, {}, {})
    rows = table[table["level_policy"].isin(_POLICIES.values())]
    found = {str(row["id"]): row for _, row in rows.iterrows()}
    return Decisions(
        policies={
            name: Policy(
                after=row["level_policy"],
                raise_summer=float(row["raise_summer"]),
                raise_winter=float(row["raise_winter"]),
                start=int(row["raise_start"]),
                ramp=int(row["raise_ramp"]),
                below=float(row["level_below"]),
                above=float(row["level_above"]),
            )
            for name, row in found.items()
        },
        drains={name: str(row["drains"]) for name, row in found.items() if row["drains"] != "none"},
        summer_level={name: float(row["summer_level_before"]) for name, row in found.items()},
        winter_level={name: float(row["winter_level_before"]) for name, row in found.items()},
    )


def decided(change: WaterLevelRaise, twin: Twin, start: int, horizon: int) -> gpd.GeoDataFrame:
    """Areas with the levels that a change brings by the horizon, and what it does in time.

    Parameters
    ----------
    change
        The intervention.
    twin
        With the areas that it names.
    start, horizon
        Year in which it begins, and year of the levels.
    """
    areas = twin.features["peilgebieden"].copy()
    for name, nothing in COLUMNS.items():
        if name not in areas:
            areas[name] = nothing
    here = areas["id"].astype(str).isin(change.areas)
    summer, winter = _raises(change, twin)
    policy = change.policy or ("indexatie" if change.by == 0.0 else "fixatie")
    for season, raised in (("summer", summer), ("winter", winter)):
        key, before = f"{season}_level", f"{season}_level_before"
        areas[before] = areas[before].where(~here | areas[before].notna(), areas[key])
        whole = areas[f"raise_{season}"].fillna(0.0) + raised
        areas[f"raise_{season}"] = areas[f"raise_{season}"].where(~here, whole)
        come = Policy(start=start, ramp=change.ramp).raised(horizon, start)
        areas[key] = areas[key].where(~here, areas[before] + come * areas[f"raise_{season}"])
    told = {
        "raise_start": float(start),
        "raise_ramp": float(change.ramp),
        "level_policy": _POLICIES[policy],
        "drains": change.drains,
        "level_below": change.below,
        "level_above": change.above,
    }
    for name, value in told.items():
        areas.loc[here, name] = value
    return areas


def check_raise(change: WaterLevelRaise, twin: Twin) -> list[Problem]:
    """Say which areas have no ground to aim at, and which levels would stand above the surface."""
    from scenarios.polders.columns import check_columns

    table = twin.features["peilgebieden"].copy()
    here = table["id"].astype(str).isin(change.areas)
    summer, winter = _raises(change, twin)
    groundless = np.isnan(summer) & here.to_numpy() & table["summer_level"].notna().to_numpy()
    if groundless.any():
        message, remedy = "has no ground level to aim a freeboard at", "Leave it out, or give by."
        return [Problem("areas", str(name), message, remedy) for name in table["id"][groundless]]
    table["summer_level"] += np.where(here, summer, 0.0)
    table["winter_level"] += np.where(here, winter, 0.0)
    known = table[here & table["summer_level"].notna() & table["winter_level"].notna()]
    names = [name for name in change.areas if name in set(known["id"].astype(str))]
    if not names:
        return []
    raised = twin.with_(features={"peilgebieden": table})
    return [
        problem
        for problem in check_columns(raised, names, winter_above_summer=True)
        if "above the surface" in problem.message
    ]


def _raises(change: WaterLevelRaise, twin: Twin) -> tuple[np.ndarray, np.ndarray]:
    """How much the summer and winter level of each area go up in all [m], (areas,)."""
    table = twin.features["peilgebieden"]
    if change.by is not None:
        whole = np.full(len(table), change.by)
    else:
        whole = _mean_ground(twin, change.areas) - change.freeboard - table["summer_level"].to_numpy(float)
    return (
        np.zeros(len(table)) if change.season == "winter" else whole,
        np.zeros(len(table)) if change.season == "summer" else whole,
    )


def _mean_ground(twin: Twin, names: tuple[str, ...]) -> np.ndarray:
    """Mean ground of the land of each named area [m NAP], (areas,); NaN elsewhere and where there is none."""
    from affine import Affine
    from rasterio.features import geometry_mask

    ground = twin.surface["ground_level"].values.astype(np.float64)
    land = np.isfinite(ground)
    if "permanent_water" in twin.surface:
        land &= twin.surface["permanent_water"].values == 0
    table, transform = twin.features["peilgebieden"], Affine(*twin.grid.transform)
    means = np.full(len(table), np.nan)
    for at, (name, shape) in enumerate(zip(table["id"], table.geometry, strict=True)):
        if str(name) in names and shape is not None and not shape.is_empty:
            inside = land & geometry_mask([shape], ground.shape, transform, invert=True)
            means[at] = ground[inside].mean() if inside.any() else np.nan
    return means
