"""What is decided about the levels of water-level areas: columns beside the levels at the horizon.

A twin holds the levels of one moment. A raise that comes in 2030, over five years, with drains, and another
one in 2045, are more than that; they stand in the optional columns of `COLUMNS` of the theme
``peilgebieden``, and areas without them go on as today.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Literal

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
    "level_steps": "",
}
"""Columns and what they hold where nothing is decided: levels before [m NAP]; all raises together [m]; the
first year of the first one; and every decision by itself, the first one first, as the JSON of a list of
objects: year and pace, raises [m], ``fixation`` or ``indexation``, drains of `scenarios.polders.model.DRAINS`
and how far the level may go below and above [m], by the names of `scenarios.polders.policies.Policy`."""

Flags = npt.NDArray[np.bool_]

_POLICIES: dict[str, Literal["fixation", "indexation"]] = {"fixatie": "fixation", "indexatie": "indexation"}
_LEVELS = ("summer_level", "winter_level")
_UNTOLD = {"earlier", "interval"}  # the place in the list, and what nobody decides


@dataclass(frozen=True, slots=True)
class Decisions:
    """What is decided, by the id of the area; areas that are not named go on as today.

    Parameters
    ----------
    policies
        What happens to the level in time.
    drains
        Infiltration drains that the last decision of an area lays.
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
    rows = table[table["level_steps"].fillna("") != ""]
    found = {str(row["id"]): row for _, row in rows.iterrows()}
    policies = {name: _together(_steps(name, row["level_steps"])) for name, row in found.items()}
    return Decisions(
        policies=policies,
        drains={name: policy.drains for name, policy in policies.items() if policy.drains != "none"},
        summer_level={name: float(row["summer_level_before"]) for name, row in found.items()},
        winter_level={name: float(row["winter_level_before"]) for name, row in found.items()},
    )


def _steps(name: str, text: str) -> list[Policy]:
    """Read the decisions on an area."""
    try:
        steps = [Policy(**step) for step in json.loads(text)]
        if not steps or any(step.after not in _POLICIES.values() for step in steps):
            raise ValueError
    except (TypeError, ValueError):
        field, message = f"peilgebieden.{name}.level_steps", "is no list of decisions about a level"
        remedy = "Leave the column out, and decide with the intervention water-level-raise."
        raise InvalidInputError([Problem(field, text, message, remedy)]) from None
    return steps


def _together(steps: list[Policy]) -> Policy:
    """The last of some decisions, with those before it."""
    first, *others = steps
    for step in others:
        first = replace(step, earlier=first)
    return first


def _written(steps: Sequence[Policy]) -> str:
    """Decisions as text: what `_steps` reads."""
    return json.dumps(
        [{name: value for name, value in asdict(step).items() if name not in _UNTOLD} for step in steps]
    )


def as_today(twin: Twin) -> Twin:
    """Give the twin with the levels before anything that is decided; itself where nothing is."""
    table = twin.features["peilgebieden"]
    if not set(COLUMNS) <= set(table.columns):
        return twin
    levels = {}
    for key in _LEVELS:
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
        ``raise_summer`` and ``raise_winter`` of all decisions [m], ``policy`` and ``drains`` of the last one
        as in the intervention, ``start`` of the first one, NaN where nothing is decided, and ``steps``: each
        decision by itself, as the column ``level_steps`` of `COLUMNS`.
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
    for key in _LEVELS:
        found[f"{key}_today"] = before.loc[here.index, key].astype(np.float64)
        found[key] = here[key].astype(np.float64)
    steps = [policy.steps if (policy := plan.policies.get(name)) else () for name in ids]
    for key in ("raise_summer", "raise_winter"):
        found[key] = [float(sum(getattr(step, key) for step in each)) for each in steps]
    dutch = {after: given for given, after in _POLICIES.items()}
    found["policy"] = [dutch[each[-1].after] if each else "indexatie" for each in steps]
    found["drains"] = [each[-1].drains if each else "none" for each in steps]
    found["start"] = [float(each[0].start or 0) if each else np.nan for each in steps]
    found["steps"] = [_written(each) for each in steps]
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
        If no level serves an area, or raises that came before it make one that cannot be.
    """
    areas, raised = twin.features["peilgebieden"].copy(), _raises(change, twin)
    # what `check_raise` could not know: a level that had to be looked for, or raises before this one
    if (change.searches() or set(COLUMNS) <= set(areas)) and (problems := _wrong(change, twin, raised)):
        raise InvalidInputError(problems)
    for name, nothing in COLUMNS.items():
        if name not in areas:
            areas[name] = nothing
    here = areas["id"].astype(str).isin(change.areas)
    new = Policy(
        after=_POLICIES[change.policy or ("indexatie" if change.by == 0.0 else "fixatie")],
        start=start,
        ramp=change.ramp,
        below=change.below,
        above=change.above,
        drains=change.drains,
    )
    told = areas["level_steps"].fillna("").astype(object).to_numpy(copy=True)
    named = (*_LEVELS, *(name for name in COLUMNS if name != "level_steps"))
    numbers = {name: areas[name].to_numpy(np.float64, copy=True) for name in named}
    raises = np.nan_to_num(np.transpose(raised))  # where it is not known, nor is the level
    for at in np.flatnonzero(here):
        step = replace(new, raise_summer=float(raises[at, 0]), raise_winter=float(raises[at, 1]))
        before = _steps(str(areas["id"].iloc[at]), told[at]) if told[at] else []
        steps = sorted([*before, step], key=lambda each: each.start or 0)
        come = _together(steps).come(horizon, twin.reference_year)
        for season, level in zip(("summer", "winter"), come, strict=True):
            if not before:
                numbers[f"{season}_level_before"][at] = numbers[f"{season}_level"][at]
            numbers[f"{season}_level"][at] = numbers[f"{season}_level_before"][at] + level
            numbers[f"raise_{season}"][at] = sum(getattr(each, f"raise_{season}") for each in steps)
        numbers["raise_start"][at], told[at] = steps[0].start, _written(steps)
    return areas.assign(**numbers, level_steps=told)


def check_raise(change: WaterLevelRaise, twin: Twin) -> list[Problem]:
    """Say which areas no level serves, and which levels would stand above the surface or cross each other."""
    return _wrong(change, twin, _raises(change, twin))


def _wrong(change: WaterLevelRaise, twin: Twin, raised: tuple[np.ndarray, np.ndarray]) -> list[Problem]:
    """What is wrong with raises of the summer and winter level of each area [m], (areas,)."""
    table = twin.features["peilgebieden"].copy()
    here = table["id"].astype(str).isin(change.areas)
    summer, winter = raised
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
            twin, change.areas, change.groundwater, drains=change.drains, season=change.season,
            below=change.below, above=change.above,
        )  # fmt: skip
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
