"""A verdict in words, Dutch and English: what is asked, what is there, and what would resolve it."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scenarios.kernels import conflict_layout as kernel
from scenarios.subsurface.applied import LETTERS, Record
from scenarios.subsurface.model import VERDICTS, Conflicts, Verdict
from scenarios.subsurface.rules import national_rules
from twin.claim_table import DUTCH
from twin.claims import FUNCTIONS, Claim

__all__ = ["verdict"]

Floats = npt.NDArray[np.float64]

_VERDICTS = {
    "nl": (
        "verboden", "alleen onder voorwaarden", "concurreert om dezelfde ruimte", "versterkt elkaar",
        "niet te zeggen",
    ),
    "en": ("forbidden", "conditional", "competing for the same room", "a synergy", "unknown"),
}  # fmt: skip
_REASONS = {
    kernel.ZONE_DEPTH: ("de diepte van de zone is niet opgegeven", "the depth of the zone is not told"),
    kernel.DIG_DEPTH: ("de diepte van het werk is niet opgegeven", "the depth of the work is not told"),
    kernel.NO_REACH: ("de reikwijdte van de invloed is niet berekend", "its reach was not computed"),
    kernel.NO_START: ("het jaar waarin het begon is niet opgegeven", "the year it began is not told"),
    kernel.NO_REQUIREMENT: (
        "de diepte waar de afstand uit volgt is niet opgegeven",
        "the depth that the distance follows from is not told",
    ),
    kernel.NO_GROWTH: ("hoe snel het groeit is niet bekend", "how fast it grows is not known"),
}
_NEITHER = (
    "Geen van beide kan wijken: de voorwaarden beslissen.",
    "Neither can move: the conditions decide.",
)
_FIRST = (
    "{0} was er eerder, maar {1} kan niet wijken.",
    "{0} was there first, but {1} cannot move.",
)
_ORDER = {"existing": 0, "in-force": 0, "licence": 1, "licensed": 1, "reserved": 2, "planned": 3}


def verdict(found: Conflicts, number: int) -> Verdict:
    """Put one pair of a table in words."""
    first, second = found.claims[found.row[number]], found.others[found.column[number]]
    record, numbers = found.rule_of(number), found.numbers[number]
    code = int(found.code[number])
    stays = _stays(first), _stays(second)
    plan = first if found.claims is not found.others or _yields(first, second, stays, record) else second
    reason = _REASONS.get(int(found.reason[number]), ("", "")) if code == kernel.UNKNOWN else ("", "")
    said = [_said(first, second, record, found, number, language) for language in (0, 1)]
    if code == kernel.UNKNOWN:
        resolved: list[tuple[str, ...]] = [(f"geef aan: {reason[0]}",), (f"tell it: {reason[1]}",)]
    elif code == kernel.SYNERGY:
        resolved = [(), ()]
    elif all(stays):
        resolved = [(), ()]
        said = [f"{text} {_NEITHER[language]}" for language, text in enumerate(said)]
    else:
        other = second if plan is first else first
        if _stays(other) and _before(plan, other):
            said = [
                f"{text} {_FIRST[language].format(plan.id, other.id)}" for language, text in enumerate(said)
            ]
        resolved = [_remedies(plan, other, record, numbers, language) for language in (0, 1)]
    return Verdict(
        first=first.id,
        second=second.id,
        plan=plan.id,
        code=f"{'-XCKS?'[code]}{record.rule.id}",
        rule=record.rule.id,
        verdict=VERDICTS[code - 1],
        holds=bool(found.holds[number]),
        margin=_known(numbers[kernel.MARGIN]),
        margin_plan=_known(numbers[kernel.PLAN]),
        margin_height=_known(numbers[kernel.VERTICAL]),
        years=_known(numbers[kernel.YEARS]),
        distance=float(numbers[kernel.DISTANCE]),
        required=float(numbers[kernel.REQUIRED]),
        first_year=_known(numbers[kernel.FIRST]),
        probability=_known(numbers[kernel.PROBABILITY]),
        inside=_known(numbers[kernel.INSIDE]),
        explanation={"nl": said[0], "en": said[1]},
        remedies={"nl": resolved[0], "en": resolved[1]},
        source=record.rule.source,
        status=record.rule.status,
    )


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _rank(claim: Claim) -> tuple[int, float]:
    """Who goes first: what exists, then licences, then reservations, then plans; older before younger."""
    return _ORDER.get(claim.status, 3), -math.inf if claim.start is None else claim.start


def _stays(claim: Claim) -> bool:
    """Whether it cannot move: a site, a zone or a dike that is there or in force, and no plan."""
    return claim.function in national_rules().fixed and claim.status != "planned"


def _before(plan: Claim, other: Claim) -> bool:
    """Whether a claim is known to have been there before another."""
    if _rank(plan)[0] != _rank(other)[0]:
        return _rank(plan)[0] < _rank(other)[0]
    return plan.start is not None and other.start is not None and plan.start < other.start


def _yields(first: Claim, second: Claim, stays: tuple[bool, bool], record: Record) -> bool:
    """Whether the first gives way: who can move, the later claim, who bores or digs, else by id.

    Where neither can move it is about who works there: who digs goes before who is later.
    """
    if stays[0] != stays[1]:
        return stays[1]

    def weight(claim: Claim) -> tuple[float, ...]:
        digs = float(claim.function in record.asked.subject)
        return (digs, *_rank(claim)) if stays[0] else (*_rank(claim), digs)

    return (weight(first), first.id) > (weight(second), second.id)


def _least(value: float) -> float:
    """A distance or level rounded up to what is shown of it."""
    step = 100.0 if abs(value) < 10.0 else 10.0
    return math.ceil(value * step - 1e-6) / step


def _metres(value: float, language: int) -> str:
    text = f"{value:.2f}" if abs(value) < 10.0 else f"{value:.1f}"
    return f"{text} m" if language else f"{text.replace('.', ',')} m"


def _said(first: Claim, second: Claim, record: Record, found: Conflicts, number: int, language: int) -> str:
    numbers, code = found.numbers[number], int(found.code[number])
    names = FUNCTIONS if language else DUTCH
    text, title = (
        (record.rule.text.en, record.rule.title.en)
        if language
        else (record.rule.text.nl, record.rule.title.nl)
    )
    words = _VERDICTS["en" if language else "nl"][code - 1]
    law = "rule" if language else "regel"
    joined = "and" if language else "en"
    pair = f"{first.id} ({names[first.function]}) {joined} {second.id} ({names[second.function]})"
    said = [f"{pair}: {words}, {law} {record.rule.id} ({title[0].lower()}{title[1:]}). {text}"]
    if code == kernel.UNKNOWN:
        why = _REASONS[int(found.reason[number])][language]
        return f"{said[0]} {why[0].upper()}{why[1:]}."
    said.append(_measured(record, numbers, language, synergy=code == kernel.SYNERGY))
    if record.asked.predicate == "distance" and math.isfinite(numbers[kernel.VERTICAL]):
        said.append(_height(numbers[kernel.VERTICAL], language))
    if math.isfinite(numbers[kernel.INSIDE]):
        inside = _metres(numbers[kernel.INSIDE], language)
        said.append(f"{inside} of it lies inside." if language else f"{inside} ervan ligt erbinnen.")
    if math.isfinite(numbers[kernel.FIRST]) and numbers[kernel.YEARS] > 0.0:
        year = math.floor(numbers[kernel.FIRST])
        said.append(f"From {year} on." if language else f"Vanaf {year}.")
    chance = numbers[kernel.PROBABILITY]
    if not found.holds[number] or 0.0 < chance < 1.0:
        share = f"{chance:.0%}".replace("%", " %")
        said.append(
            f"Probability, as places are uncertain: {share}."
            if language
            else f"Kans, door onzekere ligging: {share}."
        )
    return " ".join(part for part in said if part)


def _height(margin: float, language: int) -> str:
    room = _metres(abs(margin), language)
    if language:
        return f"In height {room} {'short' if margin < 0.0 else 'to spare'}."
    return f"In hoogte {room} {'te kort' if margin < 0.0 else 'over'}."


def _measured(  # noqa: PLR0911  (a sentence each)
    record: Record, numbers: Floats, language: int, *, synergy: bool
) -> str:
    margin, plan = numbers[kernel.MARGIN], numbers[kernel.PLAN]
    distance, required = numbers[kernel.DISTANCE], numbers[kernel.REQUIRED]
    if record.asked.predicate == "threshold":
        if not math.isfinite(margin):
            return (
                "Its room is taken at every depth." if language else "Het neemt de ruimte op elke diepte in."
            )
        gone = _metres(-margin, language)
        return f"{gone} deeper than is free." if language else f"{gone} dieper dan vrij is."
    if record.asked.predicate == "depth":
        gone = _metres(abs(margin), language)
        if margin < 0.0:
            return f"It goes {gone} into the zone." if language else f"Het gaat {gone} de zone in."
        return f"It stays {gone} clear of it." if language else f"Het blijft er {gone} vandaan."
    if distance <= 0.0 and required <= 0.0:
        return "They overlap in plan." if language else "Ze overlappen in het platte vlak."
    there, asked = _metres(max(distance, 0.0) + 0.0, language), _metres(required, language)
    room = _metres(abs(plan), language)
    if synergy:
        return f"{there} apart, within {asked}." if language else f"Afstand {there}, binnen {asked}."
    if language:
        return f"{there} apart, {asked} asked: {room} {'short' if plan < 0.0 else 'to spare'}."
    return f"Afstand {there}, gevraagd {asked}: {room} {'te kort' if plan < 0.0 else 'over'}."


def _remedies(plan: Claim, other: Claim, record: Record, numbers: Floats, language: int) -> tuple[str, ...]:
    """What the plan can do, each by itself enough; distances and depths are the least that it takes."""
    across, up = numbers[kernel.PLAN], numbers[kernel.VERTICAL]
    options = []
    if across < 0.0:
        metres = _metres(_least(-across), language)
        at_least = "at least " if language else "ten minste "
        move = f"move it {at_least}{metres}" if language else f"verplaats het {at_least}{metres}"
        options.append(move)
    if record.asked.predicate == "threshold":
        if plan.function in record.asked.subject and math.isfinite(numbers[kernel.MARGIN]):
            gone = _metres(_least(-numbers[kernel.MARGIN]), language)
            options.append(f"dig {gone} less deep" if language else f"graaf {gone} minder diep")
    elif math.isfinite(up) and up < 0.0 and record.asked.beside != record.letter:
        options += _levels(plan, other, record, language)
    if record.asked.time != "permanent":
        options += _times(plan, other, numbers[kernel.FIRST], numbers[kernel.YEARS], language)
    return tuple(options)


def _levels(plan: Claim, other: Claim, record: Record, language: int) -> list[str]:
    """Levels between which the plan can be; what starts at the ground cannot be above it or below another."""
    clear = 0.0 if record.asked.clearance == "any" else record.asked.clearance
    ground = math.inf if plan.ground is None else plan.ground
    depth, bores = record.asked.predicate == "depth", plan.function in record.asked.subject
    above, below = other.top + clear, other.base - clear
    options = []
    if math.isfinite(above) and math.isfinite(plan.base) and above < ground and (bores or not depth):
        level = _metres(_least(above) + 0.0, language)
        options.append(f"stay above {level} NAP" if language else f"blijf boven {level} NAP")
    if math.isfinite(below) and plan.top < ground and not (bores and depth):
        level = _metres(0.0 - _least(-below), language)
        options.append(f"stay below {level} NAP" if language else f"blijf onder {level} NAP")
    if record.asked.beside is None:
        return options
    then = _VERDICTS["en" if language else "nl"][LETTERS[record.asked.beside] - 1]
    return [f"{option} ({'then' if language else 'dan'} {then})" for option in options]


def _times(plan: Claim, other: Claim, first: float, years: float, language: int) -> list[str]:
    options = []
    if math.isfinite(first) and years > 0.0:
        year = math.floor(first)
        if plan.start is None or year > plan.start:
            options.append(f"end it before {year}" if language else f"beëindig het voor {year}")
    if other.end is not None and (plan.start is None or plan.start < other.end):
        last = math.ceil(other.end)
        options.append(f"begin after {last}" if language else f"begin na {last}")
    return options
