"""The lake that stands in where none of the twin is named: figures of the IJsselmeer and its sluices."""

from __future__ import annotations

from scenarios.physics.constants import Parameter

__all__ = [
    "AMPLITUDE",
    "AREA",
    "AREA_MARKERMEER",
    "EVENT_DAYS",
    "EVENT_INFLOW",
    "INFLOW",
    "PUMPS",
    "RESISTANCE",
    "SET_UP",
    "SHORE_SLOPE",
    "SILL",
    "SUMMER_HIGH",
    "SUMMER_LOW",
    "WIDTH",
    "WINTER_TARGET",
]

_DECISION = "peilbesluit IJsselmeergebied, 14 June 2018"

AREA = Parameter(1.1e9, "m2", "IJsselmeer; another source has 1133 km2", "verified")
AREA_MARKERMEER = Parameter(0.7e9, "m2", "Markermeer", "verified")
"""Beside the IJsselmeer; with it and the lakes along the border about 2000 km2 act."""
WINTER_TARGET = Parameter(-0.25, "m NAP", "upper target of the winter", "unverified")
SUMMER_LOW = Parameter(-0.30, "m NAP", _DECISION, "verified")
SUMMER_HIGH = Parameter(-0.10, "m NAP", _DECISION, "verified")
WIDTH = Parameter(300.0, "m", "Afsluitdijk: 25 openings, 12 m each assumed", "unverified")
SILL = Parameter(-4.7, "m NAP", "sluices of the Afsluitdijk", "unverified")
AMPLITUDE = Parameter(0.85, "m", "tide before the Afsluitdijk", "unverified")
PUMPS = Parameter(275.0, "m3/s", "Den Oever, project page; older pages: 235", "secondary")
INFLOW = Parameter(507.0, "m3/s", "about 16 km3 in a year", "secondary")
EVENT_INFLOW = Parameter(1000.0, "m3/s", "exceeded in January 2024", "secondary")
EVENT_DAYS = Parameter(14.0, "d", "a fortnight of high inflow", "unverified")
SET_UP = Parameter(0.5, "m", "mean of a stormy fortnight before the sluices, assumed", "unverified")
RESISTANCE = Parameter(500.0, "d", "layer on top of the aquifer behind the dike", "unverified")
SHORE_SLOPE = Parameter(50.0, "1", "shore that rises 1 in 50", "unverified")
