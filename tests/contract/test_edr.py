"""OGC API EDR on a twin and on the results of jobs: CoverageJSON at a point, in a box, in a polygon."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from api.grids import Grids, Picked
from api.references import CRS84, ETRS89, RD
from api.service import Service
from terrain.exporters.frame_sets import write_frame_sets
from tests.contract.conftest import GRID, MOMENTS, depths, flood_fields, kept_result
from twin.store import Result

COVERAGE = "application/prs.coverage+json"
X0, Y0 = 120_000, 480_000
DIGEST = "f" * 64
LAT, LON = 52.307, 4.8749  # near RD 120060, 480016


@pytest.fixture(scope="module")
def flood(service: Service, data: Path) -> Iterator[str]:
    """Id of a successful job with water over time."""
    result = Result(flood_fields(), {}, {}, {"years": {"start": 2025, "horizon": 2100}})
    with kept_result(service, result, DIGEST) as job:
        write_frame_sets(result, np.full(GRID.shape, -1.0), data / "results" / DIGEST / "frames")
        yield job


def ask(client: TestClient, collection: str, query: str, **given: str) -> dict[str, Any]:
    parameters = {key.replace("_", "-"): value for key, value in given.items()}
    answer = client.get(f"/v1/collections/{collection}/{query}", params=parameters)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == COVERAGE
    assert answer.headers["api-version"]
    found: dict[str, Any] = answer.json()
    return found


def test_a_result_tells_its_fields_and_how_to_ask(client: TestClient, flood: str) -> None:
    found = client.get(f"/v1/collections/{flood}").json()
    assert set(found["parameter_names"]) == {"water_depth_series", "max_depth", "arrival_time"}
    depth = found["parameter_names"]["water_depth_series"]
    assert depth["observedProperty"]["label"] == {"nl": "waterdiepte", "en": "water depth"}
    assert depth["observedProperty"]["id"].endswith("/flood_water_thickness/")
    assert depth["unit"]["symbol"] == "m"
    assert set(found["data_queries"]) == {"position", "area", "cube", "trajectory"}
    assert found["extent"]["temporal"]["interval"] == [["2100-01-01T00:00:00Z", "2100-01-01T00:50:00Z"]]
    assert found["crs"] == [CRS84, ETRS89, RD]
    assert "not a date that is foretold" in found["description"]
    for link in found["links"]:
        assert client.get(link["href"]).status_code == 200, link
    results = client.get(f"/v1/jobs/{flood}/results").json()
    assert {"href": f"/v1/collections/{flood}", "rel": "collection"}.items() <= next(
        link for link in results["links"] if link["rel"] == "collection"
    ).items()


def test_results_list_the_frames_of_the_page(client: TestClient, flood: str) -> None:
    results = client.get(f"/v1/jobs/{flood}/results").json()
    frames = {name: entry for name, entry in results.items() if name.startswith("frames")}
    assert {name: entry["quantity"] for name, entry in frames.items()} == {
        "frames": "water_level",
        "frames-max-level": "max_level",
        "frames-arrival-time": "arrival_time",
    }
    for entry in frames.values():
        assert client.get(entry["href"]).json()["quantity"] == entry["quantity"]


def test_a_point_gives_a_series_in_time(client: TestClient, flood: str) -> None:
    found = ask(
        client,
        flood,
        "position",
        coords=f"POINT({X0 + 217} {Y0 + 33})",
        crs=RD,
        parameter_name="water_depth_series",
    )
    assert found["type"] == "Coverage"
    domain = found["domain"]
    assert domain["domainType"] == "PointSeries"
    assert domain["axes"]["x"]["values"] == [X0 + 217]
    assert domain["axes"]["t"]["values"][:2] == ["2100-01-01T00:00:00Z", "2100-01-01T00:10:00Z"]
    assert domain["referencing"][0] == {
        "coordinates": ["x", "y"],
        "system": {"type": "ProjectedCRS", "id": RD},
    }
    depth = found["ranges"]["water_depth_series"]
    assert depth["values"] == [0.0, 0.25, 0.5, 0.75, 1.0, 1.25]
    assert (depth["axisNames"], depth["shape"]) == (["t", "y", "x"], [6, 1, 1])
    assert found["parameters"]["water_depth_series"]["unit"]["symbol"] == "m"


def test_all_fields_at_once_are_a_collection(client: TestClient, flood: str) -> None:
    found = ask(client, flood, "position", coords=f"POINT({X0 + 217} {Y0 + 33})", crs=RD)
    kinds = {c["domain"]["domainType"]: set(c["ranges"]) for c in found["coverages"]}
    assert kinds == {"Point": {"max_depth", "arrival_time"}, "PointSeries": {"water_depth_series"}}
    assert set(found["parameters"]) == {"water_depth_series", "max_depth", "arrival_time"}


def test_never_and_nothing_are_null(client: TestClient, flood: str) -> None:
    north = ask(client, flood, "position", coords=f"POINT({X0 + 5} {Y0 + 295})", crs=RD)
    flat = next(c for c in north["coverages"] if c["domain"]["domainType"] == "Point")
    assert flat["ranges"]["arrival_time"]["values"] == [None]
    assert flat["ranges"]["max_depth"]["values"] == [0.0]
    corner = ask(
        client, flood, "position", coords=f"POINT({X0} {Y0 + 1})", crs=RD, parameter_name="water_depth_series"
    )
    assert corner["ranges"]["water_depth_series"]["values"] == [None] * MOMENTS


@pytest.mark.parametrize(("crs", "coords"), [(CRS84, f"POINT({LON} {LAT})"), (ETRS89, f"POINT({LAT} {LON})")])
def test_places_in_degrees_are_brought_to_the_grid(
    client: TestClient, flood: str, crs: str, coords: str
) -> None:
    found = ask(client, flood, "position", coords=coords, crs=crs, parameter_name="max_depth")
    assert found["domain"]["domainType"] == "Point"
    assert found["domain"]["axes"]["x"]["values"] == [LON]
    assert found["ranges"]["max_depth"]["values"] == [1.25]
    order = ["y", "x"] if crs == ETRS89 else ["x", "y"]
    assert found["domain"]["referencing"][0]["coordinates"] == order


@pytest.mark.parametrize(
    ("when", "values"),
    [
        ("2100-01-01T00:10:00Z/2100-01-01T00:20:00Z", [0.25, 0.5]),
        ("2100-01-01T01:30:00+01:00/..", [0.75, 1.0, 1.25]),
        ("../2100-01-01", [0.0]),
        ("2100-01-01T00:14:00Z", [0.25]),
    ],
)
def test_time_is_chosen_by_datetime(client: TestClient, flood: str, when: str, values: list[float]) -> None:
    found = ask(
        client,
        flood,
        "position",
        coords=f"POINT({X0 + 217} {Y0 + 33})",
        crs=RD,
        parameter_name="water_depth_series",
        datetime=when,
    )
    assert found["ranges"]["water_depth_series"]["values"] == values
    assert len(found["domain"]["axes"]["t"]["values"]) == len(values)


def test_a_box_gives_the_cells_it_touches(client: TestClient, flood: str) -> None:
    bbox = f"{X0 + 25},{Y0 + 145},{X0 + 44},{Y0 + 165}"
    found = ask(client, flood, "cube", bbox=bbox, parameter_name="water_depth_series")
    axes = found["domain"]["axes"]
    assert axes["x"] == {"start": X0 + 25.0, "stop": X0 + 45.0, "num": 3}
    assert axes["y"] == {"start": Y0 + 165.0, "stop": Y0 + 145.0, "num": 3}
    depth = found["ranges"]["water_depth_series"]
    assert depth["shape"] == [MOMENTS, 3, 3]
    got = np.array(depth["values"]).reshape(depth["shape"])
    assert np.allclose(got, depths()[:, 13:16, 2:5])


@pytest.mark.parametrize(
    ("box", "x", "y"),
    [
        ((20, 30, 40, 40), [25, 35], [35]),  # exactly two cells
        ((20, 30, 20, 30), [25], [25]),  # a point on a corner: one of the four cells
        ((-50, -50, 10, 10), [5], [5]),
        ((390, 290, 500, 500), [395], [295]),
    ],
)
def test_a_box_on_edges_between_cells_does_not_ask_for_the_next(
    client: TestClient, box: tuple[int, int, int, int], x: list[int], y: list[int]
) -> None:
    edges = [X0 + box[0], Y0 + box[1], X0 + box[2], Y0 + box[3]]
    found = ask(client, "polder", "cube", bbox=",".join(map(str, edges)), parameter_name="sea")
    axes = found["domain"]["axes"]
    ends = [{axes[name][end] for end in ("start", "stop") if end in axes[name]} for name in ("x", "y")]
    assert [sorted(end) or axes[name]["values"] for end, name in zip(ends, ("x", "y"), strict=True)] == [
        [X0 + value for value in x],
        [Y0 + value for value in y],
    ]


def test_points_are_read_together(client: TestClient, flood: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One by one, a hundred points in a long flood would unpack every chunk a hundred times."""
    read, asked = Grids.read_along, list[tuple[str, int]]()

    def counted(grids: Grids, name: str, rows: Any, columns: Any, picked: Picked) -> Any:
        asked.append((name, len(rows)))
        return read(grids, name, rows, columns, picked)

    monkeypatch.setattr(Grids, "read_along", counted)
    points = ", ".join(f"({X0 + 5} {Y0 + 5 + 10 * row} 1)" for row in range(30))
    given = {"coords": f"MULTIPOINT Z({points})", "crs": RD, "parameter_name": "water_depth_series"}
    found = ask(client, flood, "position", **given)
    assert asked == [("water_depth_series", 30)]
    last = [coverage["ranges"]["water_depth_series"]["values"][-1] for coverage in found["coverages"]]
    assert last == [None] + [1.25] * 14 + [0.0] * 15


@pytest.mark.parametrize(("x", "y"), [(0, 0), (0, 300), (400, 300), (400, 0), (400, 150), (200, 0)])
def test_the_outer_edge_belongs_to_the_grid(client: TestClient, x: int, y: int) -> None:
    given = {"coords": f"POINT({X0 + x} {Y0 + y})", "crs": RD, "parameter_name": "ground_level"}
    found = ask(client, "polder", "position", **given)
    assert found["ranges"]["ground_level"]["values"] == [-1.0 if x else -2.0]


def test_a_polygon_leaves_the_cells_outside_it_empty(client: TestClient, flood: str) -> None:
    triangle = f"POLYGON(({X0} {Y0}, {X0 + 100} {Y0}, {X0 + 100} {Y0 + 100}, {X0} {Y0}))"
    found = ask(client, flood, "area", coords=triangle, parameter_name="max_depth", crs=RD)
    depth = found["ranges"]["max_depth"]
    got = np.array(depth["values"], float).reshape(depth["shape"])
    assert depth["shape"] == [10, 10]  # the east end lies on an edge between cells: the next is not asked
    inside = ~np.isnan(got)
    assert inside.sum() == 45
    assert np.all(got[inside] == 1.25)


def test_a_twin_has_fields_too(client: TestClient) -> None:
    found = client.get("/v1/collections/polder").json()
    assert "ground_level" in found["parameter_names"]
    ground = ask(
        client,
        "polder",
        "position",
        coords=f"POINT({X0 + 55} {Y0 + 5})",
        crs=RD,
        parameter_name="ground_level",
    )
    assert ground["ranges"]["ground_level"]["values"] == [3.0]
    sea = ask(client, "polder", "position", coords=f"POINT({X0 + 5} {Y0 + 5})", crs=RD, parameter_name="sea")
    assert sea["ranges"]["sea"] == {
        "type": "NdArray", "dataType": "integer", "axisNames": ["y", "x"], "shape": [1, 1], "values": [1]
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "given", "field", "words"),
    [
        ("position", {"coords": f"POINT({X0 - 5} {Y0 + 5})", "crs": RD}, "coords", "outside the grid"),
        ("position", {"coords": "POINT(4.0 52.0)"}, "coords", "outside the grid"),
        ("position", {"coords": "CIRCULARSTRING(0 0, 1 1, 2 0)"}, "coords", "no point"),
        ("position", {"coords": "POINT(-170 -80)"}, "coords", "outside the grid"),
        ("position", {"coords": f"POINT({X0} {Y0})"}, "coords", "not in degrees"),
        ("position", {"coords": "POINT(4.87 52.3)", "crs": RD}, "coords", "looks like degrees"),
        ("position", {"coords": "POINT(nan 52.3)"}, "coords", "no point"),
        ("position", {"coords": "POINT(1e999 52.3)"}, "coords", "no point"),
        ("position", {"coords": "LINESTRING(0 0, 1 1)"}, "coords", "no point"),
        ("position", {}, "coords", "required"),
        ("position", {"coords": "POINT(4.87 52.3)", "crs": "EPSG:28992"}, "crs", "not a system"),
        ("position", {"coords": "POINT(4.87 52.3)", "parameter-name": "depht"}, "parameter-name", "no field"),
        ("position", {"coords": "POINT(4.87 52.3)", "datetime": "yesterday"}, "datetime", "rfc 3339"),
        ("position", {"coords": "POINT(4.87 52.3)", "datetime": "2025-01-01"}, "datetime", "outside"),
        ("position", {"coords": "POINT(4.87 52.3)", "z": "0"}, "z", "no height"),
        ("cube", {"bbox": "0,0,1000,1000"}, "bbox", "outside the grid"),
        ("cube", {"bbox": "4.8,52.3,4.9,52.4"}, "bbox", "looks like longitude"),
        ("cube", {"bbox": f"{X0},{Y0},{X0 + 9},{Y0 + 9}", "crs": CRS84}, "crs", "not a system"),
        ("area", {"coords": "POLYGON((0 0, 1 1, 0 1, 1 0, 0 0))"}, "coords", "no valid polygon"),
        ("area", {"coords": "POLYGON((0 0"}, "coords", "no valid polygon"),
        ("area", {"coords": "POLYGON((0 0, 9 0, 9 9, 0 0))"}, "coords", "outside the grid"),
    ],
)
def test_bad_queries_name_the_field(
    client: TestClient, flood: str, query: str, given: dict[str, str], field: str, words: str
) -> None:
    answer = client.get(f"/v1/collections/{flood}/{query}", params=given)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    (problem,) = answer.json()["errors"]
    assert problem["field"] == field
    assert words in problem["detail"].lower()


def test_everything_that_is_wrong_is_told_at_once(client: TestClient, flood: str) -> None:
    given = {"coords": "POINT(1 2)", "crs": "x", "parameter-name": "y", "datetime": "z"}
    answer = client.get(f"/v1/collections/{flood}/position", params=given)
    assert [error["field"] for error in answer.json()["errors"]] == ["crs", "parameter-name", "datetime"]


def test_more_values_than_an_answer_may_hold_are_refused(
    client: TestClient, flood: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.edr.fields.LARGEST", 1000)
    answer = client.get(f"/v1/collections/{flood}/cube", params={"bbox": f"{X0},{Y0},{X0 + 399},{Y0 + 299}"})
    assert answer.status_code == 413
    assert "9600 values" in answer.json()["detail"]


@pytest.mark.parametrize(
    "collection", ["polder-buildings", "polder-terrain", "none", "00000000-0000-5000-8000-000000000000"]
)
def test_what_has_no_fields_is_not_found(client: TestClient, collection: str) -> None:
    answer = client.get(f"/v1/collections/{collection}/position", params={"coords": "POINT(4.87 52.3)"})
    assert answer.status_code == 404


def test_paths_are_documented(client: TestClient) -> None:
    paths = client.get("/v1/openapi.json").json()["paths"]
    for query in ("position", "area", "cube"):
        operation = paths[f"/collections/{{collectionId}}/{query}"]["get"]
        assert COVERAGE in operation["responses"]["200"]["content"]
        assert {"400", "404", "406"} <= set(operation["responses"])
    classes = client.get("/v1/conformance").json()["conformsTo"]
    assert any(name.endswith("ogcapi-edr-1/1.1/conf/position") for name in classes)
