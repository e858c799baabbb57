"""What the answers of the process `drinking-water-capture` are called."""

from __future__ import annotations

from scenarios.process import Indicator

__all__ = ["INDICATORS"]

_PORES = "Range: 0.05 less and more pores than given [unverified]"
_TIGHT = "Range: all resistances halved and doubled [unverified]"

INDICATORS: dict[str, Indicator] = {
    "yield": Indicator(
        "m3/yr",
        "onttrekking voor drinkwater",
        "water drawn for drinking",
        "discharge of the drinking-water wells that are in use at the horizon, as the twin has it",
    ),
    "zone_area": Indicator(
        "m2",
        "oppervlak van de 25-jaarszones",
        "area of the 25-year zones",
        "ground from which water reaches a well within 25 years: stream lines followed back through one even "
        f"aquifer with the slope of the groundwater; rain where its sand lies open. {_PORES}",
    ),
    "largest_drawdown": Indicator(
        "m",
        "grootste verlaging van de stijghoogte",
        "largest drawdown of the head",
        "at the wall of a well (0.3 m), in the aquifer that it draws from, without losses in the well; all "
        f"wells added up, steady (Hemker 1984). {_TIGHT}",
    ),
    "lowered_area": Indicator(
        "m2",
        "land waar het grondwater meer dan 5 cm daalt",
        "land where the water table falls by more than 5 cm",
        "drawdown of the aquifer under the cover, shared between the resistance of the cover and that of "
        f"ditches; water whose level is held left out. {_TIGHT}",
    ),
    "uncovered_area": Indicator(
        "m2",
        "deel van de 25-jaarszones buiten beschermde gebieden",
        "part of the 25-year zones outside protected areas",
        "25-year zones inside the twin, less waterwingebieden and grondwaterbeschermingsgebieden that are in "
        f"force at the horizon. {_PORES}",
    ),
    "uses_inside": Indicator(
        "1",
        "ander gebruik van de ondergrond in de 25-jaarszones",
        "other uses of the ground in the 25-year zones",
        "doublets, soil energy, storage, extraction, excavations, infiltration and other wells inside them "
        f"in plan at the horizon; whether they may be there tells subsurface-conflicts. {_PORES}",
    ),
}
