"""Room between lines: distances and heights that are known, chances, and what does not count."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm
from shapely import LineString

from scenarios.utilities.pairs import close_pairs, verdict
from tests.unit.scenarios.utilities.street import X0, Y0, along, lines


def across(x: float, network: str = "gas-lp", **columns):
    return along(0, network, **columns) | {"geometry": LineString([(X0 + x, Y0 + 20), (X0 + x, Y0 + 180)])}


def test_lines_side_by_side_lack_what_their_networks_ask_less_what_is_there() -> None:
    found = close_pairs(lines(along(100, "water"), along(100.4, "sewer")))
    assert found.first.tolist() == [0]
    assert found.beside[0] == pytest.approx(0.3)  # 0.4 m apart, less both radii
    assert found.required_beside[0] == 1.0
    assert found.margin[0] == pytest.approx(-0.3)  # as deep as each other: the height lacks least
    assert found.above[0] == pytest.approx(-0.1)
    assert found.length[0] == pytest.approx(160.0)
    assert found.probability[0] == 1.0


def test_lines_of_one_network_that_cross_are_a_branch_unless_one_is_planned() -> None:
    assert close_pairs(lines(along(100), across(100, "water"))).first.size == 0
    assert close_pairs(lines(along(100), across(100, "water", status="planned"))).first.size == 1
    assert close_pairs(lines(along(100), across(100, "gas-lp"))).first.size == 1
    assert close_pairs(lines(along(100), along(100.2))).first.size == 1  # side by side they are two


@pytest.mark.parametrize(("apart", "counted"), [(1.09, True), (1.11, False)])
def test_room_is_enough_from_what_is_asked_on(apart: float, counted: bool) -> None:
    assert bool(close_pairs(lines(along(100, "sewer"), along(100 + apart, "water"))).first.size) == counted


@pytest.mark.parametrize(("depth", "counted"), [(1.29, True), (1.31, False), (0.71, True), (0.69, False)])
def test_lines_that_cross_ask_height_alone(depth: float, counted: bool) -> None:
    found = close_pairs(lines(along(100, "water"), across(100, depth=depth)))
    assert bool(found.first.size) == counted
    if counted:
        assert found.beside[0] == 0.0
        assert found.place[0] == pytest.approx([X0 + 100, Y0 + 100])


def test_a_line_that_dives_below_another_is_clear_where_they_are_near() -> None:
    dive = LineString([(X0 + 100, Y0 + 20, -1.05), (X0 + 100, Y0 + 90, -4), (X0 + 100, Y0 + 110, -4),
                       (X0 + 100, Y0 + 180, -1.05)])  # fmt: skip
    diving = across(100) | {"geometry": dive}
    assert close_pairs(lines(along(100), diving)).first.size == 0
    assert close_pairs(lines(along(22), diving)).first.size == 1


def test_a_line_that_dives_through_another_touches_it() -> None:
    steep = LineString([(X0 + 100, Y0 + 99, 0.0), (X0 + 100, Y0 + 101, -2.1)])
    found = close_pairs(lines(along(100), across(100) | {"geometry": steep}))
    assert found.above[0] == pytest.approx(-0.1)  # axes meet in height


def test_the_chance_is_that_of_normal_errors() -> None:
    one, two = (
        along(100, "water", sigma_xy=0.3, sigma_z=0.2),
        along(100.5, "water", sigma_xy=0.4, sigma_z=0.0),
    )
    found = close_pairs(lines(one | {"id": "a"}, two | {"id": "b", "depth": 1.1}))
    beside = norm.cdf((0.5 + 0.1 - 0.5) / 0.5)
    above = norm.cdf((0.2 + 0.1 - 0.1) / 0.2) - norm.cdf((-0.3 - 0.1) / 0.2)
    assert found.probability[0] == pytest.approx(beside * above, rel=1e-9)


def test_parts_of_one_system_joints_and_lines_of_other_times_do_not_count() -> None:
    assert close_pairs(lines(along(100, owner="duct"), along(100, owner="duct"))).first.size == 0
    assert close_pairs(lines(along(100, owner="duct"), along(100, owner="other"))).first.size == 1
    house = along(0) | {"geometry": LineString([(X0 + 100, Y0 + 100), (X0 + 100, Y0 + 120)])}
    assert close_pairs(lines(along(100), house)).first.size == 0
    assert close_pairs(lines(along(100), house | {"network": "gas-lp"})).first.size == 1
    gone, later = along(100, end=2030.0), along(100.2, "heat", start=2031.0)
    assert close_pairs(lines(gone, later)).first.size == 0
    assert close_pairs(lines(gone, later | {"start": 2030.0})).first.size == 1


def test_a_depth_that_nobody_knows_gives_unknown_and_one_with_a_usual_depth_does_not() -> None:
    orphan = along(100.2, "other", depth=np.nan)
    found = close_pairs(lines(along(100), orphan))
    assert verdict(found.probability).tolist() == ["unknown"]
    assert np.isnan(found.above).all()
    usual = close_pairs(lines(along(100), along(100.2, "heat", depth=np.nan)))
    assert verdict(usual.probability).tolist() == ["conflict"]
    far = close_pairs(lines(along(100), orphan | {"geometry": along(110)["geometry"]}))
    assert far.first.size == 0


def test_what_is_planned_is_told() -> None:
    found = close_pairs(lines(along(100), along(100.2), along(100.4, status="planned")))
    pairs = dict(
        zip(zip(found.first.tolist(), found.second.tolist(), strict=True), found.planned, strict=True)
    )
    assert pairs == {(0, 1): False, (0, 2): True, (1, 2): True}
