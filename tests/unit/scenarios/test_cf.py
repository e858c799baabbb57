"""Results by the CF conventions: compliance-checker on NetCDF of every process; Zarr says the same."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from scenarios import run
from scenarios.flow import keeping
from scenarios.process import processes
from terrain.exporters.base import export
from twin import Twin
from twin.growing import open_growing
from twin.netcdf import write_netcdf
from twin.store import Result

NO_NAME_IN_CF = (
    "oblique_stereographic is not a valid grid_mapping_name. See Appendix F for valid grid mappings"
)
"""CF knows no name for the projection of RD New: the one finding that stays."""
SHORT = {
    "flood": {"hours": 0.5, "output_minutes": 10.0},
    "flood-consequences": {"return_periods": [100, 1000]},
}


def findings(path: Path) -> list[str]:
    """Everything that compliance-checker has to say about a file."""
    told = path.with_suffix(".json")
    program = Path(sys.executable).with_name("compliance-checker")
    call = [program, "-t", "cf:1.11", "-f", "json", "-o", told, path]
    subprocess.run(call, check=False, capture_output=True, timeout=300)
    report = json.loads(told.read_text())["cf:1.11"]
    assert report["cc_spec_version"] == "1.11"
    kinds = ("high_priorities", "medium_priorities", "low_priorities")
    return sorted({message for kind in kinds for check in report[kind] for message in check["msgs"]})


def plain(attributes: Mapping[str, object]) -> dict[str, object]:
    """Attributes with lists for arrays."""
    return {
        name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in attributes.items()
    }


@pytest.fixture(scope="module")
def result(coast: Twin) -> Result:
    """What every process makes of a small coast with a breach."""
    scenario = {
        "name": "Everything",
        "drivers": {
            "sea_level_rise": {"metres": 1.0},
            "storm": {"return_period": 1000, "station": "den-helder"},
        },
        "processes": [
            {name: SHORT.get(name, {})} for name in sorted(processes(), key=list(SHORT).__contains__)
        ],
    }
    return run(scenario, coast)


def test_every_process_gives_files_by_cf(result: Result, tmp_path: Path) -> None:
    export(result, "netcdf", tmp_path / "result.nc")
    found = findings(tmp_path / "result.nc")
    print(f"compliance-checker cf:1.11, {len(processes())} processes: {found}")  # noqa: T201
    assert found == [NO_NAME_IN_CF]


def test_the_film_of_a_flood_of_the_embedded_area_is_by_cf(
    demo_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The film as it grows, and the whole result: both are files by CF."""
    monkeypatch.setattr(keeping, "FILM_EVERY", 0.0)
    demo = Twin.open("demo", data=demo_data)
    place = demo.features["dikes"].set_index("id").geometry["zeedijk"].interpolate(0.5, normalized=True)
    breach = {"breach_at": [place.x, place.y], "cell": 200, "hours": 0.25, "output_minutes": 5.0}
    scenario = {
        "name": "Breach",
        "drivers": {"storm": {"return_period": 10_000, "station": "den-helder"}},
        "processes": [{"flood": breach}],
    }
    result = run(scenario, demo, scratch=tmp_path / "scratch")
    (film,) = (tmp_path / "scratch").glob("*/film")
    write_netcdf(open_growing(film), tmp_path / "film.nc")
    export(result, "netcdf", tmp_path / "result.nc")
    found = {name: findings(tmp_path / f"{name}.nc") for name in ("film", "result")}
    print(f"compliance-checker cf:1.11, embedded area: {found}")  # noqa: T201
    assert found == {"film": [NO_NAME_IN_CF], "result": [NO_NAME_IN_CF]}


def test_a_twin_is_a_file_by_cf(coast: Twin, tmp_path: Path) -> None:
    export(coast, "netcdf", tmp_path / "twin.nc")
    assert findings(tmp_path / "twin.nc") == [NO_NAME_IN_CF]


def test_zarr_and_netcdf_say_the_same(result: Result, tmp_path: Path) -> None:
    result.save(tmp_path / "result")
    export(result, "netcdf", tmp_path / "result.nc")
    stored = xr.open_zarr(tmp_path / "result" / "result.zarr", consolidated=False, chunks=None)
    with xr.open_dataset(tmp_path / "result.nc") as written:
        assert set(written.variables) == set(stored.variables)
        for name, variable in stored.variables.items():
            np.testing.assert_array_equal(written[name].values, variable.values)
            assert plain(written[name].attrs) == plain(variable.attrs)
        assert str(written["time"].values[0]) == "2100-01-01T00:00:00.000000000"
        assert written["time"].encoding["calendar"] == "standard"
        assert written.attrs["history"] == result.dataset.attrs["history"]
    for group in (stored,):
        assert all("_FillValue" not in group[name].encoding for name in ("x", "y", "time"))


def test_what_files_say_otherwise_comes_back(result: Result, tmp_path: Path) -> None:
    again = Result.open(result.save(tmp_path / "result")).dataset
    for name, variable in result.dataset.variables.items():
        assert again[name].attrs.get("units") == variable.attrs.get("units"), name
    assert again["time"].dtype == np.float64
    assert again["damage_density"].attrs["units"] == "EUR m-2"


@pytest.mark.parametrize("name", ["netcdf:{}/result.nc:max_depth", 'ZARR:"{}/result/result.zarr":/max_depth'])
def test_gdal_finds_fields_in_rd_new(name: str, result: Result, tmp_path: Path) -> None:
    import rasterio

    export(result, "netcdf", tmp_path / "result.nc")
    result.save(tmp_path / "result")
    with rasterio.open(name.format(tmp_path)) as file:
        assert file.crs.to_epsg() == 28992
        assert file.transform.a == result.grid.dx
        np.testing.assert_allclose(file.read(1), result.dataset["max_depth"].values, equal_nan=True)
