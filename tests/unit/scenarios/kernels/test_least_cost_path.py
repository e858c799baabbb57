"""The cheapest path: beside scipy and skimage, in closed form, and the same for every way of asking."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from scenarios.kernels.least_cost_path import (
    FOUND,
    NOWHERE,
    UNDER_WAY,
    Front,
    Stack,
    advance,
    begin,
    leg_cost,
    shorten,
)

Floats = npt.NDArray[np.float64]
DEPTHS = np.array([1.0, 3.0, 8.0])


def front(size: int) -> Front:
    whole: Any = np.int32
    return Front(
        np.empty(size), np.empty(size, whole), np.empty(size), np.empty(size, whole), np.empty(size, whole),
        np.zeros(2, np.int64),
    )  # fmt: skip


def searched(
    stack: Stack, start: int, target: int = -1, *, least: float = 0.0, most: int = 10**6
) -> tuple[int, Front]:
    found, state = front(stack.cost.size), UNDER_WAY
    begin(stack, found, start, target, least)
    while state == UNDER_WAY:
        state = advance(stack, found, target, least, most)
    return state, found


def way(found: Front, target: int) -> list[int]:
    cells = [target]
    while found.before[cells[-1]] >= 0:
        cells.append(int(found.before[cells[-1]]))
    return cells[::-1]


def flat(cost: Floats, cell: float = 10.0) -> Stack:
    return Stack(cost[None].astype(np.float64), np.array([1.0]), np.empty(0), cell, cell)


def random_stack(seed: int) -> Stack:
    rng = np.random.default_rng(seed)
    cost = np.exp(rng.normal(0.0, 1.0, (3, 6, 7)))
    cost[rng.random(cost.shape) < 0.2] = np.inf
    cost[0, 0, 0] = 1.0
    return Stack(cost, DEPTHS, np.array([2.0, 30.0]), 10.0, 4.0)


def graph_of(stack: Stack) -> coo_array:
    """The same steps as a graph, one by one."""
    shape = stack.cost.shape
    rows, columns, weights = [], [], []
    for one in itertools.product(*(range(n) for n in shape)):
        for step in itertools.product((-1, 0, 1), repeat=3):
            two = tuple(a + b for a, b in zip(one, step, strict=True))
            if step == (0, 0, 0) or any(not 0 <= a < n for a, n in zip(two, shape, strict=True)):
                continue
            dz = stack.depth[two[0]] - stack.depth[one[0]]
            length = math.sqrt(dz**2 + (step[1] * stack.dy) ** 2 + (step[2] * stack.dx) ** 2)
            fee = stack.change[min(one[0], two[0])] if step[0] else 0.0
            weight = length * (stack.cost[one] + stack.cost[two]) / 2 + fee
            if math.isfinite(weight):
                rows.append(np.ravel_multi_index(one, shape))
                columns.append(np.ravel_multi_index(two, shape))
                weights.append(weight)
    return coo_array((weights, (rows, columns)), shape=(stack.cost.size,) * 2)


@pytest.mark.parametrize("seed", range(40))
def test_costs_are_those_of_scipy(seed: int) -> None:
    stack = random_stack(seed)
    state, found = searched(stack, 0)
    np.testing.assert_allclose(found.spent, dijkstra(graph_of(stack).tocsr(), indices=0), rtol=1e-12)
    assert state == FOUND
    assert found.size[1] == np.isfinite(found.spent).sum()


@pytest.mark.parametrize("seed", range(40))
def test_the_way_costs_what_it_says_and_a_target_changes_nothing(seed: int) -> None:
    stack = random_stack(seed)
    whole = searched(stack, 0)[1]
    target = int(np.flatnonzero(np.isfinite(whole.spent))[-1])
    state, found = searched(stack, 0, target, least=float(stack.cost.min()))
    assert state == FOUND
    assert found.spent[target] == pytest.approx(whole.spent[target], rel=1e-12)
    graph = graph_of(stack).tocsr()
    steps = zip(way(found, target)[:-1], way(found, target)[1:], strict=True)
    assert sum(graph[one, two] for one, two in steps) == pytest.approx(whole.spent[target], rel=1e-12)


def test_costs_are_those_of_skimage_in_a_plane() -> None:
    mcp = pytest.importorskip("skimage.graph").MCP_Geometric
    cost = np.exp(np.random.default_rng(3).normal(0.0, 1.0, (60, 80)))
    expected, _ = mcp(cost).find_costs([(7, 9)])
    found = searched(flat(cost, 1.0), 7 * 80 + 9)[1]
    np.testing.assert_allclose(found.spent.reshape(60, 80), expected, rtol=1e-12)


def test_calls_in_pieces_give_the_same_bytes() -> None:
    stack = random_stack(1)
    whole, pieces = searched(stack, 0)[1], searched(stack, 0, most=7)[1]
    np.testing.assert_array_equal(whole.spent, pieces.spent)
    np.testing.assert_array_equal(whole.before, pieces.before)


@pytest.mark.parametrize(("rows", "columns"), [(0, 20), (15, 0), (12, 12), (5, 20)])
def test_even_ground_costs_the_octile_distance(rows: int, columns: int) -> None:
    stack = flat(np.full((21, 25), 3.0))
    found = searched(stack, 0)[1]
    straight, aslant = abs(rows - columns), min(rows, columns)
    assert found.spent[rows * 25 + columns] == pytest.approx(30.0 * (straight + math.sqrt(2.0) * aslant))


def test_a_wall_is_passed_through_its_gap() -> None:
    cost = np.ones((21, 21))
    cost[:, 10] = np.inf
    cost[17, 10] = 1.0
    found = searched(flat(cost), 2 * 21 + 2, 2 * 21 + 18, least=1.0)[1]
    assert 17 * 21 + 10 in way(found, 2 * 21 + 18)


def test_a_wall_without_a_gap_lets_nothing_through() -> None:
    cost = np.ones((9, 9))
    cost[:, 4] = np.inf
    assert searched(flat(cost), 0, 80, least=1.0)[0] == NOWHERE


@pytest.mark.parametrize(("fee", "deep"), [(100.0, True), (10_000.0, False)])
def test_going_below_a_wall_is_weighed_against_going_round(fee: float, deep: bool) -> None:
    cost = np.full((2, 41, 21), 1.0)
    cost[0, :38, 10] = np.inf
    cost[1] = 2.0
    stack = Stack(cost, np.array([1.0, 6.0]), np.array([fee]), 10.0, 10.0)
    found = searched(stack, 2, 20, least=1.0)[1]
    assert (max(way(found, 20)) >= 41 * 21) is deep


def shortened(stack: Stack, start: int, target: int) -> npt.NDArray[np.int64]:
    found = searched(stack, start, target)[1]
    cells = np.array(np.unravel_index(way(found, target), stack.cost.shape), np.int64).T
    cells = np.ascontiguousarray(cells)
    return cells[: shorten(stack, cells, 500)]


def test_legs_on_even_ground_become_one() -> None:
    stack = flat(np.full((31, 61), 2.0))
    corners = shortened(stack, 3, 25 * 61 + 50)
    assert corners.tolist() == [[0, 0, 3], [0, 25, 50]]
    assert leg_cost(stack, corners[0], corners[1]) == pytest.approx(2.0 * 10.0 * math.hypot(25, 47))


@pytest.mark.parametrize("ratio", [1.5, 2.0, 4.0])
def test_legs_refract_as_light_does(ratio: float) -> None:
    cost = np.ones((101, 101))
    cost[50:] = ratio
    stack = flat(cost, 1.0)
    corners = shortened(stack, 5, 100 * 101 + 95)
    crossing = np.linspace(0.0, 100.0, 100_001)
    # The edge of the dear ground lies half a cell above the centres of row 50.
    costs = np.hypot(crossing - 5.0, 49.5) + ratio * np.hypot(95.0 - crossing, 50.5)
    path = sum(leg_cost(stack, one, two) for one, two in itertools.pairwise(corners))
    assert path <= costs.min() * 1.001
    between = [at for at in range(len(corners)) if abs(corners[at, 1] - 49.5) <= 1.5]
    assert between
    assert abs(corners[between[0], 2] - crossing[np.argmin(costs)]) <= 1.0


@pytest.mark.parametrize("seed", range(20))
def test_taking_corners_out_never_costs_more_and_never_passes_what_is_shut(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cost = np.exp(rng.normal(0.0, 0.6, (2, 40, 40)))
    cost[rng.random(cost.shape) < 0.1] = np.inf
    cost[0, 0, 0] = cost[0, -1, -1] = 1.0
    stack = Stack(cost, np.array([1.0, 5.0]), np.array([4.0]), 10.0, 10.0)
    state, found = searched(stack, 0, 1599)
    assert state == FOUND
    cells = np.ascontiguousarray(np.array(np.unravel_index(way(found, 1599), cost.shape), np.int64).T)
    before = sum(leg_cost(stack, one, two) for one, two in itertools.pairwise(cells))
    corners = cells[: shorten(stack, cells, 100)]
    after = sum(leg_cost(stack, one, two) for one, two in itertools.pairwise(corners))
    assert after <= before * (1.0 + 1e-9)
    assert math.isfinite(after)
    for one, two in itertools.pairwise(corners):
        assert one[0] == two[0] or max(abs(one[1:] - two[1:])) <= 1
