"""Damage figures as data: depth-damage curves, largest damage by land use and building, vital thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

import numpy as np
import numpy.typing as npt

from scenarios.data_files import data_rows
from scenarios.physics.constants import Parameter, Status
from scenarios.physics.damage import damage_fraction

__all__ = [
    "BuildingDamage",
    "LandDamage",
    "VitalThreshold",
    "building_damages",
    "curve_fraction",
    "curves",
    "land_damages",
    "scanner_maxima",
    "ssm_maxima",
    "vital_thresholds",
]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LandDamage:
    """Damage that a land-use class of the twin takes.

    Parameters
    ----------
    group
        ``built``, ``agriculture``, ``nature``, ``infrastructure``, ``recreation``, ``water`` or ``none``.
    curve
        Name of the depth-damage curve.
    maximum
        Largest damage where the twin has no buildings: what is built is in it [EUR/m2].
    beside_buildings
        Largest damage where the twin has buildings, which count on their own [EUR/m2].
    """

    group: str
    curve: str
    maximum: Parameter
    beside_buildings: Parameter


@dataclass(frozen=True, slots=True)
class BuildingDamage:
    """Damage that a building of some use takes.

    Parameters
    ----------
    curve
        Name of the depth-damage curve.
    per_floor_area
        Largest damage by floor area [EUR/m2].
    per_dwelling
        Largest damage to what is in a dwelling [EUR].
    one_storey
        Whether it is a hall, else its storeys follow from its height.
    """

    curve: str
    per_floor_area: Parameter
    per_dwelling: Parameter
    one_storey: bool


@dataclass(frozen=True, slots=True)
class VitalThreshold:
    """Depth above the floor at which a vital object goes out of service, with its band [m]."""

    threshold: Parameter
    lowest: Parameter
    highest: Parameter


def _parameter(row: Mapping[str, str], column: str, unit: str) -> Parameter:
    source = row["source"] + (
        f", prices of {row['price_level']} [unverified]" if row.get("price_level") else ""
    )
    return Parameter(float(row[column]), unit, source, cast(Status, row["status"]))


@cache
def curves() -> dict[str, tuple[tuple[float, ...], tuple[float, ...]]]:
    """Depth-damage curves by name: depths [m] and fractions [1] of their nodes."""
    rows = data_rows("depth_damage_curves.csv")
    depths = tuple(float(row["depth"]) for row in rows)
    return {name: (depths, tuple(float(row[name]) for row in rows)) for name in rows[0] if name != "depth"}


def curve_fraction(curve: str, depth: npt.ArrayLike) -> Floats:
    """Share of the largest damage at a depth [m] by a named curve.

    Examples
    --------
    >>> round(float(curve_fraction("objects", 2.05)), 3)
    0.425
    """
    depths, fractions = curves()[curve]
    return damage_fraction(depth=depth, depths=depths, fractions=fractions)


@cache
def land_damages() -> dict[str, LandDamage]:
    """Damage by the key of a land-use class (`twin.vocabulary.LAND_USE`)."""
    return {
        row["land_use"]: LandDamage(
            row["group"],
            row["curve"],
            _parameter(row, "maximum", "EUR/m2"),
            _parameter(row, "beside_buildings", "EUR/m2"),
        )
        for row in data_rows("damage_land_use.csv")
    }


@cache
def building_damages() -> dict[str, BuildingDamage]:
    """Damage by the use of a building; ``other``: not in the table; ``unknown``: none is told."""
    return {
        row["use"]: BuildingDamage(
            row["curve"],
            _parameter(row, "per_floor_area", "EUR/m2"),
            _parameter(row, "per_dwelling", "EUR"),
            row["storeys"] == "one",
        )
        for row in data_rows("damage_buildings.csv")
    }


@cache
def vital_thresholds() -> dict[str, VitalThreshold]:
    """Thresholds by the kind of a vital object; ``other`` is for kinds that are not in the table."""
    return {
        row["kind"]: VitalThreshold(*(_parameter(row, c, "m") for c in ("threshold", "lowest", "highest")))
        for row in data_rows("vital_thresholds.csv")
    }


@cache
def ssm_maxima() -> dict[str, Parameter]:
    """Largest direct damage of the Standaardmethode 2017 by object [EUR per m, m2, m2 of floor or dwelling].

    Its depth-damage curves are not openly published, so they cannot stand beside it.
    """
    return {
        row["object"]: _parameter(row, "direct", f"EUR/{row['unit']}")
        for row in data_rows("damage_maxima_ssm2017.csv")
    }


@cache
def scanner_maxima() -> dict[int, tuple[str, Parameter]]:
    """Curve and largest damage [EUR/m2] of DamageScanner by its land-use code."""
    return {
        int(row["code"]): (row["curve"], _parameter(row, "maximum", "EUR/m2"))
        for row in data_rows("damage_maxima_scanner.csv")
    }
