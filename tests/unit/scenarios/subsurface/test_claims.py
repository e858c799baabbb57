"""The one call: zones whose limit is a layer, and rules that tell sorts of claims apart."""

from __future__ import annotations

import math
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from shapely import LineString, Point, box

from scenarios.subsurface.claims import claims
from scenarios.subsurface.engine import check
from scenarios.subsurface.model import Verdict
from scenarios.utilities.clearances import clearance
from twin import Twin
from twin.claims import Claim

FIELD = box(-500.0, -500.0, 500.0, 500.0)


def verdicts(*them: Claim) -> list[Verdict]:
    return list(check(them, least_probability=0.0).verdicts())


def line(name: str, kind: str, y: float, function: str = "PIP", top: float = -1.0) -> Claim:
    place = LineString([(-100.0, y), (100.0, y)])
    return Claim(name, "utility_lines", function, place, top, top - 0.1, radius=0.05, kind=kind)


def zone(**columns: object) -> tuple[Claim, ...]:
    """Claims of one zone on ground with a clay that rises to the east, from -60 to -50 m NAP."""
    x, y = 60_050.0 + 100.0 * np.arange(11), 545_950.0 - 100.0 * np.arange(11)
    rise = np.broadcast_to(np.linspace(-60.0, -50.0, 11), (11, 11))
    levels = {"top": np.stack([np.zeros((11, 11)), rise]), "base": np.stack([rise, rise - 9.0])}
    layers = xr.Dataset(
        {name: (("layer", "y", "x"), values) for name, values in levels.items()},
        {"layer": ["UR", "WA"], "y": y, "x": x},
    )
    surface = xr.Dataset({"ground_level": (("y", "x"), np.zeros((11, 11), np.float32))}, {"y": y, "x": x})
    row = {"id": ["z"], "kind": ["boringsvrije-zone"], **{name: [value] for name, value in columns.items()}}
    table = gpd.GeoDataFrame(row, geometry=[box(60_200, 545_200, 60_520, 545_600)], crs=28992)
    tree = xr.DataTree.from_dict({"/layers": layers})
    return claims(Twin.from_datasets(surface, tree, {"protection_zones": table}))


def test_the_limit_of_a_zone_is_the_top_of_its_layer() -> None:
    (found,) = zone(layer="WA")
    assert found.top == pytest.approx(-56.0)  # of the cells in the zone the highest: x = 60,450
    (told,) = zone(layer="WA", top_level=-40.0)
    assert told.top == -40.0
    (absent,) = zone(layer="RU")
    assert absent.top == math.inf
    loop = Claim("l", "t", "BHE", Point(60_300, 545_400), 0.0, -58.0)
    assert [(v.code, v.margin) for v in verdicts(loop, found)] == [("X11", pytest.approx(-2.0))]
    assert [v.verdict for v in verdicts(loop, absent)] == ["unknown"]


@pytest.mark.parametrize("pair", [("heat", "water"), ("heat", "electricity-mv"), ("data", "water"),
                                  ("gas-transmission", "gas-transmission"), ("sewer", "gas-lp")])  # fmt: skip
def test_every_pair_of_networks_has_its_own_clearance(pair: tuple[str, str]) -> None:
    asked = clearance(*pair).horizontal
    near, far = (verdicts(line("a", pair[0], 0.0), line("b", pair[1], asked + off)) for off in (0.05, 0.15))
    assert [(v.code, v.required) for v in near] == [("C23", pytest.approx(asked + 0.1))]
    assert far == []


def test_new_piles_stay_two_metres_from_lines_and_old_ones_half_a_metre() -> None:
    new = Claim("p", "buildings", "TUN", box(-9.0, 1.5, 9.0, 9.0), 0.0, -15.0, kind="piles")
    assert [v.code for v in verdicts(line("w", "water", 0.0), new)] == ["C23"]
    assert verdicts(line("w", "water", 0.0), replace(new, kind="standing")) == []


def test_oil_in_a_cable_counts_at_any_depth() -> None:
    protected = Claim("z", "protection_zones", "GWB", FIELD, 0.0, -40.0)
    shallow = line("c", "electricity-hv", 0.0, "CAB")
    assert verdicts(replace(shallow, ground=0.0), protected) == []
    (found,) = verdicts(replace(shallow, kind="oil-filled", ground=0.0), protected)
    assert (found.code, found.margin) == ("C17", pytest.approx(-1.1))
    (deep,) = verdicts(line("c", "electricity-hv", 0.0, "CAB", top=-3.0), replace(protected, ground=0.0))
    assert deep.margin == pytest.approx(-0.1)


def test_trees_keep_farther_from_pipelines_under_high_pressure() -> None:
    tree = Claim("t", "trees", "TRE", Point(0.0, 4.0), 0.0, -1.0, radius=1.5)
    assert verdicts(line("w", "water", 0.0), tree) == []
    assert [v.required for v in verdicts(line("g", "gas-transmission", 0.0), tree)] == [pytest.approx(5.05)]


def test_houses_that_stand_disturb_nothing_anew() -> None:
    site = Claim("s", "archaeology", "ARC", FIELD, -0.5, -2.0)
    house = Claim("h", "buildings", "TUN", box(0.0, 0.0, 20.0, 20.0), 0.0, -12.0, kind="standing")
    assert verdicts(house, site) == []
    assert [v.code for v in verdicts(replace(house, kind="piles"), site)] == ["C25"]


def test_a_sand_pit_is_forbidden_where_remains_are_known_not_where_they_are_expected() -> None:
    pit = Claim("p", "extractions", "SAND", box(0.0, 0.0, 50.0, 50.0), 0.0, -20.0)
    site = Claim("s", "archaeology", "ARC", FIELD, -0.5, -2.0)
    assert [v.code for v in verdicts(pit, site)] == ["X20"]
    assert verdicts(pit, replace(site, kind="expected")) == []


def test_a_level_or_well_without_influence_is_in_nobodys_way() -> None:
    store = Claim("s", "ates", "ATES", Point(0.0, 0.0), -31.0, -47.0, reach=0.0)
    cellar = Claim("c", "excavations", "TUN", FIELD, 0.0, -3.0)
    assert verdicts(store, cellar) == []
    assert [v.code for v in verdicts(replace(store, reach=80.0), cellar)] == ["C14"]
    apart = replace(cellar, footprint=box(100.0, 0.0, 200.0, 50.0))
    assert verdicts(replace(store, reach=80.0), apart) == []
    assert [v.verdict for v in verdicts(replace(store, reach=None), apart)] == ["unknown"]
