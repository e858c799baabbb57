"""Model card of the search for a place."""

from __future__ import annotations

from scenarios.model_card import Formula, ModelCard, Score

__all__ = ["CARD"]

CARD = ModelCard(
    formulas=(
        Formula(
            "doublet-power",
            "largest doublet that a reservoir takes",
            "Gringarten and Sauty 1975; Mijnlieff 2020",
            "search.md#a-place-for-a-use",
        ),
        Formula(
            "storage-volume",
            "water that filters store in a season",
            "Bloemendal et al. 2018",
            "search.md#a-place-for-a-use",
        ),
        Formula(
            "well-field",
            "drawdown, seal and salt of a well field",
            "De Glee 1930; Schmorak and Mercado 1969",
            "search.md#a-place-for-a-use",
        ),
        Formula(
            "conflict-rules",
            "claims of the use at every place, by the rules of the subsurface",
            "rules as data, each with its source",
            "search.md#a-place-for-a-use",
        ),
    ),
    scores=(
        Score(
            "cells that are judged otherwise than by placing the use itself, demo",
            0.0,
            "1",
            "search.md#checked",
            "places judged otherwise than by the conflict engine one by one, demo | 0",
        ),
    ),
    holds=(
        "A first look at where a use could go, and which rule or neighbour keeps it away elsewhere.",
        "Differences between twins: what a new zone or a new doublet does to the room that is left.",
    ),
    limits=(
        "A use stands in the middle of its cell; another place in the cell can be judged otherwise.",
        "Doublets and storage stand in one direction, the one that is asked.",
        "Reservoirs of which no permeability is told have 300 mD [unverified].",
        "How far heads and heat reach is computed at sixteen places and taken over from the nearest.",
        "Scores order places; their weights are judgement [unverified].",
        "Owners, land prices, heat demand and the networks at the surface are left out.",
    ),
    changes={"1": "first version"},
)
