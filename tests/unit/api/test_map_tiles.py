"""Parts of the map tiles: classes, limits of tile grids, places between lattice points, what is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from math import inf, nan
from threading import Barrier

import numpy as np
import pytest
from PIL import Image

from api.errors import NotFoundError
from api.tiles.kept import Kept
from api.tiles.matrix_sets import MERCATOR_QUAD, RD_QUAD, Tile, matrix_set
from api.tiles.palette import PALETTES
from api.tiles.ready import address_key
from api.tiles.render import render
from twin.crs import etrs89_to_rdnap
from twin.grid import GridSpec
from twin.quantities import QUANTITIES

EARTH = 6_378_137.0


def test_depths_fall_in_the_classes_of_the_page() -> None:
    depths = np.array([-1, 0, 0.01, 0.5, 0.51, 1.5, 3, 3.01, 50, nan, inf])
    assert PALETTES["max_depth"].classify(depths).tolist() == [0, 0, 1, 1, 2, 2, 3, 4, 4, 0, 0]


def test_labels_write_levels_below_nap_with_a_minus() -> None:
    labels = [entry.label_en for entry in PALETTES["ground_level"].entries]
    assert labels[:2] == ["≤ −6 m NAP", "−6 – −5 m NAP"]
    assert labels[-1] == "> 10 m NAP"


def test_codes_have_their_own_colour_and_others_none() -> None:
    palette = PALETTES["land_use"]
    codes = [entry.low for entry in palette.entries]
    assert palette.classify(np.array(codes, np.int16)).tolist() == list(range(1, len(codes) + 1))
    assert palette.classify(np.array([0, -127, 24, 999])).tolist() == [0, 0, 0, 0]
    assert palette.classify(np.array([nan, 8.0])).tolist() == [0, 8]


def test_every_palette_is_complete() -> None:
    for name, palette in PALETTES.items():
        assert name in QUANTITIES or name == "inundation"
        assert len(palette.entries) * (14 if palette.shaded else 1) < 256, (
            "more colours than a PNG palette has"
        )
        assert all(len(entry.color) == 7 and entry.label_nl and entry.label_en for entry in palette.entries)
        ends = [(entry.low, entry.high) for entry in palette.entries]
        if ends[0][0] != ends[0][1]:
            assert [high for _, high in ends[:-1]] == [low for low, _ in ends[1:]]
    assert PALETTES["arrival_time"].entries[1].high == 3600.0
    assert PALETTES["max_depth"].entries[0].label_nl == "0 – 0,5 m"


@pytest.mark.parametrize("scheme", [RD_QUAD, MERCATOR_QUAD])
def test_a_large_grid_has_no_coarse_tiles(scheme: str) -> None:
    """Half the country at 5 m: a tile that shows all of it would read a thousand million cells."""
    large = GridSpec(20_002.5, 599_997.5, 5, 5, 40_000, 30_000)
    found = matrix_set(scheme).limits(large)
    assert min(found) == (6 if scheme == RD_QUAD else 11)
    small = GridSpec(120_005, 480_295, 10, 10, 40, 30)
    assert min(matrix_set(scheme).limits(small)) == 0
    with pytest.raises(NotFoundError, match="in that matrix"):
        matrix_set(scheme).check(Tile(2, 1, 1), large)


@pytest.mark.parametrize("matrix", [8, 10, 13])
def test_pixels_between_lattice_points_lie_where_the_transformation_puts_them(matrix: int) -> None:
    """Few pixels lie so near the edge of a cell that the other side of it is taken."""
    scheme, grid = matrix_set(MERCATOR_QUAD), GridSpec(100_010, 499_990, 20, 20, 2_500, 2_000)
    top, bottom, left, right = scheme.limits(grid)[matrix]
    tile = Tile(matrix, (top + bottom + 1) // 2, (left + right) // 2)
    rows, columns = scheme.cells(tile, grid)
    inside = np.argwhere((rows >= 0) & (columns >= 0))
    assert len(inside) > 1000
    pixel = 2 * np.pi * EARTH / 2 ** (matrix + 8)
    north = np.pi * EARTH - (256 * tile.row + inside[:, 0] + 0.5) * pixel
    east = (256 * tile.column + inside[:, 1] + 0.5) * pixel - np.pi * EARTH
    lat = np.degrees(2 * np.arctan(np.exp(north / EARTH)) - np.pi / 2)
    x, y, _ = etrs89_to_rdnap(lat, np.degrees(east / EARTH), 43.0)
    expected = np.floor((500_000 - np.asarray(y)) / 20), np.floor((np.asarray(x) - 100_000) / 20)
    found = rows[tuple(inside.T)], columns[tuple(inside.T)]
    wrong = (np.array(found) != np.array(expected)).any(axis=0)
    assert wrong.mean() < (1e-2 if matrix < 10 else 1e-3)
    assert np.abs(np.array(found) - np.array(expected)).max() <= 1


def test_the_edge_of_a_grid_is_lit_as_the_ground_beside_it() -> None:
    """Flat ground with a ridge along its north and west side, in pixels larger than its cells."""
    grid = GridSpec(130_005, 487_995, 10, 10, 600, 600)
    ground = np.full(grid.shape, 2.5, np.float32)
    ground[:20] = ground[:, :20] = 80
    scheme = matrix_set(RD_QUAD)
    assert scheme.limits(grid)[6] == (30, 30, 30, 30)
    png = render(scheme, Tile(6, 30, 30), grid, PALETTES["ground_level"], lambda *window: ground[window])
    rows, columns = scheme.cells(Tile(6, 30, 30), grid)
    flat = np.asarray(Image.open(BytesIO(png)))[(rows > 40) & (columns > 40)]
    assert flat.size > 100
    assert len(np.unique(flat)) == 1


def test_a_long_address_takes_no_more_memory_than_a_short_one() -> None:
    places = [{"path": "/v1", "query_string": query} for query in (b"", b"a" * 8000, b"a" * 8001)]
    keys = {address_key(place, "1") for place in places} | {address_key(places[0], "2")}
    assert len(keys) == 4
    assert {len(key) for key in keys} == {16}


def test_what_was_asked_longest_ago_goes_first() -> None:
    kept, made = Kept(100), list[str]()

    def make(name: str) -> bytes:
        made.append(name)
        return bytes(40)

    for name in "abacab":
        kept.get(name, lambda name=name: make(name))  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]
    assert kept.used == 80
    assert kept.look("c") is None


def test_threads_that_ask_at_once_share_one_answer() -> None:
    kept, made, together = Kept(1000), list[int](), Barrier(8)

    def ask(_: int) -> bytes:
        together.wait()
        return kept.get("tile", lambda: made.append(1) or b"png")

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {b"png"}
    assert len(made) <= 2, "two threads may draw at once"
    assert kept.used == 3
