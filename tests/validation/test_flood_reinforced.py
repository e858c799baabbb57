"""The flow sees what is built: a raised dike keeps the storm out, a moved one lets it up to its new line.

Both runs of a scenario meet the same storm: the reference has no intervention, and the same sea.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import xarray as xr
from shapely import LineString

from scenarios import run
from twin.grid import GridSpec
from twin.state import Twin
from twin.store import Result

CREST_X, CREST = 60500.0, 5.0
STORM = {
    "sea_level_rise": {"metres": 1.0},
    "storm": {"return_period": 10_000.0, "station": "den-helder"},
}  # 5.44 m NAP
FLOOD = {"hours": 2.0, "storm_peak_hours": 1.0, "output_minutes": 30.0}
LINE = [[CREST_X, 545250.0], [60800.0, 545300.0], [60800.0, 545700.0], [CREST_X, 545750.0]]


@pytest.fixture(scope="module")
def coast() -> Twin:
    """1.2 km x 1 km at 10 m: sea, foreshore at 0.5 m, a dike with slopes 1:3, polder at -1.5 m.

    Its northern fifth is higher, as the storm may not stand above every dike.
    """
    grid, _ = GridSpec.from_bbox((60000, 545000, 61200, 546000), 10)
    x, _ = np.meshgrid(grid.x, grid.y)
    ground = np.where(x < 60300, -5.0, np.where(x < CREST_X, 0.5, -1.5))
    ground = np.maximum(ground, CREST - np.maximum(np.abs(x - CREST_X) - 5.0, 0.0) / 3.0)
    sea = (x < 60300).astype(np.int8)
    surface = xr.Dataset(
        {
            "ground_level": (("y", "x"), ground.astype(np.float32)),
            "sea": (("y", "x"), sea),
            "permanent_water": (("y", "x"), sea),
        },
        coords=grid.coords(),
    )
    dikes = gpd.GeoDataFrame(
        {"id": ["zeedijk", "noord"], "crest_level": [CREST, 7.0], "kind": ["sea-dike"] * 2},
        geometry=[
            LineString([(CREST_X, 544900), (CREST_X, 545800)]),
            LineString([(CREST_X, 545800), (CREST_X, 546100)]),
        ],
        crs="EPSG:28992",
    )
    return Twin.from_datasets(surface, features={"dikes": dikes}, name="coast", reference_year=2025)


def compared(twin: Twin, intervention: dict[str, Any]) -> Result:
    content = {
        "name": "built", "drivers": STORM, "reference": {"drivers": STORM}, "interventions": [intervention],
        "processes": ["sea-level-rise", {"flood": FLOOD}],
    }  # fmt: skip
    return run(content, twin)


def entry(result: Result, name: str) -> dict[str, Any]:
    return result.indicators[name]


@pytest.mark.parametrize(
    "how",
    [{"measure": "auto"}, {"measure": "raise", "raise_by": 1.0}, {"construction": "structural"}],
    ids=["auto", "raise", "structural"],
)
def test_a_raised_dike_keeps_the_storm_out(coast: Twin, how: dict[str, Any]) -> None:
    result = compared(coast, {"kind": "dike-reinforcement", "dike": "zeedijk", **how})
    protected = entry(result, "flood.flooded_protected_area")
    assert protected["reference"] > 0.5 * 690 * 1000, "the storm comes over the old crest"
    assert protected["value"] == 0.0
    assert entry(result, "flood.inflow_volume")["value"] < entry(result, "flood.inflow_volume")["reference"]
    depth = result.dataset["max_depth"].values
    assert depth[:, coast.grid.x > CREST_X + 30].max() == 0.0
    bathtub = entry(result, "sea-level-rise.flooded_area")
    assert bathtub["reference"] - bathtub["value"] == pytest.approx(690 * 1000, rel=0.05)


def test_a_moved_dike_lets_the_storm_as_far_as_its_new_line(coast: Twin) -> None:
    higher = {"kind": "dike-relocation", "dike": "zeedijk", "line": LINE, "crest": 7.0}
    kept = coast.with_(features={"dikes": coast.features["dikes"].assign(crest_level=[6.0, 7.0])})
    result = compared(kept, higher)
    assert entry(result, "flood.flooded_protected_area")["reference"] == 0.0
    depth = result.dataset["max_depth"].values
    x, y = np.meshgrid(coast.grid.x, coast.grid.y)
    between = (x > 60570) & (x < 60760) & (y > 545330) & (y < 545670)
    assert depth[between].min() > 5.0, "the polder of -1.5 m is foreland now"
    assert depth[x > 60840].max() == 0.0
    assert depth[(x > 60540) & ((y < 545200) | (y > 545800))].max() == 0.0, "the old dike holds beside it"
    bathtub = entry(result, "sea-level-rise.flooded_area")
    assert bathtub["difference"] == pytest.approx(500 * 300, rel=0.3)
    level = result.dataset["inundation_level"].values
    assert level[x > 60840].min() > 5.9


def test_a_summer_dike_keeps_out_what_lies_below_its_crest(coast: Twin) -> None:
    kept = coast.with_(features={"dikes": coast.features["dikes"].assign(crest_level=[6.0, 7.0])})
    lowered = compared(
        kept, {"kind": "dike-relocation", "dike": "zeedijk", "line": LINE, "summer_crest": 2.5}
    )
    x, y = np.meshgrid(coast.grid.x, coast.grid.y)
    between = (x > 60570) & (x < 60760) & (y > 545330) & (y < 545670)
    level = lowered.dataset["inundation_level"].values
    np.testing.assert_allclose(level[between], 2.5, atol=0.011)
    assert level[x > 60840].min() > 5.9
