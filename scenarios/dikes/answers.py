"""The answers of a study in one number each: lengths, areas, addresses, cost, and what sets the width."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.dikes.choice import HINDRANCES
from scenarios.dikes.indicators import INDICATORS
from scenarios.dikes.model import DRIVERS
from scenarios.dikes.sections import earthworks, section_designed, section_now
from scenarios.physics.stability import STABILITY_WIDTH
from scenarios.process import Value

if TYPE_CHECKING:
    from scenarios.dikes.choice import Choice
    from scenarios.dikes.model import Locations
    from scenarios.dikes.study import Study
    from scenarios.dikes.table import Case

__all__ = ["CORE_YEAR", "NO_WORK", "answers", "reasons_of"]

Floats = npt.NDArray[np.float64]

CORE_YEAR = 2100
NO_WORK = "no dike needs work"


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums over places, for each future of a case: the asked one first, then its 5 and 95 %."""

    study: Study
    case: Case

    @property
    def work(self) -> npt.NDArray[np.bool_]:
        """Whether a place needs work, (n, m)."""
        return np.asarray(self.case.design.driver > 0)

    @property
    def ones(self) -> Floats:
        """One for each place and future."""
        return np.ones(self.work.shape)

    def over(self, amount: Floats) -> list[float]:
        """Sum of an amount per metre over the lengths of the known places that need work, (m,)."""
        length = self.study.places.length[:, None]
        counted = self.work & self.study.places.known[:, None]
        return [float(value) for value in np.where(counted, amount * length, 0.0).sum(axis=0)]

    def share(self, driver: str) -> Value:
        """Part of the length with work whose width a driver sets."""
        mine = self.over((self.case.design.driver == DRIVERS.index(driver)) * self.ones)
        every = self.over(self.ones)
        if every[0] == 0.0:
            return Value(None, reason=NO_WORK)
        return _banded([part / whole for part, whole in zip(mine, every, strict=True) if whole > 0.0])

    def volumes(self) -> list[float]:
        """Soil that new bodies take, (m,)."""
        now = section_now(self.study.profiles)
        design = self.case.design
        fills = [
            earthworks(now, section_designed(self.study.profiles, design, future))[0]
            for future in range(design.inward.shape[1])
        ]
        return self.over(np.nan_to_num(np.stack(fills, axis=1)))


def answers(
    study: Study, case: Case, addresses: list[float] | None, core: Floats | None, lacking: str | None
) -> dict[str, Value]:
    """Every indicator of the process.

    Parameters
    ----------
    study, case
        The dikes, and what the asked case makes of them: one future, or three with its 5 and 95 %.
    addresses
        In the way in each of these; None where ``lacking`` says why.
    core
        Width that every future of `CORE_YEAR` takes [m], (n,); None when that year was not asked.
    lacking
        Why there are no addresses.
    """
    places = study.places
    told = {"length_unknown": _unknown(places)}
    if not places.known.any():
        reason = f"nothing is known of any place: {reasons_of(places)}"
        return {name: told.get(name, Value(None, reason=reason)) for name in INDICATORS}
    sums, choice = _Sums(study, case), case.choice
    told |= {
        "length": replace(_banded(sums.over(sums.ones)), method=_told_length(study)),
        "area": _banded(sums.over(case.design.inward + case.design.outward)),
        "addresses": Value(None, reason=lacking) if addresses is None else _banded(addresses),
        "body_volume": _banded(sums.volumes()),
        "reserved_area": _core(places, core),
        **{f"share_{name}": sums.share(name) for name in DRIVERS[1:]},
    }
    told["share_stability"] = replace(told["share_stability"], method=_told_stability(study))
    told["share_piping"] = _piping(sums, told["share_piping"])
    told["area"] = replace(told["area"], method=f"{INDICATORS['area'].method}{_without_piping(sums)}")
    told["cost"] = replace(_cost(sums), method=_told_cost(choice, lacking))
    return {name: told[name] for name in INDICATORS}


def _cost(sums: _Sums) -> Value:
    """Sum of the costs; unknown where the one measure that is allowed cannot be had, and why."""
    choice = sums.case.choice
    without = sums.over(np.isnan(choice.cost) * sums.ones)
    untold = int(np.argmax(np.asarray(without) > 0.0))
    low, middle, high = (sums.over(cost) for cost in (choice.cost_low, choice.cost, choice.cost_high))
    if not without[untold]:
        return Value(middle[0], min(low), max(high))
    why = choice.hindrance[np.isnan(choice.cost[:, untold]) & sums.work[:, untold], untold]
    causes = ", ".join(HINDRANCES[code][1] for code in np.unique(why))
    reason = f"the measure cannot be had along {without[untold] / 1000.0:.1f} km of dike: {causes}"
    return Value(None if untold == 0 else middle[0], reason=reason)


def _piping(sums: _Sums, share: Value) -> Value:
    """Share that piping sets; unknown where no place tells its subsoil, for then nobody looked."""
    lacking = _without_piping(sums)
    if share.value is None or not lacking:
        return share
    if np.isnan(sums.case.needs.piping[sums.study.places.known]).all():
        return Value(None, reason="the subsoil is unknown: piping is left out, and widths are lower bounds")
    return replace(share, method=f"{INDICATORS['share_piping'].method}{lacking}")


def _without_piping(sums: _Sums) -> str:
    """Along how much known dike piping is left out, in words to put behind a method; empty for none."""
    places = sums.study.places
    blind = places.known & np.isnan(sums.case.needs.piping[:, 0])
    length = float(places.length[blind].sum()) / 1000.0
    return f"; subsoil unknown along {length:.1f} km: piping left out, a lower bound" if length else ""


def _banded(found: list[float]) -> Value:
    """Give the first of a series, with the band that three of them make."""
    return Value(found[0]) if len(found) < 3 else Value(found[0], min(found), max(found))


def _core(places: Locations, width: Floats | None) -> Value:
    if width is None:
        return Value(None, reason=f"{CORE_YEAR} is not one of the years of the reservation")
    area = float((np.nan_to_num(width) * places.length)[places.known].sum())
    return Value(area, area, area)


def _unknown(places: Locations) -> Value:
    length = float(places.length[~places.known].sum())
    method = INDICATORS["length_unknown"].method
    told = f"{method}: {reasons_of(places)}" if length else method
    return Value(length, length, length, method=told)


def reasons_of(places: Locations) -> str:
    """Why places are unknown, with the length of dike of each reason, the longest first.

    Examples
    --------
    >>> import numpy as np
    >>> from scenarios.dikes.model import Locations
    >>> each = np.array([0.0, 10.0])
    >>> places = Locations(("d",), np.zeros(2, np.int32), each, np.full(2, 500.0), each, each, each, each,
    ...                    ("", "no norm"), np.array([0, 1], np.int32))
    >>> reasons_of(places)
    'no norm (0.5 km)'
    """
    lengths = np.bincount(places.reason, places.length, minlength=len(places.reasons))[1:]
    order = np.argsort(-lengths, kind="stable")
    return "; ".join(f"{places.reasons[at + 1]} ({lengths[at] / 1000:.1f} km)" for at in order if lengths[at])


def _told_length(study: Study) -> str:
    """How the length was made, with the loads of every dike of which something is known."""
    known = np.unique(study.places.dike[study.places.known])
    loads = "; ".join(f"{study.places.dikes[dike]}: {study.told[dike]}" for dike in known[:20])
    return f"{INDICATORS['length'].method}; {loads}{'; ...' if known.size > 20 else ''}"


def _told_stability(study: Study) -> str:
    """How the share was made, and along how much dike a rule of thumb stands in for an assessment."""
    places, method = study.places, INDICATORS["share_stability"].method
    guessed = float(places.length[places.known & np.isnan(study.stability_width)].sum())
    if not guessed:
        return method
    soft, firm = (STABILITY_WIDTH[kind].value for kind in (True, False))
    rule = f"{soft:g} times the raise on soft ground, {firm:g} on firm [unverified]"
    told = f"along {guessed / 1000.0:.1f} km no assessment tells the base, a rule of thumb does"
    return f"{method}; {told}: {rule}"


def _told_cost(choice: Choice, lacking: str | None) -> str:
    """How the cost was made: prices, their year and source, and what is left out."""
    made = f"{INDICATORS['cost'].method}; prices of {choice.prices.year} ({choice.prices.source})"
    blind = f"; {lacking}: chosen as if nothing stood there" if lacking else ""
    return f"{made}; low and high are those of the prices and of the rise{blind}"
