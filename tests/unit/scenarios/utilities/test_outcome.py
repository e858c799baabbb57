"""The process as a whole: what plans change, what the tables hold, and what it says when it knows nothing."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString

from scenarios.run import run
from scenarios.utilities import levels
from tests.unit.scenarios.utilities.street import along, flat, table

ROUTE = {"kind": "utility-route", "network": "heat", "line": [[61000.0, 545300.4], [61200.0, 545300.4]],
         "depth": 1.0, "start": 2030}  # fmt: skip
PIT = {"kind": "building-pit", "area": [[61050.0, 545290.0], [61070.0, 545290.0], [61070.0, 545310.0],
       [61050.0, 545310.0]], "base_level": -5.0, "sheet_pile_depth": 8.0, "start": 2030}  # fmt: skip


def asked(twin, *plans, **parameters):
    content = {"name": "lines", "interventions": list(plans), "processes": [{"utility-check": parameters}]}
    return run(content, twin)


def value(found, name: str):
    return found.indicators[f"utility-check.{name}"]


@pytest.fixture(scope="module")
def crowded(coast):
    """The coast with a water pipe and a power cable in its polder, and a gas pipe through its dike."""
    pipe = {"network": "water", "depth": 1.0, "depth_status": "measured", "diameter": 0.2, "material": "pvc"}
    cable = {"network": "electricity-mv", "depth": 0.8, "depth_status": "standard", "diameter": 0.09}
    gas = {
        "network": "gas-hp",
        "depth": 0.5,
        "depth_status": "standard",
        "diameter": 0.2,
        "material": "steel",
    }
    rows = [
        pipe | {"id": "pipe", "geometry": LineString([(60900, 545300), (61500, 545300)])},
        cable | {"id": "cable", "geometry": LineString([(60900, 545310), (61500, 545310)])},
        gas | {"id": "gas", "geometry": LineString([(60400, 545400), (61500, 545400)])},
    ]
    return coast.with_(features={"utility_lines": table(rows)})


def test_a_plan_is_all_that_changes_between_reference_and_scenario(crowded) -> None:
    found = asked(crowded, ROUTE, PIT, levels=False)
    assert value(found, "conflicts")["reference"] == 0.0
    assert value(found, "conflicts")["value"] == 4.0  # route and pipe; pit and pipe, cable and route
    assert value(found, "search_lines")["value"] == 3.0  # pipe by the route, pipe and cable by the pit
    for name in ("existing_conflicts", "unknown", "dike_zone_length"):
        assert value(found, name)["value"] == value(found, name)["reference"]
    assert value(found, "under_cover_length")["value"] == pytest.approx(1100.0, rel=0.02)  # the gas pipe
    assert value(found, "floating_length")["reason"] == "not asked for"


def test_tables_carry_the_theme_in_their_name_and_ids_of_their_own(crowded) -> None:
    found = asked(crowded, ROUTE, PIT, levels=False)
    tables = {name: rows for name, rows in found.features.items() if len(rows)}
    assert {"utility_lines_clearances", "utility_lines_cover", "utility_lines_search"} <= set(tables)
    for name, rows in tables.items():
        assert name.startswith("utility_lines_")
        assert rows["id"].is_unique
        assert rows.crs.to_epsg() == 28992
    rows = tables["utility_lines_clearances"]
    assert rows["planned"].all()
    assert set(rows["verdict"]) <= {"conflict", "possible"}
    assert rows["probability"].is_monotonic_decreasing


def test_the_same_question_has_the_same_bytes(crowded) -> None:
    first, second = (asked(crowded, ROUTE, levels=False) for _ in range(2))
    assert first.indicators == second.indicators
    for name, rows in first.features.items():
        assert rows.equals(second.features[name])


def test_water_levels_are_followed_once_for_plans_that_do_not_change_them(crowded, monkeypatch) -> None:
    calls = []
    real = levels._followed
    monkeypatch.setattr(levels, "_followed", lambda *given: calls.append(1) or real(*given))
    levels._CASES.clear()
    found = asked(crowded, ROUTE)
    assert len(calls) == 1
    entry = value(found, "floating_length")
    assert entry["value"] is not None or entry["reason"]
    asked(crowded, {"kind": "water-level-raise", "areas": ["polder-1"], "by": 0.2, "start": 2030})
    assert len(calls) > 1


def test_a_twin_without_lines_says_so_and_one_with_orphans_counts_them() -> None:
    assert all(entry["value"] is None and entry["reason"] for entry in asked(flat()).indicators.values())
    orphan = along(100, "other", depth=np.nan, sigma_xy=0.5)
    found = asked(flat(utility_lines=table([orphan, along(100.2)])), levels=False)
    assert value(found, "unknown")["value"] == 1.0
    rows = found.features["utility_lines_clearances"]
    assert rows["verdict"].tolist() == ["unknown"]
    assert found.features["utility_lines_cover"]["verdict"].tolist() == ["unknown"]


def test_conflicts_by_depths_that_were_measured_are_told_apart() -> None:
    usual = {"depth": np.nan, "depth_status": "assumed", "sigma_z": np.nan}
    rows = [along(100), along(100.2, "gas-lp"), along(150), along(150.2, "gas-lp", **usual)]
    found = asked(flat(utility_lines=table(rows)), levels=False)
    assert value(found, "existing_conflicts")["value"] == 2.0
    assert value(found, "measured_conflicts")["value"] == 1.0
    depths = found.features["utility_lines_clearances"].set_index("line")["depths"]
    assert depths.to_dict() == {"f0": "measured", "f2": "assumed"}


@pytest.mark.parametrize("wrong", [{"scour": -1.0}, {"dense": 0.0}, {"station_step": 1.0}, {"search": "far"}])
def test_parameters_that_cannot_be_are_refused(wrong) -> None:
    from scenarios.utilities.parameters import UtilityParameters

    with pytest.raises(ValueError, match=next(iter(wrong))):
        UtilityParameters(**wrong)
