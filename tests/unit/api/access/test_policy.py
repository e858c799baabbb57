"""The policy: which role sees how much, and what an operator may write."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from shapely import LineString, Point, box

from api.access.policy import Policy, Rule, read_policy
from api.access.restrictions import generalise, theme_of
from twin.errors import InvalidInputError
from twin.features import THEMES

EXPECTED = {
    "utility_lines": {"public": "withheld", "reader": "generalised", "modeller": "full", "admin": "full"},
    "archaeology": {"public": "generalised", "reader": "full", "modeller": "full", "admin": "full"},
    "vital_objects": {"public": "generalised", "reader": "full", "modeller": "full", "admin": "full"},
    "conflicts": {"public": "withheld", "reader": "withheld", "modeller": "full", "admin": "full"},
}


@pytest.mark.parametrize("role", ["public", "reader", "modeller", "admin"])
def test_sensitive_layers_are_restricted_unless_somebody_says_otherwise(role: str) -> None:
    policy = read_policy(None)
    for theme in {*THEMES, *EXPECTED}:
        level = EXPECTED.get(theme, {}).get(role, "full")
        assert policy.rule(theme, role).level == level, theme


def test_operator_changes_one_theme_and_keeps_the_others(tmp_path: Path) -> None:
    path = tmp_path / "access.yaml"
    path.write_text("layers:\n  wells: {public: {level: generalised, cell: 500}}\n")
    policy = read_policy(path)
    assert (
        policy.rule("wells", "public") == policy.rule("wells", "admin") == Rule(level="generalised", cell=500)
    )
    assert policy.rule("utility_lines", "public").level == "withheld"


def test_claims_are_for_those_who_see_all_that_is_drawn_in_them(tmp_path: Path) -> None:
    path = tmp_path / "access.yaml"
    wells = "wells: {public: {level: generalised, cell: 500}, reader: {level: full}}"
    path.write_text(f"layers: {{{wells}}}")
    assert [read_policy(path).rule("claims", role).level for role in ("public", "reader")] == [
        "withheld", "full",
    ]  # fmt: skip
    path.write_text(f"layers: {{{wells}, claims: {{public: {{level: full}}}}}}")
    assert read_policy(path).rule("claims", "public").level == "full"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("layers: {cables: {public: {level: full}}}", "access"),
        ("layers: {wells: {everybody: {level: full}}}", "layers.wells"),
        ("layers: {wells: {public: {level: generalised}}}", "layers.wells.public"),
        ("layers: {wells: {public: {level: full, cell: 100}}}", "layers.wells.public"),
        ("layers: {wells: {public: {level: generalised, cell: 1}}}", "layers.wells.public.cell"),
        ("layers: {wells: {reader: {level: withheld}}}", "access"),
        ("oidc: {issuer: x}", "oidc.audience"),
        ("keys: {}", "keys"),
        ("[", "access"),
        ("!!python/object/apply:os.system ['true']", "access"),
    ],
)
def test_mistakes_in_the_file_are_named(tmp_path: Path, text: str, field: str) -> None:
    path = tmp_path / "access.yaml"
    path.write_text(text)
    with pytest.raises(InvalidInputError) as caught:
        read_policy(path)
    assert any(problem.field.startswith(field) for problem in caught.value.problems)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError):
        read_policy(tmp_path / "access.yaml")
    assert isinstance(read_policy(None), Policy)


def test_generalised_features_are_cells_that_tell_nothing_else() -> None:
    table = gpd.GeoDataFrame(
        {"id": ["gas-17", "gas-18", "ls-1"], "network": ["gas", "gas", None], "name": ["a", "b", "c"]},
        geometry=[LineString([(10, 10), (210, 10)]), LineString([(20, 20), (30, 30)]), Point(150, 50)],
        crs="EPSG:28992",
    )
    coarse = generalise(table, Rule(level="generalised", cell=100, columns=("network",)))
    assert list(coarse.columns) == ["id", "network", "count", "geometry"]
    networks = [None if missing else name for name, missing in
                zip(coarse["network"], coarse["network"].isna(), strict=True)]  # fmt: skip
    found = {(shape.bounds[:2], network): count for shape, network, count in
             zip(coarse.geometry, networks, coarse["count"], strict=True)}  # fmt: skip
    assert found == {
        ((0, 0), "gas"): 2, ((100, 0), "gas"): 1, ((200, 0), "gas"): 1, ((100, 0), None): 1,
    }  # fmt: skip
    assert all(shape.equals(box(*shape.bounds)) and shape.area == 10_000 for shape in coarse.geometry)
    text = coarse.to_json()
    assert not [word for word in ("gas-17", "gas-18", "ls-1", "10.0, 10.0") if word in text]


@pytest.mark.parametrize("kind", ["object", "string", "str", "category"])
def test_missing_values_are_told_as_missing(kind: str) -> None:
    table = gpd.GeoDataFrame(
        {"id": [1, 2], "network": ["gas", None]}, geometry=[Point(1, 1)] * 2, crs="EPSG:28992"
    )
    table["network"] = table["network"].astype(kind)
    coarse = generalise(table, Rule(level="generalised", cell=100, columns=("network",)))
    assert coarse["network"].isna().tolist() == [False, True]
    assert coarse["count"].tolist() == [1, 1]


def test_generalised_places_are_independent_of_order() -> None:
    points = [Point(1, 1), Point(950, 20), Point(2000, 2000)]
    rule = Rule(level="generalised", cell=1000)
    there, back = (
        generalise(gpd.GeoDataFrame({"id": range(3)}, geometry=order, crs="EPSG:28992"), rule)
        for order in (points, points[::-1])
    )
    assert there.equals(back)
    assert there["count"].tolist() == [2, 1]


@pytest.mark.parametrize(
    ("name", "theme"),
    [("vital-objects", "vital_objects"), ("vital_objects", "vital_objects"), ("buildings-flood", "buildings"),
     ("vital_objects-sea-level-rise", "vital_objects"), ("terrain", "terrain"), ("claims", "claims"),
     ("layers", "layers"), ("", ""), ("vital", "vital")],
)  # fmt: skip
def test_theme_of_layers_and_tables(name: str, theme: str) -> None:
    assert theme_of(name) == theme
