"""GHG, GLG and GVG beside pastas, which runs in an environment of its own.

Measured series: DINO B33F0080 (cm) and every filter of the Hondsrug, with whatever gaps they have. Made-up
ones: gaps, many readings in a day, years with few readings, and a wave whose answers are known. The live
comparison needs ``ZICHT_PASTAS_PYTHON`` (see benchmarks/pastas_compare.py) and also checks the answers that
are kept in gxg_answers.csv, against which every run of the suite compares.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from scenarios.polders.gxg import ghg, glg, gvg

ROOT = Path(__file__).parents[2]
ANSWERS = Path(__file__).with_name("gxg_answers.csv")
STATISTICS: dict[str, Callable[[npt.ArrayLike, npt.ArrayLike], float]] = {"ghg": ghg, "glg": glg, "gvg": gvg}
NINE_YEARS = 9 * 365.25
DINO = "dino B33F0080-001"


@dataclass(frozen=True, slots=True)
class Series:
    """Times to the second, and levels with NaN where nothing was measured."""

    dates: npt.NDArray[np.datetime64]
    levels: npt.NDArray[np.float64]

    @property
    def days(self) -> float:
        """From the first to the last measurement."""
        known = self.dates[~np.isnan(self.levels)]
        return 0.0 if known.size == 0 else float((known.max() - known.min()) / np.timedelta64(1, "D"))


def made_up() -> dict[str, Series]:
    """Series of every kind, the same each time."""
    rng = np.random.default_rng(1428)
    days = np.arange("2001-03-20", "2014-02-10", dtype="datetime64[D]").astype("datetime64[s]")
    wave = -0.6 + 0.35 * np.cos(2 * np.pi * np.arange(days.size) / 365.25) + rng.normal(0, 0.1, days.size)
    fortnight = days[(np.arange(days.size) % 14) == 3] + rng.integers(0, 86_400, 337).astype("timedelta64[s]")
    kept = rng.random(days.size)
    holes = np.where(kept < 0.3, np.nan, wave)
    long_gap = (days < np.datetime64("2006-05-01")) | (days > np.datetime64("2009-01-12"))
    few = kept < 17 / 365
    twice = np.concatenate([days, days + np.timedelta64(3600, "s")])
    return {
        "daily": Series(days, wave),
        "fortnightly": Series(fortnight, np.interp(fortnight.astype(float), days.astype(float), wave)),
        "holes that say so": Series(days, holes),
        "gap of years": Series(days[long_gap], wave[long_gap]),
        "seventeen a year": Series(days[few], wave[few]),
        "twice a day, out of order": Series(twice[::-1], np.concatenate([wave, wave + 0.1])[::-1]),
        "monthly": Series(days[::30], wave[::30]),
        "seven years": Series(days[: 7 * 365], wave[: 7 * 365]),
        "one": Series(days[:1], wave[:1]),
    }


def measured(folder: Path) -> dict[str, Series]:
    """Series of the files, by well and filter."""
    text = (folder / "groundwater" / "dino_B33F0080001.csv").read_text(encoding="latin-1")
    lines = text[text.index("Locatie,Filternummer,Peildatum") :]
    rows = [row for row in csv.DictReader(io.StringIO(lines)) if row["Stand (cm t.o.v. NAP)"]]
    dates = ["-".join(reversed(row["Peildatum"].split("-"))) for row in rows]
    found = {DINO: _series(dates, [row["Stand (cm t.o.v. NAP)"] for row in rows])}
    with gzip.open(folder / "groundwater" / "head_observations_hondsrug.csv.gz", "rt") as file:
        filters: dict[str, list[dict[str, str]]] = {}
        for row in csv.DictReader(file):
            filters.setdefault(f"hondsrug {row['id']}-{row['Filternummer']}", []).append(row)
    for name, rows in sorted(filters.items()):
        found[name] = _series([row["time"] for row in rows], [row["head"] for row in rows])
    return found


def _series(dates: list[str], levels: list[str]) -> Series:
    return Series(np.array(dates, "datetime64[s]"), np.array([float(level or "nan") for level in levels]))


def kept() -> dict[str, dict[str, float]]:
    """Answers of pastas by the name of the series."""
    lines = [line for line in ANSWERS.read_text().splitlines() if not line.startswith("#")]
    return {
        row["series"]: {name: float(row[name] or "nan") for name in STATISTICS}
        for row in csv.DictReader(lines)
    }


def ours(series: dict[str, Series]) -> dict[str, dict[str, float]]:
    return {
        name: {key: statistic(one.dates, one.levels) for key, statistic in STATISTICS.items()}
        for name, one in series.items()
    }


def compare(found: dict[str, dict[str, float]], answers: dict[str, dict[str, float]]) -> None:
    for name, values in found.items():
        for key, value in values.items():
            assert value == pytest.approx(answers[name][key], rel=1e-9, abs=1e-9, nan_ok=True), (name, key)


def test_the_kept_answers_for_made_up_series() -> None:
    found = ours(made_up())
    compare(found, kept())
    known = {name for name, values in found.items() if not np.isnan(list(values.values())).any()}
    assert known >= {"daily", "fortnightly", "holes that say so", "gap of years", "twice a day, out of order"}
    assert np.isnan(found["seven years"]["ghg"])  # seven hydrological years, but eight springs
    assert not np.isnan(found["seven years"]["gvg"])
    assert np.isnan(list(found["one"].values())).all()
    assert np.isnan(found["monthly"]["ghg"])


def test_the_kept_answers_for_measured_series(data_dir: Path) -> None:
    """DINO has all three; most Hondsrug years have too few readings for any, some have a GVG."""
    series = measured(data_dir)
    found, answers = ours(series), kept()
    assert set(found) <= set(answers)
    compare(found, answers)
    assert not np.isnan(list(found[DINO].values())).any()
    long = [name for name, one in series.items() if one.days >= NINE_YEARS]
    assert len(long) == 199
    assert sum(not np.isnan(found[name]["gvg"]) for name in long) >= 21
    for name, one in series.items():
        if one.days < 7 * 365:
            assert np.isnan(list(found[name].values())).all(), name


@pytest.mark.validate
def test_pastas_itself(data_dir: Path) -> None:
    python = os.environ.get("ZICHT_PASTAS_PYTHON")
    if not python:
        pytest.skip("ZICHT_PASTAS_PYTHON is not set: no Python that has pastas")
    series = made_up() | measured(data_dir)
    answers = live(python, series)
    compare(ours(series), answers)
    compare(answers, kept())


def live(python: str, series: dict[str, Series]) -> dict[str, dict[str, float]]:
    """Answers of pastas."""
    given = [
        {
            "dates": [str(date) for date in one.dates],
            "levels": [None if np.isnan(level) else float(level) for level in one.levels],
        }
        for one in series.values()
    ]
    script = str(ROOT / "benchmarks" / "pastas_compare.py")
    done = subprocess.run(
        [python, script], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)["answers"]
    return {
        name: {key: np.nan if value is None else value for key, value in row.items()}
        for name, row in zip(series, found, strict=True)
    }
