"""The classes that maps and sections are coloured by: land use, soil, lithology, stratigraphy, networks.

Lithoclass and stratigraphy codes and colours are those of the GeoTOP model (TNO - Geological Survey of the
Netherlands). Land use and soil are Zicht's own short lists. Manning values are common Dutch model practice
(Chow 1959 ranges) and are parameters of a scenario, not measurements [unverified].
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "LAND_USE",
    "LITHOCLASS",
    "NETWORKS",
    "SOIL",
    "STRATIGRAPHY",
    "Entry",
    "LandUse",
    "Network",
    "Unit",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """A class with its code, its names and its colour (``#rrggbb``)."""

    code: int
    key: str
    label_nl: str
    label_en: str
    color: str


@dataclass(frozen=True, slots=True)
class LandUse(Entry):
    """A land-use class with Manning's roughness [s m-1/3] and whether it is water all year."""

    manning: float
    water: bool = False


@dataclass(frozen=True, slots=True)
class Unit(Entry):
    """A stratigraphic unit; ``order`` counts from young to old."""

    order: int


@dataclass(frozen=True, slots=True)
class Network(Entry):
    """A utility network with its usual cover below ground [m] and where that value comes from."""

    cover: float
    source: str


def _by_code[E: Entry](*entries: E) -> dict[int, E]:
    return {entry.code: entry for entry in entries}


LAND_USE: dict[int, LandUse] = _by_code(
    LandUse(1, "sea", "zee", "sea", "#7fb2cf", 0.020, water=True),
    LandUse(2, "river", "rivier", "river", "#86b8d4", 0.025, water=True),
    LandUse(3, "lake", "meer, plas of boezem", "lake or boezem", "#8cbcd6", 0.025, water=True),
    LandUse(4, "ditch", "sloot", "ditch", "#97c3d8", 0.030, water=True),
    LandUse(5, "beach", "strand", "beach", "#eee3c3", 0.025),
    LandUse(6, "dune", "duin", "dune", "#d9d3a0", 0.040),
    LandUse(7, "salt_marsh", "kwelder of uiterwaard", "salt marsh or floodplain", "#b9c98a", 0.045),
    LandUse(8, "grassland", "grasland", "grassland", "#b7d391", 0.035),
    LandUse(9, "arable", "akkerland", "arable land", "#e3d59a", 0.035),
    LandUse(10, "horticulture", "tuinbouw", "horticulture", "#d9c98f", 0.040),
    LandUse(11, "greenhouse", "kassen", "greenhouses", "#d3dde3", 0.060),
    LandUse(12, "forest", "bos", "forest", "#7fa86f", 0.100),
    LandUse(13, "heath", "heide en natuur", "heath and nature", "#b9a7b0", 0.050),
    LandUse(14, "marsh", "moeras en riet", "marsh and reed", "#a9bf8e", 0.080),
    LandUse(15, "built_up", "bebouwd gebied", "built-up area", "#dcc6bd", 0.060),
    LandUse(16, "town_centre", "oude stad", "old town", "#d1b0a4", 0.070),
    LandUse(17, "industry", "bedrijventerrein", "industry", "#c9c2cf", 0.060),
    LandUse(18, "road", "weg", "road", "#c4c1bb", 0.016),
    LandUse(19, "rail", "spoor", "railway", "#a9a49d", 0.030),
    LandUse(20, "dike", "dijk", "dike", "#a3c57c", 0.035),
    LandUse(21, "park", "park en recreatie", "park and recreation", "#a6cf8a", 0.040),
    LandUse(22, "orchard", "boomgaard", "orchard", "#a9c987", 0.060),
    LandUse(23, "farmyard", "erf", "farmyard", "#d6c7a8", 0.050),
)

SOIL: dict[int, Entry] = _by_code(
    Entry(1, "dune_sand", "duinzand", "dune sand", "#f3e9a8"),
    Entry(2, "sea_clay", "zeeklei", "marine clay", "#8fc79a"),
    Entry(3, "river_clay", "rivierklei", "river clay", "#7fb8a4"),
    Entry(4, "peat", "veen", "peat", "#9d6b4f"),
    Entry(5, "clay_on_peat", "klei op veen", "clay on peat", "#9a9a6a"),
    Entry(6, "lake_bed_clay", "droogmakerijklei", "lake-bed clay", "#7aa9c0"),
    Entry(7, "creek_sand", "kreekrugzavel", "creek-ridge loam", "#d7d38a"),
    Entry(8, "cover_sand", "dekzand", "cover sand", "#f0d98c"),
    Entry(9, "brook_loam", "beekleem", "brook loam", "#c9b27a"),
    Entry(10, "made_ground", "opgebrachte grond", "made ground", "#bdbdbd"),
    Entry(11, "water", "water", "water", "#8cbcd6"),
)

LITHOCLASS: dict[int, Entry] = _by_code(
    Entry(0, "anthropogenic", "antropogeen", "made ground", "#c8c8c8"),
    Entry(1, "peat", "veen", "peat", "#9d4e40"),
    Entry(2, "clay", "klei", "clay", "#009200"),
    Entry(3, "loam", "kleiig zand, zandige klei, leem", "clayey sand, sandy clay, loam", "#c2cf5c"),
    Entry(5, "sand_fine", "fijn zand", "fine sand", "#ffff00"),
    Entry(6, "sand_medium", "middelfijn zand", "medium sand", "#f3e106"),
    Entry(7, "sand_coarse", "grof zand", "coarse sand", "#e7c316"),
    Entry(8, "gravel", "grind", "gravel", "#d8a320"),
    Entry(9, "shells", "schelpen", "shells", "#5f5fff"),
)


def _unit(order: int, code: int, key: str, nl: str, en: str, color: str) -> Unit:
    return Unit(code, key, nl, en, color, order)


STRATIGRAPHY: dict[int, Unit] = _by_code(
    _unit(1, 1000, "AAOP", "opgebrachte grond", "made ground", "#c8c8c8"),
    _unit(2, 1005, "AAES", "esdek", "plaggen soil", "#6e6e6e"),
    _unit(3, 1010, "NIGR", "Griendtsveen", "Griendtsveen peat", "#84582c"),
    _unit(5, 1020, "NASC", "Schoorl (duinzand)", "Schoorl (dune sand)", "#ffffa0"),
    _unit(6, 1030, "ONAWA", "Walcheren, boven Zandvoort", "Walcheren, above Zandvoort", "#98dc75"),
    _unit(7, 1040, "NAZA", "Zandvoort (strand)", "Zandvoort (beach)", "#feb738"),
    _unit(9, 6000, "AEC", "Echteld, geul A", "Echteld channel A", "#76933c"),
    _unit(10, 6010, "ANAWA", "Walcheren, geul A", "Walcheren channel A", "#3f9b3f"),
    _unit(11, 6100, "BEC", "Echteld, geul B", "Echteld channel B", "#66cdab"),
    _unit(12, 2000, "NA", "Naaldwijk", "Naaldwijk", "#69c864"),
    _unit(13, 1070, "OEC", "Echteld, boven Hollandveen", "Echteld, above Holland peat", "#aafff5"),
    _unit(16, 1050, "NAWA", "Walcheren", "Walcheren", "#98dc75"),
    _unit(18, 6110, "BNAWA", "Naaldwijk, geul B", "Naaldwijk channel B", "#1f7a4c"),
    _unit(20, 1090, "NIHO", "Hollandveen", "Holland peat", "#d08228"),
    _unit(22, 6200, "CEC", "Echteld, geul C", "Echteld channel C", "#aac4ff"),
    _unit(27, 1100, "NAWO", "Wormer", "Wormer", "#3fa54c"),
    _unit(28, 2010, "EC", "Echteld", "Echteld", "#aafff5"),
    _unit(31, 1130, "NIBA", "Basisveen", "Basal peat", "#982f0a"),
    _unit(36, 3020, "BXWI", "Boxtel, Wierden (dekzand)", "Boxtel, Wierden (cover sand)", "#ffff50"),
    _unit(
        39,
        3030,
        "BXWISIKO",
        "Boxtel, Wierden, Singraven en Kootwijk",
        "Boxtel, Wierden to Kootwijk",
        "#fff52a",
    ),
    _unit(47, 3100, "BX", "Boxtel", "Boxtel", "#ffeb00"),
    _unit(48, 4000, "KRWY", "Kreftenheye, Wijchen", "Kreftenheye, Wijchen", "#560000"),
    _unit(49, 4010, "KRBXDE", "Kreftenheye en Boxtel, Delwijnen", "Kreftenheye and Delwijnen", "#c9688a"),
    _unit(52, 4050, "KR", "Kreftenheye", "Kreftenheye", "#b03060"),
    _unit(55, 4080, "BE", "Beegden", "Beegden", "#c8c8ff"),
    _unit(59, 4110, "EE", "Eem", "Eem", "#d2ff73"),
    _unit(62, 5000, "DR", "Drente", "Drente", "#ff7f50"),
    _unit(63, 5010, "DRGI", "Drente, keileem", "Drente, till", "#eb611e"),
    _unit(64, 5020, "GE", "gestuwd", "ice-pushed", "#9c9c9c"),
    _unit(67, 5050, "PE", "Peelo", "Peelo", "#ee82ee"),
    _unit(68, 5060, "UR", "Urk", "Urk", "#bdb76b"),
    _unit(69, 5070, "ST", "Sterksel", "Sterksel", "#cd5c5c"),
    _unit(71, 5090, "SY", "Stramproy", "Stramproy", "#ffe4b5"),
    _unit(73, 5110, "WA", "Waalre", "Waalre", "#ffa500"),
    _unit(74, 5120, "PZWA", "Peize en Waalre", "Peize and Waalre", "#ffcc00"),
    _unit(75, 5130, "MS", "Maassluis", "Maassluis", "#87ceeb"),
    _unit(77, 5150, "OO", "Oosterhout", "Oosterhout", "#769d27"),
    _unit(80, 5180, "BR", "Breda", "Breda", "#6cbc96"),
    _unit(82, 5200, "RU", "Rupel", "Rupel", "#b87bee"),
)

_NEN = "NEN 7171-1 as read in a secondary source"
_MEMORY = "NEN 7171-1 [unverified]"

NETWORKS: dict[str, Network] = {
    network.key: network
    for network in (
        Network(
            1,
            "electricity-lv",
            "elektriciteit laagspanning",
            "electricity, low voltage",
            "#9a3fa0",
            0.60,
            _NEN,
        ),
        Network(
            2,
            "electricity-mv",
            "elektriciteit middenspanning",
            "electricity, medium voltage",
            "#7fae2b",
            0.80,
            _NEN,
        ),
        Network(
            3,
            "electricity-hv",
            "elektriciteit hoogspanning",
            "electricity, high voltage",
            "#d33a2c",
            1.50,
            _MEMORY,
        ),
        Network(4, "gas-lp", "gas lage druk", "gas, low pressure", "#f2d024", 0.90, _NEN),
        Network(5, "gas-hp", "gas hoge druk", "gas, high pressure", "#e0a100", 0.90, _NEN),
        Network(6, "gas-transmission", "gastransport", "gas transmission", "#c77700", 1.50, _MEMORY),
        Network(7, "water", "drinkwater", "drinking water", "#2f6fd6", 1.00, _MEMORY),
        Network(8, "sewer", "riool", "sewer", "#8a5a2b", 2.00, _MEMORY),
        Network(9, "heat", "warmte", "heat", "#0f8a86", 0.90, _MEMORY),
        Network(10, "data", "data", "data", "#3ba55d", 0.60, _NEN),
        Network(11, "sewer-pressure", "persriool", "pressure sewer", "#a9743f", 0.90, _MEMORY),
        Network(12, "chemicals", "chemicaliën", "chemicals", "#5c4b8a", 1.00, _MEMORY),
    )
}
"""Utility networks by key; colours follow the Dutch KLIC themes where those have one [unverified]."""
