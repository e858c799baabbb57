"""Model card of the consequences of a flood."""

from __future__ import annotations

from scenarios.model_card import Formula, ModelCard, Score

__all__ = ["CARD"]

_HELD = "consequences.md#held-against-published-figures"

CARD = ModelCard(
    formulas=(
        Formula(
            "damage",
            "damage by depth, land use and kind of building",
            "Slager 2016 (SSM2017); DamageScanner; Rijkswaterstaat 2004",
            "consequences.md#damage",
        ),
        Formula(
            "expected-annual-damage",
            "mean damage a year over storms of several return periods",
            "Werkgroep discontovoet 2020, 2025 for the present value",
            "consequences.md#expected-annual-damage",
        ),
        Formula(
            "mortality",
            "share of the people that dies, by depth, rise and speed",
            "Jonkman 2007; Maaskant, Jonkman and Bouwer 2009",
            "consequences.md#people-and-fatalities",
        ),
        Formula(
            "vital-thresholds",
            "depth at which a vital object goes out",
            "practice and judgement [unverified]",
            "consequences.md#vital-objects",
        ),
        Formula(
            "band",
            "low and high of every figure",
            "Asselman and Peeters 2012; WV21",
            "consequences.md#low-and-high",
        ),
    ),
    scores=(
        Score(
            "fatalities that 0.30 m more sea costs in a polder; Maaskant et al. found +20 % for ten breaches",
            22,
            "%",
            _HELD,
            "+22 % in one polder filled through a clay breach",
        ),
        Score(
            "mortality in the flood of 1953; reported were 0.3 to 2.5 %",
            1.2,
            "%",
            _HELD,
            "0.3 to 2.5 % | 1.2 % over 0.5 to 3.5 m and 0.1 to 2 m/h",
        ),
        Score(
            "parameters of mortality beside the older Dutch form at 3 m of water: largest difference",
            13,
            "%",
            "consequences.md#people-and-fatalities",
            "They agree within 13 % with the older Dutch form at 3 m",
        ),
    ),
    holds=("Orders of magnitude, to compare choices in Dutch polders and dike rings.",),
    limits=(
        "A factor 2 in damage and 6 in fatalities lies between accepted methods: every figure has that band.",
        "Largest damages of one method stand beside curves of another; price levels are of 2005 and 2011.",
        "All parameters of mortality and thresholds of vital objects are unverified in a primary source.",
        "A breach happens in every storm of the expected annual damage: its own probability is not in it.",
    ),
    changes={"1": "first version"},
)
