"""Many candidates at once are judged as the conflict engine judges each."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString, Point, box

from scenarios.kernels import conflict_layout as lay
from scenarios.search.judging import RANK, copies, judged
from scenarios.subsurface.engine import index, place
from scenarios.subsurface.model import VERDICTS
from twin.claims import Claim
from twin.errors import Cancelled
from twin.progress import silent

STANDING = (
    Claim("zone", "protection_zones", "GWB", box(0, 0, 1000, 1000), 0.0, -50.0),
    Claim("seal", "protection_zones", "BVZ", box(1000, 0, 2000, 1000), -20.0, -60.0),
    Claim("main", "utility_lines", "PIP", LineString([(0, 1500), (3000, 1500)]), -1.0, -1.4,
          radius=0.2, kind="water"),
    Claim("other", "ates", "ATES", Point(2600, 400), -30.0, -45.0, radius=40.0, kind="warm"),
    Claim("later", "ates", "ATES", Point(2600, 900), -30.0, -45.0, start=2080.0, radius=40.0, kind="warm"),
)  # fmt: skip
STORE = Claim("new", "ates", "ATES", Point(0, 0), -30.0, -40.0, 2030.0, 2060.0, radius=30.0, kind="cold")


@pytest.fixture(scope="module")
def places() -> np.ndarray:
    rng = np.random.default_rng(7)
    return rng.uniform((0, 0), (3000, 2000), (200, 2))


def test_each_is_judged_as_placed_alone(places: np.ndarray) -> None:
    known = index(STANDING)
    candidates = copies(STORE, known, x=places[:, 0], y=places[:, 1], top=-30.0, base=-40.0, ground=0.0)
    found = judged(candidates, known, silent)
    pairs = {
        (int(candidate), known.claims[claim].id, VERDICTS[code - 1], int(rule))
        for candidate, claim, code, rule in zip(
            found.candidate, found.claim, found.code, found.rule, strict=True
        )
    }
    alone = set()
    for number, at in enumerate(places):
        claim = Claim(
            "new",
            "ates",
            "ATES",
            Point(at),
            -30.0,
            -40.0,
            2030.0,
            2060.0,
            radius=30.0,
            kind="cold",
            ground=0.0,
        )
        alone |= {
            (number, one.second, one.verdict, one.rule)
            for one in place(claim, known, least_probability=0.0)
            if one.holds
        }
    assert pairs == alone
    assert {verdict for _, _, verdict, _ in pairs} >= {"forbidden", "competing"}
    assert not [one for one in pairs if one[1] == "later"]


def test_what_forbids_is_worst_and_what_is_not_known_least_bad() -> None:
    assert RANK[lay.FORBIDDEN] > RANK[lay.CONDITIONAL] > RANK[lay.COMPETING] > RANK[lay.UNKNOWN]


def test_nothing_in_the_way_is_nothing() -> None:
    known = index(())
    found = judged(copies(STORE, known, x=[0.0], y=[0.0], top=-30.0, base=-40.0, ground=0.0), known, silent)
    assert len(found.code) == 0


def test_work_can_be_stopped() -> None:
    known = index(STANDING)

    def stop(fraction: float, message: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        judged(copies(STORE, known, x=[0.0], y=[0.0], top=-30.0, base=-40.0, ground=0.0), known, stop)
