"""Damage tables: complete, consistent with each other and with the closed forms, statuses visible."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.damage_tables import (
    building_damages,
    curve_fraction,
    curves,
    land_damages,
    scanner_maxima,
    ssm_maxima,
    vital_thresholds,
)
from scenarios.physics.damage import area_fraction, infrastructure_fraction
from twin.vocabulary import LAND_USE

NODES = (0.1, 0.3, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5)


@pytest.mark.parametrize(
    ("curve", "expected"),
    [
        ("objects", (0.05, 0.12, 0.18, 0.29, 0.36, 0.42, 0.47, 0.51, 0.55)),
        ("area", (0.10, 0.30, 0.50, 0.64, 0.76, 0.88, 0.93, 0.96, 1.0)),
        ("agriculture", (0.2, 0.6, 1, 1, 1, 1, 1, 1, 1)),
        ("infrastructure", (0.028, 0.084, 0.14, 0.28, 0.37, 0.46, 0.55, 0.64, 0.73)),
    ],
)
def test_nodes_of_the_curves(curve: str, expected: tuple[float, ...]) -> None:
    np.testing.assert_allclose(curve_fraction(curve, NODES), expected, rtol=1e-12)
    assert curve_fraction(curve, [-1.0, 0.0]).tolist() == [0.0, 0.0]
    assert float(curve_fraction(curve, 99.0)) == curves()[curve][1][-1]


@pytest.mark.parametrize(
    ("curve", "form"), [("area", area_fraction), ("infrastructure", infrastructure_fraction)]
)
def test_two_curves_have_a_closed_form(curve: str, form: object) -> None:
    depths, fractions = curves()[curve]
    decimals = 2 if curve == "area" else 3
    assert callable(form)
    np.testing.assert_allclose(form(depth=np.array(depths)), fractions, atol=0.5001 * 10**-decimals)


def test_worked_damage_of_a_square_metre() -> None:
    curve, maximum = scanner_maxima()[111]
    assert maximum.value * float(curve_fraction(curve, 2.05)) == pytest.approx(680.0, rel=1e-12)


def test_every_land_use_has_a_damage_that_never_counts_a_building_twice() -> None:
    found = land_damages()
    assert set(found) == {entry.key for entry in LAND_USE.values()}
    for key, entry in found.items():
        assert entry.curve in curves(), key
        assert 0.0 <= entry.beside_buildings.value <= entry.maximum.value, key
    for use in LAND_USE.values():
        assert (found[use.key].group == "water") == use.water


def test_numbers_come_from_the_tables_of_their_sources() -> None:
    ssm, land, buildings = ssm_maxima(), land_damages(), building_damages()
    assert land["arable"].maximum.value == ssm["agriculture"].value == 1.83
    assert land["greenhouse"].maximum.value == ssm["greenhouses"].value
    assert land["park"].maximum.value == ssm["intensive recreation"].value
    assert land["built_up"].beside_buildings.value == ssm["urban area"].value
    assert land["rail"].maximum.value == ssm["railway with wire"].value / 10
    assert land["road"].maximum.value == scanner_maxima()[420][1].value
    for use, name in {"industry": "industry", "health": "health care", "school": "education"}.items():
        assert buildings[use].per_floor_area.value == ssm[name].value
    assert buildings["residential"].per_dwelling.value == ssm["dwelling contents"].value
    assert "other" in buildings
    assert {entry.curve for entry in buildings.values()} <= set(curves())


def test_thresholds_lie_in_their_band_and_tell_that_they_are_not_verified() -> None:
    assert "other" in vital_thresholds()
    for entry in vital_thresholds().values():
        assert entry.lowest.value <= entry.threshold.value <= entry.highest.value
        assert "[unverified]" in str(entry.threshold)
