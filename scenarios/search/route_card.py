"""Model card of the search for a route."""

from __future__ import annotations

from scenarios.model_card import Formula, ModelCard, Score

__all__ = ["CARD"]

CARD = ModelCard(
    formulas=(
        Formula(
            "least-cost-path",
            "cheapest path through cells and depths, to 26 neighbours",
            "Dijkstra 1959; Hart, Nilsson and Raphael 1968",
            "search.md#the-way-of-a-line",
        ),
        Formula(
            "refraction",
            "legs at any angle, corners moved until the cost is least",
            "law of refraction (Snell); string pulling",
            "search.md#legs-and-bends",
        ),
        Formula(
            "route-cost",
            "cost of a metre by depth, soil, water, buildings, rules and archaeology",
            "judgement [unverified]",
            "search.md#what-a-metre-costs",
        ),
        Formula(
            "dug-volume",
            "exact volume of trenches and bores within bodies",
            "geometry",
            "archaeology.md#volumes",
        ),
    ),
    scores=(
        Score(
            "largest relative difference of costs with scipy's Dijkstra, 40 random stacks",
            1e-12,
            "1",
            "search.md#checked",
            "cost to every cell beside scipy.sparse.csgraph, 40 random stacks | below 1e-12",
        ),
        Score(
            "largest distance from the point of refraction",
            1.0,
            "cells",
            "search.md#checked",
            "where the line crosses between cheap and dear ground (Snell) | within 1 cell",
        ),
    ),
    holds=(
        "To compare ways of a cable or pipe between two places early on, and to see who is in the way.",
        "Where claims are known as well as the law asks: what nobody recorded is not avoided.",
    ),
    limits=(
        "All costs are orders of size from judgement: they rank routes and are no offer.",
        "What is smaller than a cell counts as if it filled the cell: streets are not followed at 50 m.",
        "Crossings of roads and rails cost no more than other ground, and land is free.",
        "The ground is level between neighbouring cells; a drilling lies below the lowest ground above it.",
        "Dike zones are avoided as far as the twin has them as claims.",
        "A drilling has no radius in the vertical plane.",
    ),
    changes={"1": "first version"},
)
