"""Model card of the flood: its equations, where they hold, and what was measured."""

from __future__ import annotations

from scenarios.model_card import Formula, ModelCard, Score

__all__ = ["CARD"]

_MEASURED = "flow.md#what-was-measured"

CARD = ModelCard(
    formulas=(
        Formula(
            "local-inertial",
            "flow between cells: pressure, inertia and friction, without advection",
            "Bates, Horritt and Fewtrell 2010",
            "flow.md#equations",
        ),
        Formula(
            "whole-counts",
            "levels in whole counts, and one factor on all outflows of a cell that would run empty",
            "own method",
            "flow.md#no-water-is-made-or-lost",
        ),
        Formula(
            "broad-crested-weir",
            "flow over a crest and through a breach, free and drowned",
            "Dutch practice for breaches",
            "flow.md#crests-on-faces",
        ),
        Formula("breach-growth", "growth of a breach", "Verheij and Van der Knaap 2003", "flow.md#breach"),
        Formula(
            "overtopping", "water that waves bring over a dike", "EurOtop 2018", "consequences.md#sources"
        ),
        Formula(
            "infiltration",
            "water that goes into the ground",
            "Green and Ampt 1911",
            "flow.md#boundaries-sources-infiltration",
        ),
        Formula(
            "pools",
            "larger cells that know the ground inside them",
            "Volp et al. 2013; van Ormondt et al. 2025",
            "subgrid.md#flow",
        ),
    ),
    scores=(
        Score(
            "wave over dry land beside its closed form: RMSE of the depth, cells of 5 m",
            0.0004191,
            "m",
            _MEASURED,
            "RMSE, n 0.03 s/m^(1/3), u 0.4 m/s, dx 5 m | 0.0004191 m",
        ),
        Score(
            "the same beside the full shallow water equations",
            0.01263,
            "m",
            _MEASURED,
            "RMSE beside the full equations, n 0.03 s/m^(1/3), u 0.4 m/s, dx 5 m | 0.01263 m",
        ),
        Score(
            "water balance of a polder with a breach, from the levels shown",
            1.043e-11,
            "1",
            _MEASURED,
            "PB-cap from the levels shown (float32), 1000 x 1000 cells | 1.043e-11",
        ),
        Score(
            "discharge of a breach beside the weir law, free flow",
            -0.02011,
            "1",
            _MEASURED,
            "PB-cap, free: discharge beside the law | -0.02011",
        ),
        Score(
            "arrival 400 m into a plain beside the full equations",
            0.03293,
            "1",
            _MEASURED,
            "arrival at point 5 (400 m) beside the full equations | 0.03293",
        ),
        Score(
            "place of the front of a dam-break wave beside Ritter",
            -0.6605,
            "1",
            _MEASURED,
            "place of the front beside Ritter, with the wave cap | -0.6605",
        ),
        Score(
            "greatest depth in cells of 50 m beside cells of 5 m, polder of 5 x 4 km: RMSE",
            2.5,
            "cm",
            "subgrid.md#measured",
            "50 m | **2.5 cm**",
        ),
    ),
    holds=(
        "Slow water over land: polders, floodplains, streets after rain.",
        "Through a breach and over a crest, where the weir law rules: volume and level.",
    ),
    limits=(
        "The jet behind a breach and its speed are good to tens of percents only.",
        "A dam-break wave on smooth ground arrives much too late at its very front.",
        "Water does not overshoot: no run-up by its own speed. Wind waves enter as overtopping volumes.",
        "Spreading at an angle to the grid is up to a tenth faster than along it.",
        "Breach growth is the largest uncertainty of all; its start width and deepening are not measured.",
        "Larger cells: no infiltration, and 10 % too shallow on slopes of 1:200.",
    ),
    changes={"1": "first version"},
)
