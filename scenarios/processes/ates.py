"""Storage of heat and cold in the ground, and closed loops: reach, energy, drift, and what neighbours do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from scenarios.checks import known_feature
from scenarios.heat.storage_card import CARD
from scenarios.heat.storage_indicators import INDICATORS
from scenarios.heat.storage_parameters import StorageParameters
from scenarios.model_card import ModelCard
from scenarios.process import Estimate, Indicator, Outcome, Process, ProcessParameters, Value
from twin.errors import Problem
from twin.progress import Progress

if TYPE_CHECKING:
    from scenarios.drivers import Drivers
    from twin.state import Twin

__all__ = ["SoilEnergy"]

_SECONDS, _PER_STORE, _PER_LOOP, _BYTES = 0.3, 2e-3, 0.03, 20_000


class SoilEnergy(Process[StorageParameters]):
    """Open storage systems and closed loops of the twin."""

    id: ClassVar[str] = "ates"
    version: ClassVar[str] = "1"
    title_en: ClassVar[str] = "Soil energy"
    title_nl: ClassVar[str] = "Bodemenergie"
    description_en: ClassVar[str] = (
        "How far storage of heat and cold reaches, what it holds and loses to groundwater and neighbours, "
        "and how closed loops cool the ground over the years."
    )
    description_nl: ClassVar[str] = (
        "Hoe ver opslag van warmte en koude reikt, wat zij bevat en verliest aan grondwater en buren, en hoe "
        "gesloten lussen de bodem in de loop van de jaren afkoelen."
    )
    Parameters: ClassVar[type[ProcessParameters]] = StorageParameters
    indicators: ClassVar[Mapping[str, Indicator]] = INDICATORS
    card: ClassVar[ModelCard] = CARD
    public: ClassVar[bool] = True

    def check(self, twin: Twin, parameters: StorageParameters) -> list[Problem]:
        """Refuse systems that the twin does not have."""
        return [
            problem
            for position, name in enumerate(parameters.systems)
            for problem in known_feature(twin, "ates", name, f"systems[{position}]")
        ]

    def estimate(self, twin: Twin, parameters: StorageParameters) -> Estimate:  # noqa: ARG002 - base class
        """Tell the cost: storage systems, and boreholes of loops, each felt by the others of its field."""
        import shapely

        stores = len(twin.features["ates"]) if "ates" in twin.features else 0
        fields = twin.features.get("closed_loops")
        loops = 0 if fields is None else int(shapely.get_num_coordinates(fields.geometry.to_numpy()).sum())
        seconds = _SECONDS + _PER_STORE * stores + _PER_LOOP * loops
        return Estimate(stores + loops, _BYTES * (stores + loops), round(seconds, 3))

    def simulate(
        self,
        twin: Twin,
        drivers: Drivers,  # noqa: ARG002 - base class
        parameters: StorageParameters,
        progress: Progress,
    ) -> Outcome:
        """Work out every system."""
        from scenarios.heat.storage_outcome import storage

        outcome = storage(twin, parameters, progress)
        progress(1.0, "soil energy done")
        return outcome

    def values(
        self,
        twin: Twin,
        drivers: Drivers,  # noqa: ARG002 - base class
        parameters: StorageParameters,
        progress: Progress,
    ) -> Mapping[str, Value]:
        """Give the indicators alone."""
        from scenarios.heat.storage_outcome import storage_values

        found = storage_values(twin, parameters, progress)
        progress(1.0, "soil energy done")
        return found
