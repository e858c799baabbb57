"""Interventions change a copy of the twin, and only what they say."""

from __future__ import annotations

import pytest

from scenarios.intervention import Context, interventions
from scenarios.interventions.geothermal_doublet import GeothermalDoublet
from scenarios.interventions.water_level_raise import WaterLevelRaise
from scenarios.model import Scenario
from twin.errors import InvalidInputError
from twin.state import Twin

CONTEXT = Context(start=2025, horizon=2100, sea_level_rise=1.0)


def test_kinds_are_found_by_scanning() -> None:
    assert set(interventions()) >= {
        "dike-reinforcement",
        "dike-relocation",
        "water-level-raise",
        "geothermal-doublet",
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "dike-reinforcement", "dike": "d", "measure": "raise"},
        {"kind": "dike-reinforcement", "dike": "d", "raise_by": 1.0},
        {"kind": "dike-reinforcement", "dike": "d", "measure": "raise", "raise_by": -1.0},
        {"kind": "dike-reinforcement", "dike": "d", "outer_slope": 7.0},
        {"kind": "dike-reinforcement", "dike": "d", "construction": "concrete"},
        {"kind": "dike-relocation", "dike": "d"},
        {"kind": "dike-relocation", "dike": "d", "line": [[0.0, 0.0]]},
        {"kind": "dike-relocation", "dike": "d", "line": [[0.0, 0.0], [9.0, 9.0]], "slope": 0.0},
        {"kind": "dike-relocation", "dike": "d", "line": [[0.0, 0.0], [9.0, 9.0]], "crest_width": -1.0},
        {"kind": "water-level-raise", "areas": [], "by": 0.3},
        {"kind": "water-level-raise", "areas": ["a"], "by": 30.0},
        {"kind": "geothermal-doublet", "at": [1.0], "flow_m3_h": 100.0},
        {"kind": "geothermal-doublet", "at": [1.0, 2.0], "flow_m3_h": 100.0, "start": 2050, "end": 2040},
        {"kind": "geothermal-doublet", "at": [1.0, 2.0], "flow_m3_h": 100.0, "reservoir_top": -2000.0},
    ],
)
def test_nonsense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError) as caught:
        Scenario.load({"name": "x", "interventions": [wrong], "processes": ["flood"]})
    assert all(problem.field.startswith("interventions[0]") for problem in caught.value.problems)


def test_level_raise_touches_its_areas_only(coast: Twin) -> None:
    raised = WaterLevelRaise(areas=("polder-2",), by=0.3).apply(coast, CONTEXT).features["peilgebieden"]
    assert raised["summer_level"].tolist() == pytest.approx([-1.9, -1.6])
    assert raised["winter_level"].tolist() == pytest.approx([-2.0, -1.8])
    assert WaterLevelRaise(areas=("polder-2",), by=0.3, start=2101).apply(coast, CONTEXT) is coast


def test_doublets_are_added_with_free_names(coast: Twin) -> None:
    doublet = GeothermalDoublet(at=(61000.0, 545500.0), spacing=1400.0, flow_m3_h=180.0, start=2035, end=2065)
    once = doublet.apply(coast, CONTEXT)
    twice = doublet.apply(once, CONTEXT).features["doublets"]
    assert twice["id"].tolist() == ["new-doublet-1", "new-doublet-2"]
    first = twice.iloc[0]
    assert first["injector_x"] - first["producer_x"] == 1400.0
    assert first["flow"] == pytest.approx(0.05)
    assert (first["start"], first["end"]) == (2035, 2065)
    assert first["reservoir_top"] > first["reservoir_base"]
    assert twice.crs.to_epsg() == 28992


def test_a_doublet_takes_the_reservoir_of_its_neighbours(coast: Twin) -> None:
    shallow = GeothermalDoublet(
        at=(61000.0, 545500.0), flow_m3_h=100.0, reservoir_top=-1500.0, reservoir_base=-1600.0
    )
    both = GeothermalDoublet(at=(61500.0, 545500.0), flow_m3_h=100.0).apply(
        shallow.apply(coast, CONTEXT), CONTEXT
    )
    assert both.features["doublets"]["reservoir_top"].tolist() == [-1500.0, -1500.0]
    assert both.features["doublets"]["start"].tolist() == [2025, 2025]
    assert both.features["doublets"]["end"].tolist() == [2100, 2100]


def test_a_twin_without_the_theme_is_told(coast: Twin) -> None:
    bare = Twin.from_datasets(coast.surface)
    (problem,) = WaterLevelRaise(areas=("a",), by=0.1).check(bare)
    assert "no peilgebieden" in problem.message
