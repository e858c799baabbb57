"""S7: other reference systems, datums and units are refused, with the suspicion named."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
from rasterio.transform import from_origin
from shapely import Point, box

from tests.reliability.area_files import BBOX, area, read_apart, sound_ground, write_table, write_tif
from tests.reliability.conftest import Figure
from tests.reliability.serving import Served

GROUND = np.linspace(-2, 8, 80, dtype=np.float32).reshape(8, 10)


def cases(folder: Path) -> dict[str, tuple[dict[str, Any], str]]:
    """Areas, each with what the refusal has to mention."""

    def ground(name: str, values: Any = GROUND, **profile: Any) -> dict[str, Any]:
        return area(folder, ground_level=write_tif(folder / f"{name}.tif", values, **profile))

    def table(name: str, shape: Any, crs: str | None) -> dict[str, Any]:
        return area(folder, vital_objects=write_table(folder / name, [shape], crs=crs))

    degrees = from_origin(4.7, 52.9, 0.0001, 0.0001)
    swapped = from_origin(BBOX[3], BBOX[0], 10, 10)
    return {
        "no system": (ground("none", crs=None), "no reference system"),
        "degrees": (ground("wgs84", crs="EPSG:4326", transform=degrees), "EPSG:28992"),
        "degrees tagged as RD": (ground("tagged", transform=degrees), "degrees"),
        "UTM": (ground("utm", crs="EPSG:25831"), "EPSG:28992"),
        "web mercator": (ground("mercator", crs="EPSG:3857"), "EPSG:28992"),
        "Belgian Lambert": (ground("lambert", crs="EPSG:31370"), "EPSG:28992"),
        "RD with heights above a geoid": (ground("geoid", crs="EPSG:28992+5773"), "NAP"),
        "RD with Belgian heights": (ground("taw", crs="EPSG:28992+5710"), "NAP"),
        "axes swapped": (ground("swapped", transform=swapped), "swapped"),
        "centimetres": (ground("cm", GROUND * 100 + 300), "centimetres"),
        "millimetres": (ground("mm", GROUND * 1000), "centimetres"),
        "sentinel": (ground("sentinel", np.where(GROUND > 7, -9999, GROUND)), "-9999"),
        "large sentinel": (ground("float", np.where(GROUND > 7, 3.4e38, GROUND).astype(np.float32)), "3.4"),
        "infinite": (ground("inf", np.where(GROUND > 7, np.inf, GROUND)), "inf"),
        "points without system": (table("none.gpkg", Point(BBOX[:2]), None), "no reference system"),
        "points in UTM": (table("utm.gpkg", Point(633_000, 5_795_000), "EPSG:25831"), "EPSG:28992"),
        "points in degrees tagged as RD": (table("tagged.gpkg", Point(4.7, 52.4), "EPSG:28992"), "degrees"),
        "points in RD tagged as degrees": (table("rd.gpkg", Point(BBOX[:2]), "EPSG:4326"), "RD"),
        "areas in RD tagged as degrees": (table("rd.parquet", box(*BBOX), "EPSG:4258"), "RD"),
    }


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_s7_files_in_other_systems_and_units(tmp_path: Path, figure: Figure) -> None:
    sound_ground(tmp_path)
    tried = cases(tmp_path)
    outcomes = dict(zip(tried, read_apart(tmp_path, [one for one, _ in tried.values()]), strict=True))
    silent = {
        name: outcome.problems
        for (name, (_, word)), outcome in zip(tried.items(), outcomes.values(), strict=True)
        if word not in " ".join(outcome.problems)
    }
    assert silent == {}
    figure("S7", f"{len(tried)} files refused with the suspicion named")


def test_s7_questions_in_other_systems(served: Served, figure: Figure) -> None:
    rd = "http://www.opengis.net/def/crs/EPSG/0/28992"
    etrs89 = "http://www.opengis.net/def/crs/EPSG/0/4258"
    asked = {
        "RD as degrees": "polder/position?coords=POINT(120100 480100)",
        "degrees as RD": f"polder/position?coords=POINT(4.88 52.3)&crs={rd}",
        "longitude first in EPSG:4258": f"polder/position?coords=POINT(4.88 52.3)&crs={etrs89}",
        "box in RD as degrees": "polder-buildings/items?bbox=120000,480000,120400,480300",
        "box in degrees as RD": f"polder-buildings/items?bbox=4.8,52.2,4.9,52.3&bbox-crs={rd}",
        "a system that is not offered": "polder-buildings/items?crs=http://www.opengis.net/def/crs/EPSG/0/3857",
        "a system of another name": "polder-buildings/items?crs=EPSG:28992",
        "web mercator": "polder/cube?bbox=0,0,1,1&crs=http://www.opengis.net/def/crs/EPSG/0/3857",
    }
    answers = {
        name: served.get(f"/v1/collections/{quote(path, safe='/?&=:,()')}") for name, path in asked.items()
    }
    assert {name: answer for name, answer in answers.items() if answer[0] != 400} == {}
    assert all(problem["errors"][0]["remedy"] for _, problem in answers.values())
    figure("S7", f"{len(asked)} questions in another system answered 400")
