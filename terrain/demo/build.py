"""Put the embedded area `demo` together: surface, features and, below them, the subsurface."""

from __future__ import annotations

from terrain.demo import plan
from terrain.demo.areas import land_use_areas
from terrain.demo.barriers import dike_profiles, dikes, peilgebieden
from terrain.demo.buildings import buildings, footprints, taken_ground
from terrain.demo.ditches import ditches
from terrain.demo.roads import roads
from terrain.demo.structures import structures, vital_objects
from terrain.demo.surface import build_surface
from terrain.demo.underground import underground
from terrain.demo.waterways import watercourses
from twin.errors import InvalidInputError, Problem
from twin.grid import GridSpec
from twin.progress import Progress, part, silent
from twin.state import Twin

__all__ = ["ATTRIBUTES", "REFERENCE_YEAR", "build_demo"]

REFERENCE_YEAR = 2025
ATTRIBUTES = {
    "title_nl": "Demogebied (verzonnen)",
    "title_en": "Demo area (fictional)",
    "fictional": "true",
    "note_nl": (
        "Dit gebied bestaat niet: het is door code gemaakt. "
        "Hydraulische belastingen zijn geleend van Den Helder."
    ),
    "note_en": "This area does not exist: it was made by code. Hydraulic loads are borrowed from Den Helder.",
    "sources": (
        "Target levels: range of the peilbesluiten of polder 't Hoekje (HHNK). "
        "Sea levels: Hydra-NL WBI2017, Den Helder (WZ_1_13-4), still water 4.518 m NAP at 1/10,000 "
        "per year. Everything else is invented."
    ),
    "license": "CC BY 4.0",
    "random_seed": str(plan.SEED),
    "water_levels": "Inland water carries its summer target level, sea and river carry their bed level.",
}


def build_demo(cell: int = plan.DEFAULT_CELL, progress: Progress = silent) -> Twin:
    """Build the fictional delta, the same bytes on every machine and every time.

    Parameters
    ----------
    cell
        Cell size [m]: 5, 10 or 20.
    progress
        Told how far the work is.

    Returns
    -------
    Twin
        Surface, features and subsurface of 12.8 x 10.24 km.

    Raises
    ------
    InvalidInputError
        If the cell size is not offered.
    """
    if cell not in plan.CELLS:
        raise InvalidInputError([Problem("cell", cell, "is not offered for the demo", "Take 5, 10 or 20 m.")])
    grid, _ = GridSpec.from_bbox(plan.BBOX, cell)
    progress(0.0, "streets and buildings")
    houses = footprints()
    dug = ditches(taken_ground(houses))
    water = watercourses(dug)
    progress(0.2, "relief and land use")
    surface = build_surface(grid, water, roads(), houses)
    progress(0.45, "features")
    features = {
        "dikes": dikes(),
        "dike_profiles": dike_profiles(),
        "peilgebieden": peilgebieden(),
        "watercourses": water,
        "roads": roads(),
        "buildings": buildings(grid, surface["ground_level"].values, surface["soil"].values),
        "structures": structures(water, roads()),
        "vital_objects": vital_objects(grid, surface["ground_level"].values),
        "land_use_areas": land_use_areas(),
    }
    subsurface, below = underground(surface, features, part(progress, 0.5, 1.0))
    progress(1.0, "demo")
    return Twin.from_datasets(
        surface,
        subsurface,
        {**features, **below},
        name="demo",
        reference_year=REFERENCE_YEAR,
        attributes=ATTRIBUTES,
    )
