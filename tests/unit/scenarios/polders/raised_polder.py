"""Two halves of a square kilometre of peat between ditches, of which one can be raised, for some years."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from shapely import box

from scenarios.drivers import Drivers, DriverSet, resolve
from scenarios.intervention import Context
from scenarios.interventions.water_level_raise import WaterLevelRaise
from scenarios.polders.effect import Case
from scenarios.polders.parameters import WaterLevelParameters
from scenarios.polders.study import study
from tests.unit.scenarios.polders.strip_polder import strip_polder, voxels_of
from twin.grid import GridSpec
from twin.state import Twin

__all__ = ["AREAS", "HORIZON", "PARAMETERS", "X", "cases", "drivers", "peat_halves", "raised"]

PEAT_SOIL, GRASS, PEAT, CLAY = 4, 8, 1, 2
X, Y = 120_500.0, 450_500.0
AREAS = {"west": box(X - 500, Y - 500, X, Y + 500), "east": box(X, Y - 500, X + 500, Y + 500)}
GRID, _ = GridSpec.from_bbox((X - 500, Y - 500, X + 500, Y + 500), 100)
HORIZON = 2037
"""No whole number of frames after 2025."""
PARAMETERS = WaterLevelParameters()


def peat_halves(**changes: Any) -> Twin:
    """Two areas of 4 m of peat on clay on sand, ditches 45 m apart, 0.6 m below ground that slopes a bit."""
    slope = np.repeat(np.linspace(-0.1, 0.1, 100)[:, None], 100, axis=1)
    given = {
        "levels": (-0.6, -0.6),
        "areas": AREAS,
        "ground": slope,
        "soil": PEAT_SOIL,
        "land_use": GRASS,
        "subsurface": voxels_of(((PEAT, 4.0), (CLAY, 3.0)), GRID),
    }
    return strip_polder(**(given | changes))


def raised(twin: Twin, **changes: Any) -> Twin:
    """The twin with the west raised by 0.3 m in 2030, or as ``changes`` say."""
    given = {"areas": ("west",), "by": 0.3, "start": 2030} | changes
    return WaterLevelRaise(**given).apply(twin, Context(2025, HORIZON, 0.0))


def drivers(year: int = HORIZON) -> Drivers:
    """A horizon without anything else."""
    return resolve(DriverSet(), year)


def cases(twin: Twin) -> tuple[Case, Case]:
    """All land without what is decided and with it, at the horizon."""
    work = study(twin, PARAMETERS, HORIZON)
    given = PARAMETERS.of_effects
    found = [
        work.case(work.course(PARAMETERS.relation, decided=decided), given, decided=decided, land=None)
        for decided in (False, True)
    ]
    return replace(found[0], decided=work.decided), replace(found[1], decided=work.decided)
