"""Seepage of land beside a measure: half planes in closed form, sums of measures, and what is not known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.physics.seepage import half_plane_response, shore_total
from scenarios.polders.effect import compare, effects
from scenarios.polders.effects.neighbour_seepage import NO_LAND, NOTHING_DECIDED
from scenarios.seepage.setting import DRAINAGE, NO_VOXELS
from tests.unit.scenarios.polders.effect_cases import case, course
from tests.unit.scenarios.polders.peat_polder import peat_polder
from tests.unit.scenarios.polders.strip_polder import CLAY, SAND
from tests.unit.scenarios.seepage.sea_polder import LEVEL, sea_polder

DAY = 86_400.0
YEAR = 365.25 * DAY
EFFECT = effects()["neighbour_seepage"]
KD = 350.0 / DAY  # 35 m of sand of 10 m/d below 5 m of clay
WIDE = 7200.0
CELLS = 6  # of 10 m in the width of a column


def polders(widths, layers=((CLAY, 5.0),), **changes):
    """Twin of polders side by side with columns of 60 m in each; their resistance is that of the voxels."""
    twin = sea_polder([("polder", width) for width in widths], layers=layers)
    rows, count = 16, twin.grid.nx // CELLS
    area = np.repeat(np.arange(len(widths)), np.array(widths, int) // 60)
    columns = peat_polder(
        count,
        areas=tuple(f"area-{number}" for number in range(len(widths))),
        column=np.arange(twin.grid.nx, dtype=np.int32)[None, :] // CELLS * np.ones((rows, 1), np.int32),
        cells=np.full(count, CELLS * rows, np.int32),
        cell_area=100.0,
        area=area.astype(np.int32),
        ground_level=np.full(count, -3.0),
        summer_level=np.full(count, LEVEL),
        winter_level=np.full(count, LEVEL),
        resistance=np.full(count, np.inf if layers[0][0] == SAND else 500.0 * DAY),
        **changes,
    )
    return twin, columns


def raised(twin, columns, decided, rise=0.3, land=None):
    """Cases before and after groundwater and ditches of some areas go up."""
    here = np.isin(columns.area, decided)
    levels = np.tile(columns.summer_level + np.where(here, rise, 0.0), (10, 1))
    cases = (
        case(columns, course(columns, depth=0.5 * np.ones((12, 1)))),
        case(
            columns,
            course(columns, depth=0.5 - np.where(here, rise, 0.0) * np.ones((12, 1)), summer_level=levels,
                   winter_level=levels),
        ),
    )  # fmt: skip
    return tuple(replace(each, twin=twin, decided=here, land=land) for each in cases)


@pytest.fixture(scope="module")
def halves():
    return polders((WIDE, WIDE))


def resistance(columns, twin):
    """Of the layer, as the aquifer has it [s]."""
    from scenarios.seepage.beside import shared

    return float(np.unique(shared(twin, columns).setting.aquifer.resistance)[0])


def test_half_a_plain_presses_to_the_other_half_what_the_formula_says(halves):
    twin, columns = halves
    c = resistance(columns, twin)
    length = (KD * c) ** 0.5
    found = compare(EFFECT, *raised(twin, columns, [0]))
    expected = 0.5 * float(shore_total(head_difference=0.3, leakage_length=length, resistance=c)) * 160.0
    assert found.difference.value == pytest.approx(expected * YEAR, rel=3e-3)
    # a layer of half the resistance: sqrt 2 as much
    assert found.difference.high == pytest.approx(2**0.5 * expected * YEAR, rel=1e-2)
    assert found.difference.low == pytest.approx(0.5**0.5 * expected * YEAR, rel=1e-2)
    away = (np.arange(columns.area.size) + 0.5) * 60.0 - WIDE
    rise = 0.3 * half_plane_response(distance=away, leakage_length=length)
    more = found.difference.columns
    np.testing.assert_allclose(more[away > 0] * c, rise[away > 0], atol=2e-3)
    np.testing.assert_allclose(more[away < 0] * c, rise[away < 0] - 0.3, atol=2e-3)
    rate = found.difference.parts["seepage_rate [mm/d]"]
    assert rate == pytest.approx(expected / (160.0 * WIDE) * DAY * 1e3, rel=3e-3)
    assert found.before.parts["land [ha]"] == pytest.approx(160.0 * WIDE / 1e4)


def test_a_small_polder_takes_all_of_the_difference_over_its_resistance():
    """Seepage falls by dh / c where the head below does not follow: 0.3 m over 1000 d is 0.3 mm/d."""
    twin, columns = polders((4200.0, 120.0, 4200.0), layers=((CLAY, 10.0),))
    c = resistance(columns, twin)
    assert c / DAY == pytest.approx(1000.0)
    found = compare(EFFECT, *raised(twin, columns, [1]))
    own = found.difference.columns[columns.area == 1] * DAY * 1e3
    length = (300.0 / DAY * c) ** 0.5
    # mean over the width of what the head below does not follow
    apart = length / 120.0 * (1.0 - np.exp(-120.0 / length))
    assert own == pytest.approx(-0.3 * apart, rel=2e-3)
    assert own == pytest.approx(-0.3, abs=0.035)
    assert found.difference.value > 0.0


def test_on_sand_the_groundwater_rises_beyond_the_edge():
    twin, columns = polders((WIDE, WIDE), layers=((SAND, 5.0),))
    length = (400.0 / DAY * DRAINAGE.value) ** 0.5
    found = compare(EFFECT, *raised(twin, columns, [0]))
    rise = found.difference.parts["groundwater_on_sand [m NAP]"]
    # mean of 0.5 dB exp(-x / lambda) over the width
    assert rise == pytest.approx(0.15 * length / WIDE, rel=5e-3)
    assert found.difference.value == pytest.approx(0.15 * length / DRAINAGE.value * 160.0 * YEAR, rel=5e-3)


def test_how_far_it_reaches_is_told(halves):
    twin, columns = halves
    length = (KD * resistance(columns, twin)) ** 0.5
    (note,) = EFFECT.assess(raised(twin, columns, [0])[1]).notes
    # half of it at the edge, a twentieth where exp(-x / lambda) is a tenth
    told = float(note.split("up to ")[1].split(" m away")[0])
    assert told == pytest.approx(length * np.log(10.0), abs=60.0)
    small = polders((4200.0, 60.0, 4200.0), layers=((CLAY, 20.0),))
    (note,) = EFFECT.assess(raised(*small, [1])[1]).notes
    assert "nowhere as much as a twentieth" in note


def test_two_measures_add_up_and_far_ones_are_not_felt():
    twin, columns = polders((4200.0, 4200.0, 4200.0))
    far = (KD * resistance(columns, twin)) ** 0.5
    assert 5.0 * far < 4000.0
    last = columns.area == 2

    def more(decided):
        before, after = raised(twin, columns, decided, land=last)
        # the land that is asked for is the same in all three
        return compare(EFFECT, before, after).difference.value

    first, second, both = more([0]), more([1]), more([0, 1])
    assert first + second == pytest.approx(both, rel=1e-6)
    assert abs(first) < 2.0 * np.exp(-5.0) * both


def test_areas_beside_add_up_to_all_that_lies_beside():
    twin, columns = polders((2040.0, 1020.0, 3000.0))
    whole = compare(EFFECT, *raised(twin, columns, [1])).difference
    parts = [
        compare(EFFECT, *raised(twin, columns, [1], land=columns.area == number)).difference.value
        for number in (0, 2)
    ]
    assert sum(parts) == pytest.approx(whole.value, rel=1e-6)
    asked_of_itself = compare(EFFECT, *raised(twin, columns, [1], land=columns.area == 1)).difference
    assert asked_of_itself.value == whole.value


@settings(max_examples=20, deadline=None)
@given(st.floats(0.0, 0.5), st.floats(0.0, 0.5))
def test_a_higher_table_never_presses_less_to_its_neighbours(halves, one, other):
    twin, columns = halves
    low, high = sorted((one, other))
    found = [EFFECT.assess(raised(twin, columns, [0], rise=rise)[1]).value for rise in (low, high)]
    assert found[1] >= found[0] - 1e-6 * abs(found[0])


def test_depths_count_from_the_ground_as_it_was_when_their_year_began(halves):
    """Ground that sinks 8 cm a year: the mean of years 3 to 10 began 2 to 9 years of sinking down."""
    twin, columns = halves
    sunk = columns.ground_level - 0.08 * np.arange(1, 11)[:, None]
    given = case(columns, course(columns, depth=0.5 * np.ones((12, 1)), ground_level=sunk))
    found = EFFECT.assess(replace(given, twin=twin, decided=columns.area == 0, land=None))
    # the same groundwater everywhere: the head stands at it
    assert found.parts["head_in_aquifer [m NAP]"] == pytest.approx(-3.0 - 0.08 * 5.5 - 0.5, abs=1e-6)


def test_the_same_twice_differs_by_nothing(halves):
    before = raised(*halves, [0])[0]
    found = compare(EFFECT, before, before).difference
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


def test_what_is_not_known_has_a_reason(halves):
    twin, columns = halves
    now = raised(twin, columns, [0])[1]
    assert EFFECT.assess(replace(now, decided=None)).reason == NOTHING_DECIDED
    assert EFFECT.assess(raised(twin, columns, [])[1]).reason == NOTHING_DECIDED
    assert EFFECT.assess(raised(twin, columns, [0, 1])[1]).reason == NO_LAND
    unknown = columns.without(columns.area == 1, "no level")
    assert EFFECT.assess(raised(twin, unknown, [0])[1]).reason == NO_LAND
    bare = sea_polder((("polder", WIDE), ("polder", WIDE)))
    fresh = replace(columns, column=columns.column.copy())
    assert EFFECT.assess(raised(bare, fresh, [0])[1]).reason == NO_VOXELS


def test_land_on_a_layer_too_thick_to_read_is_not_known():
    """It is no sand with ditches, though no resistance was found for it."""
    twin, columns = polders((1020.0, 1020.0), layers=((CLAY, 28.0),))
    thick = replace(columns, resistance=np.full(columns.area.size, np.inf))
    assert EFFECT.assess(raised(twin, thick, [0])[1]).reason == NO_LAND


def test_what_was_found_goes_with_the_columns_it_was_found_for():
    import gc

    from scenarios.seepage import beside

    twin, columns = polders((1020.0, 1020.0))
    cases = raised(twin, columns, [0])
    compare(EFFECT, *cases)
    key = id(columns.column)
    assert key in beside._KEPT
    del columns, cases
    gc.collect()
    assert key not in beside._KEPT
