"""Prices with their source and level, and stretches of dike with what they cost."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenarios.dikes.choice import Rules, choose
from scenarios.dikes.costs import PRICE_SETS, prices, stretches, unit_price
from tests.unit.scenarios.dikes.design_cases import needs, places, profiles, subsoil


def test_every_price_says_where_it_comes_from() -> None:
    assert str(unit_price("koswat-2017", "core_new")) == (
        "10.98 EUR/m3 (KOSWAT 0.17, unit costs of its basic case (Deltares), price level 2017)"
    )
    assert unit_price("index", "per_year").status == "unverified"
    assert "[unverified]" in prices().source
    assert "prices of 2017" in prices().source


def test_the_index_that_is_told_is_the_one_that_is_used() -> None:
    assert "to 2030 by 0.02 (as given)" in prices(year=2030, index=0.02).source
    assert "by 0.04 (CBS" in prices().source


def test_prices_come_to_the_year_that_is_asked() -> None:
    base, later = prices(year=2017, index=0.05), prices(year=2019, index=0.05)
    factor = 1.05**2
    assert later.part_prices()[:11] == pytest.approx([price * factor for price in base.part_prices()[:11]])
    assert later.part_prices()[11] == base.part_prices()[11] == 1.2
    assert later.all_in()[:4] == pytest.approx([price * factor for price in base.all_in()[:4]])
    assert later.curve("diaphragm-wall")[3:] == pytest.approx((281.176 * factor, 1.205))
    assert later.all_in_wall("sheet-pile") == pytest.approx((690.0 / 1.05**3, 0.0))


def test_a_wall_without_an_all_in_price_has_none() -> None:
    assert all(math.isnan(price) for price in prices().all_in_wall("cofferdam"))
    assert prices(year=2022).all_in_wall("vertical-geotextile") == (0.0, 1700.0)


@pytest.mark.parametrize("price_set", PRICE_SETS)
def test_the_middle_lies_in_the_range(price_set: str) -> None:
    found = choose(
        places(4), profiles(4), subsoil(4), needs(np.linspace(0.2, 2.0, 4)[:, None], 5.0, 20.0), 15.0,
        price=prices(price_set),
    )  # fmt: skip
    assert (found.cost_low <= found.cost).all()
    assert (found.cost <= found.cost_high).all()
    assert (found.cost_low > 0.0).all()


def test_dear_land_is_paid() -> None:
    cheap, dear = (
        choose(
            places(1), profiles(), subsoil(), needs([[1.0]]), np.inf,
            rules=Rules(measures=("soil",)), price=prices(year=2017, land=land),
        )
        for land in (10.0, 200.0)
    )  # fmt: skip
    assert dear.cost[0, 0] - cheap.cost[0, 0] == pytest.approx(5.0 * 190.0 * 1.412)


def test_wrong_prices_are_refused() -> None:
    with pytest.raises(ValueError, match="middle is one of koswat-2017, vrtool, not 'mine'"):
        prices("mine")
    with pytest.raises(ValueError, match="index is -1"):
        prices(index=-1.0)
    with pytest.raises(ValueError, match=r"index is inf; allowed: -0\.5 to 0\.5"):
        prices(index=float("inf"))
    with pytest.raises(ValueError, match="land is -5"):
        prices(land=-5.0)
    with pytest.raises(ValueError, match="year is 100000; allowed: 1950 to 2200"):
        prices(year=100_000)


def test_stretches_gather_neighbours_of_one_dike() -> None:
    """Two dikes of 100 m: raised from 30 to 60 m on the first, and everywhere on the second."""
    raises = np.zeros((20, 1))
    raises[3:6] = 1.0
    raises[10:] = 0.5
    found = choose(places(20, dikes=2), profiles(20), subsoil(20), needs(raises), np.inf)
    rows = stretches(places(20, dikes=2), found)
    assert rows.dike == ("dike-0", "dike-1")
    assert rows.measure == ("soil", "soil")
    assert rows.from_chainage.tolist() == [30.0, 0.0]
    assert rows.to_chainage.tolist() == [60.0, 100.0]
    assert rows.width.tolist() == [5.0, 2.5]
    assert rows.cost.tolist() == pytest.approx([30.0 * found.cost[3, 0], 100.0 * found.cost[10, 0]])
    assert rows.cost_low.sum() == pytest.approx(np.nansum(found.cost_low[:, 0] * 10.0))


def test_no_work_gives_no_stretches() -> None:
    found = choose(places(3), profiles(3), subsoil(3), needs(np.zeros((3, 1))), np.inf)
    rows = stretches(places(3), found)
    assert (rows.dike, rows.cost.size) == ((), 0)
