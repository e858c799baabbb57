"""Where the water of a flow computation came from and went."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Balance"]


@dataclass(frozen=True, slots=True)
class Balance:
    """Water of a computation, each in m3.

    Parameters
    ----------
    initial, stored
        In the cells at the start and now.
    boundary
        Came in through boundary faces, less what left there.
    rain, infiltrated
        Fell; went into the ground.
    inflow, pumped_out
        Came in by discharges and links from outside; left by them.
    """

    initial: float
    stored: float
    boundary: float = 0.0
    rain: float = 0.0
    infiltrated: float = 0.0
    inflow: float = 0.0
    pumped_out: float = 0.0

    @property
    def lost(self) -> float:
        """Water that the balance cannot account for [m3]."""
        came = self.initial + self.boundary + self.rain + self.inflow
        return came - self.infiltrated - self.pumped_out - self.stored

    @property
    def error(self) -> float:
        """Lost water as part of all that took part."""
        turned = (
            self.initial + abs(self.boundary) + self.rain + max(self.inflow, 0.0) + max(-self.pumped_out, 0.0)
        )
        return abs(self.lost) / turned if turned > 0.0 else 0.0
