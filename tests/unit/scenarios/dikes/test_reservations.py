"""Reservations: three bands of which each holds what the more certain ones do not."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from scenarios.dikes.model import Design, Futures
from scenarios.dikes.reservations import reservations
from tests.unit.scenarios.dikes.dike_lines import along, profiles, without

FUTURES = (("knmi23-l", 0.05), ("knmi23-l", 0.95), ("knmi23-h", 0.5), ("knmi23-h", 0.95), ("llhi", 0.5))


def futures(*years: int) -> Futures:
    scenario, quantile = zip(*FUTURES, strict=True)
    return Futures(
        scenario * len(years),
        np.tile(quantile, len(years)),
        np.repeat(years, len(FUTURES)).astype(np.int32),
        np.zeros(len(FUTURES) * len(years)),
    )


def design(inward: np.ndarray, outward: np.ndarray | float = 0.0) -> Design:
    blank = np.zeros_like(inward)
    values = {entry.name: blank for entry in fields(Design)} | {"inward": inward, "outward": blank + outward}
    return Design(**values | {"driver": blank.astype(np.int8)})


def test_bands_of_one_year_on_a_straight_dike():
    """Growth of 4, 9, 12, 20 and 35 m in the five futures: core 4, reserve up to 20, watch up to 35."""
    places = along([(0.0, 0.0), (1000.0, 0.0)])
    growth = np.tile([4.0, 9.0, 12.0, 20.0, 35.0], (100, 1))
    found = reservations(places, profiles(100), futures(2100), design(growth))
    assert found["band"].tolist() == ["core", "reserve", "watch"]
    assert found["area"].tolist() == pytest.approx([4000.0, 16000.0, 15000.0])
    assert found["width"].tolist() == [4.0, 16.0, 15.0]
    assert found["length"].tolist() == [1000.0] * 3
    assert found.geometry.bounds["miny"].to_numpy() - 450_017.0 == pytest.approx([0.0, 4.0, 20.0])
    assert found["id"].tolist() == [f"dike-0-2100-{band}" for band in ("core", "reserve", "watch")]


def test_a_dike_that_grows_on_both_sides_is_reserved_on_both():
    places = along([(0.0, 0.0), (500.0, 0.0)])
    found = reservations(places, profiles(50), futures(2050), design(np.full((50, 5), 6.0), 2.0))
    (core,) = found[found["band"] == "core"].geometry
    assert core.area == pytest.approx(500.0 * 8.0)
    assert core.bounds[1] == pytest.approx(450_000.0 - 19.0)
    assert core.bounds[3] == pytest.approx(450_000.0 + 23.0)
    assert set(found["band"]) == {"core"}


def test_bands_do_not_overlap_in_a_bend():
    turn = np.linspace(0, np.pi, 60)
    places = along([(60 * np.cos(t), 60 * np.sin(t)) for t in turn], step=5.0)
    count = len(places.x)
    growth = np.tile([10.0, 10.0, 10.0, 30.0, 70.0], (count, 1))
    found = reservations(places, profiles(count), futures(2100), design(growth))
    core, reserve, watch = found.geometry
    assert found.geometry.is_valid.all()
    assert core.intersection(reserve).area < 1e-3
    assert core.union(reserve).intersection(watch).area < 1e-3


def test_unknown_places_are_no_part_of_it():
    places = without(along([(0.0, 0.0), (100.0, 0.0)]), 0, 1)
    growth = np.full((10, 5), 5.0)
    growth[9] = np.nan
    found = reservations(places, profiles(10), futures(2100), design(growth))
    assert found["area"].tolist() == pytest.approx([5.0 * 70.0])
    assert found["length"].tolist() == [70.0]


def test_years_that_are_asked():
    places = along([(0.0, 0.0), (100.0, 0.0)])
    growth = np.repeat([[3.0, 8.0]], 10, axis=0).repeat(5, axis=1)
    both = reservations(places, profiles(10), futures(2050, 2100), design(growth))
    assert both["year"].tolist() == [2050, 2100]
    assert both["area"].tolist() == pytest.approx([300.0, 800.0])
    one = reservations(places, profiles(10), futures(2050, 2100), design(growth), years=[2100, 2100])
    assert one["year"].tolist() == [2100]


def test_no_need_no_rows():
    places = along([(0.0, 0.0), (100.0, 0.0)])
    found = reservations(places, profiles(10), futures(2100), design(np.zeros((10, 5))))
    assert len(found) == 0
    assert found.crs.to_epsg() == 28992
    assert "band" in found


def test_a_rise_that_was_given_says_nothing_of_the_future():
    """A case with a rise in metres has no quantile: it is left out of all bands."""
    places = along([(0.0, 0.0), (100.0, 0.0)])
    given = Futures(
        ("knmi23-h", "given"), np.array([0.95, np.nan]), np.array([2100, 2100], np.int32), np.ones(2)
    )
    found = reservations(places, profiles(10), given, design(np.tile([9.0, 1.0], (10, 1))))
    assert found["area"].tolist() == pytest.approx([900.0])
