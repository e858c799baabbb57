"""Whether a bounding box can be what it says: metres in RD New, inside the RDNAP grids."""

from __future__ import annotations

from twin.errors import InvalidInputError

__all__ = ["bbox_suspicion"]


def bbox_suspicion(bbox: tuple[float, float, float, float]) -> tuple[str, str] | None:
    """Name what is suspicious about a bounding box in EPSG:28992, with the remedy."""
    xmin, ymin, xmax, ymax = bbox
    if all(-180 <= value <= 180 for value in bbox):
        return (
            "looks like longitude and latitude in degrees",
            "Give metres in EPSG:28992 (RD New), e.g. [109580, 541712, 110064, 543286].",
        )
    if xmax <= xmin or ymax <= ymin:
        return "is empty or inverted", "Give xmin, ymin, xmax, ymax with xmin < xmax and ymin < ymax."
    if not _inside(bbox):
        if _inside((ymin, xmin, ymax, xmax)):
            return "has x and y swapped", f"Give [{ymin:g}, {xmin:g}, {ymax:g}, {xmax:g}]."
        return (
            "lies outside the Netherlands (the RDNAP grids)",
            "Give metres in EPSG:28992: x about -7,000..300,000 and y about 289,000..629,000.",
        )
    return None


def _inside(bbox: tuple[float, float, float, float]) -> bool:
    """Whether the RDNAP grids hold every corner."""
    from twin.crs import rdnap_to_etrs89

    xmin, ymin, xmax, ymax = bbox
    try:
        rdnap_to_etrs89([xmin, xmin, xmax, xmax], [ymin, ymax, ymin, ymax], 0.0)
    except InvalidInputError:
        return False
    return True
