"""Sea-level rise as a connected bathtub: any sea level is a threshold of one level field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from scenarios.forms import field
from scenarios.model_card import Formula, ModelCard, Score
from scenarios.process import Estimate, Indicator, Outcome, Process, ProcessParameters, Value
from twin.errors import Problem
from twin.progress import Progress, part

if TYPE_CHECKING:
    import xarray as xr

    from scenarios.bathtub import Bathtub
    from scenarios.drivers import Drivers
    from twin.state import Twin

__all__ = ["SEA_LEVELS", "SeaLevelRise", "SeaLevelRiseParameters"]

Floats = npt.NDArray[np.float64]
Field = npt.NDArray[np.float32]

SEA_LEVELS: Floats = np.round(np.arange(51) / 10, 1)
"""Levels of the tables: 0 to 5 m NAP by 0.1 m."""
NO_SEA = "no sea in this area"
_BYTES_PER_CELL, _CELLS_PER_SECOND = 48, 2.0e7

_CARD = ModelCard(
    formulas=(
        Formula(
            "inundation-level",
            "lowest sea level at which connected water reaches a cell",
            "Barnes, Lehman and Mulla 2014",
            "inundation.md#definition",
        ),
        Formula(
            "crest-cells",
            "cells under a crest line that let no water through",
            "Amanatides and Woo 1987",
            "inundation.md#dikes",
        ),
        Formula(
            "sea-level",
            "rise of the sea by scenario, quantile and year",
            "KNMI 2023; Fritsch and Butland 1984",
            "sea-level.md#rise",
        ),
        Formula(
            "storm-level",
            "sea level of a storm by its return period",
            "Rijkswaterstaat, WBI2017 (Hydra-NL)",
            "sea-level.md#from-rise-to-nap",
        ),
    ),
    scores=(
        Score(
            "cells that differ from labelling the same ground at every whole centimetre",
            0,
            "1",
            "inundation.md#in-code",
            "`scipy.ndimage.label` at every whole centimetre of random terrains (0 cells differ)",
        ),
        Score(
            "largest error against the yearly KNMI'23 series, high scenario, 2020-2100",
            0.08,
            "cm",
            "sea-level.md#rise",
            "largest error against the yearly KNMI'23 series is 0.08 cm (high)",
        ),
        Score(
            "largest error against the yearly KNMI'23 series, low scenario, 2020-2100",
            0.15,
            "cm",
            "sea-level.md#rise",
            "0.08 cm (high) and 0.15 cm (low) over 2020-2100",
        ),
    ),
    holds=("A mean sea level, which stands long enough for the water to get everywhere.",),
    limits=(
        "Of a storm it is an upper bound, most of all far behind a small gap: use the process flood.",
        "No waves, groundwater, pumps or duration; a culvert that is not in the ground model is closed.",
        "No year is given to a level that no scenario reaches by 2100.",
    ),
    changes={"1": "first version"},
)


class SeaLevelRiseParameters(ProcessParameters):
    """What the dikes do while the sea stands high."""

    dikes: Literal["hold", "absent", "breach"] = field(
        "Dikes",
        "Dijken",
        default="hold",
        description="They hold until overtopped, are not there at all, or one fails at a point.",
    )
    breach_at: tuple[float, float] | None = field(
        "Place of the breach", "Plaats van de bres", default=None, unit="m", geometry="point"
    )
    breach_width: float = field(
        "Width of the breach", "Breedte van de bres", default=100.0, unit="m", step=10, ge=1.0, le=2000.0
    )
    connectivity: Literal[4, 8] = field(
        "Water passes over sides (4) or corners too (8)",
        "Water stroomt over zijden (4) of ook hoeken (8)",
        default=4,
    )

    @model_validator(mode="after")
    def _breach_has_a_place(self) -> Self:
        if (self.dikes == "breach") != (self.breach_at is not None):
            raise PydanticCustomError(
                "breach_place",
                "a breach needs a place, and only a breach has one",
                {"remedy": "Write {dikes: breach, breach_at: [x, y]} with x, y in RD New."},
            )
        return self


class SeaLevelRise(Process[SeaLevelRiseParameters]):
    """Which land lies under water at a level of the sea, with dikes that hold, fail or are absent."""

    id: ClassVar[str] = "sea-level-rise"
    version: ClassVar[str] = "1"
    title_en: ClassVar[str] = "Sea-level rise"
    title_nl: ClassVar[str] = "Zeespiegelstijging"
    description_en: ClassVar[str] = (
        "Lowest sea level at which each place floods, from the sea over the lowest crests, and what is there."
    )
    description_nl: ClassVar[str] = (
        "Laagste zeestand waarbij elke plek onderloopt, vanaf zee over de laagste kruinen, en wat daar staat."
    )
    Parameters: ClassVar[type[ProcessParameters]] = SeaLevelRiseParameters
    card: ClassVar[ModelCard] = _CARD
    synchronous: ClassVar[bool] = True
    public: ClassVar[bool] = True
    indicators: ClassVar[Mapping[str, Indicator]] = {
        "sea_level": Indicator("m", "zeestand (m NAP)", "sea level (m NAP)", "from the drivers"),
        "flooded_area": Indicator(
            "m2",
            "overstroomd land",
            "flooded land",
            "land cells whose inundation level is at or below the sea level; permanent water left out, "
            "beach and foreshore counted",
        ),
        "flooded_volume": Indicator(
            "m3",
            "watervolume op land",
            "water volume on land",
            "sum of the water depth over the flooded land cells",
        ),
        "buildings_flooded": Indicator(
            "1",
            "panden met water binnen",
            "buildings with water inside",
            "water reaches the footprint and stands above the floor level, else above the ground",
        ),
        "people_affected": Indicator(
            "1", "getroffen bewoners", "people affected", "residents of flooded buildings"
        ),
        "vital_objects_flooded": Indicator(
            "1",
            "vitale objecten in het water",
            "vital objects flooded",
            "water reaches the object and stands above its floor level, else above the ground",
        ),
    }

    def check(self, twin: Twin, parameters: SeaLevelRiseParameters) -> list[Problem]:
        """Refuse a breach where no dike is."""
        if parameters.breach_at is None:
            return []
        from scenarios.dike_states import check_breach

        return check_breach(twin, parameters.breach_at)

    def estimate(self, twin: Twin, parameters: SeaLevelRiseParameters) -> Estimate:  # noqa: ARG002
        """Tell the cost: one pass over the grid, whatever the number of levels."""
        cells = twin.grid.nx * twin.grid.ny
        return Estimate(cells, _BYTES_PER_CELL * cells, round(0.2 + cells / _CELLS_PER_SECOND, 3))

    def simulate(
        self, twin: Twin, drivers: Drivers, parameters: SeaLevelRiseParameters, progress: Progress
    ) -> Outcome:
        """Make the level field, the tables per level and the answers at the level of the drivers."""
        from scenarios.bathtub import fill

        progress(0.0, "dikes")
        tub = fill(twin, _barrier(twin, parameters), parameters.connectivity, part(progress, 0.05, 0.8))
        progress(0.85, "tables per sea level")
        values = {
            "sea_level": Value(
                drivers.sea_level, drivers.sea_level_low, drivers.sea_level_high, method=drivers.method
            ),
            **_answers(tub, drivers),
        }
        features = {
            theme: found.with_water(drivers.sea_level)
            for theme, found in (("buildings", tub.buildings), ("vital_objects", tub.vital_objects))
            if found is not None
        }
        outcome = Outcome(_fields(twin, tub, drivers), values, features)
        progress(1.0, "sea-level rise done")
        return outcome


def _barrier(twin: Twin, parameters: SeaLevelRiseParameters) -> Field:
    """Ground as water meets it, with dikes that hold, are absent, or one that has failed."""
    from scenarios.dike_states import ground_with_breach, ground_with_dikes, ground_without_dikes

    if parameters.breach_at is not None:
        return ground_with_breach(twin, parameters.breach_at, parameters.breach_width)
    return ground_with_dikes(twin) if parameters.dikes == "hold" else ground_without_dikes(twin)


def _answers(tub: Bathtub, drivers: Drivers) -> dict[str, Value]:
    """What floods at the sea level of the drivers, and at both ends of its band."""
    levels = (drivers.sea_level, drivers.sea_level_low, drivers.sea_level_high)
    at = [None if level is None else tub.tables(np.array([level])) for level in levels]
    answers = {}
    for name in SeaLevelRise.indicators:
        if name != "sea_level":
            reason = NO_SEA if not tub.has_sea else tub.missing.get(name)
            known = name not in tub.missing or not tub.has_sea
            value, low, high = (float(table[name][0]) if table and known else None for table in at)
            answers[name] = Value(value, low, high, reason)
    if tub.people is not None:
        answers["people_affected"] = replace(answers["people_affected"], method=tub.people_method)
    return answers


def _fields(twin: Twin, tub: Bathtub, drivers: Drivers) -> xr.Dataset:
    """Level and depth on the grid, the tables per sea level, and the years in which levels are reached."""
    import xarray as xr

    from scenarios.drivers import year_reached

    variables: dict[str, Any] = {
        "inundation_level": (
            ("y", "x"),
            tub.level,
            {"comment": "+inf: the sea cannot come; no value: no ground level"},
        ),
        "water_depth": (("y", "x"), tub.depth(drivers.sea_level), {"comment": drivers.method}),
        "year_reached": year_reached(SEA_LEVELS),
    }
    for name, table in tub.tables(SEA_LEVELS).items():
        reason = NO_SEA if not tub.has_sea else tub.missing.get(name)
        variables[name] = ("sea_level", table, {} if reason is None else {"reason": reason})
    return xr.Dataset(variables, coords={**twin.grid.coords(), "sea_level": SEA_LEVELS})
