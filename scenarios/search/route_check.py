"""What a route meets: claims that stand, by the conflict engine, and archaeology that it digs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from shapely import LineString

from scenarios.archaeology.digs import GroundAt
from scenarios.archaeology.works import Digging, Work, line_digs
from scenarios.search.route_line import Line
from scenarios.search.route_stack import Laying
from scenarios.subsurface.engine import Index, place
from scenarios.subsurface.model import VERDICTS, Verdict
from twin.claims import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twin.progress import Progress

__all__ = ["claims_of_route", "conflicts_of", "work_of"]

_TALL, _LONG = 0.3, 500.0  # m: a claim is a prism; a line that rises or runs on is cut
_HAIR = 1e-6  # m: a trench of the greatest depth is no drilling, whatever rounding makes of it


def claims_of_route(name: str, line: Line, laying: Laying, ground: GroundAt) -> list[Claim]:
    """Claims of a route: a piece for every run that keeps within 0.3 m of height and 500 m of length."""
    above = ground(line.places[:, 0], line.places[:, 1])
    half = 0.5 * laying.diameter
    claims = []
    for number, (begin, stop) in enumerate(_pieces(line)):
        level = line.places[begin : stop + 1, 2]
        claims.append(
            Claim(
                f"{name}:{number}", "utility_lines", laying.function,
                LineString(line.places[begin : stop + 1, :2]),
                float(level.max()) + half, float(level.min()) - half, laying.start,
                radius=half, kind=laying.network, status="planned", owner=name,
                ground=float(above[begin : stop + 1].max()),
            )
        )  # fmt: skip
    return claims


def _pieces(line: Line) -> Iterator[tuple[int, int]]:
    for first, last in line.runs():
        begin, run = first, 0.0
        low = high = line.places[first, 2]
        for at in range(first + 1, last + 1):
            run += float(np.hypot(*(line.places[at, :2] - line.places[at - 1, :2])))
            low, high = min(low, line.places[at, 2]), max(high, line.places[at, 2])
            if at > begin + 1 and (run > _LONG or high - low > _TALL):
                yield begin, at - 1
                begin, run = at - 1, float(np.hypot(*(line.places[at, :2] - line.places[at - 1, :2])))
                low, high = sorted((line.places[at - 1, 2], line.places[at, 2]))
        yield begin, last


def conflicts_of(claims: list[Claim], known: Index, progress: Progress) -> list[tuple[Claim, Verdict]]:
    """What a route meets, the worst first: each claim once by each rule, where it has least room.

    Claims on archaeology are left to the digging, which counts area and depth of the whole route.
    """
    worst: dict[tuple[str, int], tuple[Claim, Verdict]] = {}
    functions = {claim.id: claim.function for claim in known.claims}
    for number, claim in enumerate(claims):
        progress(number / len(claims), "what it meets")
        for found in place(claim, known, least_probability=0.0):
            verdict = replace(found, first=claim.owner)
            key = found.second, found.rule
            if functions[found.second] != "ARC" and (
                key not in worst or _order(verdict) < _order(worst[key][1])
            ):
                worst[key] = claim, verdict
    return sorted(worst.values(), key=lambda pair: (*_order(pair[1]), pair[1].second))


def _order(verdict: Verdict) -> tuple[int, float]:
    return VERDICTS.index(verdict.verdict), 0.0 if verdict.margin is None else verdict.margin


def work_of(name: str, line: Line, laying: Laying, ground: GroundAt) -> Work:
    """Trenches and bores of a route."""
    digging = Digging(width=laying.width, deepest=laying.trench_depth + laying.diameter + _HAIR)
    above = ground(line.places[:, 0], line.places[:, 1])
    below = above - line.places[:, 2] + 0.5 * laying.diameter
    digs = tuple(line_digs(line.shape, below, laying.diameter, ground, digging))
    return Work(name, "utility_lines", laying.network, line.shape, digs)
