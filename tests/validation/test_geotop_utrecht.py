"""GeoTOP of the Utrecht Science Park beside the boreholes and cone penetration tests of the same place.

The voxels were made from these boreholes among others, so that they agree is no proof of either; that they do
in level and place shows that both are read where they lie.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from terrain import build
from terrain.subsurface import Stack, seal_map, voxel_stack
from terrain.subsurface.box import soil_volumes
from terrain.subsurface.hydraulics import DAY
from terrain.subsurface.intervals import intervals_of
from terrain.subsurface.runs import runs_of
from twin.state import Twin
from twin.vocabulary import LITHOCLASS

BBOX = [139_500, 454_700, 141_400, 456_200]
MAIN = {0: "made", 1: "peat", 2: "fine", 3: "fine", 5: "sand", 6: "sand", 7: "sand", 8: "gravel", 9: "shells"}
"""Soils as the first word of a description tells them: sand by its grain, and clay or loam, are one."""


def area(data_dir: Path, **options: object) -> dict[str, object]:
    folder = data_dir / "area_utrecht_usp"
    geotop = {"connector": "geotop", "path": str(folder / "geotop_v1.6.nc"), **options}
    holes = [
        {"connector": "borehole_table", "path": str(folder / f"{name}.parquet")}
        for name in ("boreholes", "cpts")
    ]
    sources = {"ground_level": geotop, "voxels": geotop, "boreholes": holes}
    return {"name": "usp", "bbox": BBOX, "resolution": 20, "sources": sources}


@pytest.fixture(scope="module")
def usp(data_dir: Path) -> Twin:
    return build(area(data_dir))


@pytest.fixture(scope="module")
def stack(usp: Twin) -> Stack:
    found = voxel_stack(usp)
    assert found is not None
    return found


def test_the_lowest_voxel_lies_between_50_and_49_and_a_half_below_nap(stack: Stack, data_dir: Path) -> None:
    assert (stack.base[0, 0, 0], stack.top[0, 0, 0]) == (-50.0, -49.5)
    assert stack.grid.bbox == tuple(BBOX)
    centred = voxel_stack(build(area(data_dir, z="centre")))
    assert centred is not None
    assert (centred.base[0, 0, 0], centred.top[0, 0, 0]) == (-50.25, -49.75)


def test_voxels_lie_where_the_file_has_them(stack: Stack, data_dir: Path) -> None:
    with xr.open_dataset(data_dir / "area_utrecht_usp" / "geotop_v1.6.nc") as data:
        for x, y, z in ((139_550, 454_750, -49.9), (140_420, 455_310, -12.3), (141_399, 456_199, 0.2)):
            corner = data["lithok"].sel(x=x, y=y, z=z, method="ffill")
            row, column = (int(n) for n in stack.grid.index(x, y))
            block = int(np.flatnonzero((stack.base[:, 0, 0] <= z) & (stack.top[:, 0, 0] > z))[0])
            told = float(corner.values)
            assert stack.lithology[block, row, column] == (-127 if np.isnan(told) else told)


def test_volumes_are_those_of_counting_voxels(usp: Twin, data_dir: Path) -> None:
    with xr.open_dataset(data_dir / "area_utrecht_usp" / "geotop_v1.6.nc") as data:
        codes = data["lithok"].values
    found = {soil.id: soil.volume for soil in soil_volumes(usp, tuple(map(float, BBOX)), -60.0, 200.0)}
    for code, entry in LITHOCLASS.items():
        assert found.get(entry.key, 0.0) == pytest.approx((codes == code).sum() * 100 * 100 * 0.5, rel=1e-12)


def agreement(twin: Twin, stack: Stack, kind: str) -> tuple[int, float, float]:
    """Voxels that holes of a kind pass for half or more, and the shares with the same class and main soil."""
    count = same = main = 0
    tops, bases = stack.top[:, 0, 0], stack.base[:, 0, 0]
    for hole in twin.features["boreholes"].to_dict("records"):
        if hole["kind"] != kind:
            continue
        row, column = (int(n) for n in stack.grid.index(hole["geometry"].x, hole["geometry"].y))
        lengths = np.zeros((len(tops), 10))
        for interval in intervals_of(hole):
            if interval.lithology is not None:
                part = np.minimum(interval.top, tops) - np.maximum(interval.base, bases)
                lengths[:, interval.lithology] += np.clip(part, 0.0, None)
        passed = stack.present[:, row, column] & (lengths.sum(axis=1) >= 0.25)
        told, held = lengths.argmax(axis=1)[passed], stack.lithology[passed, row, column]
        count += int(passed.sum())
        same += int((told == held).sum())
        main += sum(MAIN[int(a)] == MAIN[int(b)] for a, b in zip(told, held, strict=True))
    return count, same / count, main / count


def test_boreholes_agree_with_the_voxels_that_they_pass(usp: Twin, stack: Stack) -> None:
    count, same, main = agreement(usp, stack, "borehole")
    assert (count, round(same, 3), round(main, 3)) == (1931, 0.734, 0.891)


def test_they_agree_best_where_the_voxels_are_read(usp: Twin, stack: Stack) -> None:
    """The levels of the file are lower faces: taken as centres, all would lie 0.25 m too low."""

    def shifted(by: float) -> float:
        top, base = stack.top + by, stack.base + by
        moved = Stack("voxels", stack.grid, top, base, stack.unit, stack.lithology, stack.units, {})
        return agreement(usp, moved, "borehole")[1]

    found = {by: shifted(by) for by in (-1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0)}
    assert max(found, key=lambda by: found[by]) == 0.0
    assert found[0.0] - found[-0.25] == pytest.approx(0.021, abs=0.002)


def test_behaviour_under_the_cone_agrees_on_the_main_soil(usp: Twin, stack: Stack) -> None:
    count, same, main = agreement(usp, stack, "cpt")
    assert (count, round(same, 3), round(main, 3)) == (2337, 0.504, 0.869)


def test_runs_of_the_real_ground(stack: Stack) -> None:
    runs = runs_of(stack)
    unit, lithology = runs.volume()
    np.testing.assert_array_equal(unit, stack.unit)
    np.testing.assert_array_equal(lithology, stack.lithology)
    assert len(runs.start) == 7226
    assert stack.present.sum() / len(runs.start) == pytest.approx(4.14, abs=0.01)


def test_the_clay_of_waalre_is_almost_everywhere(stack: Stack) -> None:
    found = seal_map(stack, low=-50.0, high=-20.0)
    assert found.attrs["continuity"] == pytest.approx(0.996, abs=0.001)
    assert float(found["thickness"].mean()) == pytest.approx(4.85, abs=0.01)
    assert float(found["resistance"].mean()) / DAY == pytest.approx(8831, rel=0.01)
