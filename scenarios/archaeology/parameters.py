"""How planned works are dug where features do not tell."""

from __future__ import annotations

from scenarios.archaeology.works import Digging
from scenarios.forms import field
from scenarios.process import ProcessParameters

__all__ = ["ArchaeologyParameters"]


class ArchaeologyParameters(ProcessParameters):
    """Trenches, piles and drilling of what is planned, and how sure levels are."""

    trench_width: float = field(
        "Width of a trench",
        "Sleufbreedte",
        default=0.6,
        unit="m",
        step=0.1,
        gt=0.0,
        le=20.0,
        description="Of its bottom; beside a thick line 0.2 m on both sides where that is more [unverified].",
    )
    slope: float = field(
        "Slope of trench sides",
        "Talud van de sleuf",
        default=0.0,
        unit="1",
        step=0.25,
        ge=0.0,
        le=4.0,
        description="Metres aside for a metre up; 0 for sheets or a box.",
    )
    deepest: float = field(
        "Depth below which lines are drilled",
        "Diepte waaronder leidingen worden geboord",
        default=3.0,
        unit="m",
        step=0.5,
        gt=0.0,
        le=20.0,
    )
    pile_share: float = field(
        "Part of the ground that piles take",
        "Deel van de grond dat palen innemen",
        default=0.05,
        unit="1",
        step=0.01,
        ge=0.0,
        le=1.0,
        description="Below buildings and works on piles [unverified].",
    )
    level_error: float = field(
        "Error of the levels of sites",
        "Fout in de hoogte van vindplaatsen",
        default=0.25,
        unit="m",
        step=0.05,
        ge=0.0,
        le=5.0,
        description="Makes the range: all bodies this much deeper, and higher [unverified].",
    )

    @property
    def digging(self) -> Digging:
        """The same for `scenarios.archaeology.works`."""
        return Digging(self.trench_width, self.slope, self.pile_share, self.deepest)
