"""Model card of what a water level does to a polder."""

from __future__ import annotations

from scenarios.model_card import Formula, ModelCard, Score

__all__ = ["CARD"]

_MEASURED = "peat.md#beside-measurements"

CARD = ModelCard(
    formulas=(
        Formula(
            "parcel-groundwater",
            "groundwater between two ditches over a leaky layer, day by day",
            "Mazure 1936; Bruggeman 1999; De Zeeuw and Hellinga 1958; Hooghoudt 1940",
            "peat.md#sinking-peat",
        ),
        Formula(
            "total-subsidence",
            "total subsidence of peat from its mean lowest groundwater",
            "van den Akker et al. 2007 [unverified]",
            "peat.md#relations",
        ),
        Formula(
            "process-subsidence",
            "oxidation by layer, shrinkage and creep apart",
            "Bootsma et al. 2020; Den Haan 1996",
            "peat.md#relations",
        ),
        Formula(
            "level-policy",
            "ditch levels that follow the ground, stay, or are raised",
            "yearly steps; worked values",
            "peat.md#worked-projections",
        ),
    ),
    scores=(
        Score(
            "mean subsidence of 29 sites, 1970 to 2020, where 7 was measured: upper end of the model",
            13.0,
            "mm/yr",
            _MEASURED,
            "29 sites, 1970-2020, mean | mm/yr | 7 | 7.4 to 13 |",
        ),
        Score(
            "CO2 of 12 plots without drains, where 14 was measured: upper end of the model",
            22.0,
            "t/ha/yr",
            _MEASURED,
            "12 plots, CO2 without drains | t/ha/yr | 14 | 10 to 22 |",
        ),
    ),
    holds=(
        "Polders with ditches less than 400 m apart, to lay levels and policies beside each other.",
        "Peat with mean lowest groundwater 0.3 to 1.2 m below the ground; further on is extrapolated.",
    ),
    limits=(
        "The model sinks faster than the mean of measured sites; differences carry that less than rates do.",
        "Drains do more to the table of a dry summer than was measured, and less to the rate.",
        "The weather is made up after the Dutch climate: years are no forecast, and no sea changes them.",
        "Values are those of all land that is asked for; name areas to see those alone.",
        "Levels are those that are aimed at: whether pumps and inlets reach them is not computed.",
        "The head in the aquifer stays as it is, and polders do not act on each other.",
    ),
    changes={"1": "first version"},
)
