"""Paths of deviated wells: lengths by hand, and what a row has to tell."""

from __future__ import annotations

import math

import pytest
from shapely import Point

from twin.well_paths import doublet_wells, well_path

ROW = {
    "producer_x": -700.0, "producer_y": 0.0, "injector_x": 700.0, "injector_y": 0.0,
    "reservoir_top": -2000.0, "reservoir_base": -2100.0, "geometry": Point(0.0, 0.0),
}  # fmt: skip


def test_a_vertical_well_is_as_long_as_it_is_deep():
    path = well_path(
        well="producer", site=(0.0, 0.0), at=(0.0, 0.0), ground=2.0, kickoff=-400.0, top=-2000.0, base=-2100.0
    )
    assert (path.length, path.inclination) == (2102.0, 0.0)


@pytest.mark.parametrize(("kickoff", "turn"), [(-600.0, -600.0), (50.0, 2.0), (-9000.0, -2000.0)])
def test_the_kick_off_lies_between_ground_and_reservoir(kickoff, turn):
    path = well_path(
        well="injector",
        site=(0.0, 0.0),
        at=(300.0, 400.0),
        ground=2.0,
        kickoff=kickoff,
        top=-2000.0,
        base=-2100.0,
    )
    assert path.line.coords[1] == (0.0, 0.0, turn)
    assert path.length == pytest.approx(
        sum(math.dist(a, b) for a, b in zip(path.line.coords, list(path.line.coords)[1:], strict=False))
    )
    assert path.inclination == pytest.approx(math.degrees(math.atan2(500.0, turn + 2000.0)))


def test_a_row_gives_two_wells_from_its_site():
    producer, injector = doublet_wells(ROW | {"surface_x": 100.0, "surface_y": 20.0}, 1.0)
    assert (producer.well, injector.well) == ("producer", "injector")
    assert producer.line.coords[0] == (105.0, 20.0, 1.0)
    assert injector.line.coords[0] == (95.0, 20.0, 1.0)
    assert producer.line.coords[1][2] == -399.0
    assert producer.line.coords[-1] == (-700.0, 0.0, -2100.0)
    assert next(doublet_wells(ROW, 1.0)).line.coords[0] == (5.0, 0.0, 1.0)


@pytest.mark.parametrize(
    "unknown",
    [
        {"reservoir_top": None}, {"reservoir_top": math.nan}, {"reservoir_base": -1900.0},
        {"reservoir_top": 10.0}, {"producer_x": None, "injector_y": None},
    ],
)  # fmt: skip
def test_what_a_row_does_not_tell_gives_no_path(unknown):
    assert list(doublet_wells(ROW | unknown, 1.0)) == []


def test_without_ground_there_is_no_path():
    assert list(doublet_wells(ROW, math.nan)) == []
