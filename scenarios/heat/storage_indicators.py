"""What the answers of the process `ates` are called."""

from __future__ import annotations

from scenarios.process import Indicator

__all__ = ["INDICATORS"]

INDICATORS: dict[str, Indicator] = {
    "systems": Indicator(
        "1", "open bodemenergiesystemen", "open storage systems", "systems whose wells and volume are known"
    ),
    "energy": Indicator(
        "GWh",
        "warmte of koude die een seizoen samen bevat",
        "heat or cold that a season holds together",
        "volume times heat capacity of water times the difference between warm and cold; what comes back is "
        "less",
    ),
    "thermal_radius": Indicator(
        "m",
        "grootste thermische straal",
        "largest thermal radius",
        "a cylinder without losses (Bloemendal et al. 2018)",
    ),
    "hydraulic_radius": Indicator(
        "m",
        "grootste hydraulische straal",
        "largest hydraulic radius",
        "the water of a season in the pores round the filter",
    ),
    "smallest_ratio": Indicator(
        "1",
        "kleinste afstand tussen warm en koud, in thermische stralen",
        "smallest distance between warm and cold, in thermal radii",
        "of a system itself; planning practice keeps 3 [unverified]",
    ),
    "too_close": Indicator(
        "1",
        "systemen waarvan warm en koud te dicht bijeen staan",
        "systems whose warm and cold wells stand too close",
        "closer than the thermal radii that are asked",
    ),
    "interfering": Indicator(
        "1",
        "systemen met een bron van de andere soort van een buur te dichtbij",
        "systems with a well of the other kind of a neighbour too close",
        "closer than the thermal radii that are asked, filters and years overlapping",
    ),
    "drift": Indicator(
        "m/yr",
        "grootste verplaatsing van opgeslagen warmte door grondwater",
        "largest drift of stored heat with the groundwater",
        "velocity in the pores times porosity times the ratio of heat capacities",
    ),
    "recovered": Indicator(
        "1",
        "deel dat na een half jaar nog om de bron staat",
        "part that is still round the well after half a year",
        "a circle over itself, displaced by the drift, less what lies in stores of the other kind; mean by "
        "volume, an indication [unverified]. Conduction and mixing take more",
    ),
    "loops": Indicator(
        "1", "boorgaten van gesloten lussen", "boreholes of closed loops", "those whose depth is known"
    ),
    "loop_heat": Indicator(
        "MWh/yr",
        "warmte die gesloten lussen per jaar netto onttrekken",
        "heat that closed loops take out a year, net",
        "heat of each metre times length times boreholes",
    ),
    "fluid_temperature": Indicator(
        "degC",
        "laagste jaargemiddelde van de vloeistof in de lussen",
        "lowest yearly mean of the fluid in the loops",
        "g-function of each field (Eskilson 1987; Cimmino and Bernier 2014) after the years asked; a season "
        "makes it colder",
    ),
    "loop_cooling": Indicator(
        "K",
        "grootste afkoeling van de bodem bij lussen door alle buren samen",
        "largest cooling of the ground at loops by all neighbours together",
        "sum of finite lines (Claesson and Javed 2011) of all loops within the reach, each after the years "
        "asked",
    ),
    "loops_over_limit": Indicator(
        "1",
        "lussystemen die hun buren samen te veel afkoelen",
        "loop systems that their neighbours together cool too much",
        "more than 1.5 K below 70 kW (SIKB, BUM/HUM bodemenergie part 2 annex 2)",
    ),
}
