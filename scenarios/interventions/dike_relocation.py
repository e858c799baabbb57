"""Dike relocation (dijkverlegging): a dike on a new line, the land between given to the water."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from scenarios.checks import known_feature
from scenarios.forms import field
from scenarios.intervention import Context, Intervention
from twin.errors import Problem

if TYPE_CHECKING:
    from scenarios.dikes.relocating import Relocation
    from twin.state import Twin

__all__ = ["DikeRelocation"]


class DikeRelocation(Intervention):
    """Move a dike to a new line; the old stretch is taken away, or lowered to a summer dike.

    The new line starts and ends on the old dike, or within 50 m of it. Between those places the old dike goes
    and the land between becomes foreland. A new stretch with the crest of the dike is part of it; with a
    crest of its own it is a dike of its own, called after it.
    """

    title_en: ClassVar[str] = "Dike relocation"
    title_nl: ClassVar[str] = "Dijkverlegging"
    description_en: ClassVar[str] = "Moves a dike to a new line; the land between becomes foreland."
    description_nl: ClassVar[str] = (
        "Verlegt een dijk naar een nieuwe lijn; het land ertussen wordt buitendijks."
    )

    writes_ground: ClassVar[bool] = True
    kind: Literal["dike-relocation"] = field("Kind", "Soort", default="dike-relocation")
    dike: str = field("Dike", "Dijk", geometry="feature:dikes", min_length=1)
    line: tuple[tuple[float, float], ...] = field(
        "New line",
        "Nieuwe lijn",
        unit="m",
        geometry="line",
        min_length=2,
        max_length=10_000,
        description="From one place on the dike to another; both ends within 50 m of it.",
    )
    crest: float | None = field(
        "Crest level (m NAP)",
        "Kruinhoogte (m NAP)",
        default=None,
        unit="m",
        step=0.1,
        ge=-10.0,
        le=30.0,
        description="That of the old dike when left out.",
    )
    crest_width: float = field(
        "Width of the crest", "Kruinbreedte", default=5.0, unit="m", step=0.5, ge=1.0, le=50.0
    )
    slope: float = field("Slopes (1:m)", "Taluds (1:m)", default=3.0, unit="1", step=0.5, ge=1.0, le=15.0)
    summer_crest: float | None = field(
        "Lower the old dike to (m NAP)",
        "Verlaag de oude dijk tot (m NAP)",
        default=None,
        unit="m",
        step=0.1,
        ge=-10.0,
        le=30.0,
        description="As a summer dike; it is taken away when left out.",
    )

    def check(self, twin: Twin) -> list[Problem]:
        """Refuse a dike that the twin does not have, and a line that cannot be built."""
        from scenarios.dikes.relocating import check_relocation

        return known_feature(twin, "dikes", self.dike, "dike") or check_relocation(twin, self._asked())

    def apply(self, twin: Twin, context: Context) -> Twin:  # noqa: ARG002 - the sea does not matter here
        """Take the old stretch out of the ground, lay the new one, and join the lines."""
        from scenarios.dikes.relocating import relocated

        return relocated(twin, self._asked())

    def _asked(self) -> Relocation:
        from scenarios.dikes.relocating import Relocation

        return Relocation(
            dike=self.dike,
            line=np.array(self.line, np.float64),
            crest=self.crest,
            crest_width=self.crest_width,
            slope=self.slope,
            summer_crest=self.summer_crest,
        )
