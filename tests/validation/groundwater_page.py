"""The daily groundwater beside closed forms, and the figure of the science page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from scenarios.physics.groundwater_time import cosine_response, reservoir_step
from scenarios.physics.leaky_strip import ditch_inflow, leaky_strip_level, leaky_strip_response
from scenarios.polders.policies import Policy
from scenarios.polders.projection import projection
from scenarios.polders.regimes import summer_share
from scenarios.polders.weather import driest
from tests.unit.scenarios.polders.peat_polder import DAY
from tests.unit.scenarios.polders.test_groundwater import run, some
from tests.validation.peat_cases import WEATHER, polder, with_drains

__all__ = ["Check", "checks", "draw"]

Floats = npt.NDArray[np.float64]

MM = 1e-3 / DAY
STRIP: dict[str, Any] = {"spacing": 40.0, "transmissivity": 0.2 / DAY, "resistance": 1000.0 * DAY}
BROWN, BLUE, GREEN, GREY = "#7a4f1d", "#2d6a8e", "#3c8d5a", "#5b5b5b"


@dataclass(frozen=True, slots=True)
class Check:
    """A number of the kernel beside that of a closed form."""

    case: str
    formula: float
    kernel: float
    unit: str

    @property
    def apart(self) -> float:
        """Relative difference."""
        return abs(self.kernel / self.formula - 1.0)


def checks() -> Iterator[Check]:
    """Steady, sinking, and seasonal groundwater of columns whose recharge is made up."""
    yield from steady()
    yield from in_time()
    yield cosine()


def steady() -> Iterator[Check]:
    """Nineteen years of one deficit, the last of 365 days."""
    dry = {"deep_head": -3.0, "recharge": -1.5 * MM, **STRIP}
    columns = some(summer_level=-2.5, winter_level=-2.5)
    _, found = run(columns, -1.5, years=19)
    level = float(leaky_strip_level(ditch_level=-2.5, **dry))
    yield Check("H5: mean of the parcel at 1.5 mm/d deficit", level, float(found.state.level[0]), "m NAP")
    yield Check("H7: water that the ditches give", float(ditch_inflow(ditch_level=-2.5, **dry)) / MM,
                -1e3 * float(found.ditch[0]) / 365.0, "mm/d")  # fmt: skip
    higher = some(summer_level=-2.3, winter_level=-2.3)
    _, raised = run(higher, -1.5, years=19)
    yield Check("H6: rise by 0.20 m of ditch", 0.2 * float(leaky_strip_response(**STRIP)),
                float(raised.state.level[0] - found.state.level[0]), "m")  # fmt: skip


def in_time() -> Iterator[Check]:
    """A year from a level of its own, without recharge, over no aquifer."""
    columns = some(resistance=np.inf, deep_head=np.nan, storage=0.15)
    given, settled = run(columns, 0.0)
    state = replace(settled.state, level=np.array([-1.5]))
    _, found = run(columns, 0.0, state=state)
    formula = reservoir_step(
        level=-1.5,
        ditch_level=-2.5,
        recharge=0.0,
        resistance=given.drainage,
        storage=0.15,
        duration=365 * DAY,
    )
    yield Check("S1: what a year leaves of 1.0 m", float(formula[0]) + 2.5,
                float(found.state.level[0]) + 2.5, "m")  # fmt: skip


def cosine() -> Check:
    """Amplitude under a cosine of recharge, by the months of the tenth year."""
    columns = some(resistance=np.inf, deep_head=np.nan, storage=0.15, ground_level=5.0)
    given, found = run(columns, 0.0)
    state, begun = found.state, 0
    for number in range(2029, 2039):
        days = begun + np.arange(summer_share(number).size)
        _, found = run(columns, 1.5 * np.cos(2 * np.pi * (days + 0.5) / 365.25), first=number, state=state)
        state, begun = found.state, begun + days.size
    amplitude, _ = cosine_response(amplitude=1.5 * MM, resistance=given.drainage[0], storage=0.15)
    swing = 0.5 * float(found.lowest[0] - found.highest[0])
    return Check("S3: amplitude under a cosine of recharge", float(amplitude), swing, "m")


def draw(path: Path) -> None:
    """Profile between ditches, response by width, and years around a dry one with and without drains."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, panels = plt.subplots(1, 3, figsize=(14, 4.2), layout="constrained")
    draw_profile(panels[0])
    draw_response(panels[1])
    draw_years(panels[2])
    figure.savefig(path, dpi=120, metadata={"Software": None})
    plt.close(figure)


def profile(x: Floats, ditch: float, recharge: float, head: float = -2.3) -> Floats:
    """Groundwater across the strip (Mazure 1936), x from the middle [m NAP]."""
    kd, c, half = 0.2, 1000.0, 20.0
    length = np.sqrt(kd * c)
    far = head + recharge * 1e-3 * c
    return np.asarray(far + (ditch - far) * np.cosh(x / length) / np.cosh(half / length))


def draw_profile(axes: Any) -> None:
    x = np.linspace(-20.0, 20.0, 161)
    for ditch, shade in ((-2.1, 1.0), (-1.8, 0.5)):
        for recharge, colour in ((0.8, BLUE), (-1.0, BROWN)):
            label = f"ditch {ditch:g} m NAP, {recharge:+g} mm/d"
            level = np.minimum(profile(x, ditch, recharge), -1.5)
            axes.plot(x, level, color=colour, alpha=shade, label=label)
        axes.plot([-20.5, 20.5], [ditch, ditch], "_", color=GREY, markersize=14)
    axes.axhline(-1.5, color=GREEN, linewidth=1.5)
    axes.set(xlabel="from the middle of the parcel [m]", ylabel="m NAP", title="steady, L 40 m, KD 0.2 m2/d")
    axes.legend(frameon=False, fontsize=7)


def draw_response(axes: Any) -> None:
    width = np.linspace(2.0, 200.0, 199)
    for kd, colour in ((0.05, BROWN), (0.2, BLUE), (1.0, GREEN)):
        strip = {"transmissivity": kd / DAY, "resistance": 1000.0 * DAY, "spacing": width}
        axes.plot(width, leaky_strip_response(**strip), color=colour, label=f"KD {kd:g} m2/d, mean")
        axes.plot(width, leaky_strip_response(**strip, mean=False), color=colour, linestyle=":")
    axes.set(xlabel="between ditches [m]", ylabel="part of a rise that arrives", ylim=(0, 1))
    axes.set_title("response; dotted: middle")
    axes.legend(frameon=False, fontsize=8)


def draw_years(axes: Any) -> None:
    columns = polder((-2.3, 0.2), 40.0)
    dry = driest(WEATHER, 1970)
    for kind, colour in (("none", BROWN), ("passive", BLUE), ("pressurised", GREEN)):
        drained = None if kind == "none" else with_drains(columns, kind, 10.0)
        found = projection(columns, WEATHER, dict.fromkeys(columns.areas, Policy(interval=1)),
                           first_year=1970, last_year=dry + 1, drained=drained)  # fmt: skip
        months = -found.monthly[-3:, :, 3].ravel()
        axes.plot(np.arange(36) / 12 + dry - 1, months, color=colour, label=f"drains: {kind}")
    axes.axhline(-0.5, color=GREY, linestyle=":", label="ditch")
    axes.set(xlabel="year of made-up weather", ylabel="m below the ground", title="around a very dry summer")
    axes.legend(frameon=False, fontsize=8)
