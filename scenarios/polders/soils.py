"""What the soils of a twin are to its groundwater: conductivity, storage, and whether they hold peat."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import cast

from scenarios.data_files import data_rows
from scenarios.physics.constants import Parameter, Status
from twin.vocabulary import SOIL

__all__ = ["NO_KEY", "UNKNOWN", "SoilKind", "soil_key", "soil_kind", "soil_kinds"]

UNKNOWN = "unknown"
"""Key of the soil where the twin has none."""
NO_KEY = "code {code}"
"""Key of a soil whose code is not in the vocabulary of the twin."""

_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class SoilKind:
    """A soil as the groundwater of a parcel sees it.

    Parameters
    ----------
    key
        Of `twin.vocabulary.SOIL`, or ``unknown``.
    peat
        Whether it holds peat; None where that is not known.
    somers
        Class of SOMERS 2.0; None where that has none.
    clay_cover
        Clay on top of the peat, where no voxels tell [m]; None where there is no peat.
    conductivity
        Of the topsoil, through which ditch water spreads [m/s].
    storage, storage_low, storage_high
        Storage coefficient around the usual groundwater level, with its range [1].
    depth
        Of the layer through which ditch water spreads, at most [m].
    soft
        Whether that layer ends where firm sand begins; sand goes on.
    pipes
        Distance between the drain pipes that farmed land on it usually has [m]; None where it has none.
    """

    key: str
    peat: bool | None
    somers: str | None
    clay_cover: Parameter | None
    conductivity: Parameter
    storage: Parameter
    storage_low: Parameter
    storage_high: Parameter
    depth: Parameter
    soft: bool
    pipes: Parameter | None


@cache
def soil_kinds() -> dict[str, SoilKind]:
    """Soils by the key of their class in the twin, and ``unknown``."""
    return {row["soil"]: _kind(row) for row in data_rows("polder_soils.csv")}


def soil_kind(key: str) -> SoilKind:
    """Soil by its key; what is not in the table counts as unknown.

    Examples
    --------
    >>> soil_kind("peat").somers, soil_kind("code 14").peat
    ('hVs', None)
    """
    kinds = soil_kinds()
    return kinds.get(key, kinds[UNKNOWN])


def soil_key(code: int) -> str:
    """Key of a code of the soil map of a twin.

    Examples
    --------
    >>> soil_key(4), soil_key(14), soil_key(0)
    ('peat', 'code 14', 'unknown')
    """
    if code in SOIL:
        return SOIL[code].key
    return NO_KEY.format(code=code) if code > 0 else UNKNOWN


def _kind(row: dict[str, str]) -> SoilKind:
    storage = row["storage_source"], cast(Status, row["storage_status"])
    conductivity = float(row["conductivity"]) / _DAY
    cover, pipes = row["clay_cover"], row["pipes"]
    return SoilKind(
        key=row["soil"],
        peat={"yes": True, "no": False, "unknown": None}[row["peat"]],
        somers=row["somers"] or None,
        clay_cover=Parameter(float(cover), "m", "usual clay on peat", "unverified") if cover else None,
        conductivity=Parameter(
            conductivity, "m/s", row["conductivity_source"], cast(Status, row["conductivity_status"])
        ),
        storage=Parameter(float(row["storage"]), "1", *storage),
        storage_low=Parameter(float(row["storage_low"]), "1", *storage),
        storage_high=Parameter(float(row["storage_high"]), "1", *storage),
        depth=Parameter(
            float(row["depth"]), "m", "usual depth that ditch water spreads through", "unverified"
        ),
        soft=row["soft"] == "yes",
        pipes=Parameter(float(pipes), "m", "usual drainage of farmed clay", "unverified") if pipes else None,
    )
