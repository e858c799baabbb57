"""What the raised peat polders of the demo show: rows of the page, and its figures."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

SCIENCE = Path(__file__).parents[2] / "docs/science"
PAGE = SCIENCE / "water-level-raise.md"
RESULTS = SCIENCE / "water-level-raise-results.json"
COURSES = SCIENCE / "figures/water-level-courses.png"
MAPS = SCIENCE / "figures/water-level-maps.png"
CASES = {"fixed": "7-veenpolders-30-cm-hoger-vast", "indexed": "8-veenpolders-30-cm-hoger-geindexeerd"}
MARKS = "<!-- demo effects -->\n", "<!-- end of demo effects -->\n"
BROWN, BLUE, GREEN, GREY = "#7a4f1d", "#2d6a8e", "#3c8d5a", "#5b5b5b"

Row = Mapping[str, Any]


def rows(results: Mapping[str, Any]) -> list[dict[str, Any]]:
    """An effect a row: today's policy, raised and fixed, raised and indexed, on the raised land."""
    found: dict[str, dict[str, Any]] = {}
    for case, result in results.items():
        table = result.features["water_level_effects"]
        for row in table[table["area"] == "decided"].to_dict("records"):
            kept = found.setdefault(
                row["effect"], {"effect": row["effect"], "label": row["label_en"], "unit": row["unit"]}
            )
            kept["today"] = _number(row["before"])
            kept[case] = _number(row["after"])
            kept |= {
                f"{case}_difference{end}": _number(row[f"difference{end}"]) for end in ("", "_low", "_high")
            }
    return sorted(found.values(), key=lambda row: str(row["effect"]))


def _number(value: Any) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.6g}")


def keep(found: Sequence[Row]) -> None:
    """Write rows, one a line."""
    text = ",\n".join(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in found)
    RESULTS.write_text(f"[\n{text}\n]\n", "utf-8")


def stored() -> list[dict[str, Any]]:
    """Rows of the last validation."""
    kept: list[dict[str, Any]] = json.loads(RESULTS.read_text("utf-8"))
    return kept


def table(found: Sequence[Row]) -> str:
    """Markdown: values, and differences with their range."""
    lines = [
        "| effect | unit | as today | raised, fixed | difference | raised, indexed | difference |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in found:
        cells = [row["label"], row["unit"], shown(row["today"])]
        for case in CASES:
            low, high = (shown(row[f"{case}_difference_{end}"]) for end in ("low", "high"))
            middle = shown(row[f"{case}_difference"])
            cells += [shown(row[case]), f"{middle} ({low} to {high})"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def shown(value: float | None) -> str:
    """Three figures; what is unknown is a dash."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.3g}"


def draw(results: Mapping[str, Any], twin: Any) -> None:
    """Courses of the raised land, and maps of 2120."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, panels = plt.subplots(1, 3, figsize=(14, 4.2), layout="constrained")
    draw_courses(panels[0], results)
    draw_months(panels[1], results)
    draw_causes(panels[2], results)
    figure.savefig(COURSES, dpi=120, metadata={"Software": None})
    plt.close(figure)
    draw_maps(results, twin)


def _lines(results: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    """Name, colour and raised land of each case, today's first."""
    fixed, indexed = (results[case].dataset.sel(polder_area="decided") for case in CASES)
    return [
        ("as today: indexed", BROWN, fixed.sel(polder_case="before")),
        ("raised, fixed", GREEN, fixed.sel(polder_case="after")),
        ("raised, indexed", BLUE, indexed.sel(polder_case="after")),
    ]


def draw_courses(axes: Any, results: Mapping[str, Any]) -> None:
    for name, colour, here in _lines(results):
        axes.plot(here["course_year"], here["area_ground_level"], color=colour, label=name)
        axes.plot(here["course_year"], here["area_level"], color=colour, linestyle=":")
    axes.set(xlabel="year", ylabel="m NAP", title="mean ground, and ditch level (dotted)")
    axes.legend(frameon=False, fontsize=8)


def draw_months(axes: Any, results: Mapping[str, Any]) -> None:
    axes.axhspan(-0.40, -0.20, color=GREEN, alpha=0.12, label="target, 0.20 to 0.40 m")
    for name, colour, here in _lines(results):
        depth = here["area_groundwater"].isel(course_year=slice(-8, None)).mean("course_year")
        axes.plot(here["month"], -depth, color=colour, marker=".", label=name)
    axes.axhline(0.0, color=GREY, linewidth=1)
    axes.set(xlabel="month", ylabel="m below the ground", title="groundwater, mean of 2113 to 2120")
    axes.set_ylim(bottom=axes.get_ylim()[0] - 0.2)
    axes.set_xticks(range(1, 13))
    axes.legend(frameon=False, fontsize=8)


def draw_causes(axes: Any, results: Mapping[str, Any]) -> None:
    """What oxidation and creep have taken from the raised land by 2120."""
    causes = ("oxidation", "creep", "shrinkage")
    bottoms = np.zeros(3)
    cases = [("fixed", "before"), ("fixed", "after"), ("indexed", "after")]
    lost = np.array([[_lost(results[case].dataset, at, cause) for case, at in cases] for cause in causes])
    names = ["as today", "raised,\nfixed", "raised,\nindexed"]
    for cause, values, colour in zip(causes, lost, (BROWN, GREY, BLUE), strict=True):
        if values.max() > 0.0:
            axes.bar(names, values, bottom=bottoms, color=colour, label=cause)
            bottoms = bottoms + values
    axes.set(ylabel="m", title="lost by 2120, by cause")
    axes.legend(frameon=False, fontsize=8)


def _lost(dataset: Any, case: str, cause: str) -> float:
    areas = dataset["parcel_area"].values
    raised = np.isin(areas, raised_areas(dataset)) & (dataset["parcel_reason"].values == 0)
    lost = dataset[f"parcel_{cause}"].sel(polder_case=case).isel(polder_year=-1).values[raised]
    return float(np.average(np.nan_to_num(lost), weights=dataset["parcel_cells"].values[raised]))


def raised_areas(dataset: Any) -> list[int]:
    """Numbers of the areas whose levels differ."""
    areas, levels = dataset["parcel_area"].values, dataset["parcel_summer_level"].isel(polder_year=-1)
    differs = levels.sel(polder_case="after").values > levels.sel(polder_case="before").values + 1e-6
    return [int(area) for area in np.unique(areas[differs])]


def draw_maps(results: Mapping[str, Any], twin: Any) -> None:
    """Ground lost by 2120 as today and raised, and the difference of the groundwater."""
    from matplotlib import pyplot as plt

    data = results["fixed"].dataset
    column = data["parcel_column"].values
    rows_, columns_ = np.nonzero(np.isin(_on_grid(data["parcel_area"].values, column), raised_areas(data)))
    window = (slice(rows_.min(), rows_.max() + 1), slice(columns_.min(), columns_.max() + 1))
    ground = twin.surface["ground_level"].values[window]
    figure, panels = plt.subplots(1, 3, figsize=(14, 5.2), layout="constrained")
    start = data["land_ground_level"].values
    sunk = [
        start - data["parcel_ground_level"].sel(polder_case=case).isel(polder_year=-1).values
        for case in ("before", "after")
    ]
    wetter = [
        data["parcel_groundwater"].sel(polder_case=case).isel(polder_year=-1).mean("month").values
        for case in ("before", "after")
    ]
    for axes, values, title, colours, limits, unit in (
        (panels[0], sunk[0], "sunk by 2120, as today", "copper_r", (0.0, 1.5), "m"),
        (panels[1], sunk[1], "sunk by 2120, raised and fixed", "copper_r", (0.0, 1.5), "m"),
        (panels[2], wetter[0] - wetter[1], "groundwater nearer to the ground", "Blues", (0.0, 0.5), "m"),
    ):
        axes.imshow(ground, cmap="Greys", vmin=-4, vmax=6, interpolation="nearest")
        image = axes.imshow(_on_grid(values, column)[window], cmap=colours, vmin=limits[0], vmax=limits[1],
                            interpolation="nearest")  # fmt: skip
        axes.set(title=title, xticks=[], yticks=[])
        figure.colorbar(image, ax=axes, label=unit, shrink=0.7)
    figure.savefig(MAPS, dpi=110, metadata={"Software": None})
    plt.close(figure)


def _on_grid(values: Any, column: Any) -> Any:
    return np.where(column < 0, np.nan, np.asarray(values, np.float64)[column])
