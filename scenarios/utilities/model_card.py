"""Model card of the process `utility-check`."""

from __future__ import annotations

from scenarios.model_card import Formula, ModelCard, Score

__all__ = ["CARD"]

CARD = ModelCard(
    formulas=(
        Formula(
            "line-clearance",
            "chance that room lacks beside and above, with normal errors of place and depth",
            "NEN 7171-1 for the room; independent normal errors",
            "utilities.md#room-between-lines",
        ),
        Formula(
            "line-cover",
            "cover along lines, and their level under the bed of rivers less scour",
            "NEN 7171-1 for the cover",
            "utilities.md#cover-and-river-beds",
        ),
        Formula(
            "dike-influence",
            "zones of a dike and the ground that a rupture disturbs",
            "NEN 3651, whose tables are assumed",
            "utilities.md#dikes",
        ),
        Formula(
            "line-uplift",
            "weight of pipe and soil over the lift of the groundwater",
            "Archimedes",
            "utilities.md#groundwater-and-settlement",
        ),
        Formula(
            "section-occupancy",
            "part of the width of a section that lines, their room and roots take in a layer",
            "union of intervals",
            "utilities.md#how-full-a-street-is",
        ),
    ),
    scores=(
        Score(
            "largest difference of the chance that room lacks with a million draws, 200 pairs",
            2e-3,
            "1",
            "utilities.md#checked",
            "chance that room lacks against a million draws, 200 pairs | below 2e-3",
        ),
        Score(
            "objects of the four KLIC samples that are counted otherwise",
            0.0,
            "1",
            "utilities.md#checked",
            "objects of the four KLIC samples by type, against a count of the text | 0 of 587 different",
        ),
    ),
    holds=(
        "Lines whose place is known to a metre, in streets, under rivers and along dikes.",
        "Comparing what is planned with what is there, and one plan with another.",
    ),
    limits=(
        "Room and cover: NEN 7171-1 from secondary sources or memory; municipalities set their own.",
        "Lines that were not measured cross at their usual depths: conflicts that do not exist in truth.",
        "Errors of place and depth are independent and normal; lines in one trench err together in truth.",
        "The radii of craters and pits at dikes are assumed: the tables of NEN 3651 could not be read.",
        "Roots are as wide as the crown.",
        "House connections are there only where the source has them.",
    ),
    changes={"1": "first version"},
)
