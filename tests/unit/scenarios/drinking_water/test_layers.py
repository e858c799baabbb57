"""Aquifers under wells, the slope of the groundwater, and drawdown through layers, from a twin."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.special import iv

from scenarios.drinking_water.aquifers import NO_AQUIFER, NOTHING_BELOW, aquifers
from scenarios.drinking_water.background import heads
from scenarios.drinking_water.drawdown import drawdown
from scenarios.drinking_water.fields import well_fields
from scenarios.drinking_water.parameters import CaptureParameters
from scenarios.drinking_water.reach import drawdown_reach
from scenarios.drinking_water.study import cases
from terrain.subsurface import Column, StackUnit
from tests.unit.scenarios.drinking_water.well_polder import DAY, MIDDLE, asked, value, well_polder, wells
from tests.unit.scenarios.polders.strip_polder import CLAY, SAND
from tests.unit.scenarios.seepage.sea_polder import sea_polder
from twin.progress import silent

LAYERS = ((CLAY, 5.0), (SAND, 10.0), (CLAY, 5.0), (SAND, 20.0))


def column(*blocks, kind="", top=0.0):
    """A column of ``(lithoclass, thickness, kh, kv [m/d])`` from a level down."""
    thick = np.array([block[1] for block in blocks])
    base = top - np.cumsum(thick)
    return Column(
        top=base + thick,
        base=base,
        kh=np.array([block[2] for block in blocks]) / DAY,
        kv=np.array([block[3] for block in blocks]) / DAY,
        units=tuple(StackUnit("u", "u", "u", "#000000", kind) for _ in blocks),
        lithology=np.array([block[0] for block in blocks], np.int8),
        part=("voxels",) * len(blocks),
        probability=np.full(len(blocks), np.nan),
    )


def test_aquifers_and_what_parts_them():
    found = aquifers(
        [column((CLAY, 4, 0.01, 0.004), (SAND, 10, 20, 10), (CLAY, 2, 0.01, 0.001), (SAND, 30, 30, 15))],
        0,
        0.0,
    )
    assert found.top.tolist() == [-4.0, -16.0]
    assert found.base.tolist() == [-14.0, -46.0]
    assert found.transmissivity * DAY == pytest.approx([200.0, 900.0])
    assert found.resistance / DAY == pytest.approx([1000.0, 2000.0])
    assert [found.screened(*screen) for screen in ((-5, -10), (-13, -30), (-60, -70))] == [0, 1, None]


def test_a_thin_layer_parts_nothing_and_thin_sand_is_no_aquifer():
    found = aquifers(
        [column((CLAY, 4, 0.01, 0.004), (SAND, 2, 5, 5), (CLAY, 2, 0.01, 0.001), (SAND, 8, 20, 10),
                (CLAY, 1, 0.01, 0.05), (SAND, 8, 20, 10))], 0, 0.0,
    )  # fmt: skip
    assert found.top.tolist() == [-8.0]
    assert found.base.tolist() == [-25.0]
    assert found.resistance[0] / DAY == pytest.approx(1000.0 + 0.4 + 2000.0)


def test_sand_at_the_ground_is_wet_below_the_water_table():
    found = aquifers([column((SAND, 30, 20, 10), top=5.0)], 0, 1.0)
    assert (found.top[0], found.base[0], found.resistance[0]) == (1.0, -25.0, 0.0)


def test_columns_are_averaged_by_what_they_let_through():
    one = column((CLAY, 4, 0.01, 0.004), (SAND, 10, 20, 10))
    other = column((CLAY, 4, 0.01, 0.001), (SAND, 10, 40, 10))
    found = aquifers([one, other], 0, 0.0)
    assert found.transmissivity[0] * DAY == pytest.approx(300.0)
    assert found.resistance[0] / DAY == pytest.approx(1600.0)  # one over the mean of 1/1000 and 1/4000


def test_what_is_not_known_ends_the_stack():
    assert aquifers([column((SAND, 10, np.nan, np.nan))], 0, 0.0) == NOTHING_BELOW
    assert aquifers([column((CLAY, 10, 0.01, 0.01))], 0, 0.0) == NO_AQUIFER
    below = aquifers([column((SAND, 10, 20, 10), (CLAY, 1, np.nan, np.nan), (SAND, 10, 20, 10))], 0, 0.0)
    assert len(below.top) == 1
    assert aquifers([column((-127, 10, 20, 10), kind="aquitard")], 0, 0.0) == NO_AQUIFER


def test_the_layers_of_a_twin_are_found_and_told():
    """Clay 5 m, sand 10 m, clay 5 m, sand 20 m: the screens stand in the second sand."""
    found = asked(well_polder(wells(screen_top=-22.0, screen_base=-38.0), layers=LAYERS))
    row = found.features["wells_results"].iloc[0]
    assert (row["top_level"], row["base_level"]) == (-20.0, -40.0)
    above = found.dataset["water_table_drawdown"].values
    deep = found.dataset["aquifer_drawdown"].values
    assert (above > 0.0).all()
    assert (above < deep).all()
    assert value(found, "zone_area", "reason") is None


def test_screens_in_clay_have_no_aquifer():
    found = asked(well_polder(wells(screen_top=-16.0, screen_base=-19.0), layers=LAYERS))
    assert NO_AQUIFER in value(found, "zone_area", "reason")


def test_groundwater_falls_from_the_sea_to_the_polder():
    """Behind the shore the head falls as exp(-x / lambda) (Mazure 1936).

    The plane through it over a disc of 600 m is 8 I2(r) / r^2 as steep as in the middle, r = 600 m / lambda.
    """
    twin = sea_polder((("sea", 500.0), ("polder", 9500.0)), cell=50.0, rows=60, layers=((CLAY, 5.0),))
    still = heads(twin, sea=0.03, recharge=0.0, progress=silent)
    aquifer = still.setting.aquifer
    length = float(np.sqrt(aquifer.transmissivity * aquifer.resistance)[30, 100])
    x, y = np.array([62_025.0]), np.array([546_525.0])
    east, north = still.slope(x, y)
    level = -3.97
    head = still.level(float(x[0]), float(y[0])) - level
    r = 600.0 / length
    assert east == pytest.approx(-head / length * 8.0 * iv(2, r) / r**2, rel=0.02)
    assert north == pytest.approx(0.0, abs=1e-9)
    assert still.drained_share(x, y) == 1.0


def test_drawdown_is_the_same_for_any_threads_and_nearly_so_between_places(monkeypatch):
    twin = well_polder(wells(screen_top=-22.0, screen_base=-38.0), layers=LAYERS)
    known, _ = cases(twin, well_fields(twin, 2025), "none", CaptureParameters())
    one, three = (drawdown(twin, known, threads=threads) for threads in (1, 3))
    np.testing.assert_array_equal(one.aquifer, three.aquifer)
    np.testing.assert_array_equal(one.water_table, three.water_table)
    monkeypatch.setattr("scenarios.drinking_water.drawdown._PLACES", 8_000)
    coarse = drawdown(twin, known)
    assert coarse.aquifer.shape == twin.grid.shape
    x, y = np.meshgrid(twin.grid.x, twin.grid.y)
    far = np.hypot(x - MIDDLE[0], y - MIDDLE[1]) > 1000.0
    np.testing.assert_allclose(coarse.aquifer[far], one.aquifer[far], rtol=0.01)


def test_discs_of_the_reach_hold_all_that_falls():
    at = [(MIDDLE[0] + 300.0 * k, MIDDLE[1] + 100.0 * k) for k in (-1, 0, 1)]
    twin = well_polder(wells(at, flow=500.0 / DAY, screen_top=-6.0, screen_base=-14.0), layers=LAYERS)
    known, _ = cases(twin, well_fields(twin, 2025), "none", CaptureParameters())
    falls = drawdown(twin, known).aquifer > 0.05
    x, y = np.meshgrid(twin.grid.x, twin.grid.y)
    nearest = np.min([np.hypot(x - place[0], y - place[1]) for place in at], axis=0)
    assert falls.any()
    assert not falls.all()
    assert nearest[falls].max() <= drawdown_reach(known[0], 0)


def test_progress_may_stop_it():
    class StopError(Exception):
        pass

    def stop(part: float, what: str) -> None:
        raise StopError(what)

    from scenarios.drinking_water.outcome import capture

    with pytest.raises(StopError):
        capture(well_polder(wells()), SimpleNamespace(year=2050, mean_level=0.0), CaptureParameters(), stop)
