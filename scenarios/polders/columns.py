"""Parcel columns of a twin: cells of land with the same ground, ditches, soil and use, taken together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.checks import known_feature
from scenarios.physics.constants import Parameter
from scenarios.polders.groundwater import OPEN_WATER, UNPAVED
from scenarios.polders.grouping import MOST, PEAT_USUAL, STEPS, Grouped, doubled, farmed, group
from scenarios.polders.land import FLOODED, area_grounds, highest_level, land_of_areas
from scenarios.polders.model import DRAINS, Columns
from scenarios.polders.relief import STREET_DEPTH, TRENCH_DEPTH, relief
from scenarios.polders.soils import UNKNOWN, soil_kind, soil_kinds
from twin.errors import InvalidInputError, Problem

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["DITCH_RADIUS", "DRAIN_RADIUS", "DRAIN_SPACING", "NO_GROUND", "NO_LEVEL", "NO_WATER", "TOO_WIDE",
           "check_columns", "columns", "open_water", "with_drains", "with_levels"]  # fmt: skip

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

NO_GROUND = "no ground level here"
NO_LEVEL = "the area has no water level"
NO_WATER = "the twin has no watercourses: the distance between ditches is unknown"
TOO_WIDE = "no ditches on both sides within 400 m"
"""Why nothing can be said of a column."""

DITCH_RADIUS = Parameter(0.5, "m", "wet perimeter of a ditch divided by pi", "unverified")
DRAIN_RADIUS = Parameter(0.04, "m", "pipe of 60 to 80 mm with its envelope", "unverified")
DRAIN_SPACING = Parameter(6.0, "m", "trials with 4 to 6 m", "secondary")
"""Distance between infiltration drains."""


def check_columns(
    twin: Twin,
    areas: Sequence[str] | None = None,
    *,
    winter_above_summer: bool = False,
    field: str = "areas",
    raised: float = 0.0,
) -> list[Problem]:
    """List what keeps water-level areas from being studied.

    Parameters
    ----------
    twin
        The twin.
    areas
        Ids of water-level areas; all by default.
    winter_above_summer
        Whether a winter level above the summer level is meant so.
    field
        Name of the parameter in which the areas were given.
    raised
        How much higher than in the twin the levels are [m].

    Returns
    -------
    list of Problem
        No areas or unknown ones, areas asked for by name that have no level or no land in the twin, a level
        above more than 5 % of the land of its area, and a winter level above the summer level.
    """
    if problems := _unknown_areas(twin, areas, field):
        return problems
    table = twin.features["peilgebieden"]
    summers, winters = (table[key].to_numpy(np.float64) + raised for key in ("summer_level", "winter_level"))
    found = []
    for name, ground, summer, winter in zip(
        table["id"].astype(str), area_grounds(twin), summers, winters, strict=True
    ):
        if areas is None or name in areas:
            found += _area_problems(name, ground, summer, winter, winter_above_summer, field, areas)
    return found


def _unknown_areas(twin: Twin, areas: Sequence[str] | None, field: str) -> list[Problem]:
    """Say that there are no areas, that none is named, or which are not there."""
    if "peilgebieden" not in twin.features or not len(twin.features["peilgebieden"]):
        return [Problem(field, None, "the twin has no water-level areas", "Use a twin with peilgebieden.")]
    if areas is not None and not len(areas):
        return [Problem(field, [], "names no area", "Give ids, or leave it out for all areas.")]
    return [
        problem
        for at, name in enumerate(areas or ())
        for problem in known_feature(twin, "peilgebieden", name, f"{field}[{at}]")
    ]


def _area_problems(
    name: str,
    ground: Floats,
    summer: float,
    winter: float,
    winter_above_summer: bool,
    field: str,
    areas: Sequence[str] | None,
) -> list[Problem]:
    if not (np.isfinite(summer) and np.isfinite(winter)):
        message = "has no summer and winter level"
        return [] if areas is None else [Problem(field, name, message, "Give both, or leave it out.")]
    if not ground.size:
        message = "has no land in the twin"
        return [] if areas is None else [Problem(field, name, message, "Leave it out.")]
    found = []
    if winter > summer and not winter_above_summer:
        message = f"has a winter level of {winter:g} m NAP, above its summer level of {summer:g}"
        remedy = "Exchange them, or say that the winter level is meant to be higher."
        found.append(Problem(field, name, message, remedy))
    level = max(summer, winter)
    if (share := float(np.mean(ground < level))) > FLOODED:
        message = f"its level of {level:g} m NAP stands above the surface of {100 * share:.0f} % of its land"
        remedy = f"Give a level below {highest_level(ground):.2f} m NAP."
        found.append(Problem(field, name, message, remedy))
    return found


def columns(
    twin: Twin,
    areas: Sequence[str] | None = None,
    *,
    drains: Mapping[str, str] | None = None,
    most: int = MOST,
) -> Columns:
    """Take cells of land that are alike together.

    Parameters
    ----------
    twin
        Twin with ``peilgebieden`` and, as far as it has them, watercourses, soil, land use and voxels.
    areas
        Ids of the water-level areas to look at; all by default. ``Columns.areas`` holds all in any case.
    drains
        Kind of infiltration drains (`scenarios.polders.model.DRAINS`) by the id of the area.
    most
        Largest number of columns, > 0.

    Returns
    -------
    Columns
        Numbered by area, width class, soil, use, ground level and what lies below. Unknown, with the reason,
        are cells without ground, in areas without a level, and those that lie not between ditches. Peat,
        resistance and deep head are NaN where nothing tells; the groundwater of such a column is known.

    Raises
    ------
    InvalidInputError
        When `check_columns` finds an area that is not there.

    Notes
    -----
    Which cells belong together depends on the land and on the head in the aquifer of today
    (`scenarios.seepage.today`), not on levels that are decided on or drains: with those a twin has the same
    columns. Ground is rounded to 5 cm, peat to 0.25 m and head to 0.1 m; when that gives more than ``most``
    columns, to twice as much, and so on, what lies deep first (`scenarios.polders.grouping.doubled`). A
    column has the mean of its cells. Land that lies not between ditches is one column for each area, soil
    and use: nothing is said of it. Farmed clay has the usual pipes; they stand for drains at the ditch
    level, although they run dry when the table is below them.
    """
    if problems := _unknown_areas(twin, areas, "areas"):
        raise InvalidInputError(problems)
    number, land = land_of_areas(twin)
    ids = tuple(str(name) for name in twin.features["peilgebieden"]["id"])
    if areas is not None:
        land &= np.isin(number, [at for at, name in enumerate(ids) if name in areas])
    made = _made(twin, ids, group(twin, number, land, most))
    return with_drains(made, drains) if drains else made


def _made(twin: Twin, ids: tuple[str, ...], found: Grouped) -> Columns:
    """Columns of groups of cells: levels, what conducts and stores their water, and why one is unknown."""
    table = twin.features["peilgebieden"]
    summer, winter = (table[key].to_numpy(np.float64)[found.area] for key in ("summer_level", "winter_level"))
    kinds = [soil_kind(key) for key in found.soils]
    depth, resistance = relief(found.use, found.soil, found.soils)
    made = Columns(
        areas=ids,
        column=found.column,
        cells=found.cells,
        cell_area=twin.grid.cell_area,
        area=found.area,
        ground_level=found.ground_level,
        summer_level=summer,
        winter_level=winter,
        width=found.width,
        spacing=found.spacing,
        transmissivity=np.full(found.area.size, np.nan),
        resistance=found.resistance,
        deep_head=found.deep_head,
        storage=np.array([kind.storage.value for kind in kinds])[found.soil],
        relief_depth=depth,
        relief_resistance=resistance,
        soils=found.soils,
        soil=found.soil,
        peat_thickness=found.peat_thickness,
        clay_cover=found.clay_cover,
        soft_thickness=found.soft_thickness,
        use=found.use,
        drains=np.where(found.piped, DRAINS.index("passive"), 0).astype(np.int8),
        reasons=("",),
        reason=np.zeros(found.area.size, np.int32),
        notes=_notes(found),
    )
    made = replace(made, transmissivity=_transmissivity(made))
    made = made.without(np.isnan(made.ground_level), NO_GROUND)
    made = made.without(~(np.isfinite(summer) & np.isfinite(winter)), NO_LEVEL)
    return made.without(np.isnan(made.spacing), TOO_WIDE if found.has_water else NO_WATER)


def _notes(found: Grouped) -> tuple[str, ...]:
    """What people should know of how columns were made."""
    steps = ", ".join(
        f"{name.replace('_', ' ')} {STEPS[name] * doubled(name, found.coarser):g} m"
        for name in ("ground_level", "peat_thickness", "deep_head", "soft_thickness")
    )
    notes = [f"cells are taken together in {found.area.size} parcel columns in steps of {steps}"]
    nameless = [key for key in found.soils if key not in soil_kinds() or key == UNKNOWN]
    if nameless:
        known = soil_kind(UNKNOWN).conductivity
        notes.append(f"soil {', '.join(nameless)}: nothing is said of peat; conductivity {known}")
    if np.isfinite(found.deep_head).any():
        notes.append("head in the aquifer of today as in salt-seepage, with KD and resistance of the voxels")
    else:
        notes.append(f"no voxels: no aquifer takes part, and peat soil has {PEAT_USUAL} of peat")
    if found.piped.any():
        notes.append("farmed clay has drain pipes every 12 to 15 m at the level of the ditch [unverified]")
    drained, _ = relief(found.use, found.soil, found.soils)
    if (drained == TRENCH_DEPTH.value).any():
        notes.append(f"peat soils have trenches {TRENCH_DEPTH} deep, which drain only")
    if (drained == STREET_DEPTH.value).any():
        notes.append(f"built land has drains {STREET_DEPTH} deep, or at the ditch level where that is higher")
        notes.append(f"the part of built land that is not paved is {UNPAVED}")
    return tuple(notes)


def with_levels(given: Columns, summer: Mapping[str, float], winter: Mapping[str, float]) -> Columns:
    """Columns of which some areas have other ditch levels [m NAP]; grouping and numbers stay.

    Raises
    ------
    ValueError
        If an area is not among those of the columns.
    """
    return replace(
        given,
        summer_level=_by_area(given, given.summer_level, summer),
        winter_level=_by_area(given, given.winter_level, winter),
    )


def with_drains(
    given: Columns, drains: Mapping[str, str], *, spacing: float = DRAIN_SPACING.value
) -> Columns:
    """Columns of which the meadows and fields of some areas have infiltration drains; grouping stays.

    Parameters
    ----------
    given
        Columns, between ditches.
    drains
        Kind by the id of the area: ``passive``, ``pressurised``, or ``none`` for what there is already.
    spacing
        Distance between the drains [m], > 0. Land that is narrower keeps the distance of its ditches.

    Raises
    ------
    ValueError
        If an area or a kind is not known, or the spacing cannot be.
    """
    _by_area(given, given.spacing, dict.fromkeys(drains, 0.0))  # refuses areas that are not there
    if strange := sorted(set(drains.values()) - set(DRAINS)):
        raise ValueError(f"drains are one of {', '.join(DRAINS)}, not {strange[0]!r}")
    if not spacing > 0.0:
        raise ValueError(f"spacing is {spacing:g}; allowed: above 0")
    codes = {name: float(DRAINS.index(kind)) for name, kind in drains.items() if kind != "none"}
    kind = _by_area(given, np.zeros(given.area.size), codes).astype(np.int8)
    new = (kind > 0) & farmed(given.use)
    drained = replace(
        given,
        drains=np.where(new, kind, given.drains).astype(np.int8),
        spacing=np.where(new & (given.spacing > spacing), spacing, given.spacing),
    )
    return replace(drained, transmissivity=np.where(new, _transmissivity(drained), given.transmissivity))


def open_water(twin: Twin, given: Columns, *, otherwise: float = OPEN_WATER.value) -> Floats:
    """Part of the area around each column that is open water [1], (k,), by the watercourses of its area.

    Parameters
    ----------
    twin, given
        The twin and its columns.
    otherwise
        For areas of which the watercourses tell nothing [1].
    """
    from scenarios.polders.widths import water_share

    share = water_share(twin, land_of_areas(twin)[0], len(given.areas))
    return np.where(np.isnan(share), otherwise, share)[given.area]


def _by_area(given: Columns, values: Floats, new: Mapping[str, float]) -> Floats:
    """Values of the columns with those of some areas replaced."""
    if strange := sorted(set(new) - set(given.areas)):
        raise ValueError(f"{strange[0]!r} is no area of these columns: {', '.join(given.areas[:40])}")
    by_area = np.array([new.get(name, np.nan) for name in given.areas], np.float64)[given.area]
    return np.where(np.isnan(by_area), values, by_area)


def _transmissivity(given: Columns) -> Floats:
    """KD of each column [m2/s]: conductivity of its soil over Hooghoudt's equivalent depth."""
    from scenarios.physics.drainage import equivalent_depth

    kinds = [soil_kind(key) for key in given.soils]
    conductivity = np.array([kind.conductivity.value for kind in kinds])[given.soil]
    depth = np.array([kind.depth.value for kind in kinds])[given.soil]
    soft = np.array([kind.soft for kind in kinds])[given.soil] & (given.soft_thickness > 0.0)
    depth = np.where(soft, np.clip(given.soft_thickness, 1.0, depth), depth)
    radius = np.where(given.drains > 0, DRAIN_RADIUS.value, DITCH_RADIUS.value)
    return conductivity * equivalent_depth(spacing=given.spacing, base_depth=depth, radius=radius)
