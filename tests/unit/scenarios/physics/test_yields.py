"""Loss of yield: worked values of the HELP tables, and what holds at any groundwater."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.data_files import data_rows
from scenarios.physics.yields import combined_loss, drought_loss, waterlogging_loss


def fit(soil: int, crop: str) -> tuple[list[float], list[float]]:
    """Parameters A to E of waterlogging and of drought."""
    row = next(row for row in data_rows(f"help_{crop}.csv") if row["help"] == str(soil))
    return tuple([float(row[f"{kind}_{name}"]) for name in "abcde"] for kind in ("wet", "dry"))


@pytest.mark.parametrize(
    ("highest", "lowest", "soil", "crop", "wet", "dry", "total"),
    [
        (0.25, 1.40, 15, "grass", 5.77943, 7.41146, 12.7625),
        (0.25, 1.40, 15, "arable", 17.4509, 6.20715, 22.5749),
        (0.20, 0.90, 15, "grass", 11.2914, 1.96776, 13.0370),
        (0.40, 1.20, 15, "grass", 1.00000, 4.80143, 5.75342),
        (0.20, 0.60, 1, "grass", 21.9946, 2.89264, 24.2510),
        (0.10, 0.40, 1, "grass", 35.1596, 2.38254, 36.7044),
    ],
)
def test_worked_values(highest, lowest, soil, crop, wet, dry, total):
    of_wet, of_dry = fit(soil, crop)
    loss = waterlogging_loss(highest_depth=highest, lowest_depth=lowest, fit=of_wet)
    drought = drought_loss(lowest_depth=lowest, fit=of_dry)
    assert 100 * loss == pytest.approx(wet, rel=5e-6)
    assert 100 * drought == pytest.approx(dry, rel=5e-6)
    assert 100 * combined_loss(waterlogging=loss, drought=drought) == pytest.approx(total, rel=5e-6)


def test_soils_of_both_uses_are_there_with_their_errors():
    grass, arable = data_rows("help_grass.csv"), data_rows("help_arable.csv")
    assert [int(row["help"]) for row in grass] == [*range(1, 21), 35]
    # the tables have no arable crops on most peat
    assert {"1", "3", "4"}.isdisjoint(row["help"] for row in arable)
    assert all(0.0 < float(row[f"{kind}_rmse"]) < 1.3 for row in grass + arable for kind in ("wet", "dry"))


@given(st.sampled_from(["grass", "arable"]), st.floats(0, 3), st.floats(0, 3), st.floats(0, 1))
def test_wetter_soil_loses_no_less_to_water_and_no_more_to_drought(crop, one, other, rise):
    highest, lowest = min(one, other), max(one, other)
    for row in data_rows(f"help_{crop}.csv"):
        wet, dry = fit(int(row["help"]), crop)
        drier = waterlogging_loss(highest_depth=highest, lowest_depth=lowest, fit=wet)
        wetter = waterlogging_loss(highest_depth=highest - rise, lowest_depth=lowest - rise, fit=wet)
        assert wetter >= drier - 1e-12
        thirst = drought_loss(lowest_depth=[lowest - rise, lowest], fit=dry)
        assert thirst[0] <= thirst[1] + 1e-12
        assert 0.0 <= wetter <= 1.0
        assert (thirst <= 1.0).all()


def test_depths_are_held_within_the_table_and_unknown_ones_pass():
    wet, dry = fit(15, "grass")
    above = waterlogging_loss(highest_depth=[-0.3, 0.0], lowest_depth=[0.5, 0.5], fit=wet)
    assert above[0] == above[1]
    assert np.isnan(waterlogging_loss(highest_depth=np.nan, lowest_depth=0.5, fit=wet))
    assert np.isnan(drought_loss(lowest_depth=0.5, fit=[np.nan] * 5))
    deep = drought_loss(lowest_depth=[12.0, 9.99], fit=dry)
    assert deep[0] == deep[1]


def test_impossible_arguments_are_named():
    wet, dry = fit(15, "grass")
    with pytest.raises(ValueError, match=r"highest_depth is 0\.4 below lowest_depth"):
        waterlogging_loss(highest_depth=0.9, lowest_depth=0.5, fit=wet)
    with pytest.raises(ValueError, match="five parameters"):
        drought_loss(lowest_depth=0.5, fit=dry[:4])
    with pytest.raises(ValueError, match=r"drought is 1\.2"):
        combined_loss(waterlogging=0.1, drought=1.2)
