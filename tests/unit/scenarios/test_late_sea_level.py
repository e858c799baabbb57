"""The sea after 2100: what is published is kept, what is derived says so, and the order stays."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.late_sea_level import (
    HIGH_IMPACT_2100,
    HIGH_IMPACT_2150,
    LATE_SCENARIOS,
    rise_until_2150,
    source_of_late,
)
from scenarios.sea_level_tables import EMISSIONS, QUANTILES, at_quantile, rise

YEARS = np.arange(2005, 2151)


@pytest.mark.parametrize("emission", EMISSIONS)
@pytest.mark.parametrize("quantile", [0.05, 0.3, 0.5, 0.95])
def test_until_2100_it_is_what_knmi_published(emission: str, quantile: float) -> None:
    years = YEARS[YEARS <= 2100]
    np.testing.assert_array_equal(rise_until_2150(emission, quantile, years), rise(emission, quantile, years))


@pytest.mark.parametrize(
    ("scenario", "growth"),
    [("knmi23-l", (0.14, 0.24, 0.37)), ("knmi23-m", (0.22, 0.36, 0.57)), ("knmi23-h", (0.35, 0.55, 0.87))],
)
def test_growth_after_2100_is_that_of_the_global_mean(
    scenario: str, growth: tuple[float, float, float]
) -> None:
    """AR6 Table 9.9: 2150 less 2100 at 17, 50 and 83 %."""
    for quantile, expected in zip((0.17, 0.5, 0.83), growth, strict=True):
        first, last = rise_until_2150(scenario, quantile, [2100, 2150])
        assert last - first == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("scenario", "in_2150"),
    [
        ("knmi23-l", (0.331, 0.685, 1.191)),
        ("knmi23-m", (0.516, 0.954, 1.676)),
        ("knmi23-h", (0.796, 1.370, 2.341)),
        ("llhi", (3.0, 4.0, 5.0)),
    ],
)
def test_rise_in_2150(scenario: str, in_2150: tuple[float, float, float]) -> None:
    found = [float(rise_until_2150(scenario, quantile, 2150)) for quantile in QUANTILES]
    assert found == pytest.approx(in_2150, abs=5e-4)


def test_storyline_of_high_impact_leaves_the_upper_edge_of_high_emissions_in_2050() -> None:
    early = np.arange(2005, 2051)
    np.testing.assert_array_equal(rise_until_2150("llhi", 0.5, early), rise("knmi23-h", 0.95, early))
    later = np.arange(2051, 2151)
    assert (rise_until_2150("llhi", 0.05, later) > rise_until_2150("knmi23-h", 0.95, later)).all()
    assert [float(rise_until_2150("llhi", q, 2100)) for q in QUANTILES] == pytest.approx([2.5] * 3)
    assert {HIGH_IMPACT_2100.status, *(each.status for each in HIGH_IMPACT_2150)} == {"secondary"}


def test_no_jump_where_the_tables_end() -> None:
    for scenario in LATE_SCENARIOS:
        for quantile in QUANTILES:
            fine = rise_until_2150(scenario, quantile, np.linspace(2005, 2150, 14_501))
            assert np.abs(np.diff(fine)).max() < 1e-3


def test_order_of_scenarios_and_quantiles() -> None:
    table = np.array([[rise_until_2150(s, q, YEARS) for q in QUANTILES] for s in LATE_SCENARIOS])
    assert (np.diff(table, axis=1)[:3] > 0).all()
    assert (np.diff(table, axis=1)[3] >= 0).all()
    assert (np.diff(table[:, :, YEARS > 2050], axis=0) > 0).all()
    assert (np.diff(table[:, 1:], axis=2) > 0).all()
    falling = (np.diff(table[:, 0], axis=1) < 0).any(axis=0)
    assert set(YEARS[1:][falling]) <= set(range(2091, 2101))  # low emissions, 5 %: so it is published


def test_outside_the_years_there_is_no_number_and_other_names_are_refused() -> None:
    assert np.isnan(rise_until_2150("knmi23-l", 0.5, [2004, 2151])).all()
    with pytest.raises(ValueError, match="knmi23-l, knmi23-m, knmi23-h, llhi, not 'rcp85'"):
        rise_until_2150("rcp85", 0.5, 2100)
    with pytest.raises(ValueError, match=r"quantile is 0\.99; allowed: 0\.05 to 0\.95"):
        rise_until_2150("llhi", 0.99, 2100)


def test_sources_say_what_is_derived() -> None:
    assert all("[derived]" in source_of_late(scenario) for scenario in LATE_SCENARIOS)
    assert "M derived between L and H" in source_of_late("knmi23-m")
    assert "[secondary]" in source_of_late("llhi")


def test_quantiles_between_three_published_values() -> None:
    assert float(at_quantile(0.5, 1.0, 2.0, 4.0)) == 2.0
    assert [float(at_quantile(q, 1.0, 2.0, 4.0, tail=0.17)) for q in (0.17, 0.83)] == pytest.approx([1, 4])
    assert float(at_quantile(0.95, 1.0, 2.0, 4.0, tail=0.17)) == pytest.approx(
        2 + 2 * 1.6449 / 0.9542, abs=1e-3
    )
