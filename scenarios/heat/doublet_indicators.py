"""What the answers of the process `geothermal-doublet` are called."""

from __future__ import annotations

from scenarios.process import Indicator

__all__ = ["INDICATORS"]

_ROCK = "Range: breakthrough earlier and later by the part that facies move it, gradient lower and higher"
_FACIES = "Range: the part that facies move it"

INDICATORS: dict[str, Indicator] = {
    "power": Indicator(
        "MW",
        "thermisch vermogen samen, in het jaar met het meeste",
        "thermal power together, in the year with most",
        f"flow times heat capacity of the brine times produced less injected temperature. {_ROCK}",
    ),
    "heat_per_year": Indicator(
        "TJ/yr",
        "warmte per jaar, in het jaar met de meeste",
        "heat per year, in the year with most",
        f"the power all the year through. {_ROCK}",
    ),
    "heat": Indicator(
        "PJ",
        "warmte tot aan de horizon",
        "heat up to the horizon",
        f"sum over the years of each doublet up to the horizon, fading after the breakthrough. {_ROCK}",
    ),
    "breakthrough": Indicator(
        "yr",
        "kortste tijd tot de kou de producent bereikt",
        "shortest time until the cold reaches the producer",
        f"Gringarten and Sauty 1975, without heat from above and below: too early by 10 to 40 %. {_FACIES}",
    ),
    "temperature_fall": Indicator(
        "K",
        "grootste daling van de productietemperatuur, aan het eind of aan de horizon",
        "largest fall of the produced temperature, at the end or at the horizon",
        f"streamlines of a doublet (Gringarten and Sauty 1975; Lippmann and Tsang 1980). {_FACIES}",
    ),
    "cooled_radius": Indicator(
        "m",
        "grootste straal van het afgekoelde gesteente, aan het eind of aan de horizon",
        "largest radius of the cooled rock, at the end or at the horizon",
        "Lippmann and Tsang 1980; it grows with the square root of time",
    ),
    "cooled_volume": Indicator(
        "m3",
        "afgekoeld gesteente samen, aan het eind of aan de horizon",
        "cooled rock together, at the end or at the horizon",
        "circle of the cooled radius times the thickness of the reservoir",
    ),
    "pressure": Indicator(
        "bar",
        "grootste druk aan een put",
        "largest pressure at a well",
        "steady flow between two wells, with the viscosity of the cold brine at the injector",
    ),
    "pump_power": Indicator(
        "MW",
        "pompvermogen samen, in het jaar met het meeste",
        "power of the pumps together, in the year with most",
        "flow times the pressure of both wells over the efficiency of the pumps; friction is left out",
    ),
    "cop": Indicator(
        "1",
        "warmte per elektriciteit van de pompen, tot aan de horizon",
        "heat over electricity of the pumps, up to the horizon",
        f"sums over the years of all doublets. {_ROCK}",
    ),
    "spacing_short": Indicator(
        "m",
        "grootste tekort aan putafstand voor de looptijd",
        "largest lack of distance between the wells for the term",
        f"distance at which no cold arrives before the end, less that which there is; 0: none. {_FACIES}",
    ),
    "thin": Indicator(
        "1",
        "doubletten in een reservoir onder 10 Dm",
        "doublets in a reservoir below 10 Dm",
        "permeability times thickness below about 10 Dm (Mijnlieff 2020)",
    ),
}
