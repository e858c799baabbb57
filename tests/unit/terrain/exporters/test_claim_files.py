"""Claims as the page reads them: a file a theme, no more digits and corners than it draws."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path

import numpy as np
import pytest
from shapely import GeometryCollection, LineString, MultiPoint, Point, Polygon, box

from terrain.exporters.claim_files import claim_json, plain_number, write_claims
from terrain.exporters.conflicts import SubsurfaceConflicts
from twin.claim_table import claim_row
from twin.claims import Claim
from twin.errors import InvalidInputError
from twin.store import Result


def told(claim: Claim) -> dict[str, object]:
    return claim_json(claim_row(claim))


def test_what_is_not_told_is_null() -> None:
    found = told(Claim("z", "protection_zones", "BVZ", box(0, 0, 9, 9), -60.0, -math.inf, growth=math.nan))
    assert (found["top"], found["base"], found["growth"], found["start"]) == (-60.0, None, None, None)
    assert json.loads(json.dumps(found, allow_nan=False)) == json.loads(json.dumps(found))


def test_outlines_are_simpler_and_told_to_the_centimetre() -> None:
    corners = [(math.cos(a) * 100.0, math.sin(a) * 100.0) for a in np.linspace(0, 2 * math.pi, 2000)[:-1]]
    found = told(Claim("z", "protection_zones", "BVZ", Polygon(corners), -60.0, -80.0))
    ring = found["geometry"]["coordinates"][0]
    assert 20 < len(ring) < 200
    assert all(round(value, 2) == value for place in ring for value in place)
    assert Polygon(ring).area == pytest.approx(Polygon(corners).area, rel=0.01)


@pytest.mark.parametrize(
    "shape",
    [
        Point(1.234567, 2.0),
        MultiPoint([(0, 0), (1, 1)]),
        LineString([(0, 0, -1.0), (10, 0, -400.0), (10, 0, -2000.0)]),
        box(0, 0, 1, 1) - box(0.4, 0.4, 0.6, 0.6),
        GeometryCollection([Point(0, 0), box(0, 0, 1, 1)]),
    ],
)
def test_any_shape_comes_back(shape: object) -> None:
    from shapely.geometry import shape as read

    found = told(Claim("c", "doublets", "GEO", shape, -1.0, -2000.0))
    again = read(found["geometry"])
    assert again.geom_type == shape.geom_type
    assert again.hausdorff_distance(shape) <= 0.26
    assert again.has_z == shape.has_z


def test_a_file_for_each_theme_and_its_gzip_twin(tmp_path: Path) -> None:
    claims = [
        Claim("d", "doublets", "GEO", Point(0, 0), -2000.0, -2100.0),
        Claim("z", "protection_zones", "BVZ", box(0, 0, 9, 9), -60.0, -80.0),
        Claim("y", "protection_zones", "BVZ", box(0, 0, 9, 9), -60.0, -80.0),
    ]
    entries = write_claims(claims, tmp_path)
    assert [(entry["theme"], entry["count"]) for entry in entries] == [
        ("protection_zones", 2),
        ("doublets", 1),
    ]
    for entry in entries:
        body = (tmp_path / entry["file"]).read_bytes()
        assert gzip.decompress((tmp_path / f"{entry['file']}.gz").read_bytes()) == body
        content = json.loads(body)
        assert content["theme"] == entry["theme"]
        assert len(content["claims"]) == entry["count"]
    assert write_claims([], tmp_path) == []


def test_numbers_are_plain() -> None:
    assert plain_number(np.float64(1.23456789)) == 1.234568
    assert plain_number(math.inf) is None
    assert plain_number(np.bool_(True)) is True
    assert plain_number(np.int64(3)) == 3
    assert plain_number("x") == "x"


def test_a_source_without_conflicts_is_refused(tmp_path: Path) -> None:
    import xarray as xr

    with pytest.raises(InvalidInputError, match="tells of no conflicts"):
        SubsurfaceConflicts().export(Result(xr.Dataset()), tmp_path)
