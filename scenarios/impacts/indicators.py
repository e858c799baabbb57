"""What the consequences of a flood are called, in which unit, and how each is made."""

from __future__ import annotations

from scenarios.process import Indicator

__all__ = ["INDICATORS"]

_ABOVE = "residents of buildings with more water than that above the ground"

INDICATORS: dict[str, Indicator] = {
    "damage": Indicator(
        "EUR",
        "schade",
        "damage",
        "damage to land and to buildings, each once",
    ),
    "damage_buildings": Indicator(
        "EUR",
        "schade aan gebouwen",
        "damage to buildings",
        "floor area of the lowest two storeys [unverified] and dwellings x largest damage (SSM2017) x "
        "depth-damage curve (DamageScanner) at the depth above the floor",
    ),
    "damage_land": Indicator(
        "EUR",
        "schade aan grond en infrastructuur",
        "damage to land and infrastructure",
        "area x largest damage of the land use (SSM2017, else DamageScanner with its classes matched by "
        "judgement [unverified]) x depth-damage curve (DamageScanner); where the twin has buildings, built "
        "land counts without them",
    ),
    "people_affected": Indicator(
        "1", "getroffen bewoners", "people affected", "residents of buildings that water reaches"
    ),
    "people_above_0_2": Indicator(
        "1", "bewoners met meer dan 0,2 m water", "people with more than 0.2 m of water", _ABOVE
    ),
    "people_above_0_5": Indicator(
        "1", "bewoners met meer dan 0,5 m water", "people with more than 0.5 m of water", _ABOVE
    ),
    "people_above_2_0": Indicator(
        "1", "bewoners met meer dan 2 m water", "people with more than 2 m of water", _ABOVE
    ),
    "fatalities": Indicator(
        "1",
        "slachtoffers",
        "fatalities",
        "residents who were not evacuated x mortality by depth, rate of rise and flow [unverified]",
    ),
    "vital_objects_out": Indicator(
        "1",
        "uitgevallen vitale objecten",
        "vital objects out of service",
        "water above the floor passes the threshold of the kind of object [unverified]",
    ),
    "agriculture_area": Indicator(
        "m2", "overstroomde landbouwgrond", "flooded farmland", "flooded cells of agricultural land use"
    ),
    "agriculture_damage": Indicator(
        "EUR",
        "schade aan de landbouw",
        "damage to agriculture",
        "the part of the damage to land that falls on agricultural land use",
    ),
    "expected_annual_damage": Indicator(
        "EUR/year",
        "jaarlijkse schadeverwachting",
        "expected annual damage",
        "damage over the yearly probability of the storm",
    ),
}
"""Indicators of the process `flood-consequences`, in the order in which they are told."""
