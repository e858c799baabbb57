"""The scenarios that the demo shows first."""

from __future__ import annotations

from pathlib import Path

__all__ = ["ENGLISH", "headline_files"]

ENGLISH = {
    "Zeespiegel volgens KNMI'23 hoog in 2100, dijken houden": "Sea level of KNMI'23 high in 2100, dikes hold",
    "Zeespiegel +1 m, zonder dijken": "Sea level +1 m, without dikes",
    "Storm van eens per 10.000 jaar bij +1 m, bres in de rivierdijk": (
        "Storm of once in 10,000 years at +1 m, breach in the river dike"
    ),
    "Zee +1 m, dijk versterkt, peil 30 cm omhoog": "Sea +1 m, dike reinforced, water level 30 cm up",
    "Overstroming bij +1 m, storm van eens per 10.000 jaar, bres in de zeedijk": (
        "Flood at +1 m, storm of once in 10,000 years, breach in the sea dike"
    ),
    "Ruimte voor de dijk in 2100, KNMI'23 hoog": "Room for the dike in 2100, KNMI'23 high",
    "Veenpolders 30 cm hoger in 2030, daarna vast": "Peat polders 30 cm higher in 2030, then fixed",
    "Veenpolders 30 cm hoger in 2030, daarna geïndexeerd": "Peat polders 30 cm higher in 2030, then indexed",
}
"""English name of each, by the name in its file."""


def headline_files() -> list[Path]:
    """Scenario files of the demo, in the order in which they are told."""
    return sorted(Path(__file__).parent.glob("*.yaml"))
