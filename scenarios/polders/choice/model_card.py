"""Model card of the choice of water levels."""

from __future__ import annotations

from scenarios.model_card import Formula, ModelCard, Score

__all__ = ["CARD"]

CARD = ModelCard(
    formulas=(
        Formula(
            "choice-table",
            "effects of every option in every area, each asked by the process water-level-raise",
            "areas added up and held against all land together",
            "water-level-choice.md#the-table",
        ),
        Formula(
            "weighted-choice",
            "lowest weighted sum of objectives, each over its span, area by area",
            "Zadeh 1963; separable sums",
            "water-level-choice.md#weights",
        ),
        Formula(
            "trade-off-front",
            "all best compromises of two objectives, by adding up areas",
            "Nemhauser and Ullmann 1969; Warburton 1987",
            "water-level-choice.md#trade-offs",
        ),
    ),
    scores=(
        Score(
            "points of a front that differ from all choices tried one by one, over random sets",
            0.0,
            "1",
            "water-level-choice.md#checked",
            "points of the front that differ from brute force | 0 |",
        ),
    ),
    holds=(
        "Areas whose levels can be set apart, as far as the effects of water-level-raise hold.",
        "Comparing levels, policies and drains that the intervention water-level-raise offers.",
    ),
    limits=(
        "Areas do not act on each other: seepage from a raised area into the next is left out.",
        "Weights are a choice of people; the model says what follows from them, not what is right.",
        "The range of an effect holds its own variants, not the other relation of subsidence.",
        "Effects whose areas do not add up are shown in the table and cannot be weighed.",
        "Cost of works, drains and pumps is not counted.",
    ),
    changes={"1": "first version"},
)
