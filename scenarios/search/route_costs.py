"""What a metre of route costs by how it is laid, and by the rules that it meets."""

from __future__ import annotations

import math
from functools import cache

from scenarios.data_files import data_rows

__all__ = ["penalties", "works"]


@cache
def works() -> dict[str, float]:
    """Costs and limits of laying a line, by name; soils by their lithoclass as ``soil_1``."""
    return {row["item"]: float(row["value"]) for row in data_rows("route_works.csv")}


@cache
def penalties() -> dict[int, tuple[float, float]]:
    """Extra cost in a trench and in a drilling by rule [EUR/m]; infinite where it cannot pass."""
    return {
        int(row["rule"]): (_cost(row["trench"]), _cost(row["drilling"]))
        for row in data_rows("route_penalties.csv")
    }


def _cost(text: str) -> float:
    return math.inf if text == "no" else float(text)
