"""Features of an IMKL message as they stand in it: type, direct properties, references and geometries.

Names are matched without their namespace, so that IMKL 1.2.1, 2.0 and what comes after are read alike. What
stands deeper than a direct property, such as people to ask, is never looked at.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from terrain.connectors._gml import GmlError, is_geometry, shape_of
from terrain.connectors._safe_xml import Spent, elements, local, namespace

__all__ = ["Feature", "Message", "read_message"]

_PARENTS = frozenset({"featureMember", "featureMembers", "member"})
_HREF = "{http://www.w3.org/1999/xlink}href"
_GML_ID = "id"
_FACTORS = {
    "m": 1.0,
    "dm": 0.1,
    "cm": 0.01,
    "mm": 0.001,
    "bar": 1e5,
    "mbar": 100.0,
    "Pa": 1.0,
    "V": 1.0,
    "kV": 1e3,
}
MOST_FEATURES = 500_000
"""As many as the largest document that is read holds where features are as long as in samples (1.1 kB)."""
_MOST_NAMESPACES = 100


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of a message.

    Parameters
    ----------
    id, type
        Its ``gml:id`` and the local name of its element.
    texts
        Direct properties with text, by local name; of several the first.
    links
        What direct properties refer to, by local name, without ``#``.
    numbers
        Those with a unit, in SI.
    shapes
        Geometries, by the local name of the property that holds them.
    """

    id: str
    type: str
    texts: Mapping[str, str]
    links: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, float]
    shapes: Mapping[str, Any]

    def code(self, name: str) -> str:
        """Last word of the address of a value, as code lists give it; empty when it is not told."""
        told = self.links.get(name) or (self.texts.get(name, ""),)
        return told[0].rstrip("/").rpartition("/")[2].rpartition("#")[2]

    def number(self, *names: str) -> float:
        """First of some numbers that is more than zero; NaN when none is: files write 0 for unknown."""
        return next((self.numbers[name] for name in names if self.numbers.get(name, 0.0) > 0.0), math.nan)


@dataclass(slots=True)
class Message:
    """All features of a message.

    Parameters
    ----------
    features
        By id, in the order of the message.
    namespaces
        Namespaces of their elements, with the number of features in each.
    unreadable
        Why geometries were left out, with their number.
    twice
        Number of features whose id had been there before; the first is kept.
    spent
        Elements read so far.
    """

    features: dict[str, Feature] = field(default_factory=dict)
    namespaces: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)
    twice: int = 0
    spent: Spent = field(default_factory=Spent)

    @property
    def counts(self) -> dict[str, int]:
        """Number of features by type, in alphabetical order."""
        return dict(sorted(Counter(each.type for each in self.features.values()).items()))

    def of(self, *types: str) -> Iterator[Feature]:
        """Features of some types."""
        return (each for each in self.features.values() if each.type in types)


def read_message(stream: IO[bytes], name: str, where: str, message: Message) -> None:
    """Add the features of an XML document to a message.

    Parameters
    ----------
    stream
        The document.
    name, where
        Its file, and where its source stands in the area file.
    message
        What is read so far.

    Raises
    ------
    InvalidInputError
        If it is no XML, or not safe to read.
    """
    from twin.errors import invalid

    for element in elements(stream, name, where, _PARENTS, spent=message.spent):
        number = len(message.features) + message.twice
        if number >= MOST_FEATURES:
            told = f"has over {MOST_FEATURES:,} features"
            raise invalid(f"{where}.path", name, told, "Cut out the part you need.")
        found = _feature(element, number, message.unreadable)
        if found.id in message.features:
            message.twice += 1
            continue
        message.features[found.id] = found
        message.namespaces[namespace(element)] += 1
        if len(message.namespaces) > _MOST_NAMESPACES:
            told = f"has features of over {_MOST_NAMESPACES} namespaces"
            raise invalid(f"{where}.path", name, told, "Give a KLIC delivery as it came.")


def _feature(element: Any, number: int, unreadable: Counter[str]) -> Feature:
    texts: dict[str, str] = {}
    links: dict[str, tuple[str, ...]] = {}
    numbers: dict[str, float] = {}
    shapes: dict[str, Any] = {}
    for part in element:
        name, text, href = local(part), (part.text or "").strip(), part.get(_HREF)
        if href:
            links[name] = (*links.get(name, ()), href.strip().removeprefix("#"))
        if text and not len(part):
            texts.setdefault(name, text)
            if (value := _si(text, part.get("uom"))) is not None:
                numbers.setdefault(name, value)
        for inner in part:
            if is_geometry(inner):
                try:
                    shapes[name] = shape_of(inner)
                except GmlError as error:
                    unreadable[str(error)] += 1
    return Feature(_id(element) or f"feature-{number + 1}", local(element), texts, links, numbers, shapes)


def _id(element: Any) -> str | None:
    """The ``gml:id``, in whatever version of GML."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == _GML_ID), None)


def _si(text: str, unit: str | None) -> float | None:
    """A number with a unit in SI; None for what is no number or has another unit."""
    if unit is None:
        return None
    factor = _FACTORS.get(unit.replace("#", ":").replace("/", ":").rpartition(":")[2])
    try:
        value = float(text)
    except ValueError:
        return None
    return value * factor if factor is not None and math.isfinite(value) else None
