"""Indicators of the process `utility-check`."""

from __future__ import annotations

from functools import partial

from scenarios.process import Indicator

__all__ = ["INDICATORS"]

_BAND = "Range: those that are almost sure (95 %) and those that cannot be ruled out (5 %)"
_NORMAL = "normal deviations of place and depth"

_of_lines = partial(Indicator, theme="utility_lines")

INDICATORS = {
    "conflicts": _of_lines(
        "1",
        "keren dat iets gepland te weinig ruimte heeft tot een leiding of boom",
        "times that something planned lacks room to a line or tree",
        "planned lines against lines, and planned excavations and trees against lines, more likely than not "
        f"to lack the room of their networks beside and above, with {_NORMAL}. {_BAND}",
    ),
    "existing_conflicts": _of_lines(
        "1",
        "bestaande leidingen die te weinig ruimte tot elkaar of tot bomen hebben",
        "existing lines that lack room to each other or to trees",
        "as for what is planned, between lines that are there. Depths that were not measured are usual ones, "
        "so that lines which cross at about the same usual depth count, while one dives below the other in "
        f"truth: no proof, but a place to look. Lines of one network that cross are a branch. {_BAND}",
    ),
    "measured_conflicts": _of_lines(
        "1",
        "daarvan tussen leidingen waarvan beide diepten zijn gemeten",
        "of these between lines both of whose depths were measured",
        f"pairs of existing lines as above, without those in which a usual depth stands for one. {_BAND}",
    ),
    "unknown": _of_lines(
        "1",
        "leidingen waarvan de diepte niet bekend is",
        "lines whose depth is not known",
        "lines without a depth whose network has no usual one",
    ),
    "under_cover_length": _of_lines(
        "m",
        "leiding met te weinig dekking",
        "line with too little cover",
        f"length whose top lies less deep than the least cover of its network, more likely than not. {_BAND}",
    ),
    "bed_crossings": _of_lines(
        "1",
        "kruisingen te dicht onder de bodem van water",
        "crossings too near below the bed of water",
        "lines under flowing water whose top, more likely than not, does not lie below its bed less the "
        f"scour that is allowed for. {_BAND}",
    ),
    "dike_zone_length": _of_lines(
        "m",
        "drukleiding in de invloedszone van een waterkering",
        "pressure pipe in the zone of influence of a dike",
        "length of pipes that hold pressure within the zones of a dike and the ground that a rupture "
        "disturbs, by diameter and pressure (assumed in place of the tables of NEN 3651 [unverified])",
    ),
    "search_lines": _of_lines(
        "1",
        "leidingen te lokaliseren voor gepland werk",
        "lines to locate for planned works",
        "times that a line lies within the search distance of a planned excavation or route (CROW 500)",
    ),
    "floating_length": _of_lines(
        "m",
        "leiding die opdrijft",
        "pipe that floats up",
        "length that the highest groundwater of the eight years up to the horizon lifts, by the courses of "
        "the process water-level-raise with its usual settings",
    ),
    "bent_length": _of_lines(
        "m",
        "leiding die door zakking te ver buigt of knikt",
        "pipe that bends or turns too far as the ground sinks",
        "length in a trough of settlement that joints or walls cannot take, by the courses of the process "
        "water-level-raise with its usual settings",
    ),
    "cable_rating": _of_lines(
        "1",
        "stroom die kabels voeren, ten opzichte van droge grond",
        "current that cables carry, over that in dry ground",
        "mean by length of power cables over polders (IEC 60287), wet below the lowest groundwater",
    ),
    "dense_sections": _of_lines(
        "1",
        "doorsneden van straten die vol zijn",
        "sections of streets that are full",
        "sections in which lines with the room they ask and roots of trees take up more than the given part "
        "of the width in one layer of the ground",
    ),
    "fullest_section": _of_lines(
        "%",
        "volste doorsnede van een straat",
        "fullest section of a street",
        "largest part of the width of a section that is taken up in one layer of the ground",
    ),
}
