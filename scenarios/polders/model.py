"""What the steps of a water-level study hand on: parcel columns, levels, weather, and their course in time.

A parcel column is a piece of land between two ditches with one ground, one level and one use. Cells that are
alike share a column, so that a polder of a million cells is some thousands of columns, and a changed level
is answered at once. Arrays are float64 with one entry for each column (k) unless said otherwise; SI, m NAP;
NaN is what is not known, and why stands in `Columns.reasons`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

__all__ = ["DRAINS", "USES", "Columns", "Course", "Levels", "Weather"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Codes = npt.NDArray[np.int8]
Indices = npt.NDArray[np.int32]

DRAINS = ("none", "passive", "pressurised")
"""Infiltration drains, by the code in `Columns.drains`: none, at the ditch level, at a pumped level."""
USES = ("grass", "arable", "built", "nature", "other")
"""What the land is used for, by the code in `Columns.use`."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Parcel columns of a twin.

    Parameters
    ----------
    areas
        Id of every water-level area (peilgebied), in the order of the twin.
    column
        Number of the column of each cell, (ny, nx) int32; -1 for water and what lies in no area.
    cells
        Number of cells of each column, (k,) int32.
    cell_area
        Of one cell [m2].
    area
        Number in ``areas``, (k,) int32.
    ground_level
        At the reference year [m NAP].
    summer_level, winter_level
        Target levels of the ditches [m NAP].
    width
        Of the parcel, between its ditches [m]: the middle of its class, or a mean of those where pipes lie.
    spacing
        Distance between the ditches, or between the drains where there are any [m].
    transmissivity
        KD through which ditch water spreads [m2/s].
    resistance
        Of the layer between the topsoil and the aquifer [s]; 200 d at least, as in the flow to the aquifer.
    deep_head
        Head in the aquifer [m NAP].
    storage
        Storage coefficient of the topsoil [1].
    relief_depth
        Of trenches or street drains, which drain to the ditches and never give water [m below the ground]; 0
        where there are none.
    relief_resistance
        Between the mean groundwater and them [s]; infinite where there are none.
    soil
        Number in ``soils``, (k,) int8; ``soils`` are keys of SOMERS or of the twin's own classes.
    peat_thickness, clay_cover
        Peat, and the clay on top of it [m]; 0 where there is none.
    soft_thickness
        All soft soil down to firm sand [m].
    use, drains
        Numbers in `USES` and `DRAINS`, (k,) int8.
    reasons, reason
        Why nothing can be said of a column; reason 0 is the empty text, (k,) int32.
    notes
        What people should know of how they were made: rounding, and defaults that stood in.
    """

    areas: tuple[str, ...]
    column: Indices
    cells: Indices
    cell_area: float
    area: Indices
    ground_level: Floats
    summer_level: Floats
    winter_level: Floats
    width: Floats
    spacing: Floats
    transmissivity: Floats
    resistance: Floats
    deep_head: Floats
    storage: Floats
    relief_depth: Floats
    relief_resistance: Floats
    soils: tuple[str, ...]
    soil: Codes
    peat_thickness: Floats
    clay_cover: Floats
    soft_thickness: Floats
    use: Codes
    drains: Codes
    reasons: tuple[str, ...]
    reason: Indices
    notes: tuple[str, ...] = ()

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Columns of which something can be said, (k,)."""
        return np.asarray(self.reason == 0, dtype=np.bool_)

    @property
    def size(self) -> Floats:
        """Area of land of each column [m2], (k,)."""
        return np.asarray(self.cells * self.cell_area, dtype=np.float64)

    def without(self, unknown: npt.NDArray[np.bool_], reason: str) -> Self:
        """Mark columns as unknown for a reason; the first reason that a column got stays."""
        new = unknown & self.known
        if not new.any():
            return self
        reasons = self.reasons if reason in self.reasons else (*self.reasons, reason)
        numbers = np.where(new, reasons.index(reason), self.reason).astype(np.int32)
        return replace(self, reasons=reasons, reason=numbers)

    def some(self, chosen: npt.NDArray[np.bool_]) -> Self:
        """Some of the columns, (k,) flags, in the same order; areas, soils and reasons stay."""
        number = np.full(chosen.size + 1, -1, np.int32)
        number[:-1][chosen] = np.arange(np.count_nonzero(chosen), dtype=np.int32)
        kept = {name: getattr(self, name)[chosen] for name in _OF_COLUMNS}
        return replace(self, column=number[self.column], **kept)

    def on_grid(self, values: npt.NDArray[np.floating]) -> Singles:
        """Values of the columns, (k,) or (t, k), on the grid of the twin, (ny, nx) or (t, ny, nx) float32."""
        padded = np.concatenate([values, np.full((*values.shape[:-1], 1), np.nan)], axis=-1)
        return np.asarray(padded[..., self.column], dtype=np.float32)


_OF_COLUMNS = (
    "cells", "area", "ground_level", "summer_level", "winter_level", "width", "spacing", "transmissivity",
    "resistance", "deep_head", "storage", "relief_depth", "relief_resistance", "soil", "peat_thickness",
    "clay_cover", "soft_thickness", "use", "drains", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weather:
    """Daily weather of the years of a study, the same for all columns.

    Parameters
    ----------
    first_year, last_year
        Calendar years, both inside; day 0 is 1 January of the first.
    recharge
        Precipitation less evaporation [m/s], (days,).
    temperature
        Mean air temperature of each year [degrees C], (years,).
    source
        Where it comes from, and whether it is synthetic.
    """

    first_year: int
    last_year: int
    recharge: Floats
    temperature: Floats
    source: str


@dataclass(frozen=True, slots=True)
class Levels:
    """Ditch levels that are aimed at in each year, (t, k) each [m NAP].

    ``lowest`` and ``highest`` are the bounds of a flexible level, between which water is neither let in nor
    pumped out; a fixed level has them equal to the level of the season.
    """

    summer: Floats
    winter: Floats
    lowest: Floats
    highest: Floats


@dataclass(frozen=True, slots=True)
class Course:
    """What happens in each column year by year, (t, k) each, float32 unless said otherwise.

    Parameters
    ----------
    years
        Calendar years, (t,) int32; a state is that of the end of its year.
    ground_level
        [m NAP], float64.
    summer_level, winter_level
        Ditch levels in force [m NAP], float64.
    ghg, glg, gvg
        Mean highest, mean lowest and mean spring groundwater of the eight years before [m below the
        ground]; those of the years there are, until there are eight.
    monthly
        Mean groundwater of each month [m below the ground], (t, 12, k).
    lowest, highest
        Of the year [m below the ground].
    oxidation, creep, shrinkage
        Height lost since the start by each cause [m]; NaN where it is not known, while the ground is held.
        A relation that gives only the total is parted by a share that its text names.
    inlet, pumped
        Water let in and pumped out in the year, per area of land [m]: the part of each column in what its
        area lets in and pumps out (`scenarios.polders.ditches`).
    seepage
        Upward flow from the aquifer in the year [m].
    runoff
        Over the surface and through trenches and street drains in the year [m].
    """

    years: Indices
    ground_level: Floats
    summer_level: Floats
    winter_level: Floats
    ghg: Singles
    glg: Singles
    gvg: Singles
    monthly: Singles
    lowest: Singles
    highest: Singles
    oxidation: Singles
    creep: Singles
    shrinkage: Singles
    inlet: Singles
    pumped: Singles
    seepage: Singles
    runoff: Singles
