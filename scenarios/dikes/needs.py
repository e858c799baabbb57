"""What each place along a dike needs in each future: crest, base for stability, seepage length."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from scenarios.dikes.model import Futures, Loads, Locations, Needs, Profiles, Subsoil
from scenarios.dikes.sections import section_now
from scenarios.dikes.settings import Settings
from scenarios.physics.overtopping import FORMULAS, obliqueness_factor
from scenarios.physics.piping import sand_strength
from scenarios.physics.stability import STABILITY_WIDTH
from scenarios.physics.uplift import aquifer_response, leakage_length
from scenarios.physics.waves import BREAKING_RATIO, GROWTH_FORMULAS

__all__ = ["needs", "place_rows", "setting_row"]

Floats = npt.NDArray[np.float64]

_FORMULA = "eurotop-design"
_CALL = 100_000  # places times futures in one call of the kernel: some tens of milliseconds


def needs(
    places: Locations,
    profiles: Profiles,
    subsoil: Subsoil,
    loads: Loads,
    futures: Futures,
    settings: Settings,
    *,
    allowance: Floats | None = None,
    sunk: Floats | None = None,
    stability_width: Floats | None = None,
    threads: int = 1,
) -> Needs:
    """Required crest and the three drivers of space, at every place in every future.

    Parameters
    ----------
    places, profiles, subsoil, loads
        The dikes, (n,) each.
    futures
        Futures of the sea, (m,).
    settings
        What holds everywhere.
    allowance
        Height for what a new dike settles in each future [m], (m,); none when left out.
    sunk
        How far dike and ground will have sunk in each future [m], (m,); not at all when left out. The water
        then stands as much higher over the dike, the foreshore and the ground behind it.
    stability_width
        Extra base that an assessment asks for [m], (n,); NaN where there is none: then 4 times the
        heightening on soft ground and 2 times on sand, a heuristic that nobody calibrated.
    threads
        Number of threads; the answer is the same for any number.

    Returns
    -------
    Needs
        (n, m) each; NaN at unknown places, and in ``piping`` where the ground is not known.

    Notes
    -----
    Crest: still water + share of the rise + what sinks + required freeboard (EurOtop 2018 eq. 5.10 and 5.11,
    design) + allowance, as a level over today's ground. Piping: length that Sellmeijer (2011) asks for less
    the base and foreland there are, where the cover layer bursts and the gradient carries sand.
    """
    from scenarios.kernels.dike_space import NEEDS, needs_of

    rows = place_rows(places, profiles, subsoil, loads, settings, stability_width)
    numbers = setting_row(settings)
    rises = np.ascontiguousarray(futures.rise)
    extra, down = (
        np.zeros(rises.size) if given is None else np.ascontiguousarray(given) for given in (allowance, sunk)
    )
    out = np.empty((len(NEEDS), rows.shape[0], rises.size))

    def work(first: int) -> None:
        part = slice(first, first + each)
        needs_of(rows[part], rises, extra, down, numbers, out[:, part])

    each = max(1, _CALL // max(1, rises.size))
    starts = range(0, rows.shape[0], each)
    if threads == 1 or len(starts) < 2:
        for first in starts:
            work(first)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, starts))
    return Needs(**dict(zip(NEEDS, out, strict=True)))


def setting_row(settings: Settings) -> Floats:
    """Numbers of the kernel that hold everywhere, in its order."""
    formula = list(GROWTH_FORMULAS).index(settings.wave_formula)
    return np.array([
        formula, settings.waves_grow, BREAKING_RATIO.value, settings.minimum_freeboard,
        settings.uplift_factor, settings.heave_gradient, settings.piping_factor,
        *FORMULAS[_FORMULA].coefficients,
    ], dtype=np.float64)  # fmt: skip


def place_rows(
    places: Locations,
    profiles: Profiles,
    subsoil: Subsoil,
    loads: Loads,
    settings: Settings,
    stability_width: Floats | None = None,
) -> Floats:
    """Rows of the kernel, one for each place; those of unknown places are NaN."""
    from scenarios.kernels.dike_space import PLACE

    count = places.x.size
    offsets, _ = section_now(profiles)
    base = np.where(places.known, offsets[:, -1] - offsets[:, 0], np.nan)
    columns = {
        **{name: getattr(loads, name) for name in Loads.__dataclass_fields__},
        "obliqueness": obliqueness_factor(angle_degrees=loads.wave_angle),
        "crest_level": profiles.crest_level,
        "outer_slope": profiles.outer_slope,
        "exit_level": profiles.inner_toe_level,
        "cover_thickness": subsoil.cover_thickness,
        "cover_weight": subsoil.cover_weight,
        "response": _response(subsoil, base, settings.foreland),
        "aquifer_thickness": subsoil.aquifer_thickness,
        "sand_strength": sand_strength(grain_size=subsoil.grain_size, permeability=subsoil.permeability),
        "seepage_length": base + settings.foreland,
        "stability_width": np.full(count, np.nan) if stability_width is None else stability_width,
        "stability_ratio": np.where(subsoil.soft, STABILITY_WIDTH[True].value, STABILITY_WIDTH[False].value),
    }
    rows = np.stack([np.broadcast_to(columns[name], (count,)) for name in PLACE], axis=1)
    rows[~places.known] = np.nan
    return np.ascontiguousarray(rows, dtype=np.float64)


def _response(subsoil: Subsoil, base: Floats, foreland: float) -> Floats:
    """Part of the outer head that arrives below the inner toe [1]; all of it where that is not known."""
    leakage = leakage_length(
        permeability=subsoil.permeability,
        thickness=subsoil.aquifer_thickness,
        resistance=subsoil.cover_resistance,
    )
    response = aquifer_response(leakage_length=leakage, foreland=foreland, base=base)
    return np.where(np.isnan(response), 1.0, response)
