"""Archaeological sites: what of them stays wet, what falls dry, and what is lost with the peat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from scenarios.physics.archaeology import MARGIN, lost_thickness, zones
from scenarios.physics.constants import Parameter
from scenarios.polders.effect import Answer, Case, Effect
from scenarios.polders.objects import (
    GROUNDWATER_ERROR,
    Places,
    groundwater,
    nothing,
    numeric,
    places,
)

__all__ = ["LINE_WIDTH", "Archaeology"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]

LINE_WIDTH = Parameter(5.0, "m", "width of a Roman road", "unverified")
"""Width of a site that is drawn as a line."""
_MARGINS = (0.10, 0.20)


@dataclass(frozen=True, slots=True)
class _Bodies:
    """Pieces of sites on land that counts: their columns, sites, areas [m2], and levels [m NAP], (p,)."""

    column: Numbers
    thing: Numbers
    size: Floats
    top: Floats
    base: Floats


class Archaeology(Effect):
    """Volume of archaeological sites that is not kept wet."""

    id = "archaeology"
    labels: ClassVar[Mapping[str, str]] = {
        "nl": "Archeologie die droog komt te liggen",
        "en": "Archaeology that falls dry",
    }
    unit = "m3"
    better = "lower"
    theme = "archaeology"
    method = (
        "Volume of the known sites that lies above the lowest groundwater of the eight years up to the "
        f"horizon (the driest summer, not a mean) less {MARGIN}, in m NAP: organic remains need ground "
        "without oxygen (zones of Smit, van Heeringen & Theunissen 2006: kept wet below it, wet and dry "
        "by turns up to the highest groundwater, dry above). Beside it what is lost: of sites in peat "
        "the oxidation of the peat in the years that some of the site is exposed, all of it taken to be "
        "in the site, an upper bound; for other soil no rate is known. Sites do not sink. Range: margin "
        f"0.10 to 0.20 m, groundwater {GROUNDWATER_ERROR} higher or lower. Oxidation of pyrite in salt "
        "marsh and brackish peat, nitrate and sulphate in water that is let in, and pressure of fill "
        f"are not counted. A site drawn as a line is {LINE_WIDTH} wide. Finds that are only expected are "
        "not counted."
    )

    def assess(self, case: Case) -> Answer:
        """Part the sites into zones."""
        found = places(case, "archaeology")
        if found is None:
            return nothing(case, "archaeological sites", found)
        if not found.counted(case).size:
            return nothing(case, "archaeological sites", found)
        bodies = _bodies(case, found)
        if not bodies.thing.size:
            return Answer.unknown("the levels of the archaeological sites are not known")
        low, high = _range(case, bodies.column)
        wet, turns, dry = _zones(bodies, low, high)
        exposed = turns + dry
        volume = exposed * bodies.size
        if not np.isfinite(volume).any():
            return Answer.unknown("the groundwater at the sites is not known")

        def variant(raised: float, margin: float) -> float:
            _, by_turns, above = _zones(bodies, low + raised, high + raised, margin)
            return float(np.nansum((by_turns + above) * bodies.size))

        lost, peat = _lost(case, bodies)
        return Answer(
            float(np.nansum(volume)),
            variants={
                "groundwater higher": variant(GROUNDWATER_ERROR.value, MARGIN.value),
                "groundwater lower": variant(-GROUNDWATER_ERROR.value, MARGIN.value),
                **{f"margin of {margin:.2f} m": variant(0.0, margin) for margin in _MARGINS},
            },
            parts=_parts(bodies, (wet, turns, dry), lost),
            table=_rows(case, bodies, (wet, turns, dry), lost),
            notes=_notes(case, found, bodies, peat, np.isnan(volume)),
        )


def _bodies(case: Case, found: Places) -> _Bodies:
    """Pieces of sites whose levels are known."""
    table = case.twin.features["archaeology"]
    line = np.array([kind.endswith("LineString") for kind in table.geom_type.fillna("")])
    pieces = found.counted(case)
    thing = found.thing[pieces]
    top, base = (numeric(table, key)[thing] for key in ("top_level", "base_level"))
    keep = top >= base  # leaves out what is not known too
    size = found.amount[pieces] * np.where(line[thing], LINE_WIDTH.value, 1.0)
    return _Bodies(found.column[pieces][keep], thing[keep], size[keep], top[keep], base[keep])


def _range(case: Case, column: Numbers) -> tuple[Floats, Floats]:
    """Lowest and highest groundwater of the last eight years [m NAP], (p,)."""
    upto, first = case.index + 1, case.period.start
    low, high = (
        groundwater(case, depth[:upto], column)[first:] for depth in (case.course.lowest, case.course.highest)
    )
    return low.min(axis=0), high.max(axis=0)


def _zones(
    bodies: _Bodies, low: Floats, high: Floats, margin: float = MARGIN.value
) -> tuple[Floats, Floats, Floats]:
    return zones(top=bodies.top, base=bodies.base, lowest=low, highest=np.maximum(low, high), margin=margin)


def _lost(case: Case, bodies: _Bodies) -> tuple[Floats, Flags]:
    """Thickness of each piece that is lost [m], NaN outside peat, and which lie in peat, (p,)."""
    peat = np.asarray(case.columns.peat_thickness[bodies.column] > 0.0, dtype=np.bool_)
    lost = np.full(peat.size, np.nan)
    column, upto = bodies.column[peat], case.index + 1
    low = groundwater(case, case.course.lowest[:upto], column)
    wet_to = np.clip(low - MARGIN.value, bodies.base[peat], bodies.top[peat])
    gone = case.course.oxidation[:upto, column].astype(np.float64)
    rate = np.maximum(np.diff(gone, axis=0, prepend=0.0), 0.0)
    lost[peat] = lost_thickness(oxidation=rate, exposed=bodies.top[peat] - wet_to)
    return lost, peat


def _parts(bodies: _Bodies, parts: tuple[Floats, Floats, Floats], lost: Floats) -> dict[str, float]:
    wet, turns, dry = (float(np.nansum(part * bodies.size)) for part in parts)
    exposed = np.bincount(bodies.thing, np.nan_to_num(parts[1] + parts[2]) * bodies.size)
    whole = np.bincount(bodies.thing, (bodies.top - bodies.base) * bodies.size)
    there = np.bincount(bodies.thing) > 0
    known = np.isfinite(lost)
    in_peat = {"lost_in_peat [m3]": float((lost * bodies.size)[known].sum())} if known.any() else {}
    return {
        "kept_wet [m3]": wet,
        "wet_and_dry [m3]": turns,
        "dry [m3]": dry,
        **in_peat,
        "sites [sites]": float(there.sum()),
        "sites_kept_wet [sites]": float((there & (exposed <= 1e-3 * whole)).sum()),
        "sites_degrading [sites]": float((there & (exposed > 1e-3 * whole)).sum()),
    }


def _rows(
    case: Case, bodies: _Bodies, parts: tuple[Floats, Floats, Floats], lost: Floats
) -> Sequence[dict[str, str | float]]:
    """Rows of each zone, and of the twenty sites of which most is exposed."""
    table = case.twin.features["archaeology"]
    count, size = len(table), bodies.size
    zone = dict(zip(("kept wet", "wet and dry by turns", "dry"), parts, strict=True))
    zone["lost with the peat"] = lost
    rows: list[dict[str, str | float]] = [
        {"row": "state", "name": "", "state": state, "value": float(np.nansum(of * size)), "unit": "m3"}
        for state, of in zone.items()
        if np.isfinite(of).any()
    ]
    exposed = np.bincount(bodies.thing, np.nan_to_num(parts[1] + parts[2]) * size, count)
    gone = np.bincount(bodies.thing, np.nan_to_num(lost) * size, count)
    ids = table["id"].to_numpy(object)
    sites = [at for at in np.argsort(-exposed, kind="stable")[:20] if exposed[at] > 0.0]
    return rows + [
        {"row": "object", "name": str(ids[at]), "state": state, "value": float(of[at]), "unit": "m3"}
        for state, of in (("not kept wet", exposed), ("lost with the peat", gone))
        for at in sites
        if of[at] > 0.0
    ]


def _notes(case: Case, found: Places, bodies: _Bodies, peat: Flags, dark: Flags) -> tuple[str, ...]:
    notes = []
    if outside := np.unique(bodies.thing[~peat]).size:
        notes.append(
            f"{outside} sites lie at least partly where no peat is known: what they lose is not known."
        )
    pieces = found.counted(case)
    if nameless := np.setdiff1d(found.thing[pieces], bodies.thing).size:
        notes.append(f"Of {nameless} sites the levels are not known; they are left out.")
    if lost := np.union1d(found.thing[found.unknown(case)], bodies.thing[dark]).size:
        notes.append(f"Of {lost} sites the groundwater is not known under all of it.")
    return tuple(notes)
