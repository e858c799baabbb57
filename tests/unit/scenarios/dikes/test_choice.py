"""Which measure where: cheapest or by order, in the room there is, and in runs that can be built."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenarios.dikes.choice import HINDRANCES, Choice, Rules, choose
from scenarios.dikes.measures import MEASURES
from tests.unit.scenarios.dikes.design_cases import needs, places, profiles, subsoil

ONE_MEASURE = Rules(spacing=0.0, transition=0.0)


def one(room: float, asked: tuple[float, float, float], rules: Rules = ONE_MEASURE, **more: Any) -> str:
    found = choose(
        places(1), profiles(), subsoil(), needs(*([[part]] for part in asked)), room, rules=rules, **more
    )
    return MEASURES[int(found.measure[0, 0])].id


def along(room: list[float], rules: Rules | None = None, dikes: int = 1, **more: Any) -> list[str]:
    """Measures along a dike that must grow 30 m against piping, by the room at every 10 m."""
    count = len(room)
    found = choose(
        places(count, dikes=dikes), profiles(count), subsoil(count, **more),
        needs(np.full((count, 1), 0.5), 0.0, 30.0), room, rules=rules,
    )  # fmt: skip
    return [MEASURES[code].id for code in found.measure[:, 0]]


def test_soil_where_there_is_room() -> None:
    assert one(np.inf, (1.0, 0.0, 0.0)) == "soil"
    assert one(np.nan, (1.0, 0.0, 0.0)) == "soil"


def test_nothing_where_nothing_is_needed() -> None:
    assert one(0.0, (0.0, 0.0, 0.0)) == "none"


def test_the_cheapest_that_fits() -> None:
    """As the room shrinks the measure gets narrower and dearer."""
    rooms = (np.inf, 30.0, 22.0, 9.0, 5.0, 4.0)
    found = [one(room, (1.0, 9.0, 30.0)) for room in rooms]
    assert found[0] == found[1]
    assert found[3:] == ["seepage-screen", "wall-toe", "cofferdam"]
    costs = [
        choose(places(1), profiles(), subsoil(), needs([[1.0]], 9.0, 30.0), room, rules=ONE_MEASURE).cost
        for room in rooms
    ]
    assert (np.diff(np.ravel(costs)) >= 0.0).all()


def test_by_order_the_first_that_fits() -> None:
    order = Rules("order", ("cofferdam", "soil"), spacing=0.0, transition=0.0)
    assert one(np.inf, (1.0, 0.0, 0.0), order) == "cofferdam"
    assert one(np.inf, (1.0, 0.0, 0.0), replace(order, measures=("soil", "cofferdam"))) == "soil"


def test_room_that_is_just_enough_fits() -> None:
    """Base of soil grows by 5 m; a rounding error of the distance does not matter, a millimetre does."""
    assert one(5.0, (1.0, 0.0, 0.0)) == "soil"
    assert one(5.0 - 4e-9, (1.0, 0.0, 0.0)) == "soil"
    assert one(4.999, (1.0, 0.0, 0.0)) != "soil"


def test_room_outward_counts_for_soil_that_goes_there() -> None:
    outward = replace(ONE_MEASURE, direction="riverward")
    assert one(0.0, (1.0, 0.0, 0.0), outward) == "soil"
    assert one(0.0, (1.0, 0.0, 0.0), outward, room_outward=4.0) == "cofferdam"
    square = replace(ONE_MEASURE, direction="square")
    assert one(2.0, (1.0, 0.0, 0.0), square, room_outward=3.0) == "soil"
    assert one(2.0, (1.0, 0.0, 0.0), square, room_outward=2.0) == "cofferdam"


def test_the_narrowest_where_nothing_fits() -> None:
    found = choose(
        places(1), profiles(), subsoil(firm=np.nan, aquifer=np.nan), needs([[1.0]], 9.0, 30.0), 0.0
    )
    assert MEASURES[found.measure[0, 0]].id == "vertical-geotextile"
    assert not found.fits[0, 0]
    assert HINDRANCES[found.hindrance[0, 0]][1] == "does not fit in the free room"
    assert found.inward[0, 0] == pytest.approx(19.0)
    assert found.cost[0, 0] > 0.0


def test_where_nothing_fits_outward_it_is_what_goes_least_beyond_the_room() -> None:
    """Soil goes 30 m outward, a screen 19 m: not the first that takes nothing inward."""
    found = choose(
        places(1), profiles(), subsoil(firm=np.nan), needs([[1.0]], 0.0, 30.0), 0.0,
        room_outward=2.0, rules=replace(ONE_MEASURE, direction="riverward"),
    )  # fmt: skip
    assert MEASURES[found.measure[0, 0]].id == "seepage-screen"
    assert found.outward[0, 0] == pytest.approx(5.0)
    assert not found.fits[0, 0]


def test_a_forced_measure_that_cannot_be_had_is_unknown_with_its_reason() -> None:
    found = choose(
        places(2), profiles(2), subsoil(2, firm=[-6.0, np.nan]), needs([[1.0], [1.0]]), np.inf,
        rules=Rules(measures=("wall-toe",)),
    )  # fmt: skip
    assert found.measure[:, 0].tolist() == [4, -1]
    assert np.isnan([found.cost[1, 0], found.inward[1, 0]]).all()
    assert HINDRANCES[found.hindrance[1, 0]][0] == "diepte van de draagkrachtige laag onbekend"


def test_unknown_places_stay_unknown() -> None:
    where = places(4).without(np.array([False, True, False, False]), "no crest")
    dike = profiles(4, crest_level=[5.0, 5.0, np.nan, 5.0])
    found = choose(where, dike, subsoil(4), needs([[1.0], [1.0], [1.0], [np.nan]]), np.inf)
    assert found.measure[:, 0].tolist() == [1, -1, -1, -1]
    assert np.isnan(found.cost[1:]).all()
    assert found.fits[:, 0].tolist() == [True, False, False, False]


def test_a_structure_overlaps_its_neighbours() -> None:
    """A house over 60 m; the screen goes on for 10 m at both sides."""
    room = [50.0] * 8 + [5.0] * 6 + [50.0] * 8
    found = along(room, Rules(measures=("soil", "seepage-screen")))
    assert [index for index, name in enumerate(found) if name == "seepage-screen"] == list(range(7, 15))
    alone = along(room, Rules(measures=("soil", "seepage-screen"), transition=0.0))
    assert alone.count("seepage-screen") == 6


def test_short_runs_join_the_weaker_of_their_stronger_neighbours() -> None:
    """40 m of soil between a screen and a toe wall becomes a screen, 60 m stays."""
    rules = Rules(measures=("soil", "seepage-screen", "cofferdam"), transition=0.0)
    for gap, between in ((4, "seepage-screen"), (5, "soil"), (6, "soil")):
        found = along([50.0] * 6 + [5.0] * 6 + [50.0] * gap + [0.0] * 6 + [50.0] * 6, rules)
        assert found[12 : 12 + gap] == [between] * gap, gap
        assert found[:6] == found[-6:] == ["soil"] * 6


def test_short_runs_of_the_strongest_and_at_the_ends_stay() -> None:
    rules = Rules(measures=("soil", "seepage-screen"), transition=0.0)
    found = along([50.0] * 2 + [5.0] * 2 + [50.0] * 8, rules)
    assert found == ["soil"] * 2 + ["seepage-screen"] * 2 + ["soil"] * 8


def test_a_measure_is_not_carried_on_where_it_cannot_be_had() -> None:
    """Between two screens the aquifer is not known: soil stays, though the run is short."""
    aquifer = np.full(15, -2.0)
    aquifer[7] = np.nan
    room = [5.0] * 6 + [50.0] * 3 + [5.0] * 6
    found = along(room, Rules(measures=("soil", "seepage-screen")), aquifer=aquifer)
    assert found[7] == "soil"


def test_runs_end_with_their_dike() -> None:
    """The same 40 m of soil, but at the ends of two dikes."""
    rules = Rules(measures=("soil", "seepage-screen"))
    found = along([5.0] * 8 + [50.0] * 2 + [50.0] * 2 + [5.0] * 8, rules, dikes=2)
    assert found[8:12] == ["seepage-screen", "soil", "soil", "seepage-screen"]


def test_places_without_needs_between_works_are_taken_along() -> None:
    """20 m that is high enough between two raised stretches: the same soil, at no cost."""
    raises = np.full((12, 1), 0.5)
    raises[5:7] = 0.0
    found = choose(places(12), profiles(12), subsoil(12), needs(raises), np.inf)
    assert found.measure[:, 0].tolist() == [1] * 12
    assert found.cost[5:7, 0].tolist() == [0.0, 0.0]
    assert found.inward[5:7, 0].tolist() == [0.0, 0.0]


def test_a_structure_that_only_carries_on_costs_its_wall() -> None:
    raises = np.full((14, 1), 0.5)
    raises[6:8] = 0.0
    found = choose(
        places(14), profiles(14), subsoil(14), needs(raises), np.inf, rules=Rules(measures=("wall-toe",))
    )
    assert found.measure[6, 0] == 4
    wall = 9.298 * 8.0**2 + 132.239 * 8.0 + 103.628
    assert found.cost[6, 0] == pytest.approx(wall * 2.413 * found.prices.parts_factor)


def test_threads_do_not_change_the_answer() -> None:
    rng = np.random.default_rng(5)
    count = 30_000
    given = (
        places(count, dikes=30), profiles(count), subsoil(count, firm=rng.uniform(-12.0, -3.0, count)),
        needs(*(rng.uniform(0.0, most, (count, 4)) for most in (1.5, 6.0, 40.0))),
        np.repeat(rng.uniform(0.0, 60.0, count // 10), 10),
    )  # fmt: skip
    found: list[Choice] = [choose(*given, threads=threads) for threads in (1, 3)]
    for name in ("measure", "hindrance", "inward", "outward", "wall_length", "cost_low", "cost", "cost_high"):
        np.testing.assert_array_equal(getattr(found[0], name), getattr(found[1], name))


@pytest.mark.parametrize(
    "wrong",
    [
        {"policy": "best"},
        {"direction": "up"},
        {"measures": ()},
        {"measures": ("none",)},
        {"measures": ("soil", "soil")},
        {"measures": ("magic",)},
        {"outer_slope": 0.0},
        {"outer_slope": float("inf")},
        {"spacing": -1.0},
        {"spacing": float("inf")},
        {"transition": float("nan")},
    ],
)
def test_wrong_rules_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"allowed|one of"):
        Rules(**wrong)
