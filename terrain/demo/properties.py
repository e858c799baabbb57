"""Hydraulic and geotechnical properties of the demo's units by lithoclass, from the table beside this."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pandas as pd
import xarray as xr

__all__ = ["properties"]

_DAY = 86400.0


def properties() -> xr.Dataset:
    """Read the properties of every unit and lithoclass of the demo, in SI.

    Returns
    -------
    xr.Dataset
        Over ``entry``: ``strat`` and ``lithok`` (codes), ``kh`` and ``kv`` [m s-1], ``gamma_sat`` and
        ``gamma_unsat`` [N m-3], isotache parameters ``a``, ``b``, ``c`` (NaN where the unit hardly
        compresses), and the source of the conductivity and of the weight and compressibility, with
        ``[unverified]`` where no readable source exists.

    Notes
    -----
    Conductivity: GeoTOP parameter table for Noord-Brabant and Limburg, the nlmod defaults per lithoclass,
    or composites. The regional table is not valid for the coast: the values serve a fictional area.
    """
    with files("terrain.demo").joinpath("properties.csv").open(encoding="utf-8") as stream:
        table = pd.read_csv(stream)
    numbers = {
        "strat": (table["strat"].to_numpy(np.int16), "1"),
        "lithok": (table["lithok"].to_numpy(np.int8), "1"),
        "kh": (table["kh_m_per_d"].to_numpy(float) / _DAY, "m s-1"),
        "kv": (table["kv_m_per_d"].to_numpy(float) / _DAY, "m s-1"),
        "gamma_sat": (table["gamma_sat_kn_per_m3"].to_numpy(float) * 1e3, "N m-3"),
        "gamma_unsat": (table["gamma_unsat_kn_per_m3"].to_numpy(float) * 1e3, "N m-3"),
        **{name: (table[name].to_numpy(float), "1") for name in "abc"},
    }
    found = xr.Dataset(
        {name: ("entry", values, {"units": units}) for name, (values, units) in numbers.items()}
    )
    for name in ("unit", "conductivity_source", "weight_source"):
        found[name] = ("entry", table[name].to_numpy(object).astype(str))
    return found
