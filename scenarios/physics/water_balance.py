"""Water of a polder: what a higher level takes in a dry season, and what it no longer holds in a wet one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.physics.arguments import numbers

__all__ = ["rain_storage", "season_demand", "seepage_change", "time_above"]

Floats = npt.NDArray[np.float64]

_STILL = 1e-12  # m: a change that is none


def season_demand(
    *, rise: npt.ArrayLike, storage: npt.ArrayLike, loss: npt.ArrayLike, duration: npt.ArrayLike
) -> Floats:
    """Water that a higher groundwater level takes in a season, for each area of land.

    Parameters
    ----------
    rise
        Of the groundwater [m].
    storage
        Storage coefficient of the soil [1], 0 to 1.
    loss
        Extra downward seepage and evaporation [m/s].
    duration
        Of the season [s], >= 0.

    Returns
    -------
    ndarray
        Depth of water [m].

    References
    ----------
    Water balance: ``dh mu + (seepage + evaporation) t``.

    Examples
    --------
    >>> per_day = 1 / 86400
    >>> demand = season_demand(rise=0.3, storage=0.12, loss=0.0005 * per_day, duration=180 / per_day)
    >>> round(float(demand), 6)
    0.126
    """
    filled = numbers("rise", rise) * numbers("storage", storage, least=0.0, most=1.0)
    lost = numbers("loss", loss) * numbers("duration", duration, least=0.0)
    return np.asarray(filled + lost, dtype=np.float64)


def rain_storage(
    *,
    freeboard: npt.ArrayLike,
    groundwater_depth: npt.ArrayLike,
    storage: npt.ArrayLike,
    open_water: npt.ArrayLike,
) -> Floats:
    """Rain that ditches and soil still hold before the land floods, for each area of polder.

    Parameters
    ----------
    freeboard
        Ground above the ditch level [m].
    groundwater_depth
        Of the groundwater below the ground [m].
    storage
        Storage coefficient of the soil [1], 0 to 1.
    open_water
        Part of the area that is ditch [1], 0 to 1.

    Returns
    -------
    ndarray
        Depth of rain [m]; nothing where the water stands above the ground.

    References
    ----------
    ``dh (f + mu (1 - f))`` for each height that ditches and groundwater may rise.

    Examples
    --------
    >>> room = rain_storage(freeboard=[0.6, 0.3], groundwater_depth=[0.6, 0.3], storage=0.12, open_water=0.08)
    >>> round(float(room[0] - room[1]), 6)
    0.05712
    """
    water = numbers("open_water", open_water, least=0.0, most=1.0)
    ditches = water * np.maximum(numbers("freeboard", freeboard), 0.0)
    soil = (1.0 - water) * numbers("storage", storage, least=0.0, most=1.0)
    return np.asarray(
        ditches + soil * np.maximum(numbers("groundwater_depth", groundwater_depth), 0.0), dtype=np.float64
    )


def seepage_change(*, rise: npt.ArrayLike, resistance: npt.ArrayLike) -> Floats:
    """Change of the upward seepage when the groundwater rises over an aquifer whose head stays.

    Parameters
    ----------
    rise
        Of the groundwater [m].
    resistance
        Of the layer in between [s], > 0.

    Returns
    -------
    ndarray
        Change [m/s], below 0 where the groundwater rises.

    References
    ----------
    Darcy: ``-dh / c``.

    Examples
    --------
    >>> round(float(seepage_change(rise=0.3, resistance=1000 * 86400)) * 86400 * 1000, 6)
    -0.3
    """
    return np.asarray(-numbers("rise", rise) / numbers("resistance", resistance, above=0.0), dtype=np.float64)


def time_above(*, begin: npt.ArrayLike, end: npt.ArrayLike, limit: npt.ArrayLike) -> Floats:
    """Part of a time in which groundwater that moves on a line is shallower than a limit.

    Parameters
    ----------
    begin, end
        Depth below the ground at both ends of the time [m].
    limit
        Depth [m].

    Returns
    -------
    ndarray
        Part [1], 0 to 1; a level that stays at the limit is not above it.

    Examples
    --------
    >>> time_above(begin=[0.2, 0.2, 0.6], end=[0.6, 0.3, 0.6], limit=0.4).round(6).tolist()
    [0.5, 1.0, 0.0]
    """
    first, last, most = numbers("begin", begin), numbers("end", end), numbers("limit", limit)
    low = np.minimum(first, last)
    # a level that stays is all above or all below: the part then goes far beyond 0 and 1 and is held there
    return np.asarray(
        np.clip((most - low) / np.maximum(np.abs(last - first), _STILL), 0.0, 1.0), dtype=np.float64
    )
