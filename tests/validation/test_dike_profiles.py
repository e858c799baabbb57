"""Profiles beside what is known of real dikes, and of the dikes that the demo was drawn with.

Tolerances: with cells that show the crest (1 m) the corners of real sections come back within decimetres and
their toes within 1.2 m. A berm that falls away slower than 1 in 9 is land to the reader, who then sees the
toe at its top: three of the 17 sections. The demo's dikes come back with slopes within 2 % and toes within
1.5 m where three cells fit in a slope, else (the river dike at 10 m) half as gentle again, toes in a cell.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pytest
import xarray as xr
from shapely import box

from scenarios.dikes.locations import check_lines, locations
from scenarios.dikes.measuring import measure
from scenarios.dikes.model import Locations, Profiles
from scenarios.dikes.survey import check_survey, profiles_from_table
from terrain.demo import barriers, plan
from terrain.demo.relief import bare_ground, raise_dikes
from tests.unit.scenarios.dikes.straight_dike import dike_twin
from twin.grid import GridSpec
from twin.state import Twin

KOSWAT = "area_ijsseldelta/dike_sections_koswat.gpkg"
TRAJECTS = {"31-1": "dikes/vrtool_31-1.db", "38-1": "area_bommelerwaard/vrtool_38-1.db"}
COLUMNS = {
    "Dijksectie": "id", "Traject": "dike", "Kruin_Hoogte": "crest_level", "Kruin_Breedte": "crest_width",
    "Buiten_Talud": "outer_slope", "Binnen_Talud": "inner_slope", "Buiten_Maaiveld": "outer_toe_level",
    "Binnen_Maaiveld": "inner_toe_level", "Binnen_Berm_Lengte": "inner_berm_width",
    "Binnen_Berm_Hoogte": "inner_berm_level", "Buiten_Berm_Lengte": "outer_berm_width",
    "Buiten_Berm_Hoogte": "outer_berm_level", "Aquifer": "aquifer_top", "Pleistoceen": "firm_level",
}  # fmt: skip


def base(profiles: Profiles, side: str) -> npt.NDArray[np.float64]:
    """Distance of the toe to the middle of the crest [m]."""
    fall = profiles.crest_level - getattr(profiles, f"{side}_toe_level")
    slope, berm = getattr(profiles, f"{side}_slope"), getattr(profiles, f"{side}_berm_width")
    return np.asarray(0.5 * profiles.crest_width + slope * fall + berm, np.float64)


# ---- the demo


DEMO = {"zeedijk": (61800, 549000, 63200, 550200), "rivierdijk": (66000, 552500, 68400, 554500)}
"""A stretch of each, away from dunes, town and motorway."""
KINDS = ("id", "name", "kind", "crest_level", "crest_method")


def demo_stretch(name: str, cell: float) -> tuple[Locations, Profiles]:
    """Measure a dike of the demo from its ground alone."""
    grid, _ = GridSpec.from_bbox(DEMO[name], cell)
    ground = raise_dikes(grid, bare_ground(grid)).astype(np.float32)
    dikes = barriers.dikes()
    dikes = dikes.loc[dikes["id"] == name, [*KINDS, "geometry"]].assign(inside="right")
    x0, y0, x1, y1 = DEMO[name]
    dikes = dikes.assign(geometry=dikes.geometry.intersection(box(x0 + 160, y0 + 160, x1 - 160, y1 - 160)))
    twin = Twin.from_datasets(
        xr.Dataset({"ground_level": (("y", "x"), ground)}, coords=grid.coords()), features={"dikes": dikes}
    )
    return measure(twin, locations(twin))


@pytest.mark.parametrize(
    ("name", "cell", "slope_within", "toe_within"),
    [
        ("zeedijk", 5, 0.02, 1.5),
        ("zeedijk", 10, 0.02, 1.5),
        ("rivierdijk", 5, 0.02, 1.0),
        ("rivierdijk", 10, 0.5, 10.0),
    ],
)
def test_demo_dikes_come_back_from_the_ground(
    name: str, cell: float, slope_within: float, toe_within: float
) -> None:
    """Its crest is at least 1.42 cells wide there: slopes by area come out gentler by that."""
    _, crest, width, slope = plan.DIKES[name]
    places, profiles = demo_stretch(name, cell)
    known = places.known
    assert known.mean() > 0.95
    assert set(profiles.crest_level[known].tolist()) == {crest}
    assert abs(profiles.crest_width[known] - width).max() <= 2.0
    for side in ("outer", "inner"):
        found = getattr(profiles, f"{side}_slope")[known]
        assert np.median(abs(found / slope - 1.0)) <= slope_within, (side, np.percentile(found, [5, 50, 95]))
        toe = getattr(profiles, f"{side}_toe_level")
        drawn = 0.5 * width + slope * (crest - toe)
        assert np.nanpercentile(abs(base(profiles, side) - drawn), 90) <= toe_within


# ---- real sections


@dataclass(frozen=True)
class Cross:
    """Cross-section between characteristic points: outer toe, crest edges, inner berm, inner toe."""

    points: dict[str, tuple[float, float]]

    @property
    def middle(self) -> float:
        return 0.5 * (self.points["BUK"][0] + self.points["BIK"][0])

    @property
    def crest(self) -> float:
        return self.points["BUK"][1]

    def level(self, offset: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Ground level at offsets from the middle of the crest; level land beyond the toes."""
        x, z = zip(*sorted(self.points.values()), strict=True)
        return np.interp(np.asarray(offset, np.float64) + self.middle, x, z)


def crosses(path: Path) -> dict[str, Cross]:
    """Characteristic points of every section of a VRTool database."""
    query = (
        "select s.section_name, t.name, p.x_coordinate, p.y_coordinate from ProfilePoint p "
        "join CharacteristicPointType t on t.id = p.profile_point_type_id "
        "join SectionData s on s.id = p.section_data_id"
    )
    found: dict[str, dict[str, tuple[float, float]]] = {}
    with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as connection:
        for section, kind, x, z in connection.execute(query):
            found.setdefault(section, {})[kind] = (x, z)
    return {name: Cross(points) for name, points in found.items()}


GENTLE = {"1A", "33A", "50"}
"""Sections of which the berm goes over in the land slower than 1 in 9."""


@pytest.mark.parametrize("traject", TRAJECTS)
def test_real_sections_come_back_from_a_ground_of_1_m(data_dir: Path, traject: str) -> None:
    sections = crosses(data_dir / TRAJECTS[traject])
    assert len(sections) == {"31-1": 7, "38-1": 10}[traject]
    for name, cross in sections.items():
        twin = dike_twin(cross, cell=1.0, angle=33.0, half_length=10.0, reach=120.0, fine=3)
        places, profiles = measure(twin, locations(twin))
        assert places.known.all(), name
        edges = cross.points["BIK"][0] - cross.points["BUK"][0]
        assert np.abs(profiles.crest_level - cross.crest).max() < 0.1, name
        assert np.abs(profiles.crest_width - edges).max() < 0.5, name
        outer = cross.middle - cross.points["BUT"][0]
        assert np.abs(base(profiles, "outer") - outer).max() < 0.4, name
        if name in GENTLE:
            continue
        inner = cross.points["BIT"]
        assert np.abs(base(profiles, "inner") - (inner[0] - cross.middle)).max() < 1.2, name
        assert np.abs(profiles.inner_toe_level - inner[1]).max() < 0.1, name
        if (
            "BBL" in cross.points and traject == "31-1"
        ):  # the berms of 38-1 slope: how wide is a matter of taste
            berm = cross.points["EBL"][0] - cross.points["BBL"][0]
            assert np.abs(profiles.inner_berm_width - berm).max() < 0.3, name


def koswat_table(data_dir: Path) -> gpd.GeoDataFrame:
    """The 16 sections of dike ring 10 as a theme; their own cover is the aquifer less the Pleistocene."""
    return gpd.read_file(data_dir / KOSWAT)[[*COLUMNS, "geometry"]].rename(columns=COLUMNS)


def test_ijsseldelta_sections_as_places(data_dir: Path) -> None:
    table = koswat_table(data_dir)
    places, profiles, subsoil = profiles_from_table(table)
    assert places.known.all()
    assert places.dikes == ("10-1", "10-2", "10-3")
    assert places.length.sum() == pytest.approx(47_966.42, abs=0.01)
    assert (profiles.crest_level.min(), profiles.crest_level.max()) == (2.34, 5.33)
    assert (profiles.inner_slope.min(), profiles.inner_slope.max()) == (1.84, 3.22)
    assert (subsoil.aquifer_top < profiles.inner_toe_level).all()
    assert (base(profiles, "inner") > 0).all()


def test_ijsseldelta_sections_along_their_lines(data_dir: Path) -> None:
    """Each section covers its own line: places along it take its numbers, without any dike in the ground."""
    table = koswat_table(data_dir)
    x0, y0, x1, y1 = table.total_bounds
    grid, _ = GridSpec.from_bbox((x0 - 200, y0 - 200, x1 + 200, y1 + 200), 25)
    ground = xr.Dataset(
        {"ground_level": (("y", "x"), np.zeros(grid.shape, np.float32))}, coords=grid.coords()
    )
    dikes = gpd.GeoDataFrame(
        {"id": table["id"], "kind": "river-dike", "crest_level": np.nan, "inside": "left"},
        geometry=table.geometry, crs=table.crs,
    )  # fmt: skip
    twin = Twin.from_datasets(
        ground, features={"dikes": dikes, "dike_profiles": table.assign(dike=table["id"])}
    )
    assert check_survey(twin) == []
    places, profiles = measure(twin, locations(twin, step=50.0))
    assert places.length.sum() == pytest.approx(table.length.sum(), rel=1e-12)
    assert places.known.all()
    for row, crest in enumerate(table["crest_level"]):
        assert set(profiles.crest_level[places.dike == row].tolist()) == {crest}


def test_negative_cover_of_the_ijsseldelta_is_refused(data_dir: Path) -> None:
    cover = gpd.read_file(data_dir / KOSWAT)["Dikte_Deklaag"]
    with pytest.raises(Exception, match=r"cover_thickness = -0.33.*section 10-1-3-C-1-D-1"):
        profiles_from_table(koswat_table(data_dir).assign(cover_thickness=cover))


def test_centre_line_of_the_lek(data_dir: Path) -> None:
    """Geometry of a real digitised line: stretches add up, the direction turns without kinks."""
    lek = gpd.read_parquet(data_dir / "dikes/lekdijk_section.geoparquet")
    dikes = lek.assign(id="lekdijk", kind="river-dike", crest_level=6.0, inside="left")
    x0, y0, x1, y1 = lek.total_bounds
    grid, _ = GridSpec.from_bbox((x0 - 200, y0 - 200, x1 + 200, y1 + 200), 25)
    ground = xr.Dataset(
        {"ground_level": (("y", "x"), np.zeros(grid.shape, np.float32))}, coords=grid.coords()
    )
    twin = Twin.from_datasets(ground, features={"dikes": dikes})
    places = locations(twin)
    assert len(places.x) == 238
    assert places.length.sum() == pytest.approx(2384.3175, abs=1e-3)
    turn = np.unwrap(np.arctan2(places.inward_y, places.inward_x))
    assert np.degrees(np.abs(np.diff(turn))).max() < 25.0


def test_lines_along_the_edge_of_the_ground_are_refused_by_name(data_dir: Path) -> None:
    """The ground of polder 't Hoekje ends where its dikes begin: no ground on the line, so no profile."""
    import rasterio

    with rasterio.open(data_dir / "area_hoekje/dem_2m.tif") as source:
        ground = source.read(1)
        grid, _ = GridSpec.from_bbox(tuple(source.bounds), source.res[0])
        ground = np.where(ground == source.nodata, np.nan, ground).astype(np.float32)
    surface = xr.Dataset({"ground_level": (("y", "x"), ground)}, coords=grid.coords())
    lines = gpd.read_file(data_dir / "area_hoekje/watersystem.gpkg", layer="waterkering")
    dikes = gpd.GeoDataFrame(
        {"id": lines["code"], "kind": lines["typewaterkering"], "crest_level": 3.0},
        geometry=lines.geometry.force_2d(),
        crs=lines.crs,
    )
    twin = Twin.from_datasets(surface, features={"dikes": dikes})
    said = {str(problem.value): problem.message for problem in check_lines(twin, list(dikes["id"]))}
    assert said["DWK-IE-0335"] == "there is no ground level along its line"
    assert said["DWK-IE-0032"] == "its line lies off the terrain"
    assert said["KGM-Q-25265"].startswith("its line is 4.2 m long")
    assert set(dikes["id"]) - set(said) == {"DWK-IE-0333"}  # one place of it has ground, but no known side
    places, _ = measure(twin, locations(twin))
    assert not places.known.any()
    assert places.length.sum() == pytest.approx(lines.length.sum(), rel=1e-12)
