"""Readers of public runs of VRTool, which chooses dike measures by reliability: its input and its choices.

Two forms exist: the export of a dashboard (sections as lines, reliability per year, chosen measures) and the
database of a run (crests, water levels, piping input and every measure it weighed). Both end up as
`Section`. Names of the files are those of the folder with real data.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

Floats = npt.NDArray[np.float64]

IJSSELDELTA = "area_ijsseldelta/vrtool_trajects_10-1_10-2_10-3.json"
COAST = "dikes/vrtool_31-1.db"
RIVER = "area_bommelerwaard/vrtool_38-1.db"
FAILED_AT = ("Overflow", "Piping", "StabilityInner")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What VRTool does with a section: raise and berm [m] (NaN where no soil is moved), cost [EUR]."""

    types: tuple[str, ...]
    dcrest: float
    dberm: float
    cost: float
    betas: dict[str, Floats]

    @property
    def name(self) -> str:
        return " + ".join(self.types) or "none"


@dataclass(frozen=True, slots=True)
class Piping:
    """One ground scenario of a section, in metres, seconds and N/m3."""

    probability: float
    grain_size: float
    cover: float
    aquifer: float
    permeability: float
    cover_weight: float
    exit_level: float
    foreland: float
    base: float
    response: float
    level: float
    beta: float


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of dike with one set of properties; reliabilities are those without any measure."""

    traject: str
    name: str
    length: float
    years: Floats
    betas: dict[str, Floats]
    by_section: Chosen
    """The measure when every section must meet its own requirement."""
    by_return: Chosen
    """The measure of least total cost over the traject."""
    line: Floats | None = None
    crest: float = np.nan
    decline: float = np.nan
    points: dict[str, tuple[float, float]] = field(default_factory=dict)
    levels: dict[int, tuple[Floats, Floats]] = field(default_factory=dict)
    crests: dict[int, tuple[Floats, Floats]] = field(default_factory=dict)
    piping: tuple[Piping, ...] = ()
    soil: tuple[Chosen, ...] = ()
    """Every raise and berm in soil that was weighed, with the reliability that it gives."""

    def at(self, table: dict[int, tuple[Floats, Floats]], beta: float, year: int) -> float:
        """Level [m NAP] with that reliability in a year: straight in beta and between years, NaN outside."""
        first, last = sorted(table)
        share = (year - first) / (last - first)
        found = [np.interp(beta, *table[y][::-1], left=np.nan, right=np.nan) for y in (first, last)]
        return float(found[0] + share * (found[1] - found[0]))


@dataclass(frozen=True, slots=True)
class Traject:
    """A dike traject with its norm (yearly probability, lower limit) and how VRTool shares it out."""

    name: str
    norm: float
    damage: float
    sections: tuple[Section, ...]
    length: float
    overflow_share: float = 0.24
    piping_share: float = 0.24
    piping_sensitive: float = 0.9
    """Part of the length that is sensitive to piping (a of the length effect)."""

    @property
    def required(self) -> dict[str, float]:
        """Reliability that each section must have: norm, share of the mechanism, length effect."""
        shares = {
            "Overflow": self.overflow_share,
            "Piping": self.piping_share / (1 + self.piping_sensitive * self.length / 300.0),
            "StabilityInner": 0.04 / (1 + 0.033 * self.length / 50.0),
        }
        return {name: float(-norm.ppf(self.norm * share)) for name, share in shares.items()}


def ijsseldelta(folder: Path) -> list[Traject]:
    """The trajects 10-1, 10-2 and 10-3 around Mastenbroek."""
    runs = json.loads((folder / IJSSELDELTA).read_text("utf-8"))["imported_runs_data"]
    return [_of_dashboard(name, runs[name]) for name in sorted(runs)]


def _of_dashboard(name: str, run: dict[str, Any]) -> Traject:
    sections = []
    for row in run["dike_sections"]:
        betas = {mechanism: np.array(row["initial_assessment"][mechanism], float) for mechanism in FAILED_AT}
        chosen = [
            _dashboard_measure(row[f"final_measure_{kind}"]) for kind in ("doorsnede", "veiligheidsrendement")
        ]
        years = 2025.0 + np.array(row["years"], float)
        line = np.array(row["coordinates_rd"], float)
        sections.append(Section(name, row["name"], float(row["length"]), years, betas, *chosen, line=line))
    length = sum(section.length for section in sections)
    return Traject(name, run["lower_bound_value"], run["flood_damage"], tuple(sections), length)


def _dashboard_measure(row: dict[str, Any]) -> Chosen:
    betas = {mechanism: np.array(row[mechanism], float) for mechanism in FAILED_AT}
    soil = [np.nan if row.get(key) is None else float(row[key]) for key in ("dcrest", "dberm")]
    return Chosen(tuple(row.get("type") or ()), *soil, float(row["LCC"]), betas)


def database(path: Path) -> Traject:
    """A traject of a VRTool database, opened so that nothing is written beside it."""
    with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        (info,) = connection.execute("SELECT * FROM DikeTrajectInfo").fetchall()
        chosen = [_database_measures(connection, run) for run in (2, 1)]
        rows = connection.execute("SELECT * FROM SectionData WHERE in_analysis ORDER BY id").fetchall()
        sections = [_database_section(connection, info["traject_name"], row, chosen) for row in rows]
    return Traject(
        info["traject_name"], info["p_max"], info["flood_damage"], tuple(sections), info["traject_length"],
        info["omega_overflow"], info["omega_piping"], info["a_piping"],
    )  # fmt: skip


def _database_section(
    connection: sqlite3.Connection, traject: str, row: sqlite3.Row, chosen: list[dict[int, Chosen]]
) -> Section:
    key = (row["id"],)
    betas: dict[str, list[float]] = {}
    years: dict[float, None] = {}
    for mechanism, beta, time in connection.execute(
        "SELECT m.name, r.beta, r.time FROM AssessmentMechanismResult r JOIN MechanismPerSection p"
        " ON p.id = r.mechanism_per_section_id JOIN Mechanism m ON m.id = p.mechanism_id"
        " WHERE p.section_id = ? ORDER BY r.time", key,
    ):  # fmt: skip
        betas.setdefault(mechanism, []).append(beta)
        years[2025.0 + time] = None
    points = connection.execute(
        "SELECT t.name, x_coordinate, y_coordinate FROM ProfilePoint p JOIN CharacteristicPointType t"
        " ON t.id = p.profile_point_type_id WHERE section_data_id = ?", key,
    )  # fmt: skip
    levels = connection.execute(
        "SELECT year, water_level, beta FROM WaterlevelData WHERE section_data_id = ? ORDER BY beta", key
    )
    crests = connection.execute(
        "SELECT t.year, t.value, t.beta FROM MechanismTable t JOIN ComputationScenario s"
        " ON s.id = t.computation_scenario_id JOIN MechanismPerSection p"
        " ON p.id = s.mechanism_per_section_id WHERE p.section_id = ? AND p.mechanism_id = 1"
        " ORDER BY t.beta", key,
    )  # fmt: skip
    return Section(
        traject, row["section_name"], row["section_length"], np.array(list(years)),
        {name: np.array(values) for name, values in betas.items()},
        *(measures.get(row["id"], Chosen((), np.nan, np.nan, 0.0, {})) for measures in chosen),
        crest=row["crest_height"], decline=row["annual_crest_decline"],
        points={name: (x, y) for name, x, y in points},
        levels=_by_year(levels), crests=_by_year(crests), piping=_piping(connection, row["id"]),
        soil=_soil(connection, row["id"]),
    )  # fmt: skip


def _by_year(rows: sqlite3.Cursor) -> dict[int, tuple[Floats, Floats]]:
    found: dict[int, list[tuple[float, float]]] = {}
    for year, value, beta in rows:
        found.setdefault(year, []).append((value, beta))
    return {year: (np.array(pairs)[:, 0], np.array(pairs)[:, 1]) for year, pairs in found.items()}


def _piping(connection: sqlite3.Connection, section: int) -> tuple[Piping, ...]:
    scenarios: dict[int, dict[str, float]] = {}
    for number, probability, name, value in connection.execute(
        "SELECT s.id, s.scenario_probability, q.parameter, q.value FROM ComputationScenario s"
        " JOIN MechanismPerSection p ON p.id = s.mechanism_per_section_id"
        " JOIN ComputationScenarioParameter q ON q.computation_scenario_id = s.id"
        " WHERE p.section_id = ? AND p.mechanism_id = 2 ORDER BY s.id", (section,),
    ):  # fmt: skip
        scenarios.setdefault(number, {"probability": probability})[name] = value
    return tuple(
        Piping(
            row["probability"], row["d70"], row["d_cover"], row["d_wvp"], row["k"], 1000.0 * row["gamma_sat"],
            row["h_exit"], row["l_voor"], row["l_achter"], row["r_exit"], row["wbn"], row.get("beta", np.nan),
        )
        for row in scenarios.values()
    )  # fmt: skip


def _soil(connection: sqlite3.Connection, section: int) -> tuple[Chosen, ...]:
    found: dict[int, tuple[str, dict[str, list[float]]]] = {}
    for result, kind, mechanism, beta in connection.execute(
        "SELECT r.id, t.name, n.name, b.beta FROM MeasureResultMechanism b"
        " JOIN MeasureResult r ON r.id = b.measure_result_id"
        " JOIN MeasurePerSection p ON p.id = r.measure_per_section_id"
        " JOIN Measure m ON m.id = p.measure_id JOIN MeasureType t ON t.id = m.measure_type_id"
        " JOIN MechanismPerSection s ON s.id = b.mechanism_per_section_id"
        " JOIN Mechanism n ON n.id = s.mechanism_id"
        " WHERE p.section_id = ? AND t.name = 'Soil reinforcement' ORDER BY r.id, b.time", (section,),
    ):  # fmt: skip
        found.setdefault(result, (kind, {}))[1].setdefault(mechanism, []).append(beta)
    return tuple(_measure(connection, [result], [kind], betas) for result, (kind, betas) in found.items())


def _database_measures(connection: sqlite3.Connection, run: int) -> dict[int, Chosen]:
    """Last choice per section of a run; where costs and risks are weighed, at the step of least total."""
    steps = connection.execute(
        "SELECT s.step_number, s.total_lcc + s.total_risk AS total, o.measure_result_id, p.section_id, t.name"
        " FROM OptimizationStep s"
        " JOIN OptimizationSelectedMeasure o ON o.id = s.optimization_selected_measure_id"
        " JOIN MeasureResult r ON r.id = o.measure_result_id"
        " JOIN MeasurePerSection p ON p.id = r.measure_per_section_id"
        " JOIN Measure m ON m.id = p.measure_id JOIN MeasureType t ON t.id = m.measure_type_id"
        " WHERE o.optimization_run_id = ? ORDER BY s.step_number, s.id", (run,),
    ).fetchall()  # fmt: skip
    weighed = [row for row in steps if row["total"] is not None]
    last = min(weighed, key=lambda row: row["total"])["step_number"] if weighed else steps[-1]["step_number"]
    parts: dict[int, tuple[int, list[sqlite3.Row]]] = {}
    for row in steps:
        if row["step_number"] <= last:
            number, rows = parts.get(row["section_id"], (0, []))
            together = [*rows, row] if number == row["step_number"] else [row]
            parts[row["section_id"]] = (row["step_number"], together)
    return {section: _chosen(connection, rows) for section, (_, rows) in parts.items()}


def _chosen(connection: sqlite3.Connection, rows: list[sqlite3.Row]) -> Chosen:
    return _measure(connection, [row["measure_result_id"] for row in rows], [row["name"] for row in rows], {})


def _measure(
    connection: sqlite3.Connection, results: list[int], types: list[str], betas: dict[str, list[float]]
) -> Chosen:
    soil = {"DCREST": np.nan, "DBERM": np.nan}
    cost = 0.0
    for result in results:
        soil |= dict(
            connection.execute(
                "SELECT name, value FROM MeasureResultParameter WHERE measure_result_id = ?"
                " AND name IN ('DCREST', 'DBERM')", (result,),
            ).fetchall()
        )  # fmt: skip
        query = "SELECT max(cost) FROM MeasureResultSection WHERE measure_result_id = ?"
        cost += connection.execute(query, (result,)).fetchone()[0]
    reliable = {name: np.array(values) for name, values in betas.items()}
    return Chosen(tuple(types), soil["DCREST"], soil["DBERM"], cost, reliable)
