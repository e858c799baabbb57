"""What the answers of the process `dike-space` are called, in which unit, and how each is made."""

from __future__ import annotations

from scenarios.process import Indicator

__all__ = ["INDICATORS"]

_SHARE = "length of dike that needs room, by what sets the width of its new profile"

INDICATORS: dict[str, Indicator] = {
    "length": Indicator(
        "m",
        "dijk die versterkt moet worden",
        "dike that needs work",
        "length of dike whose crest is too low or whose base is too narrow at the horizon; least freeboard, "
        "length effect and breaking of waves [unverified]",
    ),
    "area": Indicator(
        "m2",
        "ruimtebeslag van de versterking",
        "area taken by the reinforcement",
        "width that the toes move, in soil, times the length of dike",
    ),
    "addresses": Indicator(
        "1",
        "adressen in de weg",
        "addresses in the way",
        "addresses of the buildings that the new profile in soil meets",
    ),
    "cost": Indicator(
        "EUR",
        "kosten van de gekozen maatregelen",
        "cost of the measures chosen",
        "unit prices of the measure that is chosen at each place, times the length of dike; without houses "
        "and cables; a road on the crest is in the high end alone",
    ),
    "share_height": Indicator("1", "breedte bepaald door hoogte", "width set by height", _SHARE),
    "share_stability": Indicator("1", "breedte bepaald door stabiliteit", "width set by stability", _SHARE),
    "share_piping": Indicator(
        "1",
        "breedte bepaald door piping",
        "width set by piping",
        f"{_SHARE}; factors on uplift and piping [unverified]",
    ),
    "length_unknown": Indicator(
        "m",
        "dijk waarover niets te zeggen is",
        "dike of which nothing can be said",
        "length of dike without a norm, loads or a profile; the reason stands at each place",
    ),
    "reserved_area": Indicator(
        "m2",
        "ruimte die in elke toekomst nodig is (2100)",
        "room that is needed in every future (2100)",
        "ground beside today's dikes that the new profile takes in every scenario and quantile asked for",
    ),
    "body_volume": Indicator(
        "m3",
        "grond voor de versterking",
        "soil for the reinforcement",
        "area between the new cross-section in soil and today's, times the length of dike",
    ),
}
"""Indicators of the process `dike-space`, in the order in which they are told."""
