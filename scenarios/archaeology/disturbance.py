"""What each work disturbs of each body, whether that asks research, and which work disturbs least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from scenarios.archaeology.bodies import Body
from scenarios.archaeology.volumes import taken_of
from scenarios.archaeology.works import Work
from scenarios.physics.archaeology import needs_research

__all__ = ["Disturbed", "Total", "disturbance", "ranked", "totals"]


@dataclass(frozen=True, slots=True)
class Disturbed:
    """What a work does to a body.

    Parameters
    ----------
    work, body
        Of which.
    volume, area
        What is dug of the body [m3], and the outline in plan of what is dug within its bounds [m2].
    research
        Whether the work is larger and deeper than the body leaves free.
    shape
        Where, RD New.
    """

    work: Work
    body: Body
    volume: float
    area: float
    research: bool
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class Total:
    """What a work disturbs in all.

    Parameters
    ----------
    sites, expected
        Volume of known sites and of ground where remains are expected [m3].
    weighted
        Both, weighted by value: what routes are ranked by [m3].
    research
        Whether any of it asks research.
    """

    sites: float
    expected: float
    weighted: float
    research: bool


def disturbance(works: Sequence[Work], bodies: Sequence[Body]) -> list[Disturbed]:
    """List what works disturb, in the order of works and bodies.

    The area that is held against the limit is that of the whole work, as in a permit; the depth its greatest.
    """
    found = []
    for work in works:
        area, depth = work.area, work.depth
        for taken in taken_of(work.digs, bodies):
            body = bodies[taken.body]
            worth = body.worth
            asks = needs_research(
                area=area, depth=max(depth, 0.0), free_area=worth.free_area, free_depth=worth.free_depth
            )
            # Ground above the body is not the body: what digs none of it asks nothing.
            found.append(
                Disturbed(
                    work, body, taken.volume, taken.area, bool(asks) and taken.volume > 0.0, taken.shape
                )
            )
    return found


def totals(works: Sequence[Work], found: Sequence[Disturbed]) -> dict[str, Total]:
    """What each work disturbs in all, by its id."""
    sums = {work.id: Total(0.0, 0.0, 0.0, research=False) for work in works}
    for one in found:
        before, known = sums[one.work.id], one.body.known
        sums[one.work.id] = Total(
            before.sites + (one.volume if known else 0.0),
            before.expected + (0.0 if known else one.volume),
            before.weighted + one.body.worth.weight * one.volume,
            before.research or one.research,
        )
    return sums


def ranked(sums: dict[str, Total]) -> list[str]:
    """Works from the one that disturbs least to the one that disturbs most, by weighted volume, then id."""
    return sorted(sums, key=lambda name: (sums[name].weighted, name))
