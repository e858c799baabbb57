"""Model card of what the sea and a higher level do to a lake."""

from __future__ import annotations

from scenarios.model_card import Formula, ModelCard, Score

__all__ = ["CARD"]

CARD = ModelCard(
    formulas=(
        Formula(
            "tidal-sluice",
            "mean discharge of a sluice that is open while the lake stands above the sea",
            "drowned broad crest over the tide, by midpoints; discharge coefficient 0.9 [unverified]",
            "lake-level.md#sluices-against-the-sea",
        ),
        Formula(
            "end-of-gravity",
            "rise of the sea at which low water no longer falls below the lake",
            "closed form, no wind set-up and no spring tide",
            "lake-level.md#sluices-against-the-sea",
        ),
        Formula(
            "lake-balance",
            "level of the lake from inflow, sluices and pumps in a wet time",
            "water balance, solved for the end of each step",
            "lake-level.md#a-wet-time",
        ),
        Formula(
            "lake-shore",
            "land that a higher level reaches over the lowest crests",
            "Barnes, Lehman and Mulla 2014",
            "lake-level.md#shore-dikes-and-seepage",
        ),
    ),
    scores=(
        Score(
            "worked discharge against the sea, largest difference of four levels",
            5e-6,
            "1",
            "lake-level.md#worked-values",
            "largest relative difference from the table 5e-6",
        ),
        Score(
            "days in which the IJsselmeer rises 1 m at 1000 m3/s with sluices and pumps shut",
            12.7,
            "d",
            "lake-level.md#january-2024",
            "1000 m3/s fills 1 m of the IJsselmeer in 12.7 days",
        ),
    ),
    holds=(
        "A lake of one level that discharges to a tidal sea by gravity and pumps, in the mean of the tide.",
        "Laying levels of the lake and of the sea beside each other, and the order of the year it ends.",
    ),
    limits=(
        "No wind set-up but the one that is given, no spring tide, no storm surge; the lake is level.",
        "Width and sill of the sluices of the Afsluitdijk, its tide and the winter target are unverified.",
        "Rivers do not answer to the lake, and no other outlet than to the sea is known.",
        "Ditches carry a lake of the twin inland unless a quay stands in the ground or among the dikes.",
        "Extra seepage is that at the dike; loads on dikes are told, not computed: use dike-space.",
    ),
    changes={"1": "first version"},
)
