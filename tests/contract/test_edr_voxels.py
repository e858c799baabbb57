"""OGC API EDR 1.1 over height: voxels and layers at points, in boxes and areas, and in sections under a line.

Names carry the requirement of EDR 1.1 that they show.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
import zarr
from starlette.testclient import TestClient

from api.grids import Grids
from api.references import CRS84, ETRS89, NAP, RD, from_rdnap
from tests.contract.conftest import X0, Y0, small_twin, write_artefacts
from twin.grid import GridSpec

VOXELS = GridSpec(X0 + 50, Y0 + 250, 100, 100, 4, 3)
HEIGHTS = np.arange(-9.75, 0, 0.5)  # 20 voxels of half a metre, down to -10 m NAP
MISSING = -127


def lithoclasses() -> np.ndarray[Any, np.dtype[np.int8]]:
    """Clay (2) below -5 m NAP, peat (1) above it, and in the north-west corner nothing above -1 m NAP."""
    found = np.where(HEIGHTS[:, None, None] < -5, 2, 1) * np.ones((1, 3, 4))
    found[-2:, 0, 0] = MISSING
    return found.astype(np.int8)


def subsurface() -> xr.DataTree:
    units = (np.arange(12).reshape(3, 4) + 1000) * np.ones((20, 1, 1))
    dims = ("z", "y", "x")
    voxels = xr.Dataset(
        {"strat": (dims, units.astype(np.int16)), "lithok": (dims, lithoclasses())},
        coords={**VOXELS.coords(), "z": ("z", HEIGHTS)},
        attrs={"thickness": 0.5},
    )
    top = np.array([-1.0, -60.0], np.float32)[:, None, None] * np.ones((1, 3, 4), np.float32)
    layers = xr.Dataset(
        {"top": (("layer", "y", "x"), top), "base": (("layer", "y", "x"), top - 59)},
        coords={
            **VOXELS.coords(),
            "layer": ["HL", "UR"],
            "label_nl": ("layer", ["Holoceen", "Urk"]),
            "label_en": ("layer", ["Holocene", "Urk"]),
            "color": ("layer", ["#00ff00", "#ff0000"]),
        },
    )
    return xr.DataTree.from_dict({"/voxels": voxels, "/layers": layers})


@pytest.fixture(scope="module", autouse=True)
def deep(data: Path) -> Iterator[str]:
    """A second published twin, ``deep``, with ground below it."""
    twin = small_twin().with_(subsurface=subsurface(), name="deep")
    twin.save(data / "twins" / "deep")
    write_artefacts(twin, data)
    yield "deep"
    for folder in ("twins", "published"):
        shutil.rmtree(data / folder / "deep")


def ask(client: TestClient, query: str, **given: str) -> dict[str, Any]:
    parameters = {"crs": RD} | {key.replace("_", "-"): value for key, value in given.items()}
    answer = client.get(f"/v1/collections/deep/{query}", params=parameters)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def values(coverage: dict[str, Any], name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    told = coverage["ranges"][name]
    return np.array(told["values"], float).reshape(told["shape"])


def test_rc_md_parameters_and_vertical_extent(client: TestClient) -> None:
    found = client.get("/v1/collections/deep").json()
    assert set(found["parameter_names"]) == {"ground_level", "sea", "strat", "lithok", "layer"}
    vertical = found["extent"]["vertical"]
    assert vertical["vrs"] == NAP
    assert vertical["interval"] == [[-119.0, 0.0]]
    assert vertical["values"][:2] == ["-9.75", "-9.25"]
    lithok = found["parameter_names"]["lithok"]
    assert "unit" not in lithok  # classes have none
    categories = {entry["id"]: entry for entry in lithok["observedProperty"]["categories"]}
    peat = next(key for key, code in lithok["categoryEncoding"].items() if code == 1)
    assert categories[peat]["label"]["nl"]
    assert found["parameter_names"]["layer"]["categoryEncoding"] == {"HL": 0, "UR": 1}


def test_rc_md_query_links_tell_their_variables(client: TestClient) -> None:
    found = client.get("/v1/collections/deep").json()
    assert set(found["data_queries"]) == {"position", "area", "cube", "trajectory"}
    for name, query in found["data_queries"].items():
        variables = query["link"]["variables"]
        assert variables["query_type"] == name
        assert variables["default_output_format"] == "CoverageJSON"
        assert all({"crs", "wkt"} <= set(system) for system in variables["crs_details"])
        assert query["link"]["href"] == f"/v1/collections/deep/{name}"


def test_position_gives_a_vertical_profile(client: TestClient) -> None:
    found = ask(client, "position", coords=f"POINT({X0 + 10} {Y0 + 290})", parameter_name="lithok")
    domain = found["domain"]
    assert domain["domainType"] == "VerticalProfile"
    assert domain["axes"]["z"]["values"] == HEIGHTS.tolist()
    vertical = next(r for r in domain["referencing"] if r["coordinates"] == ["z"])
    assert vertical["system"] == {"type": "VerticalCRS", "id": NAP}
    told = found["ranges"]["lithok"]
    assert told["dataType"] == "integer"
    assert told["values"] == [2] * 10 + [1] * 8 + [None] * 2


def test_position_gives_every_kind_of_domain_at_once(client: TestClient) -> None:
    found = ask(client, "position", coords=f"POINT({X0 + 310} {Y0 + 10})")
    kinds = [(coverage["domain"]["domainType"], set(coverage["ranges"])) for coverage in found["coverages"]]
    assert kinds == [
        ("Point", {"ground_level", "sea"}),
        ("VerticalProfile", {"strat", "lithok"}),
        ("VerticalProfile", {"layer"}),
    ]


@pytest.mark.parametrize(
    ("z", "heights"),
    [
        ("-5.1", [-5.25]),
        ("-9.75", [-9.75]),
        ("-10,-9.5,-0.5,0", [-9.75, -9.25, -0.25]),  # on an edge: the voxel above it, and the top one
        ("-6/-5", [-5.75, -5.25]),
        ("-100/-9.5", [-9.75]),
        ("-9.9,-5.1,-0.1,-5.2", [-9.75, -5.25, -0.25]),
        ("R3/-9.9/2", [-9.75, -7.75, -5.75]),
    ],
)
def test_rc_z_response_gives_the_heights_that_are_asked(
    client: TestClient, z: str, heights: list[float]
) -> None:
    found = ask(client, "position", coords=f"POINT({X0 + 310} {Y0 + 10})", z=z, parameter_name="strat")
    assert found["domain"]["axes"]["z"]["values"] == heights
    assert found["domain"]["domainType"] == ("Point" if len(heights) == 1 else "VerticalProfile")
    assert found["ranges"]["strat"]["values"] == [1011] * len(heights)


def test_rc_z_response_leaves_out_what_has_no_height(client: TestClient) -> None:
    found = ask(client, "position", coords=f"POINT({X0 + 310} {Y0 + 10})", z="-8")
    assert set(found["parameters"]) == {"strat", "lithok", "layer"}
    deeper = ask(client, "position", coords=f"POINT({X0 + 310} {Y0 + 10})", z="-80")
    assert set(deeper["parameters"]) == {"layer"}
    assert deeper["ranges"]["layer"]["values"] == [1]


def test_position_takes_a_height_in_the_point_and_several_points(client: TestClient) -> None:
    found = ask(client, "position", coords=f"POINTZ({X0 + 310} {Y0 + 10} -3)", parameter_name="lithok")
    assert found["domain"]["axes"]["z"]["values"] == [-2.75]  # the upper of two on their edge
    assert found["ranges"]["lithok"]["values"] == [1]
    deeper = ask(client, "position", coords=f"POINTZ({X0 + 310} {Y0 + 10} -80)")
    assert set(deeper["parameters"]) == {"ground_level", "sea", "layer"}
    points = f"MULTIPOINT(({X0 + 10} {Y0 + 10}), ({X0 + 110} {Y0 + 110}))"
    several = ask(client, "position", coords=points, parameter_name="strat", z="-3")
    got = [coverage["ranges"]["strat"]["values"] for coverage in several["coverages"]]
    assert got == [[1008], [1005]]


def test_cube_gives_voxels_in_a_box(client: TestClient) -> None:
    bbox = f"{X0 + 5},{Y0 + 150},{X0 + 195},{Y0 + 250}"
    found = ask(client, "cube", bbox=bbox, z="-2/0", parameter_name="strat,lithok")
    axes = found["domain"]["axes"]
    assert axes["x"] == {"start": X0 + 50.0, "stop": X0 + 150.0, "num": 2}
    assert axes["y"] == {"start": Y0 + 250.0, "stop": Y0 + 150.0, "num": 2}
    assert axes["z"]["values"] == [-1.75, -1.25, -0.75, -0.25]
    assert found["ranges"]["lithok"]["axisNames"] == ["z", "y", "x"]
    expected = np.where(lithoclasses() == MISSING, np.nan, lithoclasses())[-4:, :2, :2]
    np.testing.assert_array_equal(values(found, "lithok"), expected)


def test_area_gives_voxels_in_a_polygon(client: TestClient) -> None:
    triangle = f"POLYGON(({X0} {Y0}, {X0 + 400} {Y0}, {X0 + 400} {Y0 + 300}, {X0} {Y0}))"
    found = ask(client, "area", coords=triangle, z="-3", parameter_name="strat")
    inside = ~np.isnan(values(found, "strat")[0])
    assert inside.tolist() == [
        [False, False, False, True],
        [False, False, True, True],
        [False, True, True, True],
    ]


def test_trajectory_gives_a_section_of_voxels_and_layers(client: TestClient) -> None:
    line = f"LINESTRING({X0 + 20} {Y0 + 290}, {X0 + 380} {Y0 + 290})"
    found = ask(client, "trajectory", coords=line, z="-3/0")
    voxels, layers = found["coverages"]
    for section in (voxels, layers):
        domain = section["domain"]
        assert domain["domainType"] == "Section"
        assert domain["axes"]["composite"]["coordinates"] == ["t", "x", "y"]
        assert {tuple(r["coordinates"]) for r in domain["referencing"]} == {("x", "y"), ("z",), ("t",)}
    tuples = voxels["domain"]["axes"]["composite"]["values"]
    assert [point[1] for point in tuples] == [X0 + 60, X0 + 150, X0 + 250, X0 + 340]
    assert {point[0] for point in tuples} == {"2025-01-01T00:00:00Z"}
    assert voxels["ranges"]["lithok"]["axisNames"] == ["z", "composite"]
    expected = np.where(lithoclasses() == MISSING, np.nan, lithoclasses())[-6:, 0, :]
    np.testing.assert_array_equal(values(voxels, "lithok"), expected)
    heights = np.array(layers["domain"]["axes"]["z"]["values"])
    got = values(layers, "layer")
    assert (got[heights < -1] == 0).all()
    assert np.isnan(got[heights > -1]).all()


def test_trajectory_with_heights_follows_them(client: TestClient) -> None:
    line = f"LINESTRING Z({X0 + 20} {Y0 + 150} -2, {X0 + 380} {Y0 + 150} -20)"
    found = ask(client, "trajectory", coords=line, parameter_name="lithok")
    assert found["domain"]["domainType"] == "Trajectory"
    composite = found["domain"]["axes"]["composite"]
    assert composite["coordinates"] == ["t", "x", "y", "z"]
    assert [round(point[3], 3) for point in composite["values"]] == [-4.0, -8.5, -13.5, -18.0]
    assert found["ranges"]["lithok"]["values"] == [1, 2, None, None]
    layer = ask(client, "trajectory", coords=line, parameter_name="layer")
    assert layer["ranges"]["layer"]["values"] == [0, 0, 0, 0]


def test_trajectory_on_a_grid_gives_one_value_per_cell(client: TestClient) -> None:
    line = f"LINESTRING({X0 - 100} {Y0 + 155}, {X0 + 500} {Y0 + 155})"
    found = ask(client, "trajectory", coords=line, parameter_name="ground_level")
    assert found["domain"]["domainType"] == "Trajectory"
    tuples = found["domain"]["axes"]["composite"]["values"]
    assert [point[1:] for point in tuples] == [[X0 + 5 + 10 * n, Y0 + 155] for n in range(40)]
    assert found["ranges"]["ground_level"]["values"] == [-2.0] * 5 + [3.0] + [-1.0] * 34


@pytest.mark.parametrize("crs", [CRS84, ETRS89])
def test_rc_crs_response_a_line_in_degrees_gives_what_the_same_line_in_rd_gives(
    client: TestClient, crs: str
) -> None:
    ends = np.array([[X0 + 21.0, Y0 + 43.0], [X0 + 383.0, Y0 + 261.0]])
    first, last = (" ".join(map(str, place)) for place in from_rdnap(ends, crs).tolist())
    asked = {"parameter_name": "ground_level", "coords": f"LINESTRING({first}, {last})", "crs": crs}
    found = ask(client, "trajectory", **asked)
    flat = ask(
        client,
        "trajectory",
        parameter_name="ground_level",
        coords=f"LINESTRING({X0 + 21} {Y0 + 43}, {X0 + 383} {Y0 + 261})",
    )
    assert found["ranges"] == flat["ranges"]
    order = ["y", "x"] if crs == ETRS89 else ["x", "y"]
    assert found["domain"]["referencing"][0]["coordinates"] == order
    places = np.array([point[1:] for point in found["domain"]["axes"]["composite"]["values"]])
    same = np.array([point[1:] for point in flat["domain"]["axes"]["composite"]["values"]])
    np.testing.assert_allclose(places, from_rdnap(same, CRS84), atol=2e-7)  # 2 cm


def test_a_budget_is_kept_before_anything_is_read(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object, **__: object) -> None:
        raise AssertionError("read before it was counted")

    monkeypatch.setattr("api.edr.fields.LARGEST", 100)
    for name in ("read", "read_along", "read_at"):
        monkeypatch.setattr(Grids, name, read)
    box = f"{X0},{Y0},{X0 + 399},{Y0 + 299}"
    queries = {
        "cube": {"bbox": box},
        "area": {"coords": f"POLYGON(({X0} {Y0}, {X0 + 300} {Y0}, {X0 + 300} {Y0 + 200}, {X0} {Y0}))"},
        "trajectory": {"coords": f"LINESTRING({X0} {Y0}, {X0 + 300} {Y0 + 200})"},
        "position": {"coords": "MULTIPOINT(" + ",".join([f"{X0 + 10} {Y0 + 10}"] * 50) + ")"},
    }
    for query, given in queries.items():
        answer = client.get(f"/v1/collections/deep/{query}", params={"crs": RD} | given)
        assert answer.status_code == 413, (query, answer.text)
        assert "downloads?format=zarr" in answer.json()["detail"]


def test_voxels_and_layers_are_downloaded_one_grid_at_a_time(client: TestClient, tmp_path: Path) -> None:
    def fetch(names: str, form: str = "netcdf") -> Any:
        asked = {"format": form, "parameter-name": names, "bbox": f"{X0},{Y0},{X0 + 200},{Y0 + 100}"}
        return client.get("/v1/collections/deep/downloads", params=asked | {"bbox-crs": RD})

    target = tmp_path / "deep.nc"
    target.write_bytes(fetch("strat,lithok").content)
    with xr.open_dataset(target) as found:
        assert found.sizes == {"z": 20, "y": 1, "x": 2}
        assert found["lithok"].values.tolist() == lithoclasses()[:, 2:, :2].tolist()
    corner = {"parameter-name": "lithok", "bbox": f"{X0},{Y0 + 200},{X0 + 100},{Y0 + 300}", "bbox-crs": RD}
    for form in ("netcdf", "zarr"):
        (tmp_path / form).write_bytes(
            client.get("/v1/collections/deep/downloads", params={"format": form, **corner}).content
        )
    zipped = zarr.storage.ZipStore(tmp_path / "zarr", mode="r")
    with (
        xr.open_dataset(tmp_path / "netcdf") as found,
        xr.open_zarr(zipped, consolidated=False) as same,
    ):
        assert np.isnan(found["lithok"].values).sum() == 2  # voxels that are not there, and CF says so
        np.testing.assert_array_equal(same["lithok"].values, found["lithok"].values)
    target.write_bytes(fetch("layer").content)
    with xr.open_dataset(target) as found:
        assert found["top"].values[:, 0, 0].tolist() == [-1.0, -60.0]
        assert found["base"].values[:, 0, 0].tolist() == [-60.0, -119.0]
    for names, form, field in (
        ("ground_level,strat", "zarr", "parameter-name"),
        ("strat", "cog", "format"),
    ):
        answer = fetch(names, form)
        assert answer.status_code == 400
        assert [problem["field"] for problem in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("query", "given", "field", "words"),
    [
        ("position", {"coords": f"POINT({X0 + 10} {Y0 + 10})", "z": "deep"}, "z", "no height"),
        ("position", {"coords": f"POINT({X0 + 10} {Y0 + 10})", "z": "0/-5"}, "z", "inverted"),
        ("position", {"coords": f"POINT({X0 + 10} {Y0 + 10})", "z": "5000"}, "z", "in or above the ground"),
        ("position", {"coords": f"POINT({X0 + 10} {Y0 + 10})", "z": "R0/1/1"}, "z", "no height"),
        ("position", {"coords": f"POINT({X0 + 10} {Y0 + 10})", "z": "50"}, "z", "above or below"),
        ("position", {"coords": f"POINT Z({X0 + 10} {Y0 + 10} 0)", "z": "0"}, "z", "height in coords"),
        ("position", {"coords": f"POINT Z({X0 + 10} {Y0 + 10} -300)"}, "z", "above or below"),
        (
            "position",
            {"coords": f"POINT Z({X0 + 10} {Y0 + 10} -80)", "parameter-name": "strat"},
            "z",
            "above or below",
        ),
        ("trajectory", {"coords": f"POINT({X0} {Y0})"}, "coords", "no line"),
        ("trajectory", {"coords": "LINESTRING(0 0"}, "coords", "no line"),
        ("trajectory", {"coords": f"LINESTRING({X0} {Y0}, {X0} {Y0})"}, "coords", "no line"),
        ("trajectory", {"coords": "LINESTRING(0 0, 1e300 1e300)"}, "coords", "no line"),
        ("trajectory", {"coords": f"LINESTRING M({X0} {Y0} 1, {X0 + 9} {Y0} 2)"}, "coords", "measure"),
        ("trajectory", {"coords": f"LINESTRING({X0 - 90} {Y0}, {X0 - 9} {Y0})"}, "coords", "outside"),
        ("trajectory", {"coords": "LINESTRING(4.87 52.3, 4.88 52.3)"}, "coords", "looks like degrees"),
        (
            "trajectory",
            {"coords": f"LINESTRING Z({X0} {Y0} 0, {X0 + 9} {Y0} 0)", "z": "0"},
            "z",
            "heights in",
        ),
        ("cube", {"bbox": f"{X0},{Y0},{X0 + 9},{Y0 + 9}", "z": "200/300"}, "z", "above or below"),
    ],
)
def test_bad_queries_name_the_field(
    client: TestClient, query: str, given: dict[str, str], field: str, words: str
) -> None:
    answer = client.get(f"/v1/collections/deep/{query}", params={"crs": RD} | given)
    assert answer.status_code == 400, answer.text
    (problem,) = answer.json()["errors"]
    assert problem["field"] == field
    assert words in problem["detail"]
