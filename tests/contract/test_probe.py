"""Under a twin: the vertical probe, the section under a line, the box that is dug, and who sees what."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, Point, box
from starlette.testclient import TestClient

from api.access.keys import KeyStore
from api.app import create_app
from api.jobs.database import open_database
from api.settings import Settings
from tests.contract.conftest import X0, Y0, small_twin, write_artefacts
from tests.contract.test_edr_voxels import subsurface
from twin.heat_reach import thermal_radius
from twin.state import Twin

RADIUS = thermal_radius(volume=40_000.0, length=30.0)
CABLE_Y = Y0 + 105.0


def table(geometry: object, **columns: object) -> gpd.GeoDataFrame:
    content = {name: [value] for name, value in columns.items()}
    return gpd.GeoDataFrame(content, geometry=[geometry], crs="EPSG:28992")


def dug_twin() -> Twin:
    """The polder with peat on clay, two layers below, a heat store from 2030 on, a cable and a find."""
    features = {
        "ates": table(
            Point(X0 + 200, Y0 + 100), id="bron", name="WKO Dorp", warm_x=X0 + 150, warm_y=Y0 + 100,
            cold_x=X0 + 250, cold_y=Y0 + 100, filter_top=-30.0, filter_base=-60.0, volume=40_000.0,
            start=2030, end=2050,
        ),
        "utility_lines": table(
            LineString([(X0 + 100, CABLE_Y), (X0 + 390, CABLE_Y)]), id="kabel", network="electricity-mv",
            depth=0.8, depth_status="measured",
        ),
        "archaeology": table(
            box(X0 + 120, Y0 + 60, X0 + 180, Y0 + 140), id="terp", name="Terp", top_level=-1.5,
            base_level=-2.5,
        ),
        "peilgebieden": table(
            box(X0 + 60, Y0, X0 + 400, Y0 + 300), id="peil", summer_level=-1.5, winter_level=-1.7
        ),
        "boreholes": table(
            Point(X0 + 152, Y0 + 101), id="boring", ground_level=-1.0, base_level=-9.0,
            intervals='[[-1.0,-5.0,1,"NIHO","veen"],[-5.0,-9.0,2,"NAWO","klei"]]',
        ),
    }  # fmt: skip
    bare = small_twin()
    return bare.with_(subsurface=subsurface(), features=features, name="dug")


@pytest.fixture(scope="module", autouse=True)
def dug(data: Path) -> Iterator[None]:
    twin = dug_twin()
    twin.save(data / "twins" / "dug")
    write_artefacts(twin, data)
    yield
    for folder in ("twins", "published"):
        shutil.rmtree(data / folder / "dug")


def ask(client: TestClient, query: str, **given: str) -> dict[str, Any]:
    answer = client.get(f"/v1/collections/dug/{query}", params=given)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def refused(client: TestClient, query: str, **given: str) -> dict[str, dict[str, Any]]:
    answer = client.get(f"/v1/collections/dug/{query}", params=given)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return {problem["field"]: problem for problem in answer.json()["errors"]}


HERE = f"POINT({X0 + 146} {Y0 + 104})"


def test_probe_lists_from_high_to_low(client: TestClient) -> None:
    found = ask(client, "probe", coords=HERE, year="2035")
    assert found["ground_level"] == -1.0
    tops = [item["top"] for item in found["items"] if item["top"] is not None]
    assert tops == sorted(tops, reverse=True)
    kinds = {item["kind"] for item in found["items"]}
    assert kinds == {"ground", "object", "water", "borehole", "voxel", "layer", "claim"}
    assert {item["id"]: item["top"] for item in found["items"] if item["kind"] == "water"} == {"peil": -1.7}
    peat, clay = (item for item in found["items"] if item["kind"] == "voxel")
    assert (peat["top"], peat["base"], peat["lithology"]) == (0.0, -5.0, "peat")
    assert (clay["top"], clay["base"], clay["lithology"]) == (-5.0, -10.0, "clay")
    upper, lower = (item for item in found["items"] if item["kind"] == "layer")
    assert (upper["id"], upper["top"], upper["base"]) == ("HL", -10.0, -60.0)  # below the voxels
    assert (lower["id"], lower["top"], lower["base"]) == ("UR", -60.0, -119.0)
    for item in found["items"]:
        assert item["label_nl"]
        assert item["label_en"]
        assert "source" in item


def test_probe_knows_the_year(client: TestClient) -> None:
    def claims(year: str) -> set[str]:
        found = ask(client, "probe", coords=HERE, year=year)
        return {item["function"] for item in found["items"] if item["kind"] == "claim"}

    assert "ATES" in claims("2030")
    assert "ATES" in claims("2049.5")
    assert "ATES" not in claims("2029")
    assert "ATES" not in claims("2050")
    assert {"CAB", "ARC"} <= claims("2029")


def test_probe_tells_the_intervals_of_a_borehole(client: TestClient) -> None:
    found = ask(client, "probe", coords=HERE)
    (borehole,) = (item for item in found["items"] if item["kind"] == "borehole")
    assert borehole["intervals"] == [[-1.0, -5.0, 1, "NIHO", "veen"], [-5.0, -9.0, 2, "NAWO", "klei"]]
    assert borehole["distance"] == pytest.approx(math.hypot(6, 3), abs=0.01)


def test_section_cuts_ground_soils_and_claims(client: TestClient) -> None:
    found = ask(
        client, "section", coords=f"LINESTRING({X0 + 150} {Y0 + 10}, {X0 + 150} {Y0 + 290})", year="2035"
    )
    assert found["length"] == 280.0
    assert set(found["ground"]["level"]) == {-1.0}
    areas: dict[tuple[str, str], float] = {}
    for layer in found["layers"]:
        areas[layer["kind"], layer["id"]] = sum(map(ring_area, layer["polygons"]))
    assert areas["lithology", "clay"] == pytest.approx(280 * 5.0)
    assert areas["lithology", "peat"] == pytest.approx(280 * 5.0)  # column 1: no hole in the corner
    assert areas["layer", "HL"] == pytest.approx(280 * 50.0)
    assert areas["layer", "UR"] == pytest.approx(280 * 59.0)
    claims = {claim["sort"] or claim["function"]: claim for claim in found["claims"]}
    (store,) = claims["warm"]["polygons"]
    assert [z for _, z in store] == [-30.0, -30.0, -60.0, -60.0]
    assert store[1][0] - store[0][0] == pytest.approx(2 * RADIUS, rel=2e-3)
    assert [d for d, _ in claims["ARC"]["polygons"][0]][:2] == [50.0, 130.0]
    (cable,) = found["lines"]
    assert cable["distance"] == pytest.approx(95.0)
    assert cable["level"] == pytest.approx(-1.825)  # 0.8 m of cover, and half of 0.05 m
    assert cable["radius"] == pytest.approx(0.025)
    (water,) = found["water"]
    assert (water["start"], water["end"], water["summer"]) == (0.0, 280.0, -1.5)


def ring_area(ring: list[list[float]]) -> float:
    following = [*ring[1:], ring[0]]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, following, strict=True))) / 2


def test_a_bend_does_not_part_a_body(client: TestClient) -> None:
    corners = f"{X0 + 70} {Y0 + 100}, {X0 + 150} {Y0 + 100}, {X0 + 150} {Y0 + 200}"
    found = ask(client, "section", coords=f"LINESTRING({corners})", year="2035")
    (store,) = next(claim for claim in found["claims"] if claim["sort"] == "warm")["polygons"]
    assert [store[0][0], store[1][0]] == pytest.approx([80 - RADIUS, 80 + RADIUS], rel=2e-3)


def test_a_line_that_passes_twice_tells_it_twice(client: TestClient) -> None:
    """Back over the same places, and over its own beginning."""
    there, back = f"{X0 + 150} {Y0 + 10}", f"{X0 + 150} {Y0 + 290}"
    found = ask(client, "section", coords=f"LINESTRING({there}, {back}, {there})", year="2035")
    assert [line["distance"] for line in found["lines"]] == [95.0, 465.0]
    assert [(water["start"], water["end"]) for water in found["water"]] == [(0.0, 560.0)]
    east = f"{X0 + 390} {Y0 + 10}"
    closed = ask(client, "section", coords=f"LINESTRING({there}, {east}, {back}, {there})")
    (water,) = closed["water"]
    assert (water["start"], water["end"]) == (0.0, pytest.approx(closed["length"], abs=0.01))


def test_a_place_on_the_outer_edge_lies_inside(client: TestClient) -> None:
    left, bottom, right, top = small_twin().grid.bbox
    for x, y in ((left, bottom), (right, bottom), (left, top), (right, top)):
        found = ask(client, "probe", coords=f"POINT({x} {y})")
        assert (found["x"], found["y"]) == (x, y)
        assert "ground" in {item["kind"] for item in found["items"]}
    assert refused(client, "probe", coords=f"POINT({right + 0.01} {top})")["place"]


def test_many_corners_cost_little(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each claim is cut by the few stretches that it lies under, not by each of a thousand."""
    cut: list[int] = []
    whole = shapely.intersection

    def counted(one: Any, other: Any) -> Any:
        cut.append(max(np.size(one), np.size(other)))
        return whole(one, other)

    monkeypatch.setattr(shapely, "intersection", counted)
    bends = ", ".join(f"{X0 + 100 + k / 10} {Y0 + 10 + k % 2}" for k in range(1000))
    ask(client, "section", coords=f"LINESTRING({bends})", year="2035")
    assert sum(cut) < 2500  # the water-level area lies under all of them, claims under few


def test_box_weighs_what_is_in_it(client: TestClient) -> None:
    bounds = f"{X0 + 135},{Y0 + 85},{X0 + 165},{Y0 + 115}"
    found = ask(client, "box", bbox=bounds, z="-62/-4.75", year="2035")
    volumes = {soil["id"]: soil["volume"] for soil in found["soils"]}
    assert volumes == {"peat": 900 * 0.25, "clay": 900 * 5.0, "HL": 900 * 50.0, "UR": 900 * 2.0}
    assert found["volume"] == pytest.approx(900 * 57.25)
    assert {claim["function"] for claim in found["claims"]} == {"ATES"}  # remains and cable lie higher
    volumes = {claim["sort"]: claim["volume"] for claim in found["claims"]}
    assert volumes["warm"] == pytest.approx(900 * 30.0)
    shallow = ask(client, "box", bbox=bounds, z="-3/0", year="2035")
    assert {claim["function"] for claim in shallow["claims"]} >= {"ARC", "CAB"}
    assert "boring" in {item["id"] for item in shallow["objects"]}


def test_bad_questions_are_refused_in_words(client: TestClient) -> None:
    outside = refused(client, "probe", coords="POINT(10000 480000)")["place"]
    assert "outside" in outside["detail"]
    both = refused(client, "probe", coords="LINESTRING(0 0, 1 1)", year="soon")
    assert set(both) == {"coords", "year"}
    assert refused(client, "probe", coords=HERE, year="99999")["year"]["remedy"]
    assert refused(client, "probe", coords=f"MULTIPOINT(({X0} {Y0}), ({X0 + 9} {Y0 + 9}))")["coords"]
    assert refused(client, "section", coords=f"LINESTRING({X0} {Y0}, {X0} {Y0})")["coords"]
    long = refused(client, "section", coords=f"LINESTRING({X0} {Y0}, {X0} {Y0 + 60_000})")["coords"]
    assert "at most 50 km" in long["detail"]
    bends = ", ".join(f"{X0 + 100 + k / 100} {Y0 + 100 + k % 2}" for k in range(1002))
    assert "corners" in refused(client, "section", coords=f"LINESTRING({bends})")["coords"]["detail"]
    assert refused(client, "section", coords="LINESTRING(10000 480000, 10100 480000)")["coords"]
    wide = refused(client, "box", bbox=f"{X0},{Y0},{X0 + 20_000},{Y0 + 20_000}", z="-5/0")["bbox"]
    assert "at most 100 km2" in wide["detail"]
    assert refused(client, "box", bbox=f"{X0},{Y0},{X0 + 10},{Y0 + 10}", z="-5")["z"]
    assert refused(client, "box", bbox="10,10,20,20", z="-5/0")["bbox"]


def test_a_layer_has_no_probe(client: TestClient) -> None:
    assert client.get("/v1/collections/dug-buildings/probe", params={"coords": HERE}).status_code == 404
    assert client.get("/v1/collections/nowhere/probe", params={"coords": HERE}).status_code == 404


def test_restricted_themes_are_left_out_and_told(data: Path, tmp_path: Path) -> None:
    settings = Settings.of(data, str(tmp_path / "zicht.db"), prepare=False, max_running=1)
    engine = open_database(settings.database)
    _, secret = KeyStore(engine).add("model", "modeller", "provincie")
    engine.dispose()
    line = f"LINESTRING({X0 + 150} {Y0 + 10}, {X0 + 150} {Y0 + 290})"
    bounds = f"{X0 + 135},{Y0 + 85},{X0 + 165},{Y0 + 115}"
    asked = {
        "probe": {"coords": HERE}, "section": {"coords": line}, "box": {"bbox": bounds, "z": "-5/0"},
    }  # fmt: skip
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        for query, given in asked.items():
            address = f"/v1/collections/dug/{query}"
            public = client.get(address, params=given)
            assert public.status_code == 200, public.text
            assert "kabel" not in public.text
            assert '"terp"' not in public.text
            assert public.headers["cache-control"].startswith("private")
            withheld = {entry["theme"]: entry["role"] for entry in public.json()["withheld"]}
            assert withheld == {
                "archaeology": "reader",
                "utility_lines": "modeller",
                "vital_objects": "reader",
            }
            full = client.get(address, params=given, headers={"X-API-Key": secret})
            assert "kabel" in full.text
            assert '"terp"' in full.text
            assert full.json()["withheld"] == []
