"""Water of a polder: worked values of demand, storage and seepage, and time that groundwater is shallow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.physics.water_balance import rain_storage, season_demand, seepage_change, time_above

DAY = 86_400.0
MM = 1e-3


def test_demand_of_a_worked_season():
    demand = season_demand(rise=0.3, storage=0.12, loss=0.5 * MM / DAY, duration=180 * DAY)
    assert demand / MM == pytest.approx(126.000, rel=1e-6)


def test_storage_that_a_worked_raise_takes():
    soil = {"storage": 0.12, "open_water": 0.08}
    before, after = rain_storage(freeboard=[0.6, 0.3], groundwater_depth=[0.6, 0.3], **soil)
    assert (before - after) / MM == pytest.approx(57.1200, rel=1e-6)
    ditches = rain_storage(freeboard=[0.6, 0.3], groundwater_depth=0.6, **soil)
    assert (ditches[0] - ditches[1]) / MM == pytest.approx(24.0000, rel=1e-6)


def test_water_above_the_ground_has_no_room():
    assert rain_storage(freeboard=-0.1, groundwater_depth=-0.2, storage=0.12, open_water=0.08) == 0.0


def test_seepage_of_a_worked_raise():
    assert seepage_change(rise=0.3, resistance=1000 * DAY) * DAY / MM == pytest.approx(-0.300000, rel=1e-6)


@given(st.floats(-1, 3), st.floats(-1, 3), st.floats(-1, 3))
def test_time_above_is_what_small_steps_count(begin, end, limit):
    steps = begin + (end - begin) * (np.arange(2000) + 0.5) / 2000
    counted = (steps < limit).mean()
    share = float(time_above(begin=begin, end=end, limit=limit))
    assert share == pytest.approx(counted, abs=1e-3) or abs(end - begin) < 1e-9
    assert share == pytest.approx(float(time_above(begin=end, end=begin, limit=limit)), abs=1e-12)


def test_what_is_not_known_stays_so_and_what_cannot_be_is_refused():
    assert np.isnan(time_above(begin=np.nan, end=0.5, limit=0.4))
    assert np.isnan(rain_storage(freeboard=0.5, groundwater_depth=np.nan, storage=0.1, open_water=0.1))
    with pytest.raises(ValueError, match=r"open_water is 1\.2"):
        rain_storage(freeboard=0.5, groundwater_depth=0.5, storage=0.1, open_water=1.2)
    with pytest.raises(ValueError, match="resistance is 0"):
        seepage_change(rise=0.3, resistance=0.0)
    with pytest.raises(ValueError, match="duration is -1"):
        season_demand(rise=0.3, storage=0.1, loss=0.0, duration=-1.0)
