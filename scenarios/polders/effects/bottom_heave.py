"""Ditches over an aquifer: whether their bottoms stay down under the pressure of the water below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.physics.bottom_heave import bottom_safety
from scenarios.physics.constants import Parameter
from scenarios.physics.uplift import WATER_WEIGHT
from scenarios.polders.effect import Answer, Case, Effect

__all__ = ["SAFETY", "DitchBottomHeave"]

Floats = npt.NDArray[np.float64]

SAFETY = Parameter(1.1, "1", "usual margin for ditch bottoms", "unverified")
"""Factor below which a bottom counts as in danger."""
WATER_DEPTH = Parameter(
    0.5, "m", "usual polder ditch; of 142 in polder 't Hoekje half have 0.54 to 0.91 m", "unverified"
)
"""Of the ditches at the levels they were dug for."""
PEAT_WEIGHT = Parameter(10_500.0, "N/m3", "saturated peat, usual value", "unverified")
CLAY_WEIGHT = Parameter(15_000.0, "N/m3", "saturated soft clay, usual value", "unverified")
HEAD_SPREAD = Parameter(
    0.25,
    "m",
    "two thirds of the demo move less with half or twice the resistance, its deep polder 0.8 m",
    "unverified",
)
"""How far the head in the aquifer may lie off."""
_SPREAD = 500.0  # N/m3
_DEPTH_SPREAD = 0.2  # m of water
_DOUBT = (
    "By these numbers the ditch bottoms of {lifting:.1f} % lift already. Where that is not seen, ditches are "
    "shallower, soil is heavier or the head in the aquifer is lower than taken here."
)
_MOST = 10.0  # of the map: without any pressure the factor has no end


class DitchBottomHeave(Effect):
    """Land whose ditch bottoms may lift."""

    id = "ditch_bottom_heave"
    labels: ClassVar[Mapping[str, str]] = {
        "nl": "Land met slootbodems die kunnen opbarsten",
        "en": "Land with ditch bottoms that may lift",
    }
    unit = "%"
    column_unit = "1"
    better = "lower"
    local = True
    method = (
        "Weight of the soft soil below the ditch and of the water in it over the pressure at the top of "
        f"the sand, sum(gamma d) / (gamma_w (phi - z)); in danger below {SAFETY}. Peat {PEAT_WEIGHT}, other "
        f"soft soil {CLAY_WEIGHT}; ditches of {WATER_DEPTH} at the lowest level that they ever had in the "
        "study, and not filled when it rises: then only the water on the bottom is more. The value is the "
        f"part of the land over an aquifer; the map tells the factor, 10 at most. Range: soil {_SPREAD:g} "
        f"N/m3 lighter and heavier, ditches {_DEPTH_SPREAD:g} m deeper and shallower [unverified], head "
        f"lower and higher by {HEAD_SPREAD}. Ditches are narrow and the soil beside them helps, which is not "
        "counted. The head in the aquifer is that of salt-seepage today."
    )

    def assess(self, case: Case) -> Answer:
        """Part of the land over an aquifer."""
        under = _under(case)
        factor = _factor(case, under)
        known = ~np.isnan(factor)
        if not (case.counted & known).any():
            return Answer.unknown(
                "no soft soil over an aquifer with a known head lies below the ditches here"
            )

        def danger(of: Floats) -> float:
            # deeper ditches may leave no soil at all: that is no safety either
            return 100.0 * case.mean(np.where(known, ~(of >= SAFETY.value), np.nan))

        lifting = 100.0 * case.mean(np.where(known, factor < 1.0, np.nan))
        chosen = case.counted & known
        return Answer(
            danger(factor),
            variants={
                **{
                    f"soil {shift:+g} N/m3": danger(_factor(case, under, heavier=shift))
                    for shift in (-_SPREAD, _SPREAD)
                },
                **{
                    f"ditches {shift:+g} m deep": danger(_factor(case, under, deeper=shift))
                    for shift in (-_DEPTH_SPREAD, _DEPTH_SPREAD)
                },
                **{
                    f"head {shift:+g} m": danger(_factor(case, under, higher=shift))
                    for shift in (-HEAD_SPREAD.value, HEAD_SPREAD.value)
                },
            },
            columns=np.minimum(factor, _MOST),
            parts={
                "lifting_now [%]": lifting,
                "lowest_factor [1]": float(np.minimum(factor[chosen], _MOST).min()),
                "mean_factor [1]": case.mean(np.minimum(factor, _MOST)),
                "land_over_aquifer [ha]": case.area(known) / 1e4,
            },
            notes=(_DOUBT.format(lifting=lifting),) if lifting > 0.0 else (),
            weight=case.area(known),
        )


def _under(case: Case) -> tuple[Floats, Floats]:
    """Lowest ditch level from before the study up to the asked year, and that of the year [m NAP], (k,)."""
    columns, course, until = case.columns, case.course, case.index + 1
    levels = np.minimum(course.summer_level[:until], course.winter_level[:until])
    first = np.minimum(columns.summer_level, columns.winter_level)
    return np.minimum(levels.min(axis=0), first), levels[-1]


def _factor(
    case: Case,
    under: tuple[Floats, Floats],
    *,
    heavier: float = 0.0,
    deeper: float = 0.0,
    higher: float = 0.0,
) -> Floats:
    """Safety of the ditch bottom of each column [1], (k,); NaN without soft soil or head below it.

    ``under``: what `_under` gives. ``heavier``: of soil [N/m3]. ``deeper``: of the water in the ditches [m].
    ``higher``: of the head [m].
    """
    columns, (lowest, level) = case.columns, under
    bottom = lowest - WATER_DEPTH.value - deeper
    # soil below the bottom stays as it is; depths count from the ground of the start
    base = columns.soft_thickness
    dug = columns.ground_level - bottom
    below = base - dug
    peat_top = np.clip(columns.clay_cover, dug, base)
    peat_base = np.clip(columns.clay_cover + columns.peat_thickness, dug, base)
    peat = np.maximum(peat_base - peat_top, 0.0)
    soil = peat * (PEAT_WEIGHT.value + heavier) + (below - peat) * (CLAY_WEIGHT.value + heavier)
    weight = soil + WATER_WEIGHT * (level - bottom)
    leaky = np.isfinite(columns.resistance) & np.isfinite(columns.deep_head) & (below > 0.0)
    head = np.where(leaky, columns.deep_head + higher - (columns.ground_level - base), np.nan)
    return bottom_safety(weight=np.where(leaky, weight, np.nan), head=head)
