"""New profile in soil for every place and future: one cross-section by the soil rule, put in a direction."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import numpy.typing as npt

from scenarios.dikes.model import Design, Needs, Profiles

__all__ = ["DIRECTIONS", "profile_table", "soil_design"]

Floats = npt.NDArray[np.float64]

DIRECTIONS = ("landward", "riverward", "square")
"""Where a section grows: its outer toe stays, its inner toe stays, or its crest stays and both toes move."""

_BLOCK = 1_000_000  # sections in a call of the kernel: some 50 ms

_TABLE = (
    "crest_level", "crest_width", "outer_slope", "inner_slope", "outer_toe_level", "inner_toe_level",
    "outer_berm_width", "outer_berm_level", "inner_berm_width", "inner_berm_level",
)  # fmt: skip


def soil_design(
    profiles: Profiles, needs: Needs, *, direction: str = "landward", outer_slope: float | None = None
) -> Design:
    """Design the profile in soil that meets what each place needs in each future.

    Parameters
    ----------
    profiles
        Today's, (n,). Inner berms and outer berms that stand are kept, or covered by the new body.
    needs
        Heightening, stability and piping, (n, m). Stability or piping that is not known (NaN) does not count:
        the width is then what is needed at least. Where the heightening is not known, nothing is.
    direction
        One of `DIRECTIONS`. The cross-section is the same; it moves outward by nothing, by all that it grows,
        or as far as keeps the crest in its place.
    outer_slope
        Cotangent that the outer slope gets at least, where there is work: 7 for a wide green dike. It is made
        on the outer side, whatever the direction.

    Raises
    ------
    ValueError
        When the direction is not in `DIRECTIONS`, or the slope not above 0.

    References
    ----------
    KOSWAT 0.17 (Deltares), soil reinforcement: rules in `scenarios.physics.dike_soil`.

    Examples
    --------
    >>> from scenarios.dikes.soil import soil_design
    >>> soil_design.__name__
    'soil_design'
    """
    from scenarios.kernels.dike_soil import design_soil

    if direction not in DIRECTIONS:
        raise ValueError(f"direction is one of {', '.join(DIRECTIONS)}, not {direction!r}")
    if outer_slope is not None and not 0.0 < outer_slope < np.inf:
        raise ValueError(f"outer_slope is {outer_slope:g}; allowed: above 0")
    asked = np.stack([needs.heightening, needs.stability, needs.piping])
    out = np.empty((9, *asked.shape[1:]))
    driver = np.empty(asked.shape[1:], np.int8)
    profile = profile_table(profiles)
    way = DIRECTIONS.index(direction)
    rows = max(1, _BLOCK // max(1, asked.shape[2]))
    for first in range(0, asked.shape[1], rows):
        last = min(first + rows, asked.shape[1])
        design_soil(profile, outer_slope or 0.0, way, asked, out, driver, first, last)
    names = [field.name for field in fields(Design) if field.name != "driver"]
    return Design(**dict(zip(names, out, strict=True)), driver=driver)


def profile_table(profiles: Profiles) -> Floats:
    """Numbers of the profiles as the kernels take them, (10, n)."""
    return np.stack([getattr(profiles, name) for name in _TABLE])
