"""What people choose when they ask what the sea, or a higher level, does to a lake."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from scenarios.forms import field
from scenarios.lakes import ijsselmeer as known
from scenarios.physics.constants import Parameter
from scenarios.process import ProcessParameters

__all__ = ["LakeLevelParameters"]

_LEVEL = Annotated[float, Field(ge=-100.0, le=100.0)]
_AREA = Annotated[float, Field(ge=1e-3, le=1e5)]
_OF_TWIN = "The twin tells it of a lake that is named."
_IF_LAKE = "None given: that of the IJsselmeer, or not known of a lake of the twin."


def _figure(title: str, title_nl: str, unit: str, step: float, default: Parameter, **more: Any) -> Any:
    """A figure that has a default whatever the lake is."""
    return field(
        title, title_nl, default=default.value, unit=unit, step=step, description=str(default), **more
    )


class LakeLevelParameters(ProcessParameters):
    """Which lake, the levels that are kept in it, and how its water gets to the sea."""

    lake: str | None = field(
        "Lake",
        "Meer",
        default=None,
        geometry="feature:watercourses",
        min_length=1,
        max_length=200,
        description="A lake of the twin; none named: one of the figures below, by default the IJsselmeer.",
    )
    area: float | None = field(
        "Area of the lake",
        "Oppervlak van het meer",
        default=None,
        unit="km2",
        step=10,
        ge=1e-3,
        le=1e5,
        description=_OF_TWIN,
    )
    levels: list[_LEVEL] = field(
        "Levels of the table of areas (m NAP)",
        "Peilen van de oppervlaktabel (m NAP)",
        default=[],
        unit="m",
        max_length=200,
        description="With areas: a lake whose shores are not upright; instead of area.",
    )
    areas: list[_AREA] = field(
        "Area at each of those levels",
        "Oppervlak bij elk van die peilen",
        default=[],
        unit="km2",
        max_length=200,
    )
    level: float | None = field(
        "Level that is kept in winter (m NAP)",
        "Streefpeil in de winter (m NAP)",
        default=None,
        unit="m",
        step=0.05,
        ge=-10.0,
        le=10.0,
        description=_OF_TWIN,
    )
    raise_by: float = field(
        "Raise of its level",
        "Verhoging van het peil",
        default=0.0,
        unit="m",
        step=0.05,
        ge=-2.0,
        le=5.0,
        description="The low end of the summer stays. Lakes of the twin: by the intervention lake-level.",
    )
    summer_low: float | None = field(
        "Lower end of the summer band (m NAP)",
        "Onderkant van de zomerband (m NAP)",
        default=None,
        unit="m",
        step=0.05,
        ge=-10.0,
        le=10.0,
        description=_IF_LAKE,
    )
    summer_high: float | None = field(
        "Upper end of the summer band (m NAP)",
        "Bovenkant van de zomerband (m NAP)",
        default=None,
        unit="m",
        step=0.05,
        ge=-10.0,
        le=10.0,
        description=_IF_LAKE,
    )
    sluice_width: float | None = field(
        "Width of the sluices together",
        "Breedte van de spuisluizen samen",
        default=None,
        unit="m",
        step=10,
        gt=0.0,
        le=10_000.0,
        description=_IF_LAKE,
    )
    sill: float | None = field(
        "Sill of the sluices (m NAP)",
        "Drempel van de spuisluizen (m NAP)",
        default=None,
        unit="m",
        step=0.1,
        ge=-50.0,
        le=10.0,
        description=_IF_LAKE,
    )
    amplitude: float = _figure(
        "Tide before the sluices, half of its range", "Getij voor de sluizen, halve slag", "m", 0.05,
        known.AMPLITUDE, ge=0.0, le=5.0,
    )  # fmt: skip
    pumps: float | None = field(
        "Pumps to the sea",
        "Pompen naar zee",
        default=None,
        unit="m3/s",
        step=5,
        ge=0.0,
        le=1e5,
        description=_IF_LAKE,
    )
    inflow: float | None = field(
        "Mean inflow",
        "Gemiddelde instroom",
        default=None,
        unit="m3/s",
        step=10,
        ge=0.0,
        le=1e5,
        description=_IF_LAKE,
    )
    event_inflow: float | None = field(
        "Inflow of a wet period",
        "Instroom in een natte periode",
        default=None,
        unit="m3/s",
        step=50,
        ge=0.0,
        le=1e5,
        description=_IF_LAKE,
    )
    event_days: float = _figure(
        "How long the wet period lasts",
        "Duur van de natte periode",
        "d",
        1,
        known.EVENT_DAYS,
        gt=0.0,
        le=365.0,
    )
    set_up: float = _figure(
        "Wind set-up of the sea in the wet period", "Windopzet op zee in de natte periode", "m", 0.05,
        known.SET_UP, ge=0.0, le=5.0,
    )  # fmt: skip
    resistance: float = _figure(
        "Resistance of the soil behind the dikes", "Weerstand van de bodem achter de dijken", "d", 50,
        known.RESISTANCE, gt=0.0, le=1e6,
    )  # fmt: skip
    shore_slope: float = _figure(
        "Slope of the shore, 1 in", "Helling van de oever, 1 op", "1", 5, known.SHORE_SLOPE, gt=0.0, le=1e4
    )
