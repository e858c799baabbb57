"""Effects on peat: emission of what oxidises and what is wet, and the target band month by month."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenarios.physics.peat import subsidence_rate
from scenarios.physics.peat_emissions import PER_HECTARE
from scenarios.polders.effects.emissions import CarbonDioxide
from scenarios.polders.effects.target_band import TargetBand
from tests.unit.scenarios.polders.effect_cases import YEARS, case, course
from tests.unit.scenarios.polders.peat_polder import peat_polder

TONNE = 1000.0 * PER_HECTARE


def lost(columns, metres_a_year: float, years: int = 10) -> np.ndarray:
    """Height lost since the start at the end of each year."""
    return np.outer(np.arange(1, years + 1), np.full(columns.area.size, metres_a_year)).astype(np.float32)


def test_emission_of_a_worked_subsidence_counted_whole():
    """7.444 mm/yr at a GLG of 0.6 m: 2.25867 t for each mm of it by the inventory."""
    columns = peat_polder()
    total = float(subsidence_rate(lowest_depth=0.6)) * 31_557_600.0
    given = course(columns, oxidation=lost(columns, total * 2 / 3))
    found = CarbonDioxide().assess(case(columns, given, relation="van-den-akker"))
    methane = 27 * 1.165 * 0.08 / 0.92
    assert found.parts["methane_ditches [t CO2-eq/ha/yr]"] == pytest.approx(methane, rel=1e-6)
    assert found.value - methane == pytest.approx(7.444 * 2.258667 * 2 / 3, rel=1e-5)
    # the sheet of formulas rounds the tonnes for each millimetre to 2.26
    assert found.variants["all subsidence oxidises"] - methane == pytest.approx(16.8234, rel=7e-4)
    per_millimetre = found.variants["1.7 t for each mm of subsidence"] - methane
    assert per_millimetre == pytest.approx(1.7 * 7.444, rel=1e-5)


def test_the_total_is_of_all_peat_land_and_the_map_in_si():
    columns = peat_polder(2, cells=np.array([400, 400], np.int32), peat_thickness=np.array([4.0, 0.0]))
    found = CarbonDioxide().assess(case(columns, course(columns, oxidation=lost(columns, 0.005))))
    assert found.parts["peat_land [ha]"] == pytest.approx(1.0)
    assert found.parts["total [t CO2-eq/yr]"] == pytest.approx(found.value)
    assert found.columns is not None
    assert found.columns / TONNE == pytest.approx([found.value, 0.0])


def test_wet_peat_trades_dioxide_for_methane():
    columns = peat_polder()
    dry, wet = (
        CarbonDioxide().assess(case(columns, course(columns, depth=depth, oxidation=lost(columns, loss))))
        for depth, loss in ((0.5, 0.006), (0.05, 0.0))
    )
    assert dry.parts["methane_land [t CO2-eq/ha/yr]"] == 0.0
    assert wet.parts["methane_land [t CO2-eq/ha/yr]"] == pytest.approx(0.216 * 16 / 12 * 27, rel=1e-6)
    assert wet.parts["carbon_dioxide [t CO2/ha/yr]"] == 0.0
    # ditches between land drained less than 0.3 m deep give less than half
    ditches = [found.parts["methane_ditches [t CO2-eq/ha/yr]"] for found in (wet, dry)]
    assert ditches == pytest.approx([27 * flux * 0.08 / 0.92 for flux in (0.527, 1.165)], rel=1e-6)
    measured = "methane of ditches as measured in the Netherlands"
    assert wet.variants[measured] - wet.value == pytest.approx(27 * (2.144 - 0.527) * 0.08 / 0.92, rel=1e-5)
    assert wet.variants["methane of poor peat"] < wet.value < dry.value


def test_measured_lines_stand_in_the_range_with_or_without_a_relation():
    columns = peat_polder()
    found = CarbonDioxide().assess(case(columns, course(columns, depth=0.4)))
    methane = found.value - found.parts["carbon_dioxide [t CO2/ha/yr]"]
    assert found.variants["line of van der Poel et al. 2025"] - methane == pytest.approx(13.8, rel=1e-6)
    assert found.variants["line of Evans et al. 2021"] - methane == pytest.approx(9.0, rel=1e-6)
    assert "all subsidence oxidises" not in found.variants


def test_methane_of_the_land_is_not_added_to_a_line_that_has_it():
    columns = peat_polder()
    wet = CarbonDioxide().assess(case(columns, course(columns, depth=0.05)))
    assert wet.parts["methane_land [t CO2-eq/ha/yr]"] > 1.0
    line = wet.variants["line of Evans et al. 2021"] - wet.parts["methane_ditches [t CO2-eq/ha/yr]"]
    assert line == pytest.approx(0.0, abs=1e-12)  # it begins at 0.1 m


def test_dioxide_is_the_mean_of_eight_years():
    """Years of 2 and of 10 mm: what lies before the eight years does not count."""
    columns = peat_polder(1)
    rates = np.array([99.0, 99.0, 2.0, 10.0, 2.0, 10.0, 2.0, 10.0, 2.0, 10.0])
    oxidation = np.cumsum(rates)[:, None].astype(np.float32) / 1000.0
    given = course(columns, oxidation=oxidation)
    found = CarbonDioxide().assess(case(columns, given))
    assert found.parts["carbon_dioxide [t CO2/ha/yr]"] == pytest.approx(6.0 * 2.258667, rel=1e-4)
    early = CarbonDioxide().assess(case(columns, given, index=0))
    assert early.parts["carbon_dioxide [t CO2/ha/yr]"] == pytest.approx(99.0 * 2.258667, rel=1e-4)


def test_the_other_relation_and_nitrous_oxide_stand_beside_the_value():
    columns = peat_polder(2)
    given = course(columns, depth=np.array([0.5, 0.25]), oxidation=lost(columns, 0.006))
    other = course(columns, depth=np.array([0.5, 0.25]), oxidation=lost(columns, 0.003))
    found = CarbonDioxide().assess(replace(case(columns, given), beside=other))
    assert "the other relation" not in CarbonDioxide().assess(case(columns, given)).variants
    half = found.value - 0.5 * found.parts["carbon_dioxide [t CO2/ha/yr]"]
    assert found.variants["the other relation"] == pytest.approx(half, rel=1e-6)
    # deep and shallow drained by the inventory: 3.5178 and 0.6864 t
    nitrous = found.parts["nitrous_oxide_not_counted [t CO2-eq/ha/yr]"]
    assert nitrous == pytest.approx(0.5 * (3.5178 + 0.6864), rel=1e-6)


def test_extrapolation_and_unknown_peat_are_said():
    columns = peat_polder(4, peat_thickness=np.array([4.0, 4.0, np.nan, 4.0]))
    given = course(columns, depth=np.array([0.5, 1.5, 0.5, 0.5]))
    found = CarbonDioxide().assess(case(columns, given, relation="van-den-akker"))
    assert any("33% of the peat land lies outside" in note for note in found.notes)
    assert found.extrapolated == pytest.approx(1 / 3)
    assert np.isnan(CarbonDioxide().assess(case(columns, given)).extrapolated)
    assert any("not known whether" in note for note in found.notes)
    assert found.columns is not None
    assert np.isnan(found.columns).tolist() == [False, False, True, False]


@pytest.mark.parametrize("effect", [CarbonDioxide(), TargetBand()])
@pytest.mark.parametrize(
    ("thickness", "reason"), [(0.0, "the soil here has no peat"), (np.nan, "it is not known whether")]
)
def test_without_peat_there_is_no_zero(effect, thickness, reason):
    columns = peat_polder(peat_thickness=np.full(4, thickness))
    found = effect.assess(case(columns, course(columns)))
    assert np.isnan(found.value)
    assert found.reason.startswith(reason)


def test_band_counts_area_and_months():
    months = np.full((12, 4), 0.3)
    months[6:8, 0] = 0.6  # too dry in July and August
    months[0, 1] = 0.1  # too wet in January
    columns = peat_polder(4, peat_thickness=np.array([4.0, 4.0, 4.0, 0.0]))
    found = TargetBand().assess(case(columns, course(columns, depth=months)))
    assert found.value == pytest.approx((10 + 11 + 12) / 36)
    assert found.parts["area_in_band_all_year [1]"] == pytest.approx(1 / 3)
    assert found.parts["worst_month [1..12]"] == 1.0
    assert [row["in_band"] for row in found.table] == pytest.approx(
        [2 / 3] + [1.0] * 5 + [2 / 3] * 2 + [1.0] * 4
    )
    assert (found.table[0]["too_wet"], found.table[6]["too_dry"]) == pytest.approx((1 / 3, 1 / 3))
    by_month = [found.parts[f"area_in_band_{month:02d} [1]"] for month in range(1, 13)]
    assert by_month == [row["in_band"] for row in found.table]
    assert found.parts["too_wet [1]"] == pytest.approx(1 / 36)
    assert found.parts["too_dry [1]"] == pytest.approx(2 / 36)
    assert found.columns is not None
    assert found.columns[:3] == pytest.approx([10 / 12, 11 / 12, 1.0])
    assert np.isnan(found.columns[3])


def test_wet_and_dry_years_do_not_make_each_other_good():
    columns = peat_polder(1)
    depth = np.where(np.arange(YEARS) % 2, 0.1, 0.5)[:, None, None] * np.ones((YEARS, 12, 1))
    found = TargetBand().assess(case(columns, course(columns, depth=depth)))
    assert (found.value, found.parts["share_of_mean_months [1]"]) == (0.0, 1.0)
    assert (found.parts["too_wet [1]"], found.parts["too_dry [1]"]) == (0.5, 0.5)
    depth[-4:] = 0.3
    half = TargetBand().assess(case(columns, course(columns, depth=depth))).parts
    assert (half["area_in_band_all_year [1]"], half["area_in_band_all_years [1]"]) == (0.5, 0.0)


def test_the_band_of_a_single_year_stands_in_the_range():
    columns = peat_polder()
    years = np.full((10, 12, 4), 0.3)
    years[-1] = 0.8
    found = TargetBand().assess(case(columns, course(columns, depth=years)))
    assert (found.low, found.high) == (0.0, 1.0)


def test_another_band_may_be_asked_and_an_empty_one_is_refused():
    columns = peat_polder()
    given = course(columns, depth=0.5)
    assert TargetBand().assess(case(columns, given)).value == 0.0
    assert TargetBand().assess(case(columns, given, band_low=0.4, band_high=0.6)).value == 1.0
    assert TargetBand().check({"band_low": 0.4, "band_high": 0.6}) == []
    assert [p.field for p in TargetBand().check({"band_low": 0.5})] == ["band_low"]
