"""What well fields for drinking water claim where nobody drew zones: water of 60 days and of 25 years."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from scenarios.drinking_water.fields import WellField, well_fields
from scenarios.drinking_water.parameters import CaptureParameters
from scenarios.physics.capture import PROTECTION_TIMES, capture_area, capture_radius
from twin.claims import Claim

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["well_claims"]

_ZONES = (("WWG", "60 days", PROTECTION_TIMES[0]), ("GWB", "25 years", PROTECTION_TIMES[1]))
_PIECES = 16  # straight pieces of a quarter of a circle


def well_claims(claims: Sequence[Claim], twin: Twin) -> Iterator[Claim]:
    """Claims of the well fields of a twin that have no zones.

    Parameters
    ----------
    claims
        Claims of the twin: its wells, and the zones that it has.
    twin
        With the theme ``wells``, or without.

    Yields
    ------
    Claim
        WWG and GWB by field, from the ground to the base of the screens: cylinders round its wells that hold
        the water of 60 days and of 25 years over the height of the screens, without slope of the groundwater
        (formula D1; pores as in `CaptureParameters`, [unverified]). A field has zones where one of it, or
        around a well that exists, is an abstraction area of the twin; screens and discharge have to be told.
        Their reach is that of the area whose rain feeds the field (``Q / N``), drawn as a disc.
    """
    known = {claim.id: claim for claim in claims if claim.theme == "wells"}
    zones = [claim for claim in claims if claim.function == "WWG"]
    asked, seen = CaptureParameters(), set[str]()
    starts = {claim.start for claim in known.values() if claim.start is not None}
    for year in sorted({float(twin.reference_year), *starts}):
        for field in well_fields(twin, year):
            wells = [known[key] for key in field.ids if key in known]
            if seen.issuperset(field.ids) or not wells or not field.screen_top > field.screen_base:
                continue
            seen.update(field.ids)
            if not _has_zones(field, wells, zones):
                yield from _claims(field, wells, asked)


def _has_zones(field: WellField, wells: Sequence[Claim], zones: Sequence[Claim]) -> bool:
    """Whether an abstraction area is that of a field: it says so, or it lies round wells that exist."""
    there = [well for well in wells if well.status != "planned"]
    owners = {field.name, *(well.owner for well in wells)}
    return any(
        zone.owner in owners or any(zone.footprint.intersects(well.footprint) for well in there)
        for zone in zones
    )


def _claims(field: WellField, wells: Sequence[Claim], asked: CaptureParameters) -> Iterator[Claim]:
    starts, ends = [well.start for well in wells], [well.end for well in wells]
    first = replace(
        wells[0],
        top=max(well.top for well in wells),
        base=min(well.base for well in wells),
        start=None if None in starts else min(year for year in starts if year is not None),
        end=None if None in ends else max(year for year in ends if year is not None),
        radius=0.0,
        kind="",
        owner=field.name if wells[0].owner == wells[0].id else wells[0].owner,
    )
    height = field.screen_top - field.screen_base
    area = float(capture_area(flow=field.total, recharge=asked.rain))
    for function, span, time in _ZONES:
        away = capture_radius(flow=field.flow, time=time, thickness=height, porosity=asked.porosity)
        discs = shapely.buffer(shapely.points(field.x, field.y), away, quad_segs=_PIECES)
        shape = shapely.union_all(discs)
        yield replace(
            first,
            id=f"{wells[0].id}:{function.lower()}",
            function=function,
            footprint=shape,
            reach=max(math.sqrt(area / math.pi) - math.sqrt(shape.area / math.pi), 0.0)
            if function == "WWG"
            else None,
            source=f"computed: water of {span} round the wells of {field.name}, which has no zones",
        )
