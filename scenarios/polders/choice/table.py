"""What every option does in every area: effects at the horizon, and how areas add up to all the land.

The page adds areas up by itself, and so does the search for the best choice. Whether that may be done is not
believed but looked after: every effect is also asked about all land together, with every option.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from scenarios.polders.choice.options import Option
from scenarios.polders.effect import Answer, Effect

__all__ = ["Asked", "EffectTable", "effect_table"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Sum = Literal["mean", "total"]

_EXACT = 1e-9  # relative: sums of float64 in another order


@dataclass(frozen=True, slots=True)
class Asked:
    """What an effect answers with one option.

    Parameters
    ----------
    areas
        Of the land of each area.
    together
        Of all the land.
    """

    areas: Sequence[Answer]
    together: Answer


@dataclass(frozen=True, slots=True)
class EffectTable:
    """An effect in every area with every option.

    Parameters
    ----------
    effect
        Which.
    value, low, high
        (areas, options); NaN where it is not known.
    sum
        How areas go together.
    weight
        What an area counts in a mean [m2], (areas,); 1 for totals, and 0 where nothing is known.
    variant
        Name of the variant that is the value, where the value itself does not add up; else empty.
    variants
        By name, (areas, options): what gives the range.
    reasons
        Why nothing is known of an area, (areas,); empty where it is.
    hindrance
        Why areas do not go together, or why nothing is known of all of them; empty where it is and they do.
    """

    effect: Effect
    value: Floats
    low: Floats
    high: Floats
    sum: Sum
    weight: Floats
    variant: str
    variants: dict[str, Floats]
    reasons: tuple[str, ...]
    hindrance: str

    @property
    def known(self) -> Flags:
        """Areas of which something is known, (areas,)."""
        return np.array([not reason for reason in self.reasons], dtype=np.bool_)

    def shares(self, values: Floats) -> Floats:
        """What areas bring to all the land: their sum over areas is the value of all, (areas, options)."""
        weight = self.weight if self.sum == "total" else self.weight / self.weight.sum()
        return np.where(self.known[:, None], np.nan_to_num(values) * weight[:, None], 0.0)

    def together(self, chosen: npt.NDArray[np.intp], values: Floats | None = None) -> float:
        """Value of all land when each area has an option; NaN where nothing is known.

        Parameters
        ----------
        chosen
            Number of the option of each area, (areas,).
        values
            (areas, options) to take in place of ``value``.
        """
        if not self.known.any():
            return float("nan")
        shares = self.shares(self.value if values is None else values)
        return float(shares[np.arange(chosen.size), chosen].sum())


def effect_table(effect: Effect, asked: Sequence[Asked], options: Sequence[Option]) -> EffectTable:
    """Put answers in a table, and find how areas go together.

    Parameters
    ----------
    effect
        That gave them.
    asked
        For each option.
    options
        In the same order.

    Notes
    -----
    Areas go together as the answers say, by their weights or, without, as totals; and only if that agrees
    with the answers about all land.
    """
    answers = [each.areas for each in asked]
    reasons = _reasons(answers, options)
    known = np.array([not reason for reason in reasons], dtype=np.bool_)
    value, low, high = (
        np.array([[getattr(area, name) for area in areas] for areas in answers]).T
        for name in ("value", "low", "high")
    )
    shared = [
        name
        for name in asked[0].together.variants
        if all(
            name in answer.variants for each in asked for answer in (each.together, *_of(each.areas, known))
        )
    ]
    variants = {
        name: np.array([[area.variants.get(name, np.nan) for area in areas] for areas in answers]).T
        for name in shared
    }
    weight = np.where(known, [answer.weight for answer in asked[0].areas], 0.0)
    total = bool(np.isnan(weight).any())
    made = EffectTable(
        effect,
        value,
        low,
        high,
        "total" if total else "mean",
        known.astype(np.float64) if total else weight,
        "",
        variants,
        reasons,
        "",
    )
    return _joined(made, [each.together for each in asked])


def _of(areas: Sequence[Answer], known: Flags) -> list[Answer]:
    return [answer for answer, there in zip(areas, known, strict=True) if there]


def _reasons(answers: Sequence[Sequence[Answer]], options: Sequence[Option]) -> tuple[str, ...]:
    """Why an area has no answer with some option, (areas,)."""
    reasons = []
    for of_area in zip(*answers, strict=True):
        lacking = [
            (option, answer) for option, answer in zip(options, of_area, strict=True) if not answer.known
        ]
        if not lacking:
            reasons.append("")
        elif len(lacking) == len(options):
            reasons.append(lacking[0][1].reason)
        else:
            reasons.append(f"{lacking[0][1].reason}, with {lacking[0][0]}")
    return tuple(reasons)


def _joined(made: EffectTable, together: Sequence[Answer]) -> EffectTable:
    """The table with the value, or else the variant that is the value today, with which areas go together."""
    if dark := [answer.reason for answer in together if not answer.known]:
        single = "it is known of single areas and not of all land together: " if made.known.any() else ""
        return replace(made, hindrance=f"{single}{dark[0]}")
    if not made.known.any():
        return replace(made, hindrance="it is known of all land together and not of single areas")
    if not made.weight.sum() > 0.0:
        return replace(made, hindrance="there is no land to take a mean over")
    first = together[0]
    ways = [("", made.value, [answer.value for answer in together])]
    ways += [
        (name, values, [answer.variants[name] for answer in together])
        for name, values in made.variants.items()
        if first.variants[name] == first.value
    ]
    for name, values, wanted in ways:
        if _agree(made.shares(values).sum(axis=0), np.array(wanted)):
            return replace(made, value=values, variant=name)
    return replace(made, hindrance="what areas bring does not add up to what all land brings")


def _agree(found: Floats, wanted: Floats) -> bool:
    scale = float(np.abs(wanted).max(initial=0.0))
    return bool((np.abs(found - wanted) <= _EXACT * max(scale, 1e-300)).all())
