"""Pipes and cables by what they are made of and what runs through them: weight, joints and stiffness."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.physics.constants import Parameter

__all__ = ["CABLES", "EMPTY", "LIGHTEST", "MATERIALS", "Material", "material"]

_WALL = "wall of usual pressure class times unit weight, over the whole cross-section"


@dataclass(frozen=True, slots=True)
class Material:
    """What pipes are made of.

    Parameters
    ----------
    weight
        Of an empty pipe over the volume of its whole cross-section [N/m3].
    inside
        Part of the cross-section that what runs through it fills [1].
    rotation
        Angle that a joint can take [degrees]; None where there are none, or where they yield.
    length
        Of one pipe [m].
    stiffness, stress
        Modulus of elasticity and stress that the wall can take [Pa]; None where it yields along.
    """

    weight: Parameter
    inside: float
    rotation: Parameter | None = None
    length: float = 6.0
    stiffness: float | None = None
    stress: Parameter | None = None


def _weight(value: float, wall: str) -> Parameter:
    return Parameter(value, "N/m3", f"{wall}; {_WALL}", "unverified")


def _angle(value: float, text: str) -> Parameter:
    return Parameter(value, "degrees", text, "unverified")


MATERIALS = {
    "pvc": Material(_weight(1500.0, "SDR 37"), 0.89, rotation=_angle(2.0, "2 to 3")),
    "pe": Material(_weight(2600.0, "SDR 13.6"), 0.73),
    "insulated": Material(_weight(4000.0, "steel in foam and polyethylene"), 0.45),
    "steel": Material(
        _weight(4700.0, "D/65"),
        0.94,
        stiffness=210e9,
        stress=Parameter(235e6, "Pa", "yield of S235", "unverified"),
    ),
    "iron": Material(_weight(6000.0, "D/50, lined"), 0.90, rotation=_angle(0.5, "cast iron 0.5 to 1")),
    "asbestos": Material(
        _weight(6000.0, "cement with asbestos, D/12"), 0.69, rotation=_angle(1.0, "couplings"), length=4.0
    ),
    "concrete": Material(_weight(10_900.0, "0.13 D"), 0.55, rotation=_angle(0.5, "as cast iron"), length=2.4),
}
"""Materials by the word that names them."""
LIGHTEST = MATERIALS["pvc"]
"""Of pipes whose material is not known."""
CABLES = ("data", "electricity")
"""Networks of cables, by how their names begin."""
EMPTY = ("gas", "sewer")
"""Networks whose pipes are empty or may be, by how their names begin; others are full while in use."""


def material(name: str) -> Material | None:
    """Material by its name in a twin; None when it is not known.

    Examples
    --------
    >>> material("steel, insulated").inside, material("asbestos-cement").length, material("")
    (0.45, 4.0, None)
    """
    words = name.lower()
    order = ("insulated", "iron", "steel", "asbestos", "concrete", "pvc")
    for word in order:
        if word in words:
            return MATERIALS[word]
    return MATERIALS["pe"] if words.split(",")[0].strip() in ("pe", "hdpe", "polyethylene") else None
