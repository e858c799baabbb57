"""The table that the page slides through: every scenario, quantile and fifth year, at every place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.dikes.futures import QUANTILES, SCENARIOS, YEARS, futures
from scenarios.dikes.model import DRIVERS, Futures
from scenarios.dikes.sections import section_designed, section_now
from scenarios.dikes.table import Case, ids_of
from twin.progress import Progress

if TYPE_CHECKING:
    import xarray as xr

    from scenarios.dikes.study import Study

__all__ = ["yearly_fields"]

_DIMS = ("scenario", "quantile", "location", "year")
_ARRAYS: dict[str, Callable[[Case], npt.NDArray[Any]]] = {
    "dike_heightening": lambda case: case.needs.heightening,
    "dike_stability": lambda case: case.needs.stability,
    "dike_piping": lambda case: case.needs.piping,
    "dike_water_level": lambda case: case.needs.water_level,
    "dike_inner_slope": lambda case: case.design.inner_slope,
    "dike_berm_width": lambda case: case.design.inner_berm_width,
    "dike_berm_level": lambda case: case.design.inner_berm_level,
    "dike_inward": lambda case: case.design.inward,
    "dike_outward": lambda case: case.design.outward,
    "dike_measure_width": lambda case: case.choice.inward,
    "dike_wall_length": lambda case: case.choice.wall_length,
    "dike_cost": lambda case: case.choice.cost,
    "dike_cost_low": lambda case: case.choice.cost_low,
    "dike_cost_high": lambda case: case.choice.cost_high,
}
_CODES: dict[str, Callable[[Case], npt.NDArray[Any]]] = {
    "dike_driver": lambda case: case.design.driver,
    "dike_measure": lambda case: case.choice.measure,
}


def yearly_fields(
    study: Study, asked: Case, case_of: Callable[[Futures], Case], progress: Progress
) -> xr.Dataset:
    """Needs, design and measure at each place in every scenario, quantile and year, and two cross-sections.

    Parameters
    ----------
    study
        The dikes, n places.
    asked
        The asked case is its first future; its section is the one that is required.
    case_of
        Makes the case of any futures.
    progress
        Told how far it is.
    """
    import xarray as xr

    shape = (len(SCENARIOS), len(QUANTILES), study.places.x.size, len(YEARS))
    found: dict[str, npt.NDArray[Any]] = {name: np.empty(shape, np.float32) for name in _ARRAYS}
    found |= {name: np.empty(shape, np.int8) for name in _CODES}
    for row, scenario in enumerate(SCENARIOS):
        for column, quantile in enumerate(QUANTILES):
            case = case_of(futures([scenario], [quantile], YEARS))
            for name, take in (_ARRAYS | _CODES).items():
                found[name][row, column] = take(case)
            progress((row * len(QUANTILES) + column + 1) / (shape[0] * shape[1]), "every year")
    variables: dict[str, Any] = {
        name: (_DIMS, values, _flags(name) if name in _CODES else {}) for name, values in found.items()
    }
    for name, section in (
        ("now", section_now(study.profiles)),
        ("required", section_designed(study.profiles, asked.design, 0)),
    ):
        for part, values in zip(("offset", "level"), section, strict=True):
            known = np.where(study.places.known[:, None], values, np.nan)
            variables[f"dike_profile_{name}_{part}"] = (("location", "point"), known.astype(np.float32))
    coordinates = {
        "scenario": list(SCENARIOS),
        "quantile": list(QUANTILES),
        "year": list(YEARS),
        "location": ids_of(study.places).astype(str),
    }
    return xr.Dataset(variables, coords=coordinates)


def _flags(name: str) -> dict[str, Any]:
    """What the codes of a variable mean, by CF, and for people."""
    from scenarios.dikes.measures import MEASURES

    names = DRIVERS if name == "dike_driver" else tuple(measure.id for measure in MEASURES)
    told: dict[str, Any] = {
        "flag_values": list(range(-1, len(names))),
        "flag_meanings": " ".join(("unknown", *names)),
    }
    if name == "dike_measure":
        told["flag_labels_nl"] = "; ".join(("onbekend", *(measure.label_nl for measure in MEASURES)))
        told["flag_labels_en"] = "; ".join(("unknown", *(measure.label_en for measure in MEASURES)))
    return told
