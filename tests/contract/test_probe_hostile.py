"""Questions about the ground that make no sense are refused in words; odd ones that do are answered."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import pytest
from starlette.testclient import TestClient

from tests.contract.conftest import X0, Y0
from tests.contract.test_probe import dug  # noqa: F401  (a fixture)

HERE = f"POINT({X0 + 150} {Y0 + 100})"
SMALL = f"{X0},{Y0},{X0 + 10},{Y0 + 10}"


def line(corners: Sequence[tuple[float, float]]) -> str:
    return f"LINESTRING({', '.join(f'{X0 + x:.3f} {Y0 + y:.3f}' for x, y in corners)})"


SPIRAL = [(200 + k / 10 * math.cos(k / 8), 150 + k / 10 * math.sin(k / 8)) for k in range(1000)]
THERE_AND_BACK = [(100.0, 100.0), (300.0, 100.0)] * 20


@pytest.mark.parametrize(("what", "given"), [
    ("probe", {"coords": "POINT(NaN NaN)"}),
    ("probe", {"coords": "POINT(1e308 1e308)"}),
    ("probe", {"coords": "POINT(inf 480000)"}),
    ("probe", {"coords": "POINT EMPTY"}),
    ("probe", {"coords": ""}),
    ("probe", {}),
    ("probe", {"coords": "POINT(0 0)"}),
    ("probe", {"coords": HERE, "year": "nan"}),
    ("probe", {"coords": HERE, "year": "1e308"}),
    ("section", {"coords": "LINESTRING EMPTY"}),
    ("section", {"coords": "LINESTRING(NaN NaN, 1 1)"}),
    ("section", {"coords": "LINESTRING(-1e308 0, 1e308 0)"}),
    ("section", {"coords": line([(100, 100), (100, 100)])}),
    ("section", {"coords": line([(100 + k / 100, 100 + k % 2) for k in range(2000)])}),
    ("section", {"coords": f"POLYGON(({X0} {Y0}, {X0 + 9} {Y0}, {X0} {Y0 + 9}, {X0} {Y0}))"}),
    ("box", {"bbox": "nan,nan,nan,nan", "z": "-5/0"}),
    ("box", {"bbox": "-1e308,-1e308,1e308,1e308", "z": "-5/0"}),
    ("box", {"bbox": f"{X0 + 10},{Y0 + 10},{X0},{Y0}", "z": "-5/0"}),
    ("box", {"bbox": f"{X0},{Y0},{X0},{Y0}", "z": "-5/0"}),
    ("box", {"bbox": "", "z": "-5/0"}),
    ("box", {"bbox": SMALL, "z": "-1e308/0"}),
    ("box", {"bbox": SMALL, "z": "-99999999999/0"}),
    ("box", {"bbox": SMALL, "z": "0/-5"}),
    ("box", {"bbox": SMALL, "z": "nan/0"}),
    ("box", {"bbox": SMALL}),
])  # fmt: skip
def test_senseless_questions_are_refused(client: TestClient, what: str, given: dict[str, str]) -> None:
    answer = client.get(f"/v1/collections/dug/{what}", params=given)
    assert answer.status_code == 400, answer.text[:300]
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert len(answer.content) < 4000


@pytest.mark.parametrize("corners", [SPIRAL, THERE_AND_BACK], ids=["spiral", "there and back"])
def test_lines_that_cross_or_turn_on_themselves_are_answered(
    client: TestClient, corners: list[tuple[float, float]]
) -> None:
    answer = client.get("/v1/collections/dug/section", params={"coords": line(corners), "year": "2035"})
    assert answer.status_code == 200, answer.text[:300]
    length = sum(math.dist(a, b) for a, b in pairwise(corners))
    assert answer.json()["length"] == pytest.approx(length, rel=1e-4)
    assert "NaN" not in answer.text
