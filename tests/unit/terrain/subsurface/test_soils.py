"""Soils by their Dutch names, by DINO codes, and by how they behave under a cone."""

from __future__ import annotations

import math

import numpy as np
import pytest

from terrain.subsurface.soil_behaviour import behaviour_class, behaviour_index, behaviour_intervals
from terrain.subsurface.soil_names import from_dino, from_name, sand_class


@pytest.mark.parametrize(
    ("name", "median", "expected"),
    [
        ("zwakZandigeKlei", "", 3), ("sterkSiltigeKlei", "", 2), ("klei", "", 2), ("matigZwareKlei", "", 2),
        ("sterkZandigeLeem", "", 3), ("zwareZavel", "", 3), ("mineraalarmVeen", "", 1), ("detritus", "", 1),
        ("zwakSiltigZand", "matigFijnNEN5104", 6), ("zand", "zeerFijn105tot150um", 5), ("kleiigZand", "", 3),
        ("siltigZandMetGrind", "middelgrof300tot420um", 7), ("sterkZandigGrind", "", 8), ("schelpen", "", 9),
        ("puin", "", 0), ("onbekend", "", None), ("", "", None),
    ],
)  # fmt: skip
def test_names_of_the_register(name: str, median: str, expected: int | None) -> None:
    assert from_name(name, median) == expected


def test_made_ground_is_made_ground_whatever_it_is_of() -> None:
    assert from_name("zand", made=True) == 0


def test_sand_by_its_median() -> None:
    assert [sand_class(m) for m in (63.0, 149.9, 150.0, 299.9, 300.0, 2000.0)] == [5, 5, 6, 6, 7, 7]
    assert [sand_class(m) for m in ("ZUF", "ZZFO", "ZMF", "ZMG", "ZZG", "ZUG", None)] == [5, 5, 6, 6, 7, 7, 6]
    assert sand_class("grof1tot2mm") == 7


def test_codes_of_dino() -> None:
    assert [from_dino(code) for code in ("K", "L", "V", "Z", "G", "SHE")] == [2, 3, 1, 6, 8, 9]
    assert from_dino("K", "Z1") == from_dino("Z", "", "K3") == 3
    assert from_dino("GM") is None
    assert from_dino("NBE") is None


def test_index_by_hand_and_its_classes() -> None:
    # qc 10 MPa, Rf 1 %: sqrt((3.47 - 2)^2 + 1.22^2)
    assert behaviour_index(cone=10.0, friction=0.1) == pytest.approx(math.hypot(1.47, 1.22))
    # qc 0.5 MPa, Rf 5 %
    assert behaviour_index(cone=0.5, friction=0.025) == pytest.approx(
        math.hypot(3.47 - math.log10(5), math.log10(5) + 1.22)
    )
    assert np.isnan(behaviour_index(cone=[0.0, 1.0, -1.0], friction=[0.1, 0.0, 0.1])).all()
    assert behaviour_class([1.31, 2.05, 2.60, 2.95, 3.60, 1.3]).tolist() == [1, 2, 3, 4, 5, 0]


def test_a_test_through_clay_into_sand() -> None:
    depth = np.arange(0.01, 6.0, 0.02)
    clay = depth < 3.0
    cone, friction = np.where(clay, 0.4, 15.0), np.where(clay, 0.016, 0.1)
    cone[10] = np.nan
    top, below = behaviour_intervals(1.0, depth, cone, friction)
    assert (top.top, top.base, top.lithology) == (1.0, -2.0, 2)
    assert (below.top, below.base, below.lithology) == (-2.0, -5.0, 6)
    assert "Robertson" in top.description


def test_without_friction_nothing_is_guessed() -> None:
    depth = np.arange(0.0, 5.0, 0.1)
    assert behaviour_intervals(0.0, depth, np.full(50, 5.0), np.full(50, np.nan)) == ()


def test_a_gap_in_the_measurements_is_a_gap_in_the_intervals() -> None:
    depth = np.concatenate([np.arange(0.05, 1.0, 0.1), np.arange(3.05, 4.0, 0.1)])
    found = behaviour_intervals(0.0, depth, np.full(20, 15.0), np.full(20, 0.1))
    assert [(each.top, each.base) for each in found] == [(0.0, -1.0), (-3.0, -4.0)]
