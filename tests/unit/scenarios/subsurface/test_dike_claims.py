"""Dikes claim their zones of today and the room that a fast rise of the sea asks for."""

from __future__ import annotations

import math

import geopandas as gpd
import pytest
import xarray as xr
from shapely import LineString, box

from scenarios.subsurface.claims import claims
from scenarios.subsurface.dike_claims import dike_claims
from scenarios.subsurface.engine import check
from twin import Twin
from twin.claims import Claim


@pytest.fixture(scope="module")
def demo() -> Twin:
    """Dikes of the demo, on its ground, and nothing else."""
    whole = Twin.open("demo")
    return Twin.from_datasets(whole.surface, features={"dikes": whole.features["dikes"]}, name="dikes")


def test_zones_of_today_and_room_for_later(demo: Twin) -> None:
    found = {claim.id: claim for claim in dike_claims(demo, 2100)}
    assert {"zeedijk:core", "zeedijk:protection", "zeedijk:reserve", "zeedijk:reserve-2100"} <= set(found)
    assert {claim.function for claim in found.values()} == {"DIK"}
    core, later = found["zeedijk:core"], found["zeedijk:reserve-2100"]
    assert (core.kind, core.status, core.owner) == ("core", "existing", "dike zeedijk")
    assert (later.kind, later.status, later.owner) == ("reserve", "reserved", "dike zeedijk")
    assert "[unverified]" in core.source
    assert not found["zeedijk:protection"].footprint.intersection(core.footprint).area > 1.0


def test_more_room_is_asked_later(demo: Twin) -> None:
    def room(year: int) -> float:
        return sum(c.footprint.area for c in dike_claims(demo, year) if c.id.endswith(str(year)))

    assert 0.0 < room(2050) < room(2100)


def test_a_pipe_that_is_clear_of_the_dike_of_today_meets_that_of_later(demo: Twin) -> None:
    every = claims(demo, horizon=2100.0)
    zones = [claim for claim in every if claim.owner == "dike zeedijk"]
    today = [claim.footprint for claim in zones if claim.kind != "reserve"]
    later = next(claim for claim in zones if claim.id == "zeedijk:reserve-2100")
    here = max(later.footprint.difference(box(*today[0].bounds).intersection(today[0])).geoms
               if later.footprint.geom_type == "MultiPolygon" else [later.footprint],
               key=lambda part: part.area).representative_point()  # fmt: skip
    pipe = Claim("p", "t", "PIP", LineString([(here.x, here.y), (here.x + 0.5, here.y)]), -1.0, -1.2)
    found = check([pipe, *every], least_probability=0.0)
    assert "zeedijk:reserve-2100" in {verdict.first for verdict in found.verdicts()} | {
        verdict.second for verdict in found.verdicts()
    }


def test_voxels_without_lithology_tell_nothing_and_stop_nothing(demo: Twin) -> None:
    whole = Twin.open("demo")
    assert whole.subsurface is not None
    strat = whole.subsurface["voxels"].to_dataset()[["strat"]]
    bare = demo.with_(subsurface=xr.DataTree.from_dict({"/voxels": strat}))
    assert {claim.id for claim in dike_claims(bare, 2100)} >= {"zeedijk:core", "zeedijk:protection"}


def test_a_twin_without_dikes_has_none(demo: Twin) -> None:
    assert list(dike_claims(Twin.from_datasets(demo.surface), 2100)) == []
    bare = gpd.GeoDataFrame({"id": [], "crest_level": [], "kind": []}, geometry=[], crs=28992)
    assert list(dike_claims(Twin.from_datasets(demo.surface, features={"dikes": bare}), 2100)) == []


def test_zones_that_the_twin_tells_go_before(demo: Twin) -> None:
    own = gpd.GeoDataFrame(
        {"id": ["z"], "dike": ["zeedijk"], "kind": ["core"]}, geometry=[box(62000, 548000, 62100, 548100)],
        crs=28992,
    )  # fmt: skip
    found = claims(demo.with_(features={"dike_zones": own}))
    assert [claim.id for claim in found if claim.owner == "dike zeedijk"] == ["z"]
    assert any(claim.owner == "dike rivierdijk" for claim in found)
    assert all(math.isinf(claim.top) for claim in found)
