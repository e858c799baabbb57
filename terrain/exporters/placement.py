"""Where the coordinates of tiles live: local RD + NAP metres, or geocentric EPSG:4978."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from twin.grid import GridSpec

__all__ = ["EcefPlacement", "FrameName", "Placement", "RdPlacement", "placement"]

Floats = npt.NDArray[np.float64]
FrameName = Literal["rd", "ecef"]


class Placement(Protocol):
    """Maps RD + NAP to the axes of the root tile and says how these axes lie in the world."""

    @property
    def name(self) -> FrameName:
        """Name of the frame."""

    @property
    def matrix(self) -> Floats:
        """From the axes of the root tile to the frame of the tileset, shape (4, 4)."""

    @property
    def extras(self) -> dict[str, Any]:
        """What ``asset.extras`` says about the frame."""

    def local(self, positions: Floats) -> Floats:
        """Map x, y, z (RD + NAP, shape (n, 3)) to the axes of the root tile [m]."""

    def shift(self, low: Floats, high: Floats) -> Floats:
        """Origin of a tile whose content spans ``low`` to ``high``, shape (3,), whole metres."""


@dataclass(frozen=True)
class RdPlacement:
    """East, north and up from a whole kilometre of RD New; no transform anywhere.

    Parameters
    ----------
    origin
        RD coordinates of the local origin [m].
    """

    origin: tuple[float, float]
    name: FrameName = "rd"

    @property
    def matrix(self) -> Floats:
        """The identity."""
        return np.eye(4)

    @property
    def extras(self) -> dict[str, Any]:
        """Reference systems and origin."""
        return {"crs": "EPSG:28992", "verticalCrs": "EPSG:5709", "origin": [*self.origin, 0.0]}

    def local(self, positions: Floats) -> Floats:
        """Subtract the origin."""
        local: Floats = positions - np.array([*self.origin, 0.0])
        return local

    def shift(self, low: Floats, high: Floats) -> Floats:  # noqa: ARG002  the frame of the page has no transforms
        """No shift: float32 keeps 1 mm over 10 km."""
        return np.zeros(3)


@dataclass(frozen=True)
class EcefPlacement:
    """East, north and up at the centre of the area, every vertex reprojected by itself.

    One affine map from RD would be wrong by the curvature of the earth, d^2 / 2R: 2 m at 5 km.

    Parameters
    ----------
    centre
        RD coordinates of the point where the axes touch the earth [m].
    """

    centre: tuple[float, float]
    name: FrameName = "ecef"

    @cached_property
    def matrix(self) -> Floats:
        """East, north and up of the ellipsoid at the centre, at 0 m NAP, in EPSG:4978."""
        from twin.crs import rdnap_to_ecef, rdnap_to_etrs89

        lat, lon, _ = (float(v) for v in rdnap_to_etrs89(*self.centre, 0.0))
        phi, lam = np.radians(lat), np.radians(lon)
        east = [-np.sin(lam), np.cos(lam), 0.0]
        north = [-np.sin(phi) * np.cos(lam), -np.sin(phi) * np.sin(lam), np.cos(phi)]
        up = [np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)]
        matrix = np.eye(4)
        matrix[:3, :3] = np.array([east, north, up]).T
        matrix[:3, 3] = [float(v) for v in rdnap_to_ecef(*self.centre, 0.0)]
        return matrix

    @property
    def extras(self) -> dict[str, Any]:
        """Reference system and how exact it is."""
        return {"crs": "EPSG:4978", "note": "RDNAPTRANS2018 to ETRS89, taken equal to WGS 84"}

    def local(self, positions: Floats) -> Floats:
        """Reproject to EPSG:4978 and turn to east, north, up."""
        from twin.crs import rdnap_to_ecef

        geocentric = np.column_stack(rdnap_to_ecef(*positions.T))
        local: Floats = (geocentric - self.matrix[:3, 3]) @ self.matrix[:3, :3]
        return local

    def shift(self, low: Floats, high: Floats) -> Floats:
        """Centre of the content, so that float32 keeps less than 0.1 mm in a 1 km tile."""
        return np.rint((low + high) / 2)


def placement(grid: GridSpec, frame: FrameName) -> Placement:
    """Make the placement of a twin's tiles.

    Parameters
    ----------
    grid
        Grid of the twin.
    frame
        ``"rd"`` or ``"ecef"``.
    """
    xmin, ymin, xmax, ymax = grid.bbox
    if frame == "rd":
        return RdPlacement((float(np.floor(xmin / 1000) * 1000), float(np.floor(ymin / 1000) * 1000)))
    return EcefPlacement((float(np.rint((xmin + xmax) / 2)), float(np.rint((ymin + ymax) / 2))))
