"""Model card of what wells draw from and how far they lower the groundwater."""

from __future__ import annotations

from scenarios.model_card import Formula, ModelCard, Score

__all__ = ["CARD"]

_PAGE = "capture.md#the-process"

CARD = ModelCard(
    formulas=(
        Formula(
            "capture-zone",
            "ground that water comes from within a time, in flow that is even without wells",
            "Bear and Jacobs 1965",
            "capture.md#wells-for-drinking-water",
        ),
        Formula("recharge", "zones that rain feeds", "Haitjema 1995", _PAGE),
        Formula("drawdown", "aquifers between layers that leak", "Hemker 1984", _PAGE),
        Formula("background", "head without wells, under a leaky layer", "De Glee 1930; Mazure 1936", _PAGE),
    ),
    scores=(
        Score(
            "most that water at the ends of 25-year lines of timml is earlier or later, demo",
            0.2,
            "%",
            "capture.md#beside-timml",
            "fields of the demo, water at the ends of 96 lines of timml | within 0.2 % of 25 years",
        ),
    ),
    holds=(
        "Well fields in sand that is much the same as far as their zones reach.",
        "Zones of a new field beside those of others: fields in one aquifer are traced together.",
    ),
    limits=(
        "One even aquifer, slope and pores for each field: sand that ends and rivers in it bend zones.",
        "The slope is that of the first aquifer without wells; a deeper one may have another.",
        "It is taken near the wells: a zone beyond the crest of a dune or below the sea is too long.",
        "Leakage through clay is no source of water for zones: under clay they are larger than in truth.",
        "Drawdown is steady, in aquifers without ends; the sea does not hold it.",
        "Salt water that comes up below wells is not computed.",
        "Zones of law are data of the twin with a source; provinces draw them in their own ways.",
    ),
    changes={"1": "first version"},
)
