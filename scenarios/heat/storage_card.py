"""Model card of storage of heat and cold, and of closed loops."""

from __future__ import annotations

from scenarios.model_card import Formula, ModelCard, Score

__all__ = ["CARD"]

_PAGE = "soil-energy.md#soil-energy"

CARD = ModelCard(
    formulas=(
        Formula("A1", "thermal radius of a store", "Bloemendal et al. 2018", _PAGE),
        Formula("A2", "hydraulic radius of a store", "conservation of mass", _PAGE),
        Formula("A3", "energy of a season", "conservation of energy", _PAGE),
        Formula("A4", "drift of stored heat", "Bloemendal and Hartog 2018", _PAGE),
        Formula("A5", "distance between warm and cold", "planning practice; Bloemendal et al. 2014", _PAGE),
        Formula("A6", "temperatures and heat balance that are allowed", "SIKB, algemene regels", _PAGE),
        Formula("A7", "cooling by a loop", "Eskilson 1987; Claesson and Javed 2011", _PAGE),
        Formula("A8", "temperature of a field of loops", "Cimmino and Bernier 2014", _PAGE),
    ),
    scores=(
        Score(
            "largest difference with pygfunction, one temperature for all loops",
            0.4,
            "%",
            "soil-energy.md#beside-pygfunction",
            "one temperature, time in 40 steps | below 0.4 %",
        ),
    ),
    holds=(
        "Storage systems of a season with filters in one sand, to plan who stands where.",
        "Closed loops over decades, by the mean heat of years.",
    ),
    limits=(
        "A store is a cylinder without losses: conduction and mixing are left out, drift is an indication.",
        "Neighbours are circles that overlap; the water that they push to and fro is left out.",
        "Loops stand in ground without flow; groundwater carries heat away.",
        "A season makes the fluid of loops colder and warmer than the mean of a year that is told.",
        "Every neighbour is taken to have worked for all the years asked, whenever it began.",
    ),
    changes={"1": "first version"},
)
