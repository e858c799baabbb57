"""What pastas finds as GHG, GLG and GVG, for comparison: series as JSON on standard input, answers as JSON.

    python -m venv PASTAS && PASTAS/bin/pip install pastas==2.0.0 tqdm
    PASTAS/bin/python benchmarks/pastas_compare.py < series.json

Runs in an environment of its own: pastas is no dependency, and this script imports nothing of Zicht. A series
is an object with ``dates`` (texts) and ``levels`` (numbers, null for none). Set ``ZICHT_PASTAS_PYTHON`` to
that Python to let tests use it.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version

import pandas as pd
from pastas.stats.dutch import ghg, glg, gvg

NAMES = {"ghg": ghg, "glg": glg, "gvg": gvg}


def answer(given: dict[str, list]) -> dict[str, float | None]:
    """GHG, GLG and GVG of a series; null where pastas says NaN."""
    series = pd.Series(given["levels"], pd.DatetimeIndex(given["dates"]), dtype=float)
    if series.isna().all():  # which pastas refuses
        return dict.fromkeys(NAMES)
    found = {name: float(statistic(series)) for name, statistic in NAMES.items()}
    return {name: None if pd.isna(value) else value for name, value in found.items()}


if __name__ == "__main__":
    answers = [answer(series) for series in json.load(sys.stdin)]
    json.dump({"version": version("pastas"), "answers": answers}, sys.stdout)
