"""Model card of what geothermal doublets give."""

from __future__ import annotations

from scenarios.model_card import Formula, ModelCard, Score

__all__ = ["CARD"]

_PAGE = "geothermal.md#geothermal-doublets"

CARD = ModelCard(
    formulas=(
        Formula("G1", "temperature of the ground", "ThermoGIS (TNO): about 30 K/km", _PAGE),
        Formula("G2", "power of the brine", "conservation of energy", _PAGE),
        Formula("G3", "heat capacity of rock and brine", "conservation of energy", _PAGE),
        Formula(
            "G4",
            "time until the cold is at the producer",
            "Gringarten and Sauty 1975; Lippmann and Tsang 1980",
            _PAGE,
        ),
        Formula("G5", "temperature after that", "Gringarten and Sauty 1975; Lippmann and Tsang 1980", _PAGE),
        Formula("G6", "distance between the wells for a term", "Gringarten and Sauty 1975", _PAGE),
        Formula("G7", "radius of the cooled rock", "Lippmann and Tsang 1980", _PAGE),
        Formula("G8", "pressure at a well", "steady flow between two wells", _PAGE),
        Formula("G9", "power of the pumps and heat over it", "conservation of energy", _PAGE),
    ),
    scores=(
        Score(
            "largest difference with values computed apart from Zicht, in the sixth figure",
            0.5,
            "1",
            "geothermal.md#the-process",
            "worked values of G1 to G9 through the process | at most 0.5 of the sixth figure",
        ),
    ),
    holds=(
        "One doublet, pumped evenly, in rock that is the same everywhere: its heat, and how long it lasts.",
        "To compare places, distances and flows with each other.",
    ),
    limits=(
        "No heat from the layers above and below, which delays the breakthrough by 10 to 40 %.",
        "Layers and channels in the rock move the breakthrough by half; the range shows it.",
        "Neighbours do not take heat or pressure from each other: that is for the conflict rules.",
        "Friction in the wells, gas, and salt that falls out are left out.",
        "The flow is that of all the year; a doublet that rests in summer cools its rock more slowly.",
        "Licence areas are no doublets and give no heat.",
    ),
    changes={"1": "first version"},
)  # fmt: skip
