"""The vocabulary is complete, and what is added to a folder is found."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from twin.errors import InvalidInputError, Problem, ZichtError, did_you_mean
from twin.features import THEMES
from twin.progress import part
from twin.quantities import QUANTITIES, check_ranges, describe
from twin.registry import discover
from twin.vocabulary import LAND_USE, LITHOCLASS, NETWORKS, SOIL, STRATIGRAPHY


def test_every_class_has_its_key_its_names_and_its_colour() -> None:
    for table in (LAND_USE, SOIL, LITHOCLASS, STRATIGRAPHY, NETWORKS):
        assert len({entry.key for entry in table.values()}) == len(table)
        for key, entry in table.items():
            assert key in {entry.code, entry.key}
            assert entry.label_nl
            assert entry.label_en
            assert re.fullmatch("#[0-9a-f]{6}", entry.color)


def test_stratigraphy_is_ordered_by_age_not_by_code() -> None:
    order = [unit.key for unit in sorted(STRATIGRAPHY.values(), key=lambda unit: unit.order)]
    assert (
        order.index("BEC") < order.index("NIHO") < order.index("NIBA") < order.index("KR") < order.index("RU")
    )


def test_themes_and_quantities_are_labelled_in_both_languages() -> None:
    assert {"dikes", "peilgebieden", "buildings", "utility_lines", "wells", "doublets", "archaeology"} <= set(
        THEMES
    )
    assert THEMES["utility_lines"].slug == "utility-lines"
    for row in (*THEMES.values(), *QUANTITIES.values()):
        assert row.label_nl
        assert row.label_en


def test_known_variables_get_units_and_are_held_to_their_range(small_surface) -> None:
    described = describe(small_surface)
    assert described["ground_level"].attrs["units"] == "m"
    assert described["ground_level"].attrs["grid_mapping"] == "spatial_ref"
    assert check_ranges(described) == []
    (problem,) = check_ranges(small_surface.assign(ground_level=small_surface["ground_level"] * 100))
    assert (problem.field, problem.value) == ("ground_level", "-400..300")


def test_an_error_names_field_value_and_remedy() -> None:
    error = InvalidInputError(
        [Problem("sea", -3, "is too low", "Give -2 or more."), Problem("x", "y" * 200, "is long", "")]
    )
    assert str(error).splitlines()[0] == "sea = -3: is too low. Give -2 or more."
    assert len(str(error).splitlines()[1]) < 120
    assert did_you_mean("zeedjik", ["zeedijk", "ringdijk"]) == "Did you mean 'zeedijk'?"


def test_a_part_of_the_progress_fills_its_part() -> None:
    seen: list[float] = []
    report = part(lambda fraction, _: seen.append(fraction), 0.2, 0.6)
    for fraction in (0, 0.5, 1):
        report(fraction, "")
    assert seen == pytest.approx([0.2, 0.4, 0.6])


class Shape:
    """Base of the plug-ins in the test below."""

    id = ""


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "shapes_found_by_scan"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "base_of_shapes", sys.modules[__name__])
    yield folder
    for name in [name for name in sys.modules if name.startswith("shapes_found_by_scan")]:
        del sys.modules[name]


def test_one_file_adds_one_thing(plugins: Path) -> None:
    (plugins / "square.py").write_text(
        "from base_of_shapes import Shape\nclass Square(Shape):\n    id = 'square'\n"
    )
    (plugins / "_hidden.py").write_text("raise RuntimeError('never imported')\n")
    assert list(discover("shapes_found_by_scan", Shape, "zicht.test.shapes")) == ["square"]


def test_two_things_with_one_name_are_refused(plugins: Path) -> None:
    for name in ("one", "two"):
        (plugins / f"{name}.py").write_text(
            "from base_of_shapes import Shape\nclass X(Shape):\n    id = 'x'\n"
        )
    with pytest.raises(ZichtError, match="both"):
        discover("shapes_found_by_scan", Shape, "zicht.test.shapes")
