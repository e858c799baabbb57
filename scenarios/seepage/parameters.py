"""What people choose when they ask what a higher sea pushes up in their polders."""

from __future__ import annotations

from scenarios.forms import field
from scenarios.process import ProcessParameters

__all__ = ["SeepageParameters"]

_DAY = 86_400.0
_YEAR = 365.25 * _DAY
_VOXELS = "None given: that of the voxels of the twin."


class SeepageParameters(ProcessParameters):
    """The aquifer where the twin does not tell, the salt in it, and what reaches it."""

    salt: float | None = field(
        "Salt in the water of the aquifer",
        "Zout in het water van het watervoerend pakket",
        default=None,
        unit="kg/m3",
        step=0.5,
        ge=0.0,
        le=40.0,
        description="Sea water holds some 35, brackish water 1 to 15. None given: the load is not known.",
    )
    transmissivity: float | None = field(
        "Transmissivity of the aquifer (KD)",
        "Doorlaatvermogen van het watervoerend pakket (KD)",
        default=None,
        unit="m2/d",
        step=50,
        ge=1.0,
        le=100_000.0,
        description=_VOXELS,
    )
    resistance: float | None = field(
        "Resistance of the layer on the aquifer (c)",
        "Weerstand van de deklaag (c)",
        default=None,
        unit="d",
        step=100,
        ge=1.0,
        le=1_000_000.0,
        description=_VOXELS,
    )
    recharge: float = field(
        "Rain less evaporation outside the water-level areas",
        "Neerslagoverschot buiten de peilgebieden",
        default=300.0,
        unit="mm/yr",
        step=10,
        ge=0.0,
        le=2000.0,
        description="Dunes and high ground take it in.",
    )
    river_share: float = field(
        "Part of the rise of the sea that rivers follow",
        "Deel van de zeespiegelstijging dat rivieren volgen",
        default=1.0,
        unit="1",
        step=0.05,
        ge=0.0,
        le=1.0,
    )

    @property
    def kd(self) -> float | None:
        """Transmissivity [m2/s]."""
        return None if self.transmissivity is None else self.transmissivity / _DAY

    @property
    def c(self) -> float | None:
        """Resistance [s]."""
        return None if self.resistance is None else self.resistance * _DAY

    @property
    def rain(self) -> float:
        """Recharge [m/s]."""
        return self.recharge * 1e-3 / _YEAR
