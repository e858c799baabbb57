"""Ditches of an area bring water from columns that have too much to columns that need it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenarios.polders.ditches import Ditches
from scenarios.polders.groundwater import Year, parcels, start, year
from scenarios.polders.model import Columns
from tests.unit.scenarios.polders.peat_polder import peat_polder

DRY = np.full(365, -1e-3 / 86_400.0)  # m/s: a mm a day less than falls


def run(columns: Columns) -> Year:
    given = parcels(columns)
    levels = {"summer": columns.winter_level, "winter": columns.winter_level}
    none = np.full(columns.area.size, np.nan)
    begin = start(given, ground_level=columns.ground_level, level=columns.winter_level, recharge=0.0)
    return year(given, begin, ground_level=columns.ground_level, **levels, lowest=none, highest=none,
                recharge=DRY, calendar_year=2027)  # fmt: skip


def polder(area: list[int], cells: list[int]) -> Columns:
    """Land where water comes up, and land where it sinks away."""
    head = np.array([2.0, -3.0]) + peat_polder(2).winter_level
    given = peat_polder(2, area=np.array(area, np.int32), deep_head=head)
    return replace(given, cells=np.array(cells, np.int32))


def in_all(values: np.ndarray, columns: Columns) -> float:
    return float((values * columns.size).sum())


def test_water_that_comes_up_goes_where_it_sinks_away() -> None:
    apart, together = polder([0, 1], [1, 1]), polder([0, 0], [1, 1])
    alone = run(together)
    assert alone.inlet[1] > 0.0 == pytest.approx(alone.inlet[0], abs=1e-3)
    same = Ditches.of(apart).share(run(apart))
    assert same.inlet == pytest.approx(alone.inlet, rel=1e-6, abs=1e-6)
    shared = Ditches.of(together).share(alone)
    needed = np.maximum((alone.need * together.size).sum(axis=1, dtype=np.float64), 0.0).sum()
    assert in_all(shared.inlet, together) == pytest.approx(needed, rel=1e-6, abs=1e-9)
    assert in_all(shared.inlet, together) < 0.8 * in_all(alone.inlet, together)
    lost = in_all(alone.inlet - shared.inlet, together)
    assert in_all(alone.pumped - shared.pumped, together) == pytest.approx(lost)


def test_land_counts_by_its_size() -> None:
    mostly_dry = polder([0, 0], [1, 99])
    alone = run(mostly_dry)
    shared = Ditches.of(mostly_dry).share(alone)
    assert in_all(shared.inlet, mostly_dry) > 0.9 * in_all(alone.inlet, mostly_dry)


def test_unknown_columns_take_no_part() -> None:
    columns = polder([0, 0], [1, 1])
    found = run(replace(columns, spacing=np.array([np.nan, columns.spacing[1]])))
    known = replace(columns, reason=np.array([1, 0], columns.reason.dtype), reasons=("", "unknown"))
    shared = Ditches.of(known).share(found)
    assert shared.inlet[1] == pytest.approx(found.inlet[1])
    assert np.isnan(shared.inlet[0])
