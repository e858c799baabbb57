"""Model card of what works do to archaeology."""

from __future__ import annotations

from scenarios.model_card import Formula, ModelCard, Score

__all__ = ["CARD"]

CARD = ModelCard(
    formulas=(
        Formula(
            "dug-volume",
            "volume of a pit, trench or bore within a body, exact for bottoms that slope straight",
            "geometry",
            "archaeology.md#volumes",
        ),
        Formula(
            "free-disturbance",
            "area and depth of disturbance that are free of research",
            "Bkl art. 5.130; Meerssen Buitengebied art. 32",
            "archaeology.md#what-is-free",
        ),
    ),
    scores=(
        Score(
            "largest relative difference with meshes cut by manifold, 60 random digs",
            1e-7,
            "1",
            "archaeology.md#checked",
            "volume beside meshes cut by manifold3d, 60 random digs | below 1e-7",
        ),
    ),
    holds=(
        "To compare plans and routes by what they dig of known and expected remains.",
        "For works whose depth is told, above sites and zones whose levels are.",
    ),
    limits=(
        "Only digging counts: fill, vibration and lower groundwater harm remains too.",
        "The area that is held against the limit is that of the whole work.",
        "Where zones lie over a site both count: zones are no measure of what is there.",
        "The ground is flat over a pit; trenches follow it every 10 m.",
        "Pieces of a trench overlap at bends, less than a metre of trench each.",
        "A zone goes down as far as is dug: how thick the level is that may hold remains is not told.",
    ),
    changes={"1": "first version"},
)
