"""Plans in real ground: what is there, what it claims, who is in the way, and how long it takes.

Rows of the page are written with ``ZICHT_FIGURES=1``; without, they are held against it, but for the time.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from scenarios.intervention import Context
from scenarios.model import Scenario
from scenarios.run import run
from scenarios.subsurface.claims import claims
from scenarios.subsurface.engine import check, index
from scenarios.subsurface.model import VERDICTS
from tests.validation.real_subsurface import (
    HEAT,
    delivered,
    dug_archaeology,
    mastenbroek,
    storage_in_utrecht,
)
from tests.validation.subsurface_stories_page import shown
from twin.state import Twin

pytestmark = pytest.mark.validate
TIME = "s of one core"
Plans = Sequence[dict[str, Any]]


def counts(result: Any) -> dict[str, float]:
    """Pairs that hold, by verdict."""
    return {name: result.indicators[f"subsurface-conflicts.{name}"]["value"] for name in VERDICTS}


def judged(twin: Twin, *plans: dict[str, Any], also: Sequence[str] = (), horizon: int = 2100) -> Any:
    content = {"name": "real", "start": 2030, "horizon": horizon, "interventions": list(plans),
               "processes": ["subsurface-conflicts", *also]}  # fmt: skip
    return run(content, twin)


def planned(twin: Twin, plans: Plans) -> Twin:
    for plan in Scenario.load(
        {"name": "x", "interventions": list(plans), "processes": ["subsurface-conflicts"]}
    ).interventions:
        assert plan.check(twin) == []
        twin = plan.apply(twin, Context(2030, 2100, 0.0))
    return twin


def row(name: str, twin: Twin, plans: Plans = ()) -> dict[str, Any]:
    """A row of the page: objects, claims, pairs that hold, and processor time."""
    changed = planned(twin, plans)
    check(index(claims(changed, horizon=2100.0), horizon=2100.0))  # compiled before it is timed
    begin = time.process_time()
    every = claims(changed, horizon=2100.0)
    found = check(index(every, horizon=2100.0))
    seconds = time.process_time() - begin
    told = Counter(VERDICTS[code - 1] for code in found.code[found.holds])
    return {
        "ground": name, "objects": sum(map(len, changed.features.values())), "claims": len(every),
        "pairs": len(found), **{verdict: told[verdict] for verdict in VERDICTS[:3]}, TIME: round(seconds, 2),
    }  # fmt: skip


def test_cables_across_a_dike_lie_in_its_zones_of_now_and_of_2100(data_dir: Path) -> None:
    twin = mastenbroek(data_dir)
    zones = [claim for claim in claims(twin, horizon=2100.0) if claim.function == "DIK"]
    assert {claim.owner for claim in zones} == {"dike 10-1", "dike 10-2", "dike 10-3"}
    assert {claim.kind for claim in zones} == {"core", "protection", "reserve"}
    areas = {claim.id: claim.footprint.area for claim in zones}
    assert areas["10-1:core-2100"] < areas["10-1:core"] < areas["10-1:protection"]
    result = judged(twin)
    table = result.features["utility_lines_conflicts"]
    assert set(table["code"]) == {"C24"}
    assert {name.partition(":")[0] for name in table["second"]} == {"10-1"}
    assert set(table.loc[table["second"] == "10-1:core", "first"]) == set(
        twin.features["utility_lines"]["id"]
    )


def test_a_main_and_a_pit_in_real_archaeology(data_dir: Path) -> None:
    twin, plans = dug_archaeology(data_dir)
    result = judged(twin, *plans, also=["archaeology-disturbance"])
    table = result.features["archaeology_utility_lines_conflicts"]
    assert set(table["code"]) == {"C25"}
    assert {"new-route-1"} == set(table["first"])
    pit = result.features["archaeology_conflicts"]
    assert list(pit["first"]) == ["new-excavation-1"]
    assert pit["overlap_volume"].item() == pytest.approx(20.0 * 20.0 * 1.5)
    assert counts(result)["conditional"] == len(table) + len(pit)
    dug = result.features["archaeology_disturbance"].groupby("work")["volume"].sum()
    assert dug["new-excavation-1"] == pytest.approx(20.0 * 20.0 * 1.5)


def test_a_heat_pipe_through_a_delivery(data_dir: Path) -> None:
    twin = delivered(data_dir)
    before, after = counts(judged(twin)), counts(judged(twin, HEAT))
    assert after["conditional"] > before["conditional"]
    assert before["forbidden"] == after["forbidden"] == 0.0


def test_storage_above_and_below_the_clay_of_utrecht(data_dir: Path) -> None:
    twin, (zone, storage), seal = storage_in_utrecht(data_dir)
    assert float(seal["thickness"]) == pytest.approx(4.5, abs=0.5)
    assert float(seal["top"]) == pytest.approx(-32.5, abs=0.5)
    assert sum(counts(judged(twin, zone, storage)).values()) == 0.0
    deeper = {**storage, "filter_top": -38.0, "filter_base": -48.0}
    below = judged(twin, zone, deeper)
    assert counts(below)["forbidden"] == 2.0  # the warm and the cold well
    table = below.features["conflicts"]
    assert set(table["code"]) == {"X11"}
    assert list(table["margin"]) == pytest.approx([-48.0 - float(seal["top"])] * 2)


def test_rows_of_the_page(data_dir: Path) -> None:
    archaeology, works = dug_archaeology(data_dir)
    utrecht, storage, _ = storage_in_utrecht(data_dir)
    found = [
        row("dike trajects 10-1 to 10-3, 39 made-up cables", mastenbroek(data_dir)),
        row("archaeology of UIKAV, a water main and a pit", archaeology, works),
        row("KLIC delivery, a heat pipe", delivered(data_dir), [HEAT]),
        row("GeoTOP Utrecht, a zone and a storage system above its clay", utrecht, storage),
    ]
    assert shown("real", found, loose=[TIME])
