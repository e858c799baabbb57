"""The dikes of a twin, measured and loaded, ready to be held against any future."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.dikes.loads import dike_column, loads
from scenarios.dikes.locations import locations
from scenarios.dikes.measuring import measure
from scenarios.dikes.model import Design, Futures, Loads, Locations, Needs, Profiles, Subsoil
from scenarios.dikes.needs import needs
from scenarios.dikes.settings import Settings
from scenarios.dikes.soil import soil_design
from scenarios.dikes.subsoil import subsoil
from scenarios.dikes.survey import surveyed

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["Study", "study"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Study:
    """Everything about dikes that does not depend on the future.

    Parameters
    ----------
    places, profiles, subsoil, loads
        The dikes at each place, (n,) each.
    measured
        The same places, known where today's profile is, with or without loads.
    settings
        What holds everywhere.
    first_year
        Year of the twin, from which subsidence counts.
    names
        What people call each dike: its name, else its id.
    told
        For each dike in words where its loads come from, or why it has none.
    stability_width
        Extra base that an assessment asks for [m], NaN where there is none, (n,).
    """

    places: Locations
    measured: Locations
    profiles: Profiles
    subsoil: Subsoil
    loads: Loads
    settings: Settings
    first_year: int
    names: tuple[str, ...]
    told: tuple[str, ...]
    stability_width: Floats

    def needs(self, futures: Futures, threads: int = 1) -> Needs:
        """What each place needs in each future, (n, m)."""
        since = np.maximum(futures.year - self.first_year, 0)
        return needs(
            self.places,
            self.profiles,
            self.subsoil,
            self.loads,
            futures,
            self.settings,
            allowance=np.full(since.size, self.settings.settlement),
            sunk=self.settings.subsidence * since,
            stability_width=self.stability_width,
            threads=threads,
        )

    def design(
        self, futures: Futures, direction: str = "landward", outer_slope: float | None = None
    ) -> tuple[Needs, Design]:
        """Needs, and the new profile in soil that meets them, (n, m).

        Parameters
        ----------
        futures
            Futures of the sea, (m,).
        direction
            ``landward``, ``riverward`` or ``square``.
        outer_slope
            Cotangent of a flatter outer slope, as of a wide green dike; today's when left out.
        """
        found = self.needs(futures)
        return found, soil_design(self.profiles, found, direction=direction, outer_slope=outer_slope)


def study(twin: Twin, settings: Settings, dikes: Sequence[str] | None = None, step: float = 10.0) -> Study:
    """Put places along dikes, and find their profile, their subsoil and their loads.

    Parameters
    ----------
    twin
        With the theme ``dikes``.
    settings
        What holds everywhere, and for dikes that say nothing themselves.
    dikes
        Ids of dikes; all of them when left out.
    step
        Distance between places [m].

    Raises
    ------
    InvalidInputError
        When a line cannot be studied, see `scenarios.dikes.locations.check_lines`.
    """
    measured, profiles = measure(twin, locations(twin, dikes, step=step))
    ground = subsoil(twin, measured, profiles)
    places, water, told = loads(twin, measured, profiles, settings)
    width = surveyed(twin, places, "stability_width")
    width = np.where(np.isnan(width), dike_column(twin, places, "stability_width"), width)
    names = _names(twin, places)
    return Study(places, measured, profiles, ground, water, settings, twin.reference_year, names, told, width)


def _names(twin: Twin, places: Locations) -> tuple[str, ...]:
    table = twin.features["dikes"]
    if "name" not in table:
        return places.dikes
    given = dict(zip(table["id"].astype(str), table["name"], strict=True))
    return tuple(given[dike] if isinstance(given[dike], str) else dike for dike in places.dikes)
