"""S8: NaN, infinities and undeclared sentinels in ground levels: refused, or counted where they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from scenarios import run
from terrain import build
from tests.reliability.area_files import area, write_tif
from tests.reliability.conftest import Figure
from twin.errors import InvalidInputError
from twin.state import Twin

LARGEST = float(np.finfo(np.float32).max)
GROUND = np.linspace(-2, 8, 80, dtype=np.float32).reshape(8, 10)

REFUSED = {
    "NaN everywhere": ({"everywhere": np.nan}, "no valid cell"),
    "-9999": ({"cell": -9999.0}, "not declared as NoData"),
    "-32768": ({"cell": -32768.0}, "not declared as NoData"),
    "9999": ({"cell": 9999.0}, "not declared as NoData"),
    "largest float32": ({"cell": np.finfo(np.float32).max}, "not declared as NoData"),
    "lowest float32": ({"edge": np.finfo(np.float32).min}, "not declared as NoData"),
    "+inf": ({"cell": np.inf}, "infinite"),
    "-inf at the edge": ({"edge": -np.inf}, "infinite"),
    "1e20": ({"cell": 1e20}, "ground_level"),
    "500 m": ({"cell": 500.0}, "ground_level"),
}
KEPT = {
    "one NaN": ({"cell": np.nan}, {}, 1),
    "NaN at the edge": ({"edge": np.nan}, {}, 8),
    "declared -9999": ({"cell": -9999.0}, {"nodata": -9999.0}, 1),
    "declared largest float32": ({"edge": LARGEST}, {"nodata": LARGEST}, 8),
}


def ground_with(where: dict[str, float]) -> npt.NDArray[np.float32]:
    ground = GROUND.copy()
    places = {"everywhere": np.s_[:, :], "cell": np.s_[3, 4], "edge": np.s_[:, 9]}
    for place, value in where.items():
        ground[places[place]] = value
    return ground


@pytest.mark.parametrize("name", REFUSED)
def test_s08_what_is_no_ground_level_is_refused(name: str, tmp_path: Path) -> None:
    where, told = REFUSED[name]
    path = write_tif(tmp_path / "ground.tif", ground_with(where))
    with pytest.raises(InvalidInputError, match=told) as caught:
        build(area(tmp_path))
    assert all(problem.field.startswith("sources.ground_level") for problem in caught.value.problems)
    assert str(path.parent) not in str(caught.value)


@pytest.mark.parametrize("name", KEPT)
def test_s08_what_is_no_value_is_counted_and_stays_in_its_place(name: str, tmp_path: Path) -> None:
    where, profile, cells = KEPT[name]
    write_tif(tmp_path / "ground.tif", ground_with(where), **profile)
    twin = build(area(tmp_path))
    missing = np.isnan(twin.surface["ground_level"].values)
    assert missing.sum() == cells
    assert f"{cells} without value" in twin.attributes["build_report"]
    found = computed(twin)
    for field in ("water_depth", "inundation_level"):
        values = found.dataset[field].values
        np.testing.assert_array_equal(np.isnan(values), missing)
    for told in found.indicators.values():
        assert told["value"] is None or np.isfinite(told["value"])


def computed(twin: Twin) -> Any:
    sea = np.zeros(twin.grid.shape, np.int8)
    sea[:, 0] = 1
    inputs = {"name": "Sea", "drivers": {"sea_level_rise": {"metres": 2.0}}, "processes": ["sea-level-rise"]}
    return run(inputs, twin.with_(surface={"sea": (("y", "x"), sea)}))


@pytest.mark.parametrize("value", [np.inf, -np.inf, -9999.0, 3.4e38])
def test_s08_a_twin_from_arrays_refuses_them_too(value: float, tmp_path: Path, figure: Figure) -> None:
    write_tif(tmp_path / "ground.tif", GROUND)
    twin = build(area(tmp_path))
    surface = twin.surface.copy(deep=True)
    surface["ground_level"].values[2, 2] = value
    with pytest.raises(InvalidInputError, match="ground_level"):
        Twin.from_datasets(surface, name="x")
    if value == np.inf:
        figure(
            "S8",
            f"{len(REFUSED)} kinds refused, {len(KEPT)} kept as no value and counted, 4 in arrays",
        )
