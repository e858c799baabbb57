"""What a study tells of each place and of each stretch with one measure, drawn on the lines of the dikes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from scenarios.dikes.model import DRIVERS, Design, Locations, Needs, Profiles, Subsoil

if TYPE_CHECKING:
    import geopandas as gpd

    from scenarios.dikes.choice import Choice
    from scenarios.dikes.costs import Stretches
    from scenarios.dikes.study import Study

__all__ = ["Case", "ids_of", "measures_table", "places_table"]

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Case:
    """What dikes need in some futures, the soil and the measure that meet it, (n, m) each."""

    needs: Needs
    design: Design
    choice: Choice


def ids_of(places: Locations) -> npt.NDArray[np.object_]:
    """Id of every place: that of its dike, and its number along it."""
    count = np.bincount(places.dike, minlength=len(places.dikes))
    number = np.arange(places.x.size) - np.repeat(np.cumsum(count) - count, count)
    names = [f"{places.dikes[dike]}-{at:04d}" for dike, at in zip(places.dike, number, strict=True)]
    return np.array(names, dtype=object)


def places_table(
    study: Study,
    pieces: Shapes,
    case: Case,
    free_space: Floats,
    obstacle: npt.NDArray[np.object_],
    year_full: Floats,
) -> gpd.GeoDataFrame:
    """One row for each place: where, today's profile and ground, and what the asked case makes of it.

    Parameters
    ----------
    study, pieces
        The dikes, and the piece of line of each place.
    case
        The asked case is its first future.
    free_space, obstacle
        Room to the first obstacle inward [m] and its id, (n,).
    year_full
        First year in which the new profile in soil meets it, NaN when never, (n,).
    """
    import geopandas as gpd

    from scenarios.dikes.choice import HINDRANCES
    from twin.grid import CRS

    places, first = study.places, 0
    needs, design, choice = case.needs, case.design, case.choice
    columns: dict[str, Any] = {
        "id": ids_of(places),
        "dike": np.array(places.dikes, dtype=object)[places.dike],
        "dike_name": np.array(study.names, dtype=object)[places.dike],
        "chainage": places.chainage.round(2),
        "length": places.length.round(3),
        "x": places.x.round(3),
        "y": places.y.round(3),
        "inward_x": places.inward_x.round(6),
        "inward_y": places.inward_y.round(6),
        "reason": np.array([reason or None for reason in places.reasons], dtype=object)[places.reason],
        "required_crest": needs.crest_level[:, first],
        "heightening": needs.heightening[:, first],
        "stability": needs.stability[:, first],
        "piping": needs.piping[:, first],
        "water_level": needs.water_level[:, first],
        "wave_height": needs.wave_height[:, first],
        "wave_period": needs.wave_period[:, first],
        "driver": _named(design.driver[:, first], DRIVERS),
        "inward": design.inward[:, first],
        "outward": design.outward[:, first],
        "required_width": design.inward[:, first] + design.outward[:, first],
        "measure": _named(choice.measure[:, first], _measure_ids()),
        "hindrance": np.array([told or None for _, told in HINDRANCES], dtype=object)[
            choice.hindrance[:, first]
        ],
        "measure_inward": choice.inward[:, first],
        "wall_length": choice.wall_length[:, first],
        "cost_low": choice.cost_low[:, first],
        "cost": choice.cost[:, first],
        "cost_high": choice.cost_high[:, first],
        "free_space": np.where(np.isinf(free_space), np.nan, free_space),
        "obstacle": obstacle,
        "year_full": year_full,
        "load_source": np.array(study.told, dtype=object)[places.dike],
        **_columns(study.profiles),
        **{name: values for name, values in _columns(study.subsoil, "subsoil_").items() if name != "soft"},
    }
    rounded = {
        name: values.round(6) + 0.0 if values.dtype.kind == "f" else values  # + 0: no zero below zero
        for name, values in columns.items()
    }
    return gpd.GeoDataFrame(rounded, geometry=pieces, crs=CRS)


def _columns(record: Profiles | Subsoil, prefix: str = "profile_") -> dict[str, Any]:
    """Numbers of a record by their names, and in words how each row was made."""
    found = {entry.name: getattr(record, entry.name) for entry in fields(record)}
    sources = np.array([*found.pop("sources"), None], dtype=object)
    found[f"{prefix}source"] = sources[found.pop("source")]
    return found


def _named(codes: npt.NDArray[np.int8], names: tuple[str, ...]) -> npt.NDArray[np.object_]:
    """Names of codes; nothing where the code is -1."""
    return np.array([*names, None], dtype=object)[codes]


def _measure_ids() -> tuple[str, ...]:
    from scenarios.dikes.measures import MEASURES

    return tuple(measure.id for measure in MEASURES)


def measures_table(pieces: Shapes, places: Locations, rows: Stretches) -> gpd.GeoDataFrame:
    """Stretches with one measure, drawn along the line of their dike.

    Parameters
    ----------
    pieces
        Piece of line of each place, of `scenarios.dikes.strips.pieces`.
    places
        The dikes.
    rows
        Stretches of `scenarios.dikes.costs`.
    """
    import geopandas as gpd
    import shapely

    from twin.grid import CRS

    told = {entry.name: np.asarray(getattr(rows, entry.name)) for entry in fields(rows)}
    columns = {name: each.round(2) if each.dtype.kind == "f" else each for name, each in told.items()}
    shapes = []
    for dike, first, last in zip(rows.dike, rows.from_chainage, rows.to_chainage, strict=True):
        number = places.dikes.index(dike)
        mine = (places.dike == number) & (places.chainage > first) & (places.chainage < last)
        shapes.append(shapely.line_merge(shapely.multilinestrings(list(pieces[mine]))))
    names = [f"{dike}-{first:.0f}" for dike, first in zip(rows.dike, rows.from_chainage, strict=True)]
    return gpd.GeoDataFrame({"id": names, **columns}, geometry=shapes, crs=CRS)
