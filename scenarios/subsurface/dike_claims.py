"""What dikes claim of the ground: their zones of today, and the room that they need as the sea rises."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from twin.claims import Claim

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["dike_claims"]

_KINDS = {"kernzone": "core", "beschermingszone": "protection", "profiel-van-vrije-ruimte": "reserve"}
_SCENARIO, _QUANTILES = "knmi23-h", (0.05, 0.5, 0.95)
_STEP = 50.0  # m along dikes


def dike_claims(twin: Twin, year: int = 2100) -> Iterator[Claim]:
    """Claims of the dikes of a twin.

    Parameters
    ----------
    twin
        With the theme ``dikes``; without it, or where dikes cannot be studied, it makes no claims.
    year
        Year of the room for later, 2005 to 2150: what a fast rise of the sea asks by then (KNMI'23, high
        scenario, all quantiles to 0.95).

    Yields
    ------
    Claim
        DIK of the sorts ``core``, ``protection`` and ``reserve``, without limit in height and without first
        year; zones are those of the legger where the twin has them, else usual widths [unverified]. All
        of one dike have it as owner.
    """
    from scenarios.dikes.settings import Settings
    from scenarios.dikes.study import study
    from scenarios.dikes.zones import zones

    if not _studied(twin):
        return
    found = study(twin, Settings(), None, _STEP)
    shown = zones(twin, found.measured, found.profiles)
    for row in shown.itertuples():
        yield _claim(f"{row.dike}:{_KINDS[row.kind]}", row, _KINDS[row.kind], row.source)
    from scenarios.dikes.futures import futures
    from scenarios.dikes.reservations import reservations

    given = futures([_SCENARIO], _QUANTILES, [year])
    room = found.design(given)[1]
    for row in reservations(found.places, found.profiles, given, room).itertuples():
        source = f"growth in soil until {year}, {_SCENARIO} to quantile {_QUANTILES[-1]:g}: {row.label_en}"
        yield _claim(f"{row.dike}:{row.band}-{year}", row, "reserve", source)


def _studied(twin: Twin) -> bool:
    """Whether the twin has dikes of which profile and loads are known well enough."""
    from scenarios.dikes.loads import check_loads
    from scenarios.dikes.locations import check_lines
    from scenarios.dikes.settings import Settings
    from scenarios.dikes.survey import check_survey

    if "dikes" not in twin.features or not len(twin.features["dikes"]):
        return False
    problems = [*check_lines(twin, None, step=_STEP), *check_survey(twin), *check_loads(twin, Settings())]
    return not problems


def _claim(name: str, row: object, kind: str, source: str) -> Claim:
    shape, dike = row.geometry, row.dike  # type: ignore[attr-defined]
    status = "reserved" if kind == "reserve" else "existing"
    return Claim(
        name, "dike_zones", "DIK", shape, math.inf, -math.inf, status=status, kind=kind,
        owner=f"dike {dike}", source=source,
    )  # fmt: skip
