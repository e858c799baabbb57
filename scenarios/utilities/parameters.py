"""What people choose when they ask whether cables and pipelines have room."""

from __future__ import annotations

from scenarios.forms import field
from scenarios.process import ProcessParameters

__all__ = ["UtilityParameters"]


class UtilityParameters(ProcessParameters):
    """Scour below river beds, room at works, sections of streets, and whether water levels are followed."""

    scour: float = field(
        "Scour allowed for below the bed of rivers",
        "Ontgronding onder de bodem van rivieren waarmee wordt gerekend",
        default=1.0,
        unit="m",
        step=0.25,
        ge=0.0,
        le=20.0,
        description="A line under a bed has to lie below it by this much [unverified].",
    )
    least_width: float = field(
        "Least width of a watercourse with a bed that erodes",
        "Kleinste breedte van een watergang met een bodem die uitslijt",
        default=10.0,
        unit="m",
        step=1,
        ge=0.0,
        le=1000.0,
        description="Narrower water, and water that stands still, does not scour [unverified].",
    )
    search: float = field(
        "Distance around works in which lines are located",
        "Afstand rond werk waarbinnen leidingen worden gelokaliseerd",
        default=1.5,
        unit="m",
        step=0.25,
        ge=0.0,
        le=25.0,
        description="CROW 500.",
    )
    pile_distance: float = field(
        "Distance from piles and sheet piles",
        "Afstand tot palen en damwanden",
        default=2.0,
        unit="m",
        step=0.25,
        ge=0.0,
        le=25.0,
        description="Uniform rules of Netbeheer Nederland.",
    )
    station_step: float = field(
        "Distance between sections of streets",
        "Afstand tussen dwarsdoorsneden van straten",
        default=50.0,
        unit="m",
        step=10,
        ge=5.0,
        le=1000.0,
    )
    verge: float = field(
        "Ground beside the carriageway that holds lines",
        "Grond naast de rijbaan waar leidingen liggen",
        default=4.0,
        unit="m",
        step=0.5,
        ge=0.0,
        le=25.0,
        description="On each side, where the width of a section is not told otherwise [unverified].",
    )
    dense: float = field(
        "Part of a section above which it is called full",
        "Deel van een doorsnede waarboven die vol heet",
        default=0.7,
        unit="1",
        step=0.05,
        gt=0.0,
        le=1.0,
        description="[unverified]",
    )
    levels: bool = field(
        "Follow groundwater and ground of polders",
        "Volg grondwater en maaiveld van polders",
        default=True,
        description="For pipes that float up or bend; takes most of the time.",
    )
