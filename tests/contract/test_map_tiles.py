"""OGC API Tiles 1.0 on maps of a twin and of a flood; names of tests carry those of the requirements."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pyrdnap import RDNAP2018v1
from starlette.testclient import TestClient

from api.service import Service
from tests.contract.conftest import depths, flood_fields, kept_result
from tests.contract.tiled import X0, Y0
from twin.store import Result
from twin.vocabulary import LAND_USE

MAP = "/v1/collections/polder/map"
RD, MERCATOR = "NetherlandsRDNewQuad", "WebMercatorQuad"
SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
DEPTHS = ((0.0, "#8fcbe5"), (0.5, "#54a8db"), (1.5, "#2170bd"), (3.0, "#124a94"))
EARTH = 6_378_137.0


@pytest.fixture(scope="module")
def flood(tiled_service: Service, tiled: TestClient) -> Iterator[str]:
    """Id of a successful job with water over time."""
    result = Result(flood_fields(), {}, {}, {"years": {"start": 2025, "horizon": 2100}})
    with kept_result(tiled_service, result, "6" * 64) as job:
        yield job


def picture(client: TestClient, address: str) -> np.ndarray:
    """Red, green, blue and opacity of every pixel."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/png"
    image = Image.open(BytesIO(answer.content))
    assert (image.format, image.size) == ("PNG", (256, 256))
    return np.asarray(image.convert("RGBA"))


def limits(client: TestClient, scheme: str, collection: str = "polder") -> dict[int, dict[str, Any]]:
    found = client.get(f"/v1/collections/{collection}/map/tiles/{scheme}").json()["tileMatrixSetLimits"]
    return {int(entry["tileMatrix"]): entry for entry in found}


def rgb(color: str) -> list[int]:
    return list(bytes.fromhex(color[1:]))


def of_depth(depth: np.ndarray) -> np.ndarray:
    """Colours of depths, transparent where dry or unknown."""
    found = np.zeros((*depth.shape, 4), np.uint8)
    for least, color in DEPTHS:
        found[depth > least] = [*rgb(color), 255]
    return found


def cells_below(matrix: int, row: int, column: int) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of the cell below the middle of every pixel of an RD tile; -1 outside the polder."""
    pixel = 3440.64 / 2**matrix
    x = -285401.92 + (256 * column + np.arange(256) + 0.5) * pixel
    y = 903401.92 - (256 * row + np.arange(256) + 0.5) * pixel
    rows, columns = np.floor((Y0 + 300 - y) / 10), np.floor((x - X0) / 10)
    inside = ((rows >= 0) & (rows < 30))[:, None] & ((columns >= 0) & (columns < 40))[None]
    spread = np.broadcast_arrays(rows[:, None], columns[None])
    return tuple(np.where(inside, n, -1).astype(int) for n in spread)  # type: ignore[return-value]


@pytest.mark.parametrize("matrix", [6, 9, 10, 12])
def test_core_tc_op_and_tc_success_every_pixel_has_the_colour_of_its_cell(
    tiled: TestClient, matrix: int
) -> None:
    entry, seen = limits(tiled, RD)[matrix], 0
    for row in range(entry["minTileRow"], entry["maxTileRow"] + 1):
        for column in range(entry["minTileCol"], entry["maxTileCol"] + 1):
            found = picture(tiled, f"{MAP}/tiles/{RD}/{matrix}/{row}/{column}?parameter-name=land_use")
            _, columns = cells_below(matrix, row, column)
            inside = columns >= 0
            assert inside.any(), "a tile within the limits shows nothing"
            assert (found[..., 3] == np.where(inside, 255, 0)).all()
            for code, there in ((8, columns < 20), (9, columns >= 20)):
                assert (found[inside & there][:, :3] == rgb(LAND_USE[code].color)).all()
            seen += int(inside.sum())
    pixel = 3440.64 / 2**matrix
    assert seen == pytest.approx(400 * 300 / pixel**2, rel=0.15)


@pytest.mark.parametrize("matrix", [12, 15, 17])
def test_core_tc_success_in_mercator_agrees_with_the_reference_transformation(
    tiled: TestClient, matrix: int
) -> None:
    entry = limits(tiled, MERCATOR)[matrix]
    row, column = entry["maxTileRow"], entry["minTileCol"]
    found = picture(tiled, f"{MAP}/tiles/{MERCATOR}/{matrix}/{row}/{column}?parameter-name=land_use")
    pixel, reference = 2 * np.pi * EARTH / 2 ** (matrix + 8), RDNAP2018v1()
    there = np.argwhere(found[..., 3] > 0)
    outside = np.argwhere(found[..., 3] == 0)
    chosen = np.concatenate([part[:: max(1, len(part) // 60)] for part in (there, outside)])
    checked = 0
    for down, across in chosen:
        lon = np.degrees(((256 * column + across + 0.5) * pixel - np.pi * EARTH) / EARTH)
        north = np.pi * EARTH - (256 * row + down + 0.5) * pixel
        lat = np.degrees(2 * np.arctan(np.exp(north / EARTH)) - np.pi / 2)
        place = reference.forward(float(lat), float(lon), 43.0)
        east_of, north_of = (place.RDx - X0) / 10, (place.RDy - Y0) / 10
        if min(abs(v - round(v)) for v in (east_of, north_of)) < 0.01:
            continue  # within 10 cm of the edge of a cell
        inside = 0 <= east_of < 40 and 0 <= north_of < 30
        wanted = [*rgb(LAND_USE[8 if east_of < 20 else 9].color), 255] if inside else [0, 0, 0, 0]
        assert found[down, across].tolist() == wanted
        checked += 1
    assert checked > 30


def test_core_tc_error_outside_the_limits_is_not_found(tiled: TestClient) -> None:
    entry = limits(tiled, RD)[10]
    row, column = entry["minTileRow"], entry["minTileCol"]
    outside = [
        f"10/{row - 1}/{column}",
        f"10/{entry['maxTileRow'] + 1}/{column}",
        f"10/{row}/{2**30}",
        "40/0/0",
    ]
    for place in (*outside, "0/0/1"):
        answer = tiled.get(f"{MAP}/tiles/{RD}/{place}")
        assert answer.status_code == 404, place
        assert answer.headers["content-type"] == "application/problem+json"
    for place in ("10/-1/0", "a/0/0", "10/0/0.5"):
        assert tiled.get(f"{MAP}/tiles/{RD}/{place}").status_code == 400, place
    assert tiled.get(f"{MAP}/tiles/NoSuchQuad/0/0/0").status_code == 404
    assert tiled.get(f"/v1/collections/polder-buildings/map/tiles/{RD}/0/0/0").status_code == 404
    assert tiled.get(f"/v1/collections/polder-buildings/map/tiles/{RD}").status_code == 404


def test_core_tc_error_a_tile_without_data_is_a_blank_picture(tiled: TestClient) -> None:
    entry = limits(tiled, RD)[10]
    place = f"10/{entry['minTileRow']}/{entry['minTileCol']}"
    found = picture(tiled, f"{MAP}/tiles/{RD}/{place}?parameter-name=inundation&seaLevel=-2")
    assert not found.any()


@pytest.mark.parametrize("scheme", [RD, MERCATOR])
def test_tileset_description(tiled: TestClient, scheme: str) -> None:
    found = tiled.get(f"{MAP}/tiles/{scheme}?parameter-name=land_use").json()
    assert found["dataType"] == "map"
    definition = tiled.get(f"/v1/tileMatrixSets/{scheme}").json()
    assert found["crs"] == definition["crs"]
    uri = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{scheme}"
    assert found.get("tileMatrixSetURI") == (uri if scheme == MERCATOR else None)
    links = {link["rel"]: link for link in found["links"]}
    assert links[SCHEME]["href"] == f"/v1/tileMatrixSets/{scheme}"
    item = links["item"]
    assert (item["templated"], item["type"]) == (True, "image/png")
    matrix, entry = max(limits(tiled, scheme).items())
    place = {"tileMatrix": matrix, "tileRow": entry["maxTileRow"], "tileCol": entry["maxTileCol"]}
    assert picture(tiled, item["href"].format(**place)).any()
    legend = tiled.get(links["legend"]["href"]).json()
    assert {entry["label"] for entry in legend["classes"]} >= {"grassland", "arable land"}
    west, south = found["boundingBox"]["lowerLeft"]
    assert (west, south) == pytest.approx((4.87, 52.306), abs=0.01)


def test_tilesets_list_tileset_links(tiled: TestClient) -> None:
    found = tiled.get(f"{MAP}/tiles").json()
    assert [entry["tileMatrixSetId"] for entry in found["tilesets"]] == [RD, MERCATOR]
    for entry in found["tilesets"]:
        assert entry["dataType"] == "map"
        links = {link["rel"]: link["href"] for link in entry["links"]}
        assert tiled.get(links["self"]).json()["crs"] == entry["crs"]
        assert tiled.get(links[SCHEME]).status_code == 200
    names = {entry["name"]: entry for entry in found["parameters"]}
    assert set(names) == {"ground_level", "land_use", "inundation"}
    assert names["land_use"]["x-title-nl"] == "landgebruik"
    for entry in names.values():
        legend = tiled.get(entry["links"][0]["href"]).json()
        assert all({"color", "label", "x-label-nl"} <= set(one) for one in legend["classes"])


def test_geodata_tilesets_desc_links(tiled: TestClient) -> None:
    links = tiled.get("/v1/collections/polder").json()["links"]
    rel = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-map"
    assert [link["href"] for link in links if link["rel"] == rel] == [f"{MAP}/tiles"]


def test_tile_matrix_sets_are_those_of_the_standards(tiled: TestClient) -> None:
    listed = tiled.get("/v1/tileMatrixSets").json()["tileMatrixSets"]
    assert [entry["id"] for entry in listed] == [RD, MERCATOR]
    for entry in listed:
        assert tiled.get(entry["links"][0]["href"]).json()["id"] == entry["id"]
    dutch = tiled.get(f"/v1/tileMatrixSets/{RD}").json()
    assert dutch["crs"] == "http://www.opengis.net/def/crs/EPSG/0/28992"
    for number, matrix in enumerate(dutch["tileMatrices"]):
        assert matrix["id"] == str(number)
        assert matrix["pointOfOrigin"] == [-285401.92, 903401.92]
        assert matrix["cellSize"] == pytest.approx(3440.64 / 2**number, rel=1e-9)
        assert (matrix["tileWidth"], matrix["matrixWidth"]) == (256, 2**number)
    assert len(dutch["tileMatrices"]) == 17


@pytest.mark.parametrize(("level", "polder"), [(2.5, None), (3.5, "#124a94")])
def test_inundation_is_the_depth_at_a_sea_level(tiled: TestClient, level: float, polder: str | None) -> None:
    entry = limits(tiled, RD)[11]
    shown = {}
    for column in range(entry["minTileCol"], entry["maxTileCol"] + 1):
        place = f"11/{entry['maxTileRow']}/{column}"
        found = picture(tiled, f"{MAP}/tiles/{RD}/{place}?parameter-name=inundation&seaLevel={level}")
        _, columns = cells_below(11, entry["maxTileRow"], column)
        for name, there in (("sea", (columns >= 0) & (columns < 5)), ("polder", columns > 10)):
            shown.setdefault(name, set()).update(map(tuple, found[there].tolist()))
    assert shown["sea"] == {(*rgb("#124a94"), 255)}
    assert shown["polder"] == {(*rgb(polder), 255) if polder else (0, 0, 0, 0)}


def test_ground_is_shaded(tiled: TestClient) -> None:
    """The ridge of 3 m is light to the north-west of its top and dark behind it; the flat polder is even."""
    entry = limits(tiled, RD)[12]
    row = entry["maxTileRow"]
    found = {}
    for column in range(entry["minTileCol"], entry["maxTileCol"] + 1):
        shown = picture(tiled, f"{MAP}/tiles/{RD}/12/{row}/{column}")
        _, columns = cells_below(12, row, column)
        for cell in (4, 6, 20):
            found.setdefault(cell, []).extend(shown[columns == cell][:, :3].sum(axis=1).tolist())
    assert len(set(found[20])) == 1
    flat = [*rgb("#80c0a2")]
    assert found[20][0] == pytest.approx(sum(flat), rel=0.08)
    assert np.mean(found[6]) < 0.75 * np.mean(found[20])


def test_a_flood_has_maps_per_moment(tiled: TestClient, flood: str) -> None:
    entry = limits(tiled, RD, flood)[11]
    place = f"11/{entry['maxTileRow']}/{entry['minTileCol']}"
    rows, columns = cells_below(11, entry["maxTileRow"], entry["minTileCol"])
    field = depths()
    for moment in (1, 5):
        when = f"2100-01-01T00:{10 * moment}:00Z"
        address = f"/v1/collections/{flood}/map/tiles/{RD}/{place}?parameter-name=water_depth_series"
        wanted = of_depth(np.nan_to_num(field[moment][rows, columns]))
        wanted[columns < 0] = 0
        assert (picture(tiled, f"{address}&datetime={when}") == wanted).all()
    assert (picture(tiled, address) == wanted).all(), "without datetime the last moment is shown"
    assert tiled.get(f"{address}&datetime=1999-01-01").status_code == 400


def test_wrong_parameters_are_told(tiled: TestClient) -> None:
    entry = limits(tiled, RD)[10]
    place = f"{MAP}/tiles/{RD}/10/{entry['minTileRow']}/{entry['minTileCol']}"
    wrong = {
        "parameter-name=depth": "parameter-name",
        "parameter-name=inundation": "seaLevel",
        "parameter-name=inundation&seaLevel=40": "seaLevel",
        "parameter-name=inundation&seaLevel=nan": "seaLevel",
        "parameter-name=land_use&seaLevel=1": "seaLevel",
        "parameter-name=land_use&datetime=tomorrow": "datetime",
        "parameter-name=inundation&seaLevel=1&dikes=broken": "dikes",
        "colour=red": "colour",
    }
    for query, field in wrong.items():
        answer = tiled.get(f"{place}?{query}")
        assert answer.status_code == 400, query
        assert field in {error["field"].split(".")[-1] for error in answer.json()["errors"]}, answer.text
    assert tiled.get(place, headers={"Accept": "application/json"}).status_code == 406
    assert tiled.get(place, headers={"Accept": "image/avif,image/*,*/*;q=0.8"}).status_code == 200


def test_a_tile_is_drawn_once_and_asked_again_by_its_tag(
    tiled: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = limits(tiled, MERCATOR)[16]
    address = f"{MAP}/tiles/{MERCATOR}/16/{entry['minTileRow']}/{entry['minTileCol']}"
    first = tiled.get(address)

    def refuse(*_: object) -> bytes:
        raise AssertionError("drawn twice")

    monkeypatch.setattr("api.tiles.maps.render", refuse)
    again = tiled.get(address)
    assert again.content == first.content
    assert tiled.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
