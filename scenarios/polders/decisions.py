"""What is decided about the levels of water-level areas: columns beside the levels at the horizon.

A twin holds the levels of one moment. A raise that comes in 2030, over five years, with drains, is more than
that; it stands in the optional columns of `COLUMNS` of the theme ``peilgebieden``, and areas without
them go on as today.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.polders.policies import Policy
from twin.errors import InvalidInputError, Problem

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.interventions.water_level_raise import WaterLevelRaise
    from twin.state import Twin

__all__ = ["COLUMNS", "Decisions", "areas_table", "as_today", "check_raise", "decided", "decisions"]

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

Flags = npt.NDArray[np.bool_]

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


def as_today(twin: Twin) -> Twin:
    """Give the twin with the levels before anything that is decided; itself where nothing is."""
    table = twin.features["peilgebieden"]
    if not set(COLUMNS) <= set(table.columns):
        return twin
    levels = {}
    for key in ("summer_level", "winter_level"):
        before = table[f"{key}_before"].to_numpy(np.float64)
        levels[key] = np.where(np.isnan(before), table[key].to_numpy(np.float64), before)
    return twin.with_(features={"peilgebieden": table.drop(columns=list(COLUMNS)).assign(**levels)})


def areas_table(twin: Twin, today: Twin, asked: Collection[str]) -> gpd.GeoDataFrame:
    """One row for each area that is asked for: its levels today and at the horizon, and what is decided.

    Parameters
    ----------
    twin
        With the levels of the horizon.
    today
        The same with the levels before: `as_today`.
    asked
        Ids of areas.

    Returns
    -------
    geopandas.GeoDataFrame
        ``id, name, decided``, levels [m NAP] without and with what is decided before the ground is followed,
        ``raise_summer`` and ``raise_winter`` [m], ``policy`` and ``drains`` as in the intervention, and
        ``start``, NaN where nothing is decided.
    """
    table = twin.features["peilgebieden"]
    here = table[table["id"].astype(str).isin(set(asked))]
    plan, before = decisions(twin), today.features["peilgebieden"]
    ids = here["id"].astype(str)
    found = here[["geometry"]].assign(
        id=ids,
        name=here.get("name", ids).astype(str),
        decided=ids.isin(set(plan.policies)),
    )
    for key in ("summer_level", "winter_level"):
        found[f"{key}_today"] = before.loc[here.index, key].astype(np.float64)
        found[key] = here[key].astype(np.float64)
    policies = [plan.policies.get(name) for name in ids]
    found["raise_summer"] = [0.0 if policy is None else policy.raise_summer for policy in policies]
    found["raise_winter"] = [0.0 if policy is None else policy.raise_winter for policy in policies]
    dutch = {after: given for given, after in _POLICIES.items()}
    found["policy"] = ["indexatie" if policy is None else dutch[policy.after] for policy in policies]
    found["drains"] = [plan.drains.get(name, "none") for name in ids]
    found["start"] = [np.nan if policy is None else float(policy.start or 0) for policy in policies]
    return found.reset_index(drop=True)


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

    Raises
    ------
    InvalidInputError
        If raises that came before it make a level that cannot be.
    """
    areas = twin.features["peilgebieden"].copy()
    if set(COLUMNS) <= set(areas) and (problems := check_raise(change, twin)):
        raise InvalidInputError(problems)  # together with the raises before it
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
    """Say which areas no level serves, and which levels would stand above the surface or cross each other."""
    table = twin.features["peilgebieden"].copy()
    here = table["id"].astype(str).isin(change.areas)
    summer, winter = _raises(change, twin)
    known = here & table["summer_level"].notna() & table["winter_level"].notna()
    aimless = known & (np.isnan(summer) | np.isnan(winter))
    found = [_aimless(change, str(name)) for name in table["id"][aimless]]
    crossed = known & (table["winter_level"] <= table["summer_level"])
    table["summer_level"] += np.where(here, summer, 0.0)
    table["winter_level"] += np.where(here, winter, 0.0)
    crossed &= table["winter_level"] > table["summer_level"]
    if not change.winter_above_summer:
        message = "its winter level would stand above its summer level"
        remedy = "Raise both, or say that the winter level is meant to be higher."
        found += [Problem("areas", str(name), message, remedy) for name in table["id"][crossed]]
    return found + _drowned(change, twin, table, (known & ~aimless).to_numpy())


def _drowned(change: WaterLevelRaise, twin: Twin, raised: gpd.GeoDataFrame, asked: Flags) -> list[Problem]:
    """Say which raised levels, or the upper bounds of free ones, stand above the surface."""
    from scenarios.polders.land import FLOODED, area_grounds, highest_level

    levels = raised[["summer_level", "winter_level"]].max(axis=1).to_numpy(np.float64) + change.above
    grounds, found = area_grounds(twin), []
    for at in np.flatnonzero(asked):
        share = float(np.mean(grounds[at] < levels[at])) if grounds[at].size else 0.0
        if share > FLOODED:
            message = f"its level of {levels[at]:g} m NAP stands above the surface of {share:.0%} of its land"
            remedy = f"Give a level below {highest_level(grounds[at]):.2f} m NAP."
            found.append(Problem("areas", str(raised["id"].iloc[at]), message, remedy))
    return found


def _aimless(change: WaterLevelRaise, name: str) -> Problem:
    if change.groundwater is None:
        message, remedy = "has no ground level to aim a freeboard at", "Leave it out, or give by."
        return Problem("areas", name, message, remedy)
    message = f"has no level that brings its groundwater to {change.groundwater:g} m below the ground"
    remedy = "Give by, another depth or drains; what lies not between ditches has to be left out."
    return Problem("areas", name, message, remedy)


def _raises(change: WaterLevelRaise, twin: Twin) -> tuple[np.ndarray, np.ndarray]:
    """How much the summer and winter level of each area go up in all [m], (areas,)."""
    table = twin.features["peilgebieden"]
    if change.by is not None:
        whole = np.full(len(table), change.by)
    elif change.groundwater is not None:
        from scenarios.polders.aim import raise_for_groundwater

        whole = raise_for_groundwater(
            twin, change.areas, change.groundwater, drains=change.drains, season=change.season
        )
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
