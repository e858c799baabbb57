"""What koswat designs in soil, for comparison: profiles and needs as JSON on standard input, answers as JSON.

    python -m venv KOSWAT && KOSWAT/bin/pip install koswat==0.17.0
    KOSWAT/bin/python benchmarks/koswat_compare.py < cases.json

Runs in an environment of its own with nothing but koswat: it is no dependency, and this script imports
nothing of Zicht. A case is an object with the names of `Profiles` and `Needs`; what is left out has no berm,
ground at 0 m NAP, and 0.5, 10 and 50 m of needs. Set ``ZICHT_KOSWAT_PYTHON`` to that Python to let tests and
benches use it.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from typing import Any

from koswat.configuration.settings.koswat_scenario import KoswatScenario
from koswat.configuration.settings.reinforcements.koswat_cofferdam_settings import KoswatCofferdamSettings
from koswat.configuration.settings.reinforcements.koswat_piping_wall_settings import (
    KoswatPipingWallSettings,
)
from koswat.configuration.settings.reinforcements.koswat_reinforcement_settings import (
    KoswatReinforcementSettings,
)
from koswat.configuration.settings.reinforcements.koswat_vps_settings import KoswatVPSSettings
from koswat.dike.profile.koswat_input_profile_base import KoswatInputProfileBase
from koswat.dike.profile.koswat_profile import KoswatProfileBase
from koswat.dike_reinforcements.input_profile.cofferdam.cofferdam_input_profile_calculation import (
    CofferdamInputProfileCalculation,
)
from koswat.dike_reinforcements.input_profile.piping_wall.piping_wall_input_profile_calculation import (
    PipingWallInputProfileCalculation,
)
from koswat.dike_reinforcements.input_profile.soil.soil_input_profile_calculation import (
    SoilInputProfileCalculation,
)
from koswat.dike_reinforcements.input_profile.vertical_piping_solution.vps_input_profile_calculation import (
    VPSInputProfileCalculation,
)

CALCULATIONS = {
    "soil": SoilInputProfileCalculation,
    "vertical-geotextile": VPSInputProfileCalculation,
    "seepage-screen": PipingWallInputProfileCalculation,
    "cofferdam": CofferdamInputProfileCalculation,
}
REPEATS = 200


def profile_of(case: dict[str, Any]) -> KoswatProfileBase:
    inner, outer = case.get("inner_toe_level", 0.0), case.get("outer_toe_level", 0.0)
    profile = KoswatInputProfileBase(
        waterside_ground_level=outer,
        waterside_slope=case["outer_slope"],
        waterside_berm_width=case.get("outer_berm_width", 0.0),
        waterside_berm_height=case.get("outer_berm_level", outer),
        crest_height=case["crest_level"],
        crest_width=case["crest_width"],
        polderside_ground_level=inner,
        polderside_slope=case["inner_slope"],
        polderside_berm_width=case.get("inner_berm_width", 0.0),
        polderside_berm_height=case.get("inner_berm_level", inner),
        pleistocene=case.get("firm_level", -5.0),
        aquifer=case.get("aquifer_top", -2.0),
    )
    return KoswatProfileBase(input_data=profile)


def scenario_of(case: dict[str, Any]) -> KoswatScenario:
    return KoswatScenario(
        d_h=case.get("heightening", 0.5),
        d_s=case.get("stability", 10.0),
        d_p=case.get("piping", 50.0),
        crest_width=case["crest_width"],
        waterside_slope=case.get("new_outer_slope", case["outer_slope"]),
    )


def design(case: dict[str, Any], measure: str) -> Any:
    calculation = CALCULATIONS[measure]()
    calculation.base_profile = profile_of(case)
    calculation.reinforcement_settings = KoswatReinforcementSettings(
        vps_settings=KoswatVPSSettings(polderside_berm_width_vps=10.0),
        piping_wall_settings=KoswatPipingWallSettings(
            min_length_piping_wall=4.0, max_length_piping_wall=25.0
        ),
        cofferdam_settings=KoswatCofferdamSettings(min_length_cofferdam=5.0, max_length_cofferdam=25.0),
    )
    calculation.scenario = scenario_of(case)
    return calculation.build()


def answer(case: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for measure in CALCULATIONS:
        built = design(case, measure)
        found[measure] = {
            "crest_level": built.crest_height,
            "outer_slope": built.waterside_slope,
            "outer_berm_width": built.waterside_berm_width,
            "outer_berm_level": built.waterside_berm_height,
            "inner_slope": built.polderside_slope,
            "inner_berm_width": built.polderside_berm_width,
            "inner_berm_level": built.polderside_berm_height,
            "wall_length": getattr(built, "construction_length", None),
        }
    return found


def main() -> None:
    cases = json.load(sys.stdin)
    answers = [answer(case) for case in cases]
    start = time.perf_counter()
    for _ in range(REPEATS):
        for case in cases:
            design(case, "soil")
    seconds = (time.perf_counter() - start) / (REPEATS * len(cases))
    json.dump({"koswat": version("koswat"), "seconds_per_profile": seconds, "profiles": answers}, sys.stdout)


if __name__ == "__main__":
    main()
