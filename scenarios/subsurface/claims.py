"""Every claim on the subsurface of a twin, with how far each reaches: what the conflict engine is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.subsurface.engine import HORIZON
from twin.claims import Claim

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["claims"]

_LAST_YEAR = 2150  # of the futures of dikes


def claims(twin: Twin, *, horizon: float = HORIZON) -> tuple[Claim, ...]:
    """Claims of a twin.

    Parameters
    ----------
    twin
        Twin.
    horizon
        Last year that counts: dikes claim the room that they need by then.

    Returns
    -------
    tuple of Claim
        What its features claim, with the reaches that can be computed, and after that what its well fields
        without zones need and the zones of its dikes. A twin whose theme ``dike_zones`` tells the zones of a
        dike has those of that dike alone.
    """
    from scenarios.subsurface.dike_claims import dike_claims
    from scenarios.subsurface.reaches import with_reaches
    from scenarios.subsurface.well_claims import well_claims
    from scenarios.subsurface.zone_levels import with_zone_levels

    told = {claim.owner for claim in twin.claims if claim.function == "DIK"}
    year = int(min(max(horizon, twin.reference_year), _LAST_YEAR))
    dikes = tuple(claim for claim in dike_claims(twin, year) if claim.owner not in told)
    standing = with_reaches(with_zone_levels(twin.claims, twin), twin)
    return (*standing, *well_claims(standing, twin), *dikes)
