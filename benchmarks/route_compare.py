"""Beside whom the search for a route stands: skimage in a plane, scipy's Dijkstra over the same stack.

    .venv/bin/python benchmarks/route_compare.py

Costs to every cell agree, or it stops. One thread, processor time, the best of three.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from time import process_time

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from scenarios.kernels.least_cost_path import Stack, advance, begin
from scenarios.search.route_path import front_of


def noise(shape: tuple[int, int, int]) -> Stack:
    """Rough ground with a wall."""
    cost = 200.0 * np.exp(np.random.default_rng(1).normal(0.0, 0.7, shape))
    cost[:, shape[1] // 4, shape[2] // 8 : -shape[2] // 8] = np.inf
    depth = np.array([1.5, 2.0, 3.0, 5.0, 8.0, 12.0, 16.0, 20.0])[: shape[0]]
    return Stack(cost, depth, np.zeros(shape[0] - 1), 50.0, 50.0)


def ours(stack: Stack) -> np.ndarray:
    front = front_of(stack)
    begin(stack, front, 0, -1, 0.0)
    while advance(stack, front, -1, 0.0, 100_000) == 0:
        pass
    return front.spent


def graph_of(stack: Stack) -> coo_array:
    number = np.arange(stack.cost.size).reshape(stack.cost.shape)
    rows, columns, weights = [], [], []
    for step in itertools.product((-1, 0, 1), repeat=3):
        if step == (0, 0, 0):
            continue
        here = tuple(slice(max(-s, 0), n - max(s, 0)) for s, n in zip(step, stack.cost.shape, strict=True))
        there = tuple(slice(max(s, 0), n - max(-s, 0)) for s, n in zip(step, stack.cost.shape, strict=True))
        dz = np.broadcast_to(
            (stack.depth[there[0]] - stack.depth[here[0]])[:, None, None], number[here].shape
        )
        length = np.sqrt(dz**2 + (step[1] * stack.dy) ** 2 + (step[2] * stack.dx) ** 2)
        weight = length * (stack.cost[here] + stack.cost[there]) / 2
        open_ = np.isfinite(weight)
        rows.append(number[here][open_])
        columns.append(number[there][open_])
        weights.append(weight[open_])
    parts = np.concatenate(weights), (np.concatenate(rows), np.concatenate(columns))
    return coo_array(parts, shape=(number.size, number.size))


def timed(work: Callable[[], object]) -> float:
    best = math.inf
    for _ in range(3):
        begun = process_time()
        work()
        best = min(best, process_time() - begun)
    return best


if __name__ == "__main__":
    ours(noise((2, 8, 8)))
    stack = noise((8, 205, 256))
    graph = graph_of(stack).tocsr()
    if not np.allclose(ours(stack), dijkstra(graph, indices=0), rtol=1e-12):
        raise SystemExit("other costs than scipy")
    own, peer = timed(lambda: ours(stack)), timed(lambda: dijkstra(graph, indices=0))
    made = timed(lambda: graph_of(stack).tocsr())
    print(f"{stack.cost.size:,} cells, 26 neighbours: ours {own:.2f} s, scipy {peer:.2f} s")
    print(f"    scipy's graph takes {made:.2f} s more to make, and {graph.data.nbytes / 1e6:.0f} MB")
    flat = noise((1, 1000, 1000))
    flat = flat._replace(dx=1.0, dy=1.0)
    own = timed(lambda: ours(flat))
    line = f"{flat.cost.size:,} cells in a plane: ours {own:.2f} s"
    try:
        from skimage.graph import MCP_Geometric
    except ImportError:
        print(line)
    else:
        costs = np.where(np.isfinite(flat.cost[0]), flat.cost[0], -1.0)
        found = MCP_Geometric(costs).find_costs([(0, 0)])[0]
        if not np.allclose(ours(flat).reshape(found.shape), found, rtol=1e-12):
            raise SystemExit("other costs than skimage")
        peer = timed(lambda: MCP_Geometric(costs).find_costs([(0, 0)]))
        print(f"{line}, skimage {peer:.2f} s")
