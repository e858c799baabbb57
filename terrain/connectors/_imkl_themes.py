"""What the words of IMKL mean here: themes, accuracies, states, and what lies as a line in the ground."""

from __future__ import annotations

from typing import Final

from twin.vocabulary import NETWORKS

__all__ = [
    "CONTAINERS",
    "COVERS",
    "DEPTHS",
    "LINES",
    "PLANNED",
    "PRECAUTIONS",
    "SIGMA_XY",
    "SIGMA_Z",
    "network_of",
    "sigma_of",
]

LINES: Final = (
    "Elektriciteitskabel",
    "Telecommunicatiekabel",
    "OlieGasChemicalienPijpleiding",
    "Rioolleiding",
    "Waterleiding",
    "ThermischePijpleiding",
    "Overig",
)
CONTAINERS: Final = ("Mantelbuis", "Duct", "Kabelbed")
DEPTHS: Final = ("DiepteTovMaaiveld", "DiepteNAP")
PRECAUTIONS: Final = ("AanduidingEisVoorzorgsmaatregel",)
PLANNED: Final = frozenset({"projected", "underConstruction"})
"""States in which a line is not there yet; disused lines are still in the ground."""

_THEMES: Final = {
    "datatransport": "data",
    "gasLageDruk": "gas-lp",
    "gasHogeDruk": "gas-hp",
    "buisleidingGevaarlijkeInhoud": "chemicals",
    "petrochemie": "chemicals",
    "landelijkHoogspanningsnet": "electricity-hv",
    "hoogspanning": "electricity-hv",
    "middenspanning": "electricity-mv",
    "laagspanning": "electricity-lv",
    "rioolVrijverval": "sewer",
    "rioolOnderOverOfOnderdruk": "sewer-pressure",
    "rioolOnderOverdruk": "sewer-pressure",
    "warmte": "heat",
    "water": "water",
    "wees": "other",
    "overig": "other",
}
_BY_TYPE: Final = {
    "Telecommunicatiekabel": "data",
    "Waterleiding": "water",
    "Rioolleiding": "sewer",
    "ThermischePijpleiding": "heat",
}
_CABLES: Final = {"Elektriciteitskabel": "electricity-lv", "Telecommunicatiekabel": "data"}
_NATURAL_GAS: Final = "naturalGas"

COVERS: Final = {name: network.cover for name, network in NETWORKS.items()}
"""Usual cover of each network [m]; orphan and other lines have none."""

SIGMA_XY, SIGMA_Z = 0.5, 0.25
"""Standard deviations where nothing is told [m]: the 1 m of the WIBON as two of them [unverified]."""

_ACCURACY: Final = {"tot30cm": 0.30, "tot50cm": 0.50, "tot100cm": 1.00}


def network_of(theme: str, kind: str, product: str = "") -> str:
    """Network of ours for a theme; where none is told, by what kind of line it is.

    Examples
    --------
    >>> network_of("middenspanning", "Mantelbuis"), network_of("", "Waterleiding")
    ('electricity-mv', 'water')
    >>> network_of("buisleidingGevaarlijkeInhoud", "OlieGasChemicalienPijpleiding", "naturalGas")
    'gas-transmission'
    """
    network = _THEMES.get(theme) or _BY_TYPE.get(kind, "other")
    cable = _CABLES.get(kind)
    if cable is not None and not network.startswith(("electricity", "data")):
        return cable  # such as one that guards a gas pipe
    return "gas-transmission" if network == "chemicals" and product == _NATURAL_GAS else network


def sigma_of(accuracy: str, otherwise: float) -> float:
    """Standard deviation of an accuracy class, whose bound counts as two of them [m].

    Examples
    --------
    >>> sigma_of("tot50cm", 0.5), sigma_of("onbekend", 0.5)
    (0.25, 0.5)
    """
    bound = _ACCURACY.get(accuracy)
    return otherwise if bound is None else bound / 2.0
