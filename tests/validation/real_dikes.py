"""Real sections as the steps of a dike-space study take them: from VRTool runs and KOSWAT profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from scenarios.dikes.model import Futures, Loads, Locations, Needs, Profiles, Subsoil
from scenarios.dikes.needs import place_rows, setting_row
from scenarios.dikes.settings import Settings
from scenarios.kernels.dike_space import NEEDS, PLACE, needs_of
from scenarios.physics.piping import sand_strength
from tests.validation.vrtool import Piping, Section, Traject

Floats = npt.NDArray[np.float64]

KOSWAT = "area_ijsseldelta/dike_sections_koswat.gpkg"
DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Wind:
    """Waves that we take where a file has none: fetch [m], wind [m/s], bed before the dike [m NAP]."""

    fetch: float
    speed: float
    bed: float


COAST_WIND = Wind(6000.0, 30.0, -3.0)
"""Westerschelde before Zuid-Beveland: some 6 km of water to the south-west, flats about 3 m below NAP."""
RIVER_WIND = Wind(1500.0, 20.0, 3.0)
"""Waal in flood between its dikes, floodplains at about 3 m NAP."""


def places(lengths: Floats, dike: str) -> Locations:
    """Sections one after the other along a dike that lies along the x axis."""
    chainage = np.cumsum(lengths) - lengths / 2
    none = np.zeros(lengths.size)
    number = np.zeros(lengths.size, np.int32)
    return Locations((dike,), number, chainage, lengths, chainage, none, none, none + 1.0, ("",), number)


def surveyed(traject: Traject) -> Profiles:
    """Profiles between the characteristic points; a berm that slopes is taken level at its mean height."""
    rows = [_profile(section) for section in traject.sections]
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    return Profiles(**columns, sources=("survey",), source=np.zeros(len(rows), np.int8))


def _profile(section: Section) -> dict[str, float]:
    (x0, z0), (x1, z1), (x2, _), (x5, z5) = (section.points[name] for name in ("BUT", "BUK", "BIK", "BIT"))
    berm = [section.points[name] for name in ("BBL", "EBL") if name in section.points]
    width = berm[1][0] - berm[0][0] if berm else 0.0
    return {
        "crest_level": section.crest, "crest_width": x2 - x1, "outer_slope": (x1 - x0) / (z1 - z0),
        "inner_slope": (x5 - x2 - width) / (section.crest - z5), "outer_toe_level": z0, "inner_toe_level": z5,
        "outer_berm_width": 0.0, "outer_berm_level": z0, "inner_berm_width": width,
        "inner_berm_level": (berm[0][1] + berm[1][1]) / 2 if berm else z5,
    }  # fmt: skip


def ground(piping: list[Piping]) -> Subsoil:
    """Ground of one scenario for each section; the load-bearing sand is the top of the aquifer."""
    one = {
        name: np.array([getattr(row, name) for row in piping])
        for name in ("cover", "cover_weight", "exit_level", "aquifer", "permeability", "grain_size")
    }
    top = one["exit_level"] - one["cover"]
    unknown = np.full(top.size, np.nan)
    return Subsoil(
        one["cover"], one["cover_weight"], unknown, top, one["aquifer"], one["permeability"],
        one["grain_size"], top, one["cover"] >= 2.0, ("VRTool run",), np.zeros(top.size, np.int8),
    )  # fmt: skip


def waves(level: Floats, wind: Wind, discharge: float) -> Loads:
    """Loads at a given still water level, with waves of a wind over a fetch straight on the dike."""
    same = np.ones_like(level)
    return Loads(
        return_period=same * np.nan, level=level, level_rise=same * 0.0, rise_share=same,
        foreshore_level=same * wind.bed, wave_height=same * np.nan, wave_period=same * np.nan,
        fetch=same * wind.fetch, wind_speed=same * wind.speed, wave_angle=same * 0.0,
        allowed_discharge=same * discharge,
    )  # fmt: skip


def rises(values: Floats) -> Futures:
    """Futures that differ in the rise of the water alone."""
    return Futures(
        ("given",) * values.size, np.full(values.size, np.nan), np.full(values.size, 2075, np.int32), values
    )


def needs_with_seepage(
    where: Locations,
    profiles: Profiles,
    subsoil: Subsoil,
    loads: Loads,
    futures: Futures,
    settings: Settings,
    allowance: float,
    piping: list[Piping],
) -> Needs:
    """Needs by the kernel of the process, with the seepage length, exit level and response of the survey."""
    measured = {
        "exit_level": [row.exit_level for row in piping],
        "response": [row.response for row in piping],
        "seepage_length": [row.foreland + row.base for row in piping],
        "sand_strength": [
            float(sand_strength(grain_size=row.grain_size, permeability=row.permeability)) for row in piping
        ],
    }
    rows = place_rows(where, profiles, subsoil, loads, settings)
    return needs_of_rows(rows, measured, futures, settings, allowance)


def needs_of_rows(
    rows: Floats,
    measured: Mapping[str, npt.ArrayLike],
    futures: Futures,
    settings: Settings,
    allowance: float = 0.0,
) -> Needs:
    """Needs by the kernel of the process; some columns of its rows come from elsewhere."""
    for name, values in measured.items():
        rows[:, PLACE.index(name)] = values
    out = np.empty((len(NEEDS), rows.shape[0], futures.rise.size))
    none = np.zeros(futures.rise.size)
    needs_of(rows, futures.rise, none + allowance, none, setting_row(settings), out)
    return Needs(**dict(zip(NEEDS, out, strict=True)))


def koswat(
    folder: Path, traject: str
) -> tuple[Profiles, Subsoil, list[str], Floats, list[npt.NDArray[np.float64]]]:
    """Profiles, ground, names, lengths and lines of the KOSWAT sections of a traject."""
    import geopandas as gpd

    table = gpd.read_file(folder / KOSWAT)
    table = table[table["Traject"] == traject].reset_index(drop=True)
    numbers = {name: table[name].to_numpy(float) for name in table.columns if table[name].dtype.kind in "if"}
    zero = np.zeros(len(table), np.int8)
    profiles = Profiles(
        numbers["Kruin_Hoogte"], numbers["Kruin_Breedte"], numbers["Buiten_Talud"], numbers["Binnen_Talud"],
        numbers["Buiten_Maaiveld"], numbers["Binnen_Maaiveld"], numbers["Buiten_Berm_Lengte"],
        numbers["Buiten_Berm_Hoogte"], numbers["Binnen_Berm_Lengte"], numbers["Binnen_Berm_Hoogte"],
        ("survey",), zero,
    )  # fmt: skip
    unknown = np.full(len(table), np.nan)
    cover = numbers["Binnen_Maaiveld"] - numbers["Aquifer"]  # its own thickness is aquifer less Pleistocene
    subsoil = Subsoil(
        cover, unknown, unknown, numbers["Aquifer"], unknown, unknown, unknown,
        numbers["Pleistoceen"], cover >= 2.0, ("survey",), zero,
    )  # fmt: skip
    lines = [np.asarray(line.coords, float)[:, :2] for line in table.geometry]
    return profiles, subsoil, list(table["Dijksectie"]), table.geometry.length.to_numpy(float), lines


def rows_of[T: (Profiles, Subsoil)](table: T, which: npt.NDArray[np.intp]) -> T:
    """The same table for chosen rows, which may repeat."""
    arrays = {f.name: getattr(table, f.name)[which] for f in fields(table) if f.name != "sources"}
    return replace(table, **arrays)


def joined[T: (Profiles, Subsoil, Needs)](tables: list[T]) -> T:
    """Tables one below the other."""
    columns = [f.name for f in fields(tables[0]) if f.name != "sources"]
    arrays = {name: np.concatenate([getattr(table, name) for table in tables]) for name in columns}
    return replace(tables[0], **arrays)
