"""Model card of what a higher sea pushes up in polders."""

from __future__ import annotations

from scenarios.model_card import Formula, ModelCard, Score

__all__ = ["CARD"]

CARD = ModelCard(
    formulas=(
        Formula(
            "leaky-aquifer",
            "head in one aquifer under a leaky layer, in plan",
            "De Glee 1930; Mazure 1936",
            "salt-seepage.md#the-flow",
        ),
        Formula(
            "limited-recharge",
            "land without ditches takes in no more than the rain, and drains what it cannot",
            "complementarity of drain and recharge",
            "salt-seepage.md#the-flow",
        ),
        Formula(
            "fresh-lens",
            "depth of fresh water below the sea level by its head above it",
            "Badon Ghijben 1889; Herzberg 1901",
            "salt-seepage.md#fresh-and-salt",
        ),
        Formula(
            "salt-load",
            "upward seepage times the salt of the aquifer",
            "conservation of mass",
            "salt-seepage.md#fresh-and-salt",
        ),
    ),
    scores=(
        Score(
            "largest difference with the wide polder behind a shore, of the head of the sea",
            5e-4,
            "1",
            "salt-seepage.md#checked",
            "wide polder behind a shore (De Glee) | largest difference below 5e-4 of the head",
        ),
        Score(
            "largest part of the water that is made or lost, demo",
            1e-6,
            "1",
            "salt-seepage.md#checked",
            "water that is made or lost, demo | below 1e-6 of what comes in",
        ),
    ),
    holds=(
        "Steady seepage between sea, rivers, dunes and polders over one aquifer, most of all differences.",
        "Within a few leakage lengths of sea and river, where a rise of the sea is felt.",
    ),
    limits=(
        "One aquifer of water of one density: the weight of salt water is left out of the flow.",
        "The salt of the aquifer is one number that people give; a boundary of brackish water is not known.",
        "The load goes up at once with the seepage; in truth the salt takes decades to centuries to come.",
        "The sea stands in open contact with the aquifer, the most that it can do.",
        "No water crosses the edge of the twin.",
        "More than 26 m of soft soil leaks nothing: voxels are read to 30 m below the ground.",
        "Lenses are in balance with the sea and sharp; thin rain lenses in polders are something else.",
        "Wells take no water, and boils that break the layer are not there.",
    ),
    changes={"1": "first version"},
)
