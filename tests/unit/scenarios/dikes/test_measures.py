"""What each measure takes: room, wall and money, by hand; what hinders it; and the table itself."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from scenarios.dikes.choice import HINDRANCES, Rules, choose
from scenarios.dikes.costs import SURTAX_CLASSES, prices
from scenarios.dikes.measures import MEASURES, measure_code, measure_numbers
from scenarios.dikes.sections import earthworks, section_designed, section_now
from scenarios.dikes.soil import soil_design
from scenarios.kernels.dike_costs import construction_cost_each
from scenarios.kernels.dike_measures import MEASURE
from tests.unit.scenarios.dikes.design_cases import needs, places, profiles, subsoil

RAW = prices(year=2017)


def forced(measure: str, asked: tuple[float, float, float], **ground: Any) -> tuple[float, ...]:
    """Inward, outward, wall length and hindrance of one measure on the dike of 5 m, prices of 2017."""
    dike, soil = {}, {}
    for name, value in ground.items():
        (soil if name in {"aquifer", "firm"} else dike)[name] = value
    found = choose(
        places(1), profiles(**dike), subsoil(**soil), needs(*([[part]] for part in asked)), np.inf,
        rules=Rules(measures=(measure,)), price=RAW,
    )  # fmt: skip
    return tuple(
        float(part[0, 0]) for part in (found.inward, found.outward, found.wall_length, found.hindrance)
    )


@pytest.mark.parametrize(
    ("measure", "asked", "inward", "wall"),
    [
        # base 14; height asks 3 + 4 + 12 = 19, stability 14 + 9 = 23, piping 14 + 30 = 44
        ("soil", (1.0, 9.0, 30.0), 30.0, 0.0),
        ("vertical-geotextile", (1.0, 9.0, 30.0), 9.0 + 10.0, 0.0),
        # 21 m is lacking: 21 / 6 + (0 + 2) + 1
        ("seepage-screen", (1.0, 9.0, 30.0), 9.0, 6.5),
        # the wall keeps today's slope of 1:2, 25 m is lacking: past the aquifer 2 + 25 / 6 < to firm ground 7
        ("wall-toe", (1.0, 9.0, 30.0), 5.0, 8.0),
        # from 5.5 m NAP to 7 m below
        ("wall-crest", (1.0, 9.0, 30.0), 5.0, 12.5),
        ("diaphragm-wall", (1.0, 9.0, 30.0), 5.0, 12.5),
        ("cofferdam", (1.0, 9.0, 30.0), 0.0, 12.5),
        # piping sets the depth: 60 m lacking is 10 m below the aquifer
        ("cofferdam", (1.0, 9.0, 60.0), 0.0, 17.5),
        # no shorter than it is made
        ("seepage-screen", (0.0, 0.0, 1.0), 0.0, 4.0),
    ],
)
def test_room_and_wall_by_hand(
    measure: str, asked: tuple[float, float, float], inward: float, wall: float
) -> None:
    assert forced(measure, asked) == pytest.approx((inward, 0.0, wall, 0.0))


def test_a_wall_steepens_the_slope_as_far_as_it_holds() -> None:
    """Inner slope 1:4, old base 24 m: the toe wall makes it 1:3 at most, the crest wall 1:2."""
    gentle: dict[str, Any] = {"inner_slope": 4.0}
    assert forced("soil", (1.0, 0.0, 0.0), **gentle)[0] == pytest.approx(7.0)
    # 3 + 4 + 6 m = 24 for m = 17 / 6, which is steeper than 1:3
    assert forced("wall-toe", (1.0, 0.0, 0.0), **gentle)[0] == pytest.approx(3.0 + 4.0 + 18.0 - 24.0)
    assert forced("wall-crest", (1.0, 0.0, 0.0), **gentle)[0] == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("measure", "asked", "ground", "reason"),
    [
        ("wall-toe", (1.0, 0.0, 0.0), {"firm": np.nan}, "depth of firm ground not known"),
        ("seepage-screen", (0.0, 0.0, 9.0), {"aquifer": np.nan}, "top of the aquifer not known"),
        ("cofferdam", (1.0, 0.0, 9.0), {"aquifer": np.nan}, "top of the aquifer not known"),
        ("wall-toe", (1.0, 0.0, 0.0), {"firm": -20.0}, "the wall would be too long"),
        ("wall-crest", (1.0, 0.0, 0.0), {"firm": -14.0}, "the wall would be too long"),
        ("seepage-screen", (1.0, 0.0, 0.0), {}, "no piping to stop"),
        ("vertical-geotextile", (1.0, 0.0, 2.0), {}, "no piping to stop"),
    ],
)
def test_what_hinders_a_measure_is_told(
    measure: str, asked: tuple[float, float, float], ground: dict[str, float], reason: str
) -> None:
    inward, _, _, hindrance = forced(measure, asked, **ground)
    assert math.isnan(inward)
    assert HINDRANCES[int(hindrance)][1] == reason


def test_a_wall_needs_no_aquifer_where_there_is_no_piping() -> None:
    assert forced("cofferdam", (1.0, 0.0, 0.0), aquifer=np.nan)[2] == pytest.approx(12.5)


def test_the_long_wall_is_a_diaphragm_wall() -> None:
    assert forced("diaphragm-wall", (1.0, 0.0, 0.0), firm=-14.0)[2] == pytest.approx(20.5)


def test_cost_of_soil_by_hand() -> None:
    """Raise 1 m: 31.5 m2 of fill; layers along 15.18 and 17.42 m; prices and surtax of 2017."""
    old, new, fill = 4.0 + 5.0 * math.sqrt(5.0), 4.0 + 6.0 * math.sqrt(5.0), 31.5
    core = 1.2 * fill - 0.8 * new + 0.8 * old
    earth = (
        0.3 * (new - old) * 12.44
        + 0.3 * old * 6.04
        + 0.5 * new * 18.05
        + (core - 0.5 * old) * 10.98
        + 0.5 * old * 4.67
        + new * (0.88 + 0.65 + 0.60)
        + 5.0 * 0.25
    )
    found = choose(places(1), profiles(), subsoil(), needs([[1.0]]), np.inf, price=RAW)
    assert found.cost[0, 0] == pytest.approx(earth * 1.953 + 5.0 * 10.0 * 1.412, rel=1e-12)
    # the other set: start, fill and a road on the crest, which is more than the parts with any surtax
    other = (252.44 + 1070.0 + fill * 58.76) * prices(year=2017).all_in_factor
    assert found.cost_high[0, 0] == pytest.approx(other, rel=1e-12)
    assert found.cost_low[0, 0] == pytest.approx(earth * 1.714 + 5.0 * 10.0 * 1.292, rel=1e-12)


@pytest.mark.parametrize(
    ("measure", "asked", "direct"),
    [
        ("seepage-screen", (0.0, 0.0, 21.0), 159.326 * 6.5 - 34.794),
        ("wall-toe", (0.0, 5.0, 0.0), 9.298 * 8.0**2 + 132.239 * 8.0 + 103.628),
    ],
)
def test_a_wall_beside_a_dike_that_keeps_its_shape_costs_no_earth(
    measure: str, asked: tuple[float, float, float], direct: float
) -> None:
    found = choose(
        places(1), profiles(), subsoil(), needs(*([[part]] for part in asked)), np.inf,
        rules=Rules(measures=(measure,)), price=RAW,
    )  # fmt: skip
    assert found.inward[0, 0] == 0.0
    assert found.cost[0, 0] == pytest.approx(direct * 2.413, rel=1e-12)


@pytest.mark.parametrize("measure", ["seepage-screen", "wall-toe", "wall-crest", "cofferdam"])
def test_a_rounding_error_of_the_slope_does_not_pay_for_new_clay(measure: str) -> None:
    """(B + H m - B) / H is not always m: of these dikes most came out reshaped, a third dearer."""
    rng = np.random.default_rng(7)
    dike = profiles(200, crest_level=rng.uniform(3.0, 9.0, 200), inner_slope=rng.uniform(2.0, 3.0, 200))
    found = choose(
        places(200), dike, subsoil(200), needs(np.zeros((200, 1)), 0.0, 21.0), np.inf,
        rules=Rules(measures=(measure,)), price=RAW,
    )  # fmt: skip
    number = MEASURES[measure_code(measure)]
    wall = construction_cost_each(found.wall_length[:, 0], *RAW.curve(number.wall or ""))
    np.testing.assert_allclose(found.cost[:, 0], wall * RAW.surtax("structure", number.surtax[1]), rtol=1e-12)
    assert not np.signbit(found.inward).any()


def test_cost_of_a_cofferdam_by_hand() -> None:
    """Wall of 12.5 m; its outline stays: only the crest is built up between steeper slopes."""
    found = choose(
        places(1), profiles(), subsoil(), needs([[1.0]]), np.inf,
        rules=Rules(measures=("cofferdam",)), price=RAW,
    )  # fmt: skip
    wall = (680.782 * 12.5 - 74.602) * 2.690
    fill = 6.0 * 4.0 + 0.5 * 6.0 * 6.0 * (15.0 + 10.0) / 6.0 - (5.0 * 4.0 + 0.5 * 5.0 * 25.0)
    assert fill == pytest.approx(16.5)
    assert wall < found.cost[0, 0] < wall + 16.5 * 1.2 * 30.0 * 2.177
    assert found.cost_high[0, 0] == found.cost[0, 0]  # hard work, and the other set has no cofferdam


@pytest.mark.parametrize("direction", ["landward", "square", "riverward"])
@pytest.mark.parametrize("berm", [(0.0, 0.0), (6.0, 1.5), (6.0, 2.6)])
def test_the_fill_that_is_paid_is_that_of_the_drawn_section(
    direction: str, berm: tuple[float, float]
) -> None:
    """By the all-in set: a start, a road and the fill. Ground of two levels, berms on both sides."""
    dike = profiles(
        outer_toe_level=1.0, outer_berm_width=3.0, outer_berm_level=2.5,
        inner_berm_width=berm[0], inner_berm_level=berm[1],
    )  # fmt: skip
    level = prices("vrtool", year=2022)
    asked = needs([[0.5]], 8.0, 25.0)
    found = choose(
        places(1), dike, subsoil(), asked, np.inf,
        rules=Rules(measures=("soil",), direction=direction), price=level,
    )  # fmt: skip
    design = soil_design(dike, asked, direction=direction)
    fill, cut = earthworks(section_now(dike), section_designed(dike, design))
    per_fill = 50.75 if design.outward[0, 0] > design.inward[0, 0] else 58.76
    assert found.cost[0, 0] == pytest.approx(252.44 + 1070.0 + (fill - cut)[0] * per_fill, rel=1e-12)


def test_the_table_of_measures() -> None:
    assert measure_numbers(RAW).shape == (len(MEASURES), len(MEASURE))
    assert len({measure.id for measure in MEASURES}) == len(MEASURES)
    assert all(measure.label_nl and measure.label_en for measure in MEASURES)
    assert all(set(measure.surtax) <= set(SURTAX_CLASSES) for measure in MEASURES)
    assert [measure_code(measure.id) for measure in MEASURES] == list(range(len(MEASURES)))
    with pytest.raises(ValueError, match=r"measure is one of none, soil, .*, not 'magic'"):
        measure_code("magic")
