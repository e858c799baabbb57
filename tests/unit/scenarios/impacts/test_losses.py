"""Damage to land and buildings by hand, each once; agriculture; the band."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenarios.damage_tables import building_damages, curve_fraction, land_damages
from scenarios.impacts.band import banded, told_band
from scenarios.impacts.buildings import building_loss, floor_area_at_risk, loss_per_cell, uses_of
from scenarios.impacts.hazard import Hazard
from scenarios.impacts.land import land_loss
from scenarios.impacts.sites import Sites, sites
from scenarios.physics.constants import Parameter
from twin.state import Twin
from twin.vocabulary import LAND_USE

CODE = {entry.key: code for code, entry in LAND_USE.items()}


def of_class(values: np.ndarray, key: str) -> float:
    return float(values[sorted(LAND_USE).index(CODE[key])])


def buildings_of(twin: Twin, hazard: Hazard, **columns: list[object]) -> Sites:
    table = twin.features["buildings"].assign(**columns)
    found = sites(twin.with_(features={"buildings": table}), hazard, "buildings")
    assert found is not None
    return found


def test_land_takes_area_times_maximum_times_fraction(farmed: Twin, hazard: Hazard) -> None:
    found = land_loss(hazard, farmed.surface["land_use"].values, buildings_known=True)
    arable = (farmed.surface["land_use"].values == CODE["arable"]).sum() * 100.0
    assert of_class(found.area, "arable") == arable
    fraction = float(curve_fraction("area", 2.5))
    assert of_class(found.damage, "arable") == pytest.approx(arable * 1.83 * fraction, rel=1e-6)
    assert of_class(found.damage, "sea") == 0.0
    assert found.damage.sum() == pytest.approx(found.per_area.sum() * 100.0, rel=1e-12)
    farmland = of_class(found.area, "arable") + of_class(found.area, "grassland")
    assert found.sum_of(found.area, "agriculture") == farmland


def test_built_land_counts_without_its_buildings_where_those_are_known(farmed: Twin, hazard: Hazard) -> None:
    codes = farmed.surface["land_use"].values
    whole = land_loss(hazard, codes, buildings_known=False)
    ground = land_loss(hazard, codes, buildings_known=True)
    entry = land_damages()["built_up"]
    ratio = of_class(whole.damage, "built_up") / of_class(ground.damage, "built_up")
    assert ratio == pytest.approx(entry.maximum.value / entry.beside_buildings.value)
    assert of_class(whole.damage, "arable") == of_class(ground.damage, "arable")


def test_unknown_land_use_costs_nothing_and_prices_scale(farmed: Twin, hazard: Hazard) -> None:
    odd = np.full(hazard.depth.shape, 999, np.int16)
    assert land_loss(hazard, odd, buildings_known=True).damage.sum() == 0.0
    codes = farmed.surface["land_use"].values
    once = land_loss(hazard, codes, buildings_known=True).damage.sum()
    assert land_loss(hazard, codes, buildings_known=True, price_index=1.5).damage.sum() == pytest.approx(
        1.5 * once
    )
    assert land_loss(hazard, codes, buildings_known=True, shift=-9.0).damage.sum() == 0.0


def test_a_dwelling_by_hand(farmed: Twin, hazard: Hazard) -> None:
    found = buildings_of(farmed, hazard, use=["residential"] * 3, height=[6.5, 3.0, 40.0])
    area, dwellings = floor_area_at_risk(found)
    assert area.tolist() == pytest.approx([200.0, 144.0, 200.0])
    assert dwellings.tolist() == pytest.approx([1.0, 2.0, 10 * 2 / 13])
    loss = building_loss(found)
    entry = building_damages()["residential"]
    largest = 200.0 * entry.per_floor_area.value + entry.per_dwelling.value
    assert loss[0] == pytest.approx(largest * float(curve_fraction("objects", 2.2)))
    assert loss[2] == 0.0
    assert building_loss(found, price_index=2.0)[0] == pytest.approx(2 * loss[0])


def test_uses_in_dutch_unknown_uses_and_halls(farmed: Twin, hazard: Hazard) -> None:
    found = buildings_of(
        farmed,
        hazard,
        use=["Industriefunctie", "zeppelin", "x"],
        height=[20.0, 20.0, 20.0],
        dwellings=[0, 0, 1],
    )
    area, _ = floor_area_at_risk(found)
    assert area.tolist() == pytest.approx([100.0, 144.0, 200.0])
    loss = building_loss(found)
    assert loss[0] == pytest.approx(100 * 1497 * float(curve_fraction("objects", 2.2)))
    assert loss[1] == pytest.approx(144 * building_damages()["other"].per_floor_area.value * 0.47)


def test_a_building_of_which_nothing_is_told_is_a_dwelling_without_contents(
    farmed: Twin, hazard: Hazard
) -> None:
    bare = farmed.features["buildings"].drop(columns="dwellings")
    found = sites(farmed.with_(features={"buildings": bare}), hazard, "buildings")
    assert found is not None
    assert uses_of(found) == ["unknown"] * 3
    assert building_loss(found)[0] == pytest.approx(200 * 1000.0 * float(curve_fraction("objects", 2.2)))
    half = buildings_of(farmed, hazard, use=[None, "zeppelin", None], dwellings=[np.nan, np.nan, 0.0])
    assert uses_of(half) == ["unknown", "other", "other"]


def test_damage_of_a_building_lies_in_its_cells(farmed: Twin, hazard: Hazard) -> None:
    found = buildings_of(farmed, hazard)
    loss = building_loss(found)
    spread = loss_per_cell(found, loss, hazard.depth.shape)
    assert spread.sum() == pytest.approx(loss.sum())
    assert (spread > 0).sum() >= 2


def test_more_water_never_costs_less(farmed: Twin, hazard: Hazard) -> None:
    codes = farmed.surface["land_use"].values
    found = buildings_of(farmed, hazard)
    totals = [
        land_loss(hazard, codes, buildings_known=True, shift=by).damage.sum()
        + building_loss(found, shift=by).sum()
        for by in np.linspace(-2.5, 3.0, 12)
    ]
    assert (np.diff(totals) >= 0).all()


def test_no_water_no_damage(farmed: Twin, hazard: Hazard) -> None:
    dry = replace(hazard, depth=np.zeros_like(hazard.depth), wet=np.zeros_like(hazard.wet))
    codes = farmed.surface["land_use"].values
    assert land_loss(dry, codes, buildings_known=False, shift=0.5).damage.sum() == 0.0
    assert building_loss(buildings_of(farmed, dry), shift=0.5).sum() == 0.0


def test_the_band_is_as_wide_as_its_rule_says() -> None:
    found = banded(lambda shift: 10.0 + shift, depth_uncertainty=1.0, spread=2.0)
    assert (found.low, found.value, found.high) == (4.5, 10.0, 22.0)
    spread = Parameter(2.0, "1", "somebody 2012", "secondary")
    assert told_band(0.1, spread).endswith("divided and multiplied by 2 (somebody 2012) [secondary]")
