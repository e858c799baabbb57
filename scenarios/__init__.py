"""What changes, and what happens then: scenarios, interventions, processes, physics and kernels."""

from scenarios.model import Scenario
from scenarios.run import run

__all__ = ["Scenario", "run"]
