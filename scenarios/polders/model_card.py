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
            "groundwater.md#the-strip-between-ditches",
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
        Formula(
            "dry-years-of-piles",
            "time that the heads of wooden piles are dry, added up over the course",
            "KCAF, as read in secondary sources; worked value",
            "water-level-effects.md#wooden-piles",
        ),
        Formula(
            "buoyancy-of-lines",
            "weight of a pipe and its cover against the water around it",
            "Archimedes and the weight of soil; worked values",
            "water-level-effects.md#cables-and-pipelines",
        ),
    ),
    scores=(
        Score(
            "mean subsidence of 29 sites, 1970 to 2020, where 7 was measured: the model",
            9.6,
            "mm/yr",
            _MEASURED,
            "29 sites, 1970-2020, mean | mm/yr | 7 | 9.6 |",
        ),
        Score(
            "CO2 of 12 plots without drains, where 14 was measured: the model",
            16.0,
            "t/ha/yr",
            _MEASURED,
            "12 plots, CO2 without drains | t/ha/yr | 14 | 16 |",
        ),
        Score(
            "CO2 for each 10 cm of mean groundwater, where 4 to 5.4 was measured: the model",
            5.0,
            "t/ha/yr",
            _MEASURED,
            "CO2 for each 10 cm of mean groundwater | t/ha/yr | 4 to 5.4 | 5 |",
        ),
        Score(
            "published cases of peat and drains in which model and measurement meet, of 26",
            17.0,
            "1",
            _MEASURED,
            "26 cases; in 17 the ranges meet.",
        ),
    ),
    holds=(
        "Polders with ditches less than 400 m apart, to lay levels and policies beside each other.",
        "Peat with mean lowest groundwater 0.3 to 1.2 m deep; the field extrapolated tells where it is not.",
    ),
    limits=(
        "The model sinks faster than the mean of measured sites; differences carry that less than rates do.",
        "Trenches in peat and drains under streets are the same everywhere, by unverified numbers.",
        "The weather is made up after the Dutch climate: years are no forecast, and no sea changes them.",
        "Indicators are of all land that is asked for; the table of effects tells each area by itself.",
        "Levels are those that are aimed at: whether pumps and inlets reach them is not computed.",
        "Ranges hold other relations and weather, not another soil: that moves subsidence by some 0.1 m.",
        "The relation process emits by the height that is lost like the others, 12 % above its own mass.",
        "The head in the aquifer stays as it is; what goes to neighbours is steady and does not work back.",
    ),
    changes={"1": "first version"},
)
