"""The published twins and the collections they consist of."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from api.assets import Folder
from api.errors import NotFoundError
from api.references import Box, crs84_extent
from api.tables import FeatureTable, read_table
from twin.features import THEMES

if TYPE_CHECKING:
    from twin.state import Twin

__all__ = ["TWIN_ID", "Catalogue", "Collection", "PublishedTwin"]

TWIN_ID = re.compile(r"(?!catalogue(-|$))[a-z0-9][a-z0-9-]{0,62}")  # one collection is the catalogue itself
Kind = Literal["twin", "theme", "surfaces"]


@dataclass(frozen=True)
class PublishedTwin:
    """A twin whose artefacts stand ready.

    Parameters
    ----------
    id
        Name in addresses.
    source
        Folder of the twin itself.
    artefacts
        Folder with ``3dtiles``, ``3dtiles-rd`` and ``assets``.
    version
        Digest of what was published.
    page
        Content of ``assets/page.json``.
    """

    id: str
    source: Path
    artefacts: Path
    version: str
    page: dict[str, Any]
    _tables: dict[str, FeatureTable] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def box(self) -> Box:
        """Extent in RD [m]: xmin, ymin, xmax, ymax."""
        xmin, ymin, xmax, ymax = self.page["bbox"]
        return (xmin, ymin, xmax, ymax)

    @cached_property
    def extent(self) -> Box:
        """Extent in CRS84 [degrees]: west, south, east, north."""
        return crs84_extent(self.box)

    @cached_property
    def collections(self) -> dict[str, Collection]:
        """The twin as a whole, its terrain, and one collection per theme, by id."""
        layers = [
            Collection(layer["collection"], "theme" if layer["theme"] in THEMES else "surfaces", self, layer)
            for layer in [*self.page["layers"], *self.page.get("volumes", ())]
        ]
        terrain = {"id": "terrain", "label_nl": "Terrein", "label_en": "Terrain"}
        every = [
            Collection(self.id, "twin", self),
            Collection(f"{self.id}-terrain", "surfaces", self, terrain),
            *layers,
        ]
        return {collection.id: collection for collection in every}

    @cached_property
    def state(self) -> Twin:
        """The twin itself, for checks that need it; read at the first use."""
        from twin.store import open_twin

        with self._lock:
            return open_twin(self.source)

    def table(self, theme: str) -> FeatureTable:
        """Features of a theme, read at the first request."""
        with self._lock:
            if theme not in self._tables:
                self._tables[theme] = read_table(self.source / "features" / f"{theme}.parquet")
            return self._tables[theme]


@dataclass(frozen=True)
class Collection:
    """One collection of a twin; `layer` is its entry in ``page.json`` unless it is the whole twin."""

    id: str
    kind: Kind
    twin: PublishedTwin
    layer: dict[str, Any] = field(default_factory=dict)

    def table(self) -> FeatureTable:
        """Features of the collection.

        Raises
        ------
        NotFoundError
            When the collection holds no features.
        """
        if self.kind != "theme":
            raise NotFoundError(f"The collection {self.id!r} has no items; see its links.")
        return self.twin.table(self.layer["theme"])

    def artefacts(self, kind: str) -> Folder:
        """Folder of the files of one kind: ``3dtiles``, ``3dtiles-rd`` or ``assets``."""
        root = self.twin.artefacts / kind
        if self.kind != "twin":
            if kind == "assets":
                raise NotFoundError("Assets belong to the twin as a whole.")
            root /= self.layer["id"]
        return Folder(root, self.twin.version)


class Catalogue:
    """Finds what is published in a data folder; a new publication is seen at the next request.

    Parameters
    ----------
    data
        Data folder with ``twins`` and ``published``.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self._known: dict[str, tuple[int, PublishedTwin]] = {}

    def twins(self) -> list[PublishedTwin]:
        """All published twins, by name."""
        home = self.data / "published"
        names = sorted(entry.name for entry in home.iterdir()) if home.is_dir() else []
        found = (self._look(name) for name in names if TWIN_ID.fullmatch(name))
        return [twin for twin in found if twin is not None]

    def twin(self, twin_id: str) -> PublishedTwin:
        """Find a published twin.

        Raises
        ------
        NotFoundError
            When there is none of that name.
        """
        found = self._look(twin_id) if TWIN_ID.fullmatch(twin_id) else None
        if found is None:
            raise NotFoundError(f"There is no twin {_shown(twin_id)}.")
        return found

    def collection(self, collection_id: str) -> Collection:
        """Find a collection: a twin, or a part of one.

        Raises
        ------
        NotFoundError
            When there is none of that name.
        """
        for twin_id in _prefixes(collection_id):
            twin = self._look(twin_id)
            if twin is not None and collection_id in twin.collections:
                return twin.collections[collection_id]
        raise NotFoundError(f"There is no collection {_shown(collection_id)}.")

    def _look(self, name: str) -> PublishedTwin | None:
        artefacts, source = self.data / "published" / name, self.data / "twins" / name
        stamp = artefacts / "published.json"
        if not (source / "twin.json").is_file():  # removed: what was published of it goes with it
            return None
        try:
            changed = stamp.stat().st_mtime_ns
            known = self._known.get(name)
            if known is not None and known[0] == changed:
                return known[1]
            version = json.loads(stamp.read_text(encoding="utf-8"))["version"]
            page = json.loads((artefacts / "assets" / "page.json").read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError):
            return None
        twin = PublishedTwin(name, source, artefacts, version, page)
        self._known[name] = (changed, twin)
        return twin


def _prefixes(collection_id: str) -> list[str]:
    """Names that a collection's twin can have: the id itself, and what stands before each hyphen."""
    if not TWIN_ID.fullmatch(collection_id[:63]):
        return []
    cuts = [at for at, letter in enumerate(collection_id) if letter == "-"]
    names = (collection_id, *(collection_id[:at] for at in reversed(cuts)))
    return [name for name in names if len(name) < 64]


def _shown(name: str) -> str:
    return repr(name[:64])
