"""A study of water levels: parcel columns, what is decided for them, and their courses with and without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.polders.decisions import decisions
from scenarios.polders.effect import Case
from scenarios.polders.model import Columns, Course, Weather
from scenarios.polders.policies import Policy
from scenarios.polders.projection import SPIN_UP, projection
from scenarios.polders.subsidence import RELATIONS
from scenarios.polders.weather import CHANGES, synthetic

if TYPE_CHECKING:
    from scenarios.polders.parameters import WaterLevelParameters
    from twin.state import Twin

__all__ = ["Study", "study"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Study:
    """Land, weather and decisions of a study.

    Parameters
    ----------
    twin
        With the levels of the horizon.
    columns
        Of the land that is asked for, with the levels before anything that is decided.
    drained
        The same with the drains that are laid; None where none are.
    policies
        By the id of the area; other areas go on as today.
    open_water
        Part of the area around each column that is ditch [1], (k,).
    weather
        From years before the first on.
    first_year, last_year
        Of the study, both inside.
    """

    twin: Twin
    columns: Columns
    drained: Columns | None
    policies: Mapping[str, Policy]
    open_water: Floats
    weather: Weather
    first_year: int
    last_year: int

    @property
    def raised(self) -> Flags:
        """Columns in areas for which something is decided, and of which something is known, (k,)."""
        decided = np.array([name in self.policies for name in self.columns.areas], dtype=np.bool_)
        return np.asarray(decided[self.columns.area] & self.columns.known, dtype=np.bool_)

    def course(self, relation: str, *, decided: bool) -> Course:
        """Follow the columns with what is decided, or as they would go on today.

        Parameters
        ----------
        relation
            How the ground sinks, one of `scenarios.polders.subsidence.RELATIONS`.
        decided
            Whether raises, policies and drains are there.
        """
        return projection(
            self.columns,
            self.weather,
            self.policies if decided else None,
            first_year=self.first_year,
            last_year=self.last_year,
            relation=RELATIONS[relation],
            drained=self.drained if decided else None,
            open_water=self.open_water,
        )

    def case(
        self, course: Course, parameters: Mapping[str, object], *, decided: bool, land: Flags | None
    ) -> Case:
        """What effects are asked about at the horizon: all land, or the columns of ``land``."""
        columns = self.drained if decided and self.drained is not None else self.columns
        index = self.last_year - self.first_year
        return Case(self.twin, columns, course, index, self.open_water, parameters, land)


def study(twin: Twin, parameters: WaterLevelParameters, last_year: int) -> Study:
    """Make the study of a twin up to a year; the check of the process must have found nothing.

    Parameters
    ----------
    twin
        With water-level areas.
    parameters
        Which land, and which weather.
    last_year
        The horizon.
    """
    from scenarios.polders.columns import columns, open_water, with_drains, with_levels

    made, plan = columns(twin, parameters.areas or None), decisions(twin)
    before = with_levels(made, plan.summer_level, plan.winter_level)
    first = twin.reference_year
    return Study(
        twin=twin,
        columns=before,
        drained=with_drains(before, plan.drains) if plan.drains else None,
        policies=plan.policies,
        open_water=open_water(twin, before),
        weather=synthetic(first - SPIN_UP, last_year, change=CHANGES.get(parameters.climate)),
        first_year=first,
        last_year=last_year,
    )
