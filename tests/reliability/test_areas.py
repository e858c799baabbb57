"""S2: areas that are gigantic or degenerate are refused at once, before anything is allocated."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import quote, urlencode

import psutil
import pytest

from terrain.area import MAX_CELLS, Area
from tests.reliability.conftest import Figure
from tests.reliability.malformed import Attack, request
from tests.reliability.serving import Served
from tests.reliability.test_malformed import answer_to
from twin.errors import InvalidInputError

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
WORLD = "-180,-90,180,90"
SECONDS = 2.0
"""What a busy machine may take; the figure on the page is what a quiet one takes."""

BOXES = {
    "lon/lat as RD": ("4.7,52.9,4.8,53.0", RD),
    "RD as lon/lat": ("120000,480000,120400,480300", CRS84),
    "inverted": ("120400,480300,120000,480000", RD),
    "beyond numbers": ("1e999,0,1e999,1", RD),
    "NaN": ("NaN,NaN,NaN,NaN", RD),
    "three numbers": ("1,2,3", RD),
    "seven numbers": ("1,2,3,4,5,6,7", RD),
}
MANY = ",".join(f"{120_000 + i % 300} {480_000 + i // 300}" for i in range(20_000))
RINGS = {
    "20,000 corners": f"POLYGON(({MANY}))",
    "no ring": "POLYGON EMPTY",
    "a point": "POLYGON((120000 480000,120000 480000,120000 480000,120000 480000))",
    "a line": "POLYGON((120000 480000,120100 480000,120000 480000))",
    "open": "POLYGON((120000 480000,120100 480000,120100 480100))",
    "crossing itself": "POLYGON((120000 480000,120300 480300,120300 480000,120000 480300,120000 480000))",
    "degrees as RD": "POLYGON((4.7 52.9,4.8 52.9,4.8 53.0,4.7 52.9))",
}
# Legal questions about far too much: answered with the little that there is, or refused.
GIGANTIC = {
    "the world as items": f"polder-buildings/items?limit=1000000&bbox={WORLD}",
    "the world as a cube": f"polder/cube?bbox={WORLD}",
    "the country as a cube": f"polder/cube?crs={RD}&bbox=-7000,289000,300000,629000",
    "the antimeridian": "polder-buildings/items?bbox=170,50,-170,53",
    "a box of 1e308 m": f"polder-buildings/items?bbox-crs={RD}&bbox=-1e308,-1e308,1e308,1e308",
    "a cube of 1e308 m": f"polder/cube?crs={RD}&bbox=-1e308,-1e308,1e308,1e308",
    "an area of 1e308 m": f"polder/area?crs={RD}&coords=POLYGON((0%200,1e308%200,1e308%201e308,0%200))",
    "a box without width": f"polder-buildings/items?bbox-crs={RD}&bbox=120000,480000,120000,480300",
    "a box in the Baltic": f"polder-buildings/items?bbox-crs={RD}&bbox=480000,120000,480300,120400",
    "an offset beyond the end": "polder-buildings/items?offset=2000000000",
}


def _refused() -> dict[str, str]:
    found = {}
    for name, (box, crs) in BOXES.items():
        for path, key in (("polder-buildings/items", "bbox-crs"), ("polder/cube", "crs")):
            query = {"bbox": box, key: crs}
            asked = urlencode({key: value for key, value in query.items() if value})
            found[f"{path}, {name}"] = f"{path}?{asked}"
    for name, ring in RINGS.items():
        found[f"area, {name}"] = f"polder/area?coords={quote(ring)}&crs={RD}"
    return found


def test_s2_areas_over_http(served: Served, figure: Figure) -> None:
    process = psutil.Process(served.process.pid)
    for question in (  # what a first question of each kind imports is no growth
        "polder-buildings/items?bbox-crs=RD&bbox=120000,480000,120400,480300".replace("RD", RD),
        "polder/cube?bbox=120000,480000,120400,480300",
        "polder/position?coords=POINT(120100 480100)",
        "polder/area?coords=POLYGON((120100 480100,120200 480100,120200 480200,120100 480100))",
        "polder/trajectory?coords=LINESTRING(120100 480100,120200 480200)",
    ):
        status, _ = served.get(f"/v1/collections/{question.replace(' ', '%20')}&crs={RD}")
        assert status == 200
    before, longest, strange = process.memory_info().rss, 0.0, []
    cases = {**_refused(), **GIGANTIC}
    for name, path in cases.items():
        begun = time.perf_counter()
        status, answer = served.get(f"/v1/collections/{path}")
        took = time.perf_counter() - begun
        longest = max(longest, took)
        legal = {200, 204, 400, 413} if name in GIGANTIC else {400, 404, 413, 414, 431}
        if status not in legal or took > SECONDS:
            strange.append((name, status, round(took, 2), str(answer)[:200]))
    grown = process.memory_info().rss - before
    assert strange == []
    assert not [line for line in served.log if "Warning" in line]
    assert grown < 20 * 2**20
    figure(
        "S2",
        f"{len(cases)} areas over HTTP, {1000 * longest:.0f} ms at most, {grown / 2**20:.1f} MB more memory",
    )


@pytest.mark.parametrize("corners", [100_000, 1_000_000])
def test_s2_polygon_of_a_million_corners(served: Served, corners: int, figure: Figure) -> None:
    process = psutil.Process(served.process.pid)
    ring = ",".join(["120000 480000"] * corners).replace(" ", "%20")
    target = f"/v1/collections/polder/area?crs={RD}&coords=POLYGON(({ring}))".encode()
    raw = request(b"GET", target).replace(b"<host>", served.address.removeprefix("http://").encode())
    before, begun = process.memory_info().rss, time.perf_counter()
    answer = answer_to(served.port, Attack("long", raw))
    took, grown = time.perf_counter() - begun, process.memory_info().rss - before
    assert answer[9:12] in {b"", b"400", b"413", b"414", b"431"}  # cut off while it still speaks: no answer
    assert took < SECONDS
    assert grown < 20 * 2**20
    figure("S2", f"a polygon of {corners:,} corners refused in {1000 * took:.0f} ms")


def _area(**changed: object) -> Callable[[], Area]:
    usual = {"name": "x", "bbox": [120_000, 480_000, 121_000, 481_000], "resolution": 5}
    source = {"connector": "file", "path": "ground.tif"}
    return lambda: Area.load({**usual, "sources": {"ground_level": source}, **changed})


@pytest.mark.parametrize(
    ("bbox", "resolution"),
    [
        ([-180, -90, 180, 90], 5),
        ([-7000, 289_000, 300_000, 629_000], 1),
        ([120_000, 480_000, 121_000, 481_000], 0.001),
        ([4.7, 52.9, 4.8, 53.0], 5),
        ([121_000, 481_000, 120_000, 480_000], 5),
        ([120_000, 480_000, 120_000, 481_000], 5),
        ([-1e308, -1e308, 1e308, 1e308], 5),
        ([120_000, 480_000, 121_000], 5),
        ([480_000, 120_000, 481_000, 121_000], 5),
    ],
)
def test_s2_areas_to_build(bbox: list[float], resolution: float) -> None:
    before, begun = psutil.Process().memory_info().rss, time.perf_counter()
    with pytest.raises(InvalidInputError) as caught:
        _area(bbox=bbox, resolution=resolution)()
    assert time.perf_counter() - begun < SECONDS
    assert psutil.Process().memory_info().rss - before < 20 * 2**20
    assert all(problem.remedy for problem in caught.value.problems)
    assert MAX_CELLS <= 200_000_000
