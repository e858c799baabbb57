"""Model card of the room that dikes need."""

from __future__ import annotations

from scenarios.model_card import Formula, ModelCard, Score

__all__ = ["CARD"]

_MEASURED = "dike-space.md#what-was-measured"

CARD = ModelCard(
    formulas=(
        Formula(
            "required-crest",
            "still water at the norm, rise and freeboard against overtopping",
            "EurOtop 2018 eq. 5.10 and 5.11; Rijkswaterstaat, WBI2017 (Hydra-NL)",
            "dike-space.md#height",
        ),
        Formula(
            "waves",
            "waves over a fetch, and what a foreshore leaves of them",
            "Bretschneider 1952; Young and Verhagen 1996; Breugem and Holthuijsen 2007",
            "dike-space.md#height",
        ),
        Formula(
            "seepage-length",
            "length under a dike at which no pipe grows through",
            "Sellmeijer et al. 2011",
            "dike-space.md#piping",
        ),
        Formula(
            "stability-width",
            "extra base for stability: as assessed, else a rule of thumb [unverified]",
            "KOSWAT 2023",
            "dike-space.md#stability",
        ),
        Formula(
            "new-profile",
            "new profile in soil for height, stability and piping",
            "KOSWAT 2023",
            "dike-space.md#new-profile",
        ),
        Formula(
            "measures",
            "room, length and price of walls, screens and soil",
            "KOSWAT 2023; VRTool 2024",
            "dike-space.md#measures",
        ),
        Formula(
            "late-rise",
            "rise of the sea to 2150",
            "KNMI 2023; IPCC AR6 WG1 Table 9.9 [derived]",
            "dike-loads.md#the-sea-until-2150",
        ),
    ),
    scores=(
        Score(
            "reliability against piping beside VRTool's, 17 sections: largest difference",
            0.023,
            "1",
            _MEASURED,
            "reliability against piping beside VRTool, 17 sections: largest difference | 0.023",
        ),
        Score(
            "raise of the crest beside VRTool's, Waal, closed sod, 10 sections: mean difference",
            0.16,
            "m",
            _MEASURED,
            "raise beside VRTool on the Waal, closed sod, 10 sections: mean difference | 0.16 | m",
        ),
        Score(
            "raise of the crest beside VRTool's, Westerschelde, closed sod, 6 sections: mean difference",
            -0.61,
            "m",
            _MEASURED,
            "raise beside VRTool on the Westerschelde, closed sod, 6 sections: mean difference | -0.61 | m",
        ),
        Score(
            "cost of raising made-up dikes of the whole country by 1 m in soil over that of WV21",
            0.49,
            "1",
            _MEASURED,
            "cost of raising all by 1 m beside WV21: ratio | 0.49",
        ),
    ),
    holds=(
        "Dikes of soil along the coast, rivers and lakes, to compare futures and to reserve room.",
        "One cross-section at a time: no bends, ends or structures in the formulas.",
    ),
    limits=(
        "The norm is met at the horizon by one design level: no probabilities over time, no optimum of cost.",
        "Overtopping of 1 l/s per m is safe for a closed sod [unverified]; it moves the crest by metres.",
        "Piping has one factor of 1.2 [unverified]; by WBI 2017 it is 1.25 and 1.29 on two real stretches.",
        "Houses, cables and, but for the high end, roads on the dike are not in the cost: no budget.",
        "Stability is not computed: without an assessment a rule of thumb [unverified] stands in.",
        "Waves of at most half the depth, length effect and least freeboard are [unverified].",
        "On cells of 10 m a crest is not seen: its width is the usual one of the kind of dike [unverified].",
        "The rise after 2100 and the storyline of high impact are derived, no scenarios of KNMI.",
    ),
    changes={"1": "first version"},
)
