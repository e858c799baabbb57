"""A small polder of parcel columns for tests: peat between ditches 40 m apart over a leaky layer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from scenarios.polders.model import Columns

DAY = 86_400.0


def peat_polder(count: int = 4, **changes) -> Columns:
    """Columns in area ``a``, those of the second half in ``b``; ``changes`` replace what a column is."""
    k = count

    def each(value: float) -> np.ndarray:
        return np.full(k, value)

    made = Columns(
        areas=("a", "b"),
        column=np.arange(k, dtype=np.int32)[None, :],
        cells=np.ones(k, np.int32),
        cell_area=25.0,
        area=(np.arange(k) >= (k + 1) // 2).astype(np.int32),
        ground_level=each(-1.5),
        summer_level=each(-2.1),
        winter_level=each(-2.1),
        width=each(40.0),
        spacing=each(40.0),
        transmissivity=each(0.2 / DAY),
        resistance=each(1000.0 * DAY),
        deep_head=each(-2.6),
        storage=each(0.12),
        relief_depth=each(0.0),
        relief_resistance=each(np.inf),
        soils=("peat",),
        soil=np.zeros(k, np.int8),
        peat_thickness=each(4.0),
        clay_cover=each(0.0),
        soft_thickness=each(6.0),
        use=np.zeros(k, np.int8),
        drains=np.zeros(k, np.int8),
        reasons=("",),
        reason=np.zeros(k, np.int32),
    )
    return replace(made, **changes)
