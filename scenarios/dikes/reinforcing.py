"""A dike made higher: its new profile designed, laid into the ground, and its crest line raised with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from scenarios.dikes.bodies import body_laid, crest_line, dike_of, editable, noted
from scenarios.dikes.model import Futures, Locations, Needs, Profiles
from scenarios.dikes.resurvey import design_rows, with_rows, without_columns

if TYPE_CHECKING:
    import geopandas as gpd
    import shapely

    from scenarios.dikes.study import Study
    from twin.state import Twin

__all__ = ["Reinforcement", "reinforced"]

Floats = npt.NDArray[np.float64]

_LEAST = 0.001
"""Heightening that counts as work [m]: the soil rule leaves a section without work as it is."""


@dataclass(frozen=True, slots=True)
class Reinforcement:
    """How one dike is reinforced.

    Parameters
    ----------
    dike
        Id of the dike.
    raise_by
        Height [m]; None: what the dike needs.
    rise
        Rise of the mean sea since 1995-2014 at the horizon [m], for what the dike needs; where nothing tells
        that, it is the height that keeps the freeboard.
    horizon
        Calendar year.
    construction
        ``soil``; ``wide-green-dike`` with ``outer_slope``; or ``structural``: a wall, which the ground does
        not show.
    direction
        ``landward``, ``riverward`` or ``square``.
    outer_slope
        Cotangent of the outer slope of a wide green dike.
    """

    dike: str
    raise_by: float | None
    rise: float
    horizon: int
    construction: Literal["soil", "wide-green-dike", "structural"]
    direction: str
    outer_slope: float


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be made: places and profiles, needs in one future (n, 1), the new crest, and why."""

    places: Locations
    profiles: Profiles
    needs: Needs
    crest: float
    told: str


@dataclass(frozen=True, slots=True)
class _Built:
    """What was made: the twin with its body, the crest line, the surveyed sections, and in words."""

    twin: Twin
    line: Any
    surveyed: gpd.GeoDataFrame | None
    told: str


def reinforced(twin: Twin, asked: Reinforcement) -> Twin:
    """Reinforce a dike of a twin.

    The crest gets one level along the whole dike: the highest that any place of it needs. The very same twin
    comes back when there is nothing to do.

    Parameters
    ----------
    twin
        Twin with the dike, whose crest level is known.
    asked
        How.
    """
    row, shape = dike_of(twin, asked.dike)
    crest = float(row["crest_level"])
    plan = _planned(twin, asked, crest)
    if plan is None:
        return twin
    walled = asked.construction == "structural"
    built = _wall(twin, asked, shape) if walled else _in_soil(twin, asked, plan, shape)
    if built.twin is twin and plan.crest <= crest:
        return twin
    changed = built.twin.with_(features=_tables(twin, asked, plan.crest, built))
    return noted(changed, f"dike_reinforcement_{asked.dike}", f"{plan.told}; {built.told}")


def _planned(twin: Twin, asked: Reinforcement, crest: float) -> _Plan | None:
    """Work out what is to be made; None when that is nothing."""
    from scenarios.dikes.settings import Settings
    from scenarios.dikes.study import study

    found = study(twin, Settings(), dikes=[asked.dike])
    if asked.raise_by is not None:
        return _higher(found, crest, asked.raise_by, f"crest raised by {asked.raise_by:g} m")
    future = Futures(
        ("asked",), np.array([np.nan]), np.array([asked.horizon], np.int32), np.array([asked.rise])
    )
    needs = found.needs(future)
    known = np.isfinite(needs.crest_level[:, 0])
    if not known.any():
        height, why = max(0.0, asked.rise), _reasons(found.places)
        told = f"present freeboard kept, crest raised by {height:g} m, a lower bound; need unknown: {why}"
        return _higher(found, crest, height, told) if height > 0.0 else None
    if not _any_need(needs):
        return None
    if asked.construction == "wide-green-dike":  # waves run up less on it, so that it may be lower
        flatter = np.maximum(found.profiles.outer_slope, asked.outer_slope)
        needs = replace(found, profiles=replace(found.profiles, outer_slope=flatter)).needs(future)
    target = max(crest, float(needs.crest_level[known].max()))
    needs = _levelled(needs, known, target, found.profiles)
    told = (
        f"crest of {target:.2f} m NAP, the highest that a place of it needs in {asked.horizon} at a rise of "
        f"{asked.rise:g} m; needs known along {_share(found.places, known):.0%} of it"
    )
    return _Plan(found.places, found.profiles, needs, target, told)


def _any_need(needs: Needs) -> bool:
    return any(
        np.nanmax(drive, initial=0.0) > 0.0 for drive in (needs.heightening, needs.stability, needs.piping)
    )


def _higher(found: Study, crest: float, height: float, told: str) -> _Plan:
    """Plan of a crest raised by a height, and nothing else."""
    profiles = found.profiles
    one = np.full((profiles.crest_level.size, 1), height)
    nothing, unknown = np.zeros_like(one), np.full_like(one, np.nan)
    needs = Needs(profiles.crest_level[:, None] + height, one, nothing, nothing, unknown, unknown, unknown)
    return _Plan(found.places, profiles, needs, crest + height, told)


def _levelled(needs: Needs, known: npt.NDArray[np.bool_], target: float, profiles: Profiles) -> Needs:
    """Needs of a dike with one crest level; where its loads are not known it gets that crest and no more."""
    heightening = np.maximum(0.0, target - profiles.crest_level)[:, None]
    beside = {name: np.where(known[:, None], getattr(needs, name), 0.0) for name in ("stability", "piping")}
    crest = np.maximum(target, profiles.crest_level)[:, None]
    return replace(needs, crest_level=crest, heightening=heightening, **beside)


def _on_terrain(places: Locations) -> npt.NDArray[np.bool_]:
    from scenarios.dikes.locations import OFF_TERRAIN

    outside = places.reasons.index(OFF_TERRAIN) if OFF_TERRAIN in places.reasons else -1
    return np.asarray(places.reason != outside, np.bool_)


def _share(places: Locations, which: npt.NDArray[np.bool_]) -> float:
    """Part of the dike, as far as it lies on the terrain, that some places stand for."""
    inside = _on_terrain(places)
    return float(places.length[which & inside].sum() / places.length[inside].sum())


def _reasons(places: Locations) -> str:
    """Why nothing is known, each reason once."""
    numbers = np.unique(places.reason[_on_terrain(places)])
    return "; ".join(places.reasons[number] for number in numbers if number)


def _wall(twin: Twin, asked: Reinforcement, shape: shapely.Geometry) -> _Built:
    told = "a wall on the crest, which the ground does not show"
    return _Built(twin, shape, without_columns(twin, asked.dike, ("crest_level",)), told)


def _in_soil(twin: Twin, asked: Reinforcement, plan: _Plan, shape: shapely.Geometry) -> _Built:
    """Design the new body and lay it; the survey then tells the new shape."""
    from scenarios.dikes.sections import section_designed
    from scenarios.dikes.soil import soil_design
    from scenarios.dikes.survey import PROFILE_COLUMNS

    needs, slope = plan.needs, None
    if (
        asked.construction == "wide-green-dike"
    ):  # its slope is made along all of it, also where no crest rises
        slope = asked.outer_slope
        needs = replace(needs, heightening=np.maximum(needs.heightening, _LEAST))
    design = soil_design(plan.profiles, needs, direction=asked.direction, outer_slope=slope)
    offset, level = section_designed(plan.profiles, design, 0)
    known = np.isfinite(offset).all(axis=1)
    middle = np.where(known, (offset[:, 3] + offset[:, 4]) / 2.0, np.nan)
    share = _share(plan.places, known)
    told = f"new profile in soil, {asked.direction}, along {share:.0%} of the dike"
    if share < 1.0:
        told += "; elsewhere the profile is unknown and only the crest line rises"
    return _Built(
        twin=body_laid(twin, shape, plan.places, offset, level),
        line=crest_line(shape, plan.places, middle),
        surveyed=with_rows(
            without_columns(twin, asked.dike, PROFILE_COLUMNS),
            design_rows(asked.dike, plan.places, plan.profiles, design, middle),
        ),
        told=told,
    )


def _tables(twin: Twin, asked: Reinforcement, crest: float, built: _Built) -> dict[str, Any]:
    """Feature tables afterwards: crest and line of the dike, and its surveyed sections."""
    dikes = editable(twin.features["dikes"])
    mine = dikes["id"].astype(str) == asked.dike
    dikes.loc[mine, "crest_level"] = crest
    if "crest_method" in dikes:
        dikes["crest_method"] = dikes["crest_method"].astype(object)
        dikes.loc[mine, "crest_method"] = "reinforced"
    dikes.loc[mine, dikes.geometry.name] = built.line
    if "length" in dikes:
        dikes.loc[mine, "length"] = built.line.length
    return {"dikes": dikes} | ({} if built.surveyed is None else {"dike_profiles": built.surveyed})
