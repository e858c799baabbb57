"""Which cells a line crosses, and where."""

from __future__ import annotations

import time

import numpy as np
import pytest

from api.edr.lines import Line, parse_line
from api.references import CRS84, RD
from twin.errors import InvalidInputError
from twin.grid import GridSpec

GRID = GridSpec(1005.0, 2095.0, 10.0, 10.0, 12, 10)


def walked(corners: list[tuple[float, float]]) -> list[tuple[int, int]]:
    """Cells met in steps of a millimetre: slow, and plainly right."""
    cells: list[tuple[int, int]] = []
    for start, stop in zip(np.array(corners)[:-1], np.array(corners)[1:], strict=True):
        count = int(np.hypot(*(stop - start)) / 0.001)
        points = start + np.linspace(0, 1, count)[:, None] * (stop - start)
        met = zip(*(number.tolist() for number in GRID.index(points[:, 0], points[:, 1])), strict=True)
        cells += [cell for cell in dict.fromkeys(met) if not cells or cells[-1] != cell]
    return [cell for cell in cells if 0 <= cell[0] < GRID.ny and 0 <= cell[1] < GRID.nx]


@pytest.mark.parametrize(
    "corners",
    [
        [(1002.3, 2001.7), (1117.9, 2098.1)],
        [(1117.9, 2033.3), (1002.3, 2031.1)],
        [(990.0, 2051.0), (1057.0, 2053.7), (1058.0, 2130.0)],
        [(1031.0, 2042.0), (1033.0, 2044.0), (1031.5, 2046.0), (1051.0, 2047.0)],
        [(1005.0, 2011.0), (1005.0, 2077.0)],
    ],
)
def test_every_cell_is_met_once_and_in_order(corners: list[tuple[float, float]]) -> None:
    line = parse_line(f"LINESTRING({', '.join(f'{x} {y}' for x, y in corners)})", RD)
    points = line.crossed(GRID)
    row, column = GRID.index(points[:, 0], points[:, 1])
    assert list(zip(row.tolist(), column.tolist(), strict=True)) == walked(corners)
    assert len(points) <= line.most_cells(GRID)


def test_heights_run_along_with_the_line() -> None:
    line = parse_line("LINESTRING Z(1000 2005 -10, 1120 2005 14)", RD)
    points = line.crossed(GRID)
    np.testing.assert_allclose(points[:, 0], GRID.x)
    np.testing.assert_allclose(points[:, 2], -10 + 0.2 * (GRID.x - 1000))


def test_parts_of_a_line_are_kept_apart() -> None:
    line = parse_line("MULTILINESTRING((1001 2005, 1019 2005), (1091 2095, 1109 2095))", RD)
    points = line.crossed(GRID)
    assert points[:, 0].tolist() == [1005.5, 1014.5, 1095.5, 1104.5]
    assert points[:, 1].tolist() == [2005.0, 2005.0, 2095.0, 2095.0]


def test_a_corner_given_twice_on_an_edge_is_no_step() -> None:
    line = parse_line("LINESTRING(1020 2005, 1020 2005, 1001 2005, 1001 2005)", RD)
    assert line.crossed(GRID).tolist() == [[1015.0, 2005.0], [1005.5, 2005.0]]


def test_many_corners_are_cut_at_once() -> None:
    """One by one, the steps of what a request may hold took a minute; here a third of that."""
    x = 1000.0 + np.arange(200_000) % 2
    line = Line((np.column_stack([x, np.full(len(x), 2005.0)]),), RD, "")
    began = time.process_time()
    assert line.crossed(GRID).round(3).tolist() == [[1000.5, 2005.0]]
    assert time.process_time() - began < 5


def test_a_line_round_the_world_is_refused_before_it_is_moved() -> None:
    back = ", ".join(["(4 52, 6 52)"] * 300)
    with pytest.raises(InvalidInputError, match="is too long a line"):
        parse_line(f"MULTILINESTRING({back})", CRS84)
    with pytest.raises(InvalidInputError, match="is not in degrees"):
        parse_line("LINESTRING(120000 480000, 130000 480000)", CRS84)


def test_what_lies_outside_the_grid_does_not_count() -> None:
    line = parse_line("LINESTRING(-5e6 2051, 5e6 2051)", RD)
    assert len(line.crossed(GRID)) == GRID.nx
    assert GRID.nx <= line.most_cells(GRID) < 2 * GRID.nx
