"""Everything below the ground of the demo: voxels, layers, properties and the themes of the subsurface."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import xarray as xr

from terrain.demo.archaeology import archaeology, expectation_zones
from terrain.demo.boreholes import boreholes
from terrain.demo.heat import ates, closed_loops, doublets
from terrain.demo.layers import layers
from terrain.demo.properties import properties
from terrain.demo.protection import protection_zones
from terrain.demo.stratigraphy import strata
from terrain.demo.utilities import utility_lines
from terrain.demo.voxels import voxels
from terrain.demo.wells import wells
from twin.progress import Progress, silent
from twin.spatial_ref import with_reference

__all__ = ["underground"]


def underground(
    surface: xr.Dataset, features: Mapping[str, gpd.GeoDataFrame], progress: Progress = silent
) -> tuple[xr.DataTree, dict[str, gpd.GeoDataFrame]]:
    """Build the subsurface of the demo below a given surface.

    Parameters
    ----------
    surface
        ``ground_level`` [m NAP] and ``soil`` on the grid of the demo.
    features
        Themes of the surface; ``roads`` and ``buildings`` guide the utility networks when they are there.
    progress
        Told how far the work is.

    Returns
    -------
    tuple
        DataTree with ``/voxels``, ``/layers`` and ``/properties``, and the themes below the ground.
    """
    progress(0.0, "geology")
    deposits = strata(surface)
    model = voxels(deposits)
    progress(0.4, "layers")
    deep = layers(deposits)
    parts = {"/voxels": with_reference(model), "/layers": with_reference(deep), "/properties": properties()}
    tree = xr.DataTree.from_dict(parts)
    progress(0.5, "wells and zones")
    pumped = wells(model)
    found = {
        "wells": pumped,
        "protection_zones": protection_zones(pumped, deposits),
        "doublets": doublets(deep),
        "ates": ates(model),
        "closed_loops": closed_loops(surface),
        "boreholes": boreholes(model),
    }
    progress(0.7, "archaeology")
    found |= {"archaeology": archaeology(surface), "expectation_zones": expectation_zones()}
    progress(0.8, "networks")
    if "roads" in features:
        found["utility_lines"] = utility_lines(features["roads"], surface)
    progress(1.0, "underground")
    return tree, found
