"""What a verdict names as enough is enough: the plan that does it is out of the way of that claim."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from shapely import get_coordinates
from shapely.affinity import translate

from scenarios.bench._crowded_ground import crowded
from scenarios.subsurface.engine import check
from scenarios.subsurface.model import Verdict
from twin.claims import Claim

_AS_DRAWN = settings(max_examples=12, deadline=None, phases=(Phase.reuse, Phase.generate))
_NUMBER = re.compile(r"-?\d+\.?\d*")


def told(claims: list[Claim]) -> Iterator[tuple[Claim, Claim, Verdict]]:
    """Plan, the claim that it has to give way to, and the verdict, of all that hold as drawn."""
    by_id = {claim.id: claim for claim in claims}
    for verdict in check(claims, least_probability=0.0).verdicts():
        if verdict.verdict == "unknown":
            continue
        other = verdict.second if verdict.plan == verdict.first else verdict.first
        yield by_id[verdict.plan], by_id[other], verdict


def done(plan: Claim, remedy: str) -> Claim | None:
    """The plan that does as a remedy says; None for moving aside, which another test looks at."""
    number = float(_NUMBER.findall(remedy)[0])
    if remedy.startswith("stay above"):
        up = max(number - plan.base, 0.0)
        return replace(plan, base=plan.base + up, top=max(plan.top, plan.base + up))
    if remedy.startswith("stay below"):
        down = max(plan.top - number, 0.0)
        return replace(plan, top=plan.top - down, base=min(plan.base, plan.top - down))
    if remedy.startswith("dig"):
        return replace(plan, base=plan.base + number, top=max(plan.top, plan.base + number))
    if remedy.startswith("begin after"):
        life = math.inf if plan.end is None or plan.start is None else plan.end - plan.start
        return replace(plan, start=number, end=None if math.isinf(life) else number + life)
    return replace(plan, end=number) if remedy.startswith("end it before") else None


@given(seed=st.integers(0, 2**32 - 1))
@_AS_DRAWN
def test_levels_depths_and_years_that_are_named_resolve_a_conflict(seed: int) -> None:
    rng = np.random.default_rng(seed)
    claims = [
        replace(
            claim,
            ground=0.5 if rng.random() < 0.7 else None,
            status=str(rng.choice(["existing", "planned"])),
            kind="ngr" if claim.function == "ASV" and rng.random() < 0.5 else claim.kind,
        )
        for claim in crowded(150, seed)
    ]
    for plan, other, verdict in told(claims):
        for remedy in verdict.remedies["en"]:
            if (changed := done(plan, remedy)) is None:
                continue
            found = check([changed, other], least_probability=0.0)
            codes = {name for name, count in found.counts().items() if count}
            allowed = {"synergy"} | ({"conditional"} if remedy.endswith("(then conditional)") else set())
            assert codes <= allowed, (verdict.code, remedy, plan, other)


@given(seed=st.integers(0, 2**32 - 1), turn=st.floats(0.0, 2.0 * math.pi))
@_AS_DRAWN
def test_moving_straight_away_as_far_as_is_named_resolves_a_conflict(seed: int, turn: float) -> None:
    """Of bodies round points, whose least move is straight away from each other."""
    for plan, other, verdict in told(crowded(150, seed)):
        move = next((text for text in verdict.remedies["en"] if text.startswith("move")), None)
        if move is None or {plan.footprint.geom_type, other.footprint.geom_type} != {"Point"}:
            continue
        aside = get_coordinates(plan.footprint)[0] - get_coordinates(other.footprint)[0]
        length = float(np.hypot(*aside))
        straight = aside / length if length > 0.0 else np.array([math.cos(turn), math.sin(turn)])
        far = float(_NUMBER.findall(move)[0]) * straight
        changed = replace(plan, footprint=translate(plan.footprint, *far))
        # Where the reach of an influence is not told, that is what remains to be told.
        counts = check([changed, other], least_probability=0.0).counts()
        assert {name for name, count in counts.items() if count} <= {"unknown"}, (verdict.code, move)
