"""Claims as a table: a row for each, and nothing made up where something is not told."""

from __future__ import annotations

import math

import pytest
from shapely import Point, box

from twin.claim_table import APART, CONFLICT_TABLES, DUTCH, claims_table
from twin.claims import FUNCTIONS, Claim
from twin.features import THEMES


def test_a_row_for_each_claim_in_their_order() -> None:
    claims = [
        Claim("z", "protection_zones", "BVZ", box(0, 0, 10, 10), -60.0, -math.inf, status="reserved"),
        Claim(
            "d", "doublets", "GEO", Point(1, 2), -2000.0, -2100.0, 2030.0, 2060.0, growth=math.nan, owner="o"
        ),
    ]
    table = claims_table(claims)
    assert table["id"].tolist() == ["z", "d"]
    assert table.crs.to_epsg() == 28992
    zone, doublet = table.iloc[0], table.iloc[1]
    assert math.isnan(zone["base"])
    assert math.isnan(zone["start"])
    assert (zone["top"], zone["status"], zone["growth"]) == (-60.0, "reserved", 0.0)
    assert (doublet["start"], doublet["end"], doublet["owner"]) == (2030.0, 2060.0, "o")
    assert math.isnan(doublet["growth"])
    assert doublet["geometry"].equals(Point(1, 2))
    assert len(claims_table([])) == 0


def test_every_function_has_a_dutch_name() -> None:
    assert DUTCH.keys() == FUNCTIONS.keys()


@pytest.mark.parametrize("name", CONFLICT_TABLES)
def test_tables_are_named_after_the_themes_that_are_apart(name: str) -> None:
    assert name in {"_".join([*CONFLICT_TABLES[name], end]) for end in ("conflicts", "crowding")}
    assert set(APART) <= set(THEMES)
