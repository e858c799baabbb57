"""Model card of who is in whose way below ground."""

from __future__ import annotations

from scenarios.model_card import Formula, ModelCard, Score

__all__ = ["CARD"]

_PAGE = "subsurface-conflicts.md"

CARD = ModelCard(
    formulas=(
        Formula(
            "rules",
            "class and rule of each pair of functions",
            "Structuurvisie Ondergrond 2018; Besluit activiteiten leefomgeving; provincial ordinances",
            f"{_PAGE}#rules",
        ),
        Formula(
            "growing-bodies",
            "radius that grows with the square root of time",
            "Lippmann and Tsang 1980; Gringarten and Sauty 1975",
            f"{_PAGE}#claims",
        ),
        Formula(
            "probability",
            "probability of a conflict from the uncertainty of both places",
            "difference of two normal deviates",
            f"{_PAGE}#probability",
        ),
        Formula("crowding", "number of functions in each cell and slice", "Zicht", f"{_PAGE}#crowding"),
    ),
    scores=(
        Score(
            "acceptance examples that come out to the digit",
            4,
            "1",
            f"{_PAGE}#checked",
            "acceptance examples | 4 of 4",
        ),
        Score(
            "largest difference of shared volumes with manifold3d",
            1e-4,
            "1",
            f"{_PAGE}#checked",
            "shared volumes beside manifold3d, 200 pairs | within 1e-4 of the smaller body",
        ),
    ),
    holds=(
        "A first look at where rules, room and time meet, for plans of every function of the subsurface.",
        "Bodies as prisms between two levels, and paths of wells in three dimensions.",
    ),
    limits=(
        "A verdict is no permit: rules without a source that could be read are marked unverified.",
        "A body has one top and one base; layers that dip inside one are not followed.",
        "Uncertain places are normal deviates without a correlation between the two of a pair.",
        "What the twin does not hold is not in the way: nobody registers everything.",
        "Slices of crowding are levels at NAP, not depths below the ground.",
    ),
    changes={"1": "first version"},
)
