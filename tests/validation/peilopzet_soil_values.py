"""Worked values of peat, soft soil and growth: the case, its value, and Zicht's call.

Each value was computed apart from Zicht, in double precision, and is given to six figures. Cases are told in
the units of the field; calls convert to SI.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from scenarios.data_files import data_rows
from scenarios.physics import consolidation, nitrous_oxide, peat, shrinkage, yields
from scenarios.physics import peat_emissions as emissions
from scenarios.polders.policies import Policy
from scenarios.polders.somers import read_somers
from tests.unit.scenarios.polders.test_published_projections import project
from tests.unit.scenarios.polders.test_somers import HEAD, median, row
from tests.validation.dike_load_values import Worked

__all__ = ["GROUND", "GROWTH"]

DAY = 86_400.0
YEAR = 31_557_600.0
TONNES = YEAR * 10.0
"""A flux of 1 kg/(m2 s) in t/ha/yr."""
SOIL = {"a": 0.01737, "b": 0.1303, "c": 0.008686}
LOAD = {"stress": 20e3, "new_stress": 25e3}


def sinks(lowest: float) -> float:
    """By van den Akker [mm/yr]."""
    return float(peat.subsidence_rate(lowest_depth=lowest)) * YEAR * 1e3


def per_millimetre() -> float:
    """Carbon dioxide of a millimetre of peat [t/ha]."""
    return 10.0 * float(peat.carbon_dioxide(oxidation=1e-3))


@cache
def volume(part: float) -> float:
    return float(peat.volume_loss(organic_part=part))


def mass_rate() -> float:
    """Organic matter that half a metre of peat must lose for 7 mm/yr [kg/m3/yr]."""
    return 0.007 / (0.5 * volume(0.8))


def carbon_of_mass() -> float:
    return mass_rate() * 0.5 * peat.CARBON.value * peat.CARBON_TO_CO2 * 10.0


def shrinkage_of_years() -> tuple[float, float, float]:
    """Factor f, change of the water n, and of the height, in ten years."""
    factor = float(shrinkage.volume_factor(water=1.5, clay_part=0.3, organic_part=0.1))
    lost = float(shrinkage.water_loss(water=1.5, duration=10 * YEAR))
    return factor, lost, float(shrinkage.height_change(volume_change=factor * lost))


def age() -> float:
    return float(consolidation.intrinsic_time(overconsolidation=1.3, **SOIL))


def settlement(years: float, *, loaded: bool = True) -> float:
    """Of 4 m [m]."""
    stress = LOAD if loaded else {"stress": 20e3, "new_stress": 20e3}
    return 4.0 * float(consolidation.isotache_strain(**stress, time=age(), duration=years * YEAR, **SOIL))


def isotache(which: int) -> float:
    return float(
        consolidation.isotache_parameters(
            reloading_ratio=0.04, compression_ratio=0.30, creep_coefficient=0.02
        )[which]
    )


def other_model(name: str) -> float:
    held = {**LOAD, "preconsolidation": 22e3, "duration": 18262.5 * DAY}
    if name == "bjerrum":
        ratios = {"reloading_ratio": 0.04, "compression_ratio": 0.30, "creep_coefficient": 0.02}
        return 4.0 * float(consolidation.bjerrum_strain(**held, **ratios))
    constants = {"primary": 25, "secular": 100, "primary_virgin": 7, "secular_virgin": 60}
    return 4.0 * float(consolidation.koppejan_strain(**held, **constants))


def stress(lowering: float, wet: float, dry: float) -> float:
    """Change of the effective stress [kPa]."""
    change = consolidation.stress_change(
        lowering=lowering, saturated_weight=wet * 1e3, drained_weight=dry * 1e3
    )
    return float(change) / 1e3


def degree(time: float) -> float:
    return float(
        consolidation.consolidation_degree(coefficient=time, thickness=1.0, duration=1.0, drainage_factor=1.0)
    )


def curve(metres: float) -> float:
    """Carbon by Tiemeyer et al. [t/ha/yr]."""
    return float(emissions.carbon_dioxide_curve(depth=metres)) * TONNES / peat.CARBON_TO_CO2


def line(rise: float) -> float:
    """Carbon dioxide that a raise saves by van der Poel et al. [t/ha/yr]."""
    slope = emissions.SLOPE_VAN_DER_POEL.value * emissions.PER_HECTARE
    low, high = emissions.carbon_dioxide_line(depth=[0.50 - rise, 0.50], slope=slope)
    return float(high - low) * TONNES


def methane(kilograms: float) -> float:
    """As carbon dioxide [t]."""
    return kilograms * emissions.METHANE_WARMING.value / 1e3


def laughing_gas(nitrogen: float) -> float:
    """Of so many kilograms of nitrogen in a hectare and year, as carbon dioxide [t]."""
    flux = nitrous_oxide.nitrous_oxide(nitrogen=nitrogen * emissions.PER_HECTARE)
    return float(flux) * TONNES * nitrous_oxide.NITROUS_WARMING.value


def ditches(kilograms: float) -> float:
    """Of ditches on 5 % of an area, over all of it [t CO2-eq/ha]."""
    land = emissions.ditch_methane(flux=kilograms * emissions.PER_HECTARE, open_water=0.05)
    return methane(float(land) * YEAR * 1e4) * 0.95


@cache
def somers() -> float:
    """Rule between two freeboards of one class, from a table in the published form [kg/ha/yr]."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "somers.csv"
        path.write_text("\n".join([HEAD, row(0.5, 10620.4), row(0.6, 13028.5)]), encoding="utf-8")
        return median(read_somers(path, region="ZW"), 0.55)


FIXED = Policy(after="fixation")
RAISED = Policy(after="fixation", raise_summer=0.3, raise_winter=0.3)
GROUND = {
    "O1 subsidence by the GLG [mm/yr]": [
        Worked("GLG 0.4 m", 2.73600, lambda: sinks(0.4)),
        Worked("GLG 0.6 m", 7.44400, lambda: sinks(0.6)),
        Worked("GLG 0.8 m", 12.1520, lambda: sinks(0.8)),
        Worked("0.20 m shallower, as with drains", 4.70800, lambda: sinks(0.8) - sinks(0.6)),
    ],
    "O4 carbon dioxide of peat [t/ha/yr]": [
        Worked("a millimetre", 2.25867, per_millimetre),
        Worked("GLG 0.6 m, by 2.26 t a millimetre", 16.8234, lambda: 2.26 * sinks(0.6)),
        Worked("GLG 0.6 m, not rounded", 16.8135, lambda: per_millimetre() * sinks(0.6)),
    ],
    "O5 warmth [1]": [Worked("14 degrees C", 1.24612, lambda: peat.temperature_factor(temperature=14.0))],
    "SOMERS rules, between freeboards [kg CO2/ha/yr]": [
        Worked("pVb, 0.55 m, width 30 to 50 m", 11824.5, somers),
    ],
    "R2, R5 carbon as dioxide [t/ha/yr]": [
        Worked(f"{carbon} t C", dioxide, lambda carbon=carbon: carbon * peat.CARBON_TO_CO2)
        for carbon, dioxide in ((3.77, 13.8233), (2.66, 9.75333), (6.1, 22.3667), (3.6, 13.2000))
    ],
    "R1 carbon dioxide that a raise saves [t/ha/yr]": [
        Worked("0.35 m", 16.1000, lambda: line(0.35)),
    ],
    "R4 Tiemeyer et al. 2020 [t C/ha/yr]": [
        Worked(f"{metres} m", carbon, lambda metres=metres: curve(metres))
        for metres, carbon in ((0.2, 5.34138), (0.3, 8.50381), (0.6, 10.0355))
    ],
    "R5, R6 methane as CO2 [t/ha/yr]": [
        Worked("16 kg", 0.432000, lambda: methane(16.0)),
        Worked("39 kg", 1.05300, lambda: methane(39.0)),
        Worked("100 kg", 2.70000, lambda: methane(100.0)),
        Worked("ditches on 5 %, 1165 kg", 1.57275, lambda: ditches(1165.0)),
        Worked("ditches on 5 %, 2144 kg", 2.89440, lambda: ditches(2144.0)),
    ],
    "R5 nitrous oxide as CO2 [t/ha/yr]": [
        Worked("8.2 kg N", 3.51780, lambda: laughing_gas(8.2)),
        Worked("1.6 kg N", 0.686400, lambda: laughing_gas(1.6)),
    ],
    "Atlantis: density, volume, mass": [
        Worked("rho_b of F 0.8 [kg/m3]", 124.841, lambda: peat.bulk_density(organic_part=0.8)),
        Worked("rho_b of F 0.3 [kg/m3]", 305.972, lambda: peat.bulk_density(organic_part=0.3)),
        Worked("V of F 0.8 [m3/kg]", 0.0100127, lambda: volume(0.8)),
        Worked("rate for 7 mm/yr of 0.5 m [kg/m3/yr]", 1.39822, mass_rate),
        Worked("its carbon dioxide [t/ha/yr]", 14.0987, carbon_of_mass),
        Worked(
            "constant rate, 0.5 m, 0.01/yr, 10 yr [m]",
            0.0475813,
            lambda: peat.oxidation_height(thickness=0.5, rate=0.01 / YEAR, duration=10 * YEAR),
        ),
    ],
    "Atlantis: shrinkage in 10 yr [1]": [
        Worked("f", 0.418281, lambda: shrinkage_of_years()[0]),
        Worked("change of n", -0.153518, lambda: shrinkage_of_years()[1]),
        Worked("change of height", -0.0218798, lambda: shrinkage_of_years()[2]),
    ],
    "effective stress [kPa]": [
        Worked("table 0.3 m lower", 2.79300, lambda: stress(0.3, 11.0, 10.5)),
        Worked("table 0.2 m higher", -1.76200, lambda: stress(-0.2, 10.5, 9.5)),
    ],
    "degree of consolidation [1]": [
        Worked("T 0.1", 0.354835, lambda: degree(0.1)),
        Worked("T 1", 0.934655, lambda: degree(1.0)),
    ],
    "isotaches, 4 m, 20 to 25 kPa [m]": [
        Worked("age, OCR 1.3 [d]", 30.2985, lambda: age() / DAY),
        Worked(
            "age with the load [d]",
            1.66516,
            lambda: age() / DAY * (20 / 25) ** ((SOIL["b"] - SOIL["a"]) / SOIL["c"]),
        ),
        Worked("1 yr", 0.197892, lambda: settlement(1)),
        Worked("10 yr", 0.273047, lambda: settlement(10)),
        Worked("50 yr", 0.324775, lambda: settlement(50)),
        Worked("100 yr", 0.346834, lambda: settlement(100)),
        Worked("50 yr without the load", 0.216398, lambda: settlement(50, loaded=False)),
        Worked("50 yr, what the load does", 0.108377, lambda: settlement(50) - settlement(50, loaded=False)),
        Worked("a of RR 0.04 [1]", 0.0173718, lambda: isotache(0)),
        Worked("b of CR 0.30 [1]", 0.130288, lambda: isotache(1)),
        Worked("c of C-alpha 0.02 [1]", 0.00868589, lambda: isotache(2)),
    ],
    "other models, 4 m, 50 yr [m]": [
        Worked("NEN-Bjerrum", 0.414168, lambda: other_model("bjerrum")),
        Worked("Koppejan", 0.140862, lambda: other_model("koppejan")),
    ],
    "projections by policy [m NAP, mm/yr]": [
        Worked("indexation, ground after 50 yr", -2.04712, lambda: project(Policy(), 50)[0]),
        Worked("indexation, ground after 100 yr", -2.59423, lambda: project(Policy(), 100)[0]),
        Worked("indexation, ditch after 50 yr", -2.53769, lambda: project(Policy(), 50)[1]),
        Worked("indexation, ditch after 100 yr", -3.08481, lambda: project(Policy(), 100)[1]),
        Worked("indexation, last rate of 100 yr", 9.80704, lambda: project(Policy(), 100)[2]),
        Worked("fixation, ground after 50 yr", -1.85935, lambda: project(FIXED, 50)[0]),
        Worked("fixation, ground after 100 yr", -1.96855, lambda: project(FIXED, 100)[0]),
        Worked("fixation, last rate of 50 yr", 3.78195, lambda: project(FIXED, 50)[2]),
        Worked("fixation, last rate of 100 yr", 1.14931, lambda: project(FIXED, 100)[2]),
        Worked("raised to -1.8, ground after 50 yr", -1.65052, lambda: project(RAISED, 50)[0]),
        Worked("raised to -1.8, last rate of 50 yr", 1.58411, lambda: project(RAISED, 50)[2]),
    ],
}


def fits(crop: str, soil: int, kind: str) -> list[float]:
    row = next(row for row in data_rows(f"help_{crop}.csv") if row["help"] == str(soil))
    return [float(row[f"{kind}_{name}"]) for name in "abcde"]


def loss(crop: str, soil: int, high: float, low: float, part: str) -> float:
    """Yield that is lost [%]."""
    wet = yields.waterlogging_loss(highest_depth=high, lowest_depth=low, fit=fits(crop, soil, "wet"))
    dry = yields.drought_loss(lowest_depth=low, fit=fits(crop, soil, "dry"))
    found = {"wet": wet, "dry": dry, "total": yields.combined_loss(waterlogging=wet, drought=dry)}
    return 100.0 * float(found[part])


HELP = (
    (0.25, 1.40, 15, "grass", 5.77943, 7.41146, 12.7625),
    (0.25, 1.40, 15, "arable", 17.4509, 6.20715, 22.5749),
    (0.20, 0.90, 15, "grass", 11.2914, 1.96776, 13.0370),
    (0.40, 1.20, 15, "grass", 1.00000, 4.80143, 5.75342),
    (0.20, 0.60, 1, "grass", 21.9946, 2.89264, 24.2510),
    (0.10, 0.40, 1, "grass", 35.1596, 2.38254, 36.7044),
)
GROWTH = {
    "HELP, loss of yield [%]": [
        Worked(
            f"GHG {high} m, GLG {low} m, soil {soil}, {crop}, {part}",
            value,
            lambda crop=crop, soil=soil, high=high, low=low, part=part: loss(crop, soil, high, low, part),
        )
        for high, low, soil, crop, *values in HELP
        for part, value in zip(("wet", "dry", "total"), values, strict=True)
    ],
}
