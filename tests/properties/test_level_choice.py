"""What must hold for any table of options: what is found is found by trying every choice, too."""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scenarios.polders.choice.front import Front, front, thinned
from scenarios.polders.choice.optimum import Objective, best, best_within, scores, sparing

Floats = npt.NDArray[np.float64]

AREAS, OPTIONS = 4, 5
COSTS = st.one_of(
    arrays(np.float64, (2, AREAS, OPTIONS), elements=st.integers(-6, 6).map(float)),  # many equal ones
    arrays(np.float64, (2, AREAS, OPTIONS), elements=st.floats(-1e3, 1e3).map(lambda x: round(x, 3))),
)
ALLOWED = arrays(np.bool_, (AREAS, OPTIONS)).map(
    lambda may: np.hstack([np.ones((AREAS, 1), bool), may[:, 1:]])
)
WEIGHT = st.floats(0.01, 1.0)


def every_choice(allowed: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    return np.array(list(product(*(np.flatnonzero(may) for may in allowed))))


def sums(costs: Floats, choices: npt.NDArray[np.intp]) -> Floats:
    return np.asarray(costs[np.arange(AREAS), choices].sum(axis=1))


def points(costs: Floats, allowed: npt.NDArray[np.bool_]) -> Floats:
    """Both sums of every choice, (n, 2)."""
    choices = every_choice(allowed)
    return np.stack([sums(costs[0], choices), sums(costs[1], choices)], axis=1).round(6)


def unbeaten(found: Floats) -> Floats:
    kept = [
        point for point in found if not ((found <= point).all(axis=1) & (found < point).any(axis=1)).any()
    ]
    return np.unique(np.array(kept), axis=0)


@given(COSTS, ALLOWED)
def test_the_front_is_what_no_choice_beats(costs: Floats, allowed: npt.NDArray[np.bool_]) -> None:
    found = front(*costs, allowed)
    assert found.exact
    np.testing.assert_allclose(found.values.round(6) + 0.0, unbeaten(points(costs, allowed)), atol=2e-6)


@given(COSTS, ALLOWED)
def test_every_point_of_the_front_is_its_choice(costs: Floats, allowed: npt.NDArray[np.bool_]) -> None:
    found = front(*costs, allowed)
    assert allowed[np.arange(AREAS), found.options].all()
    for number in range(2):
        np.testing.assert_allclose(sums(costs[number], found.options), found.values[:, number], atol=1e-9)


@given(COSTS, ALLOWED, st.integers(3, 6))
def test_a_thinned_front_is_as_near_as_it_says(
    costs: Floats, allowed: npt.NDArray[np.bool_], most: int
) -> None:
    whole = front(*costs, allowed)
    for few in (thinned(whole, most), front(*costs, allowed, most=most)):
        assert len(few.values) <= max(most, 2)
        reached = (few.values[None] <= whole.values[:, None] + few.tolerance + 1e-9).all(axis=2).any(axis=1)
        assert reached.all()
    ends = thinned(whole, most).values[[0, -1]]
    np.testing.assert_array_equal(ends, whole.values[[0, -1]])


@given(COSTS, ALLOWED, WEIGHT, WEIGHT)
def test_the_best_choice_has_the_lowest_weighted_sum_and_lies_on_the_front(
    costs: Floats, allowed: npt.NDArray[np.bool_], one: float, two: float
) -> None:
    goals = [Objective(name, cost, 100.0) for name, cost in zip("ab", costs, strict=True)]
    chosen = best(scores(goals, {"a": one, "b": two}), allowed)
    assert allowed[np.arange(AREAS), chosen].all()

    def weighed(of: Floats) -> Floats:
        return np.asarray(one * of[..., 0] + two * of[..., 1])

    reached = np.array([sums(cost, chosen[None])[0] for cost in costs])
    assert weighed(reached) <= weighed(points(costs, allowed)).min() + 1e-5
    assert weighed(reached) <= weighed(front(*costs, allowed).values).min() + 1e-5


def supported(found: Front) -> Floats:
    """Corners of the lower left hull of a front, from end to end."""
    hull: list[Floats] = []
    for point in found.values:
        while len(hull) > 1:
            (ax, ay), (bx, by) = hull[-1] - hull[-2], point - hull[-2]
            if ax * by - ay * bx > 1e-9:
                break
            hull.pop()
        hull.append(point)
    return np.array(hull)


@given(COSTS, ALLOWED)
@settings(max_examples=50)
def test_a_sweep_of_weights_gives_the_corners_of_the_hull(
    costs: Floats, allowed: npt.NDArray[np.bool_]
) -> None:
    corners = supported(front(*costs, allowed))
    goals = [Objective(name, cost, 1.0) for name, cost in zip("ab", costs, strict=True)]
    for before, corner, after in zip(corners[:-2], corners[1:-1], corners[2:], strict=True):
        # a weight between those at which the corner ties with its neighbours
        tilt = np.array([(y - v) / (u - x) for (x, y), (u, v) in ((before, corner), (corner, after))])
        weight = float(np.sqrt(tilt[0] * tilt[1]))
        chosen = best(scores(goals, {"a": weight, "b": 1.0}), allowed)
        reached = np.array([sums(cost, chosen[None])[0] for cost in costs])
        np.testing.assert_allclose(reached, corner, atol=1e-6)


@given(COSTS, ALLOWED, st.floats(0.0, 1.0))
def test_a_bound_is_kept_at_the_lowest_score(
    costs: Floats, allowed: npt.NDArray[np.bool_], share: float
) -> None:
    score, demand = costs
    every = points(costs, allowed)
    most = every[:, 1].min() + share * np.ptp(every[:, 1]) + 1e-5
    chosen, kept = best_within(score, allowed, demand, most)
    assert kept
    assert sums(demand, chosen[None])[0] <= most
    assert abs(sums(score, chosen[None])[0] - every[every[:, 1] <= most, 0].min()) < 1e-5
    assert not best_within(score, allowed, demand, every[:, 1].min() - 1.0)[1]


@given(COSTS, ALLOWED)
def test_nobody_is_worse_off_than_today(costs: Floats, allowed: npt.NDArray[np.bool_]) -> None:
    spared = sparing(allowed, costs[0])
    assert spared[:, 0].all()
    assert not (spared & ~allowed).any()
    assert (np.where(spared, costs[0], -np.inf).max(axis=1) <= costs[0][:, 0] + 1e-6).all()
    assert ((costs[0] > costs[0][:, :1] + 1e-6) | spared | ~allowed).all()
