"""Verdicts with a known answer: the acceptance examples, what is unknown, who gives way, what is refused."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import pytest
from shapely import LineString, MultiPoint, Point, Polygon, box

from scenarios.bench._crowded_ground import crowded
from scenarios.subsurface.engine import HORIZON, check, index, place
from scenarios.subsurface.model import Verdict
from scenarios.subsurface.overlap import overlap_volume
from twin.claims import Claim
from twin.errors import InvalidInputError
from twin.heat_reach import cooled_radius, thermal_radius

RADIUS = thermal_radius(volume=150_000.0, length=40.0)  # 42.9880 m
GROWTH = cooled_radius(flow=150.0 / 3600.0, seconds=1.0, height=60.0)
ENDLESS = -math.inf


def verdicts(*claims: Claim, year: float | None = None, least: float = 0.0) -> list[Verdict]:
    return list(check(claims, year=year, least_probability=least).verdicts())


def storage(name: str, x: float, top: float = -31.0, base: float = -71.0, **more: object) -> Claim:
    return Claim(name, "ates", "ATES", Point(x, 0.0), top, base, **{"radius": RADIUS, **more})


def doublet(name: str, x: float, years: float, **more: object) -> Claim:
    end = 2035.0 + years
    return Claim(name, "doublets", "GEO", Point(x, 0.0), -2200.0, -2260.0, 2035.0, end, growth=GROWTH, **more)


ZONE = Claim("zone", "protection_zones", "BVZ", box(-500.0, -500.0, 500.0, 500.0), -60.0, ENDLESS)
SITE = Claim("site", "archaeology", "ARC", box(-50.0, -50.0, 50.0, 50.0), 0.0, -1.0)


def loop(base: float, x: float = 0.0, **more: object) -> Claim:
    return Claim("loop", "loops", "BHE", Point(x, 0.0), 0.0, base, **more)


def pit(width: float, length: float, depth: float, **more: object) -> Claim:
    return Claim("pit", "pits", "TUN", box(0.0, 0.0, width, length), 0.0, -depth, **more)


def test_example_a_storage_systems_too_near() -> None:
    (found,) = verdicts(storage("a", 0.0, radius=42.988), storage("b", 100.0, radius=42.988))
    assert (found.code, found.verdict, found.holds) == ("K8", "competing", True)
    assert found.margin == pytest.approx(-28.9640, abs=1e-9)
    assert pytest.approx(42.988, abs=5e-5) == RADIUS
    assert verdicts(storage("a", 0.0), storage("b", 100.0, top=-81.0, base=-121.0)) == []


def test_example_b_a_loop_through_the_seal() -> None:
    (found,) = verdicts(loop(-80.0), ZONE)
    assert (found.code, found.margin, found.inside) == ("X11", -20.0, 20.0)
    assert found.remedies["en"] == ("move it at least 500.0 m", "stay above -60.0 m NAP")
    assert verdicts(loop(-50.0), ZONE) == []


def test_example_c_an_excavation_in_archaeology() -> None:
    (found,) = verdicts(pit(12.0, 10.0, 0.35), SITE)
    assert (found.code, found.margin) == ("C25", pytest.approx(-0.05))
    assert verdicts(pit(9.0, 10.0, 0.35), SITE) == []
    assert verdicts(pit(12.0, 10.0, 0.29), SITE) == []


def test_example_d_doublets_that_meet_in_time() -> None:
    (found,) = verdicts(doublet("a", 0.0, 30.0), doublet("b", 1000.0, 30.0))
    assert (found.code, found.verdict) == ("K1", "competing")
    assert found.margin == pytest.approx(1000.0 - 2.0 * 568.001, abs=5e-3)
    # 2 r(t) = 1000 m where t = 30 yr (500 / 568.001)^2.
    assert found.first_year == pytest.approx(2035.0 + 30.0 * (500.0 / 568.001) ** 2, abs=1e-3)
    assert found.years == pytest.approx(found.first_year - 2035.0)
    assert verdicts(doublet("a", 0.0, 10.0), doublet("b", 1000.0, 10.0)) == []
    pair = doublet("a", 0.0, 30.0), doublet("b", 1000.0, 30.0)
    assert [len(verdicts(*pair, year=year)) for year in (2034.0, 2045.0, 2055.0, 2060.0, 2065.0)] == [
        0,
        0,
        0,
        1,
        0,
    ]


def test_what_follows_in_time_may_be_a_synergy() -> None:
    cavern = Claim("c", "t", "SALT", Point(0.0, 0.0), -600.0, -1200.0, 1980.0, 2030.0, radius=50.0)
    store = Claim("s", "t", "STO", Point(0.0, 0.0), -600.0, -1200.0, 2035.0, 2065.0, radius=50.0)
    (found,) = verdicts(cavern, store)
    assert (found.code, found.years) == ("S28", 5.0)
    early = Claim("s", "t", "STO", Point(0.0, 0.0), -600.0, -1200.0, 2025.0, 2065.0, radius=50.0)
    assert [v.code for v in verdicts(cavern, early)] == ["K28"]


def test_an_abandoned_borehole_stays_in_the_way_and_a_loop_of_others_does_not() -> None:
    old = Claim("old", "t", "GEO", LineString([(0, 0, 0), (0, 0, -2000)]), 0.0, -2000.0, 1985.0, 2015.0)
    later = storage("new", 20.0, start=2030.0, end=2060.0)
    assert [v.code for v in verdicts(old, later)] == ["C2"]
    gone = loop(-80.0, start=1985.0, end=2015.0)
    beside = Claim("b", "t", "BHE", Point(2.0, 0.0), 0.0, -80.0, 2030.0, 2060.0)
    assert verdicts(gone, beside) == []


def test_lines_cross_freely_with_room_in_height() -> None:
    def line(name: str, kind: str, base: float, *places: tuple[float, float], function: str = "PIP") -> Claim:
        return Claim(name, "t", function, LineString(places), base + 0.1, base, radius=0.05, kind=kind)

    water = line("w", "water", -1.1, (0.0, 0.0), (100.0, 0.0))
    for base, count in ((-1.25, 1), (-1.35, 1), (-1.45, 0)):
        assert len(verdicts(water, line("g", "gas-lp", base, (50.0, -9.0), (50.0, 9.0)))) == count
    beside = line("e", "electricity-lv", -1.1, (0.0, 0.55), (100.0, 0.55), function="CAB")
    (found,) = verdicts(water, beside)  # 0.5 m clear of water and twice 0.05 m of radius
    assert (found.code, found.required, found.margin) == ("C23", pytest.approx(0.6), pytest.approx(-0.05))
    other = line("d", "data", -1.1, (0.0, 0.25), (100.0, 0.25), function="CAB")
    assert verdicts(line("e", "electricity-lv", -1.1, (0.0, 0.0), (100.0, 0.0), function="CAB"), other) == []


def test_probability_follows_from_the_uncertainty_of_places() -> None:
    pair = storage("a", 0.0, sigma_xy=3.0), storage("b", 130.0, sigma_xy=4.0)
    margin = 130.0 - 3.0 * RADIUS  # 1.036 m
    (found,) = verdicts(*pair, least=0.05)
    assert not found.holds
    assert found.probability == pytest.approx(0.5 * math.erfc(margin / 5.0 / math.sqrt(2.0)), abs=1e-12)
    assert verdicts(*pair, least=0.0) == []
    assert verdicts(*pair, least=0.5) == []
    (near,) = verdicts(storage("a", 0.0, sigma_xy=5.0), storage("b", 100.0), least=0.05)
    assert near.probability == pytest.approx(1.0, abs=1e-8)
    (deep,) = verdicts(loop(-61.0, sigma_z=2.0), ZONE)
    assert deep.probability == pytest.approx(0.5 * math.erfc(-0.5 / math.sqrt(2.0)))


def test_what_is_not_known_is_unknown_with_the_reason() -> None:
    no_limit = Claim("zone", "t", "BVZ", ZONE.footprint, math.inf, ENDLESS)
    bottomless = Claim("pit", "t", "TUN", box(0, 0, 9, 9), 0.0, ENDLESS)
    no_start = [
        Claim(n, "t", "GEO", Point(x, 0), -2200, -2260, growth=GROWTH) for n, x in (("a", 0), ("b", 1000))
    ]
    salt = Claim("s", "t", "SALT", Point(0, 0), math.inf, ENDLESS)
    cases = [
        ((loop(-80.0), no_limit), "the depth of the zone is not told"),
        ((bottomless, ZONE), "the depth of the work is not told"),
        ((loop(-80.0), loop(-90.0, x=40.0)), "its reach was not computed"),
        (no_start, "the year it began is not told"),
    ]
    for claims, reason in cases:
        (found,) = verdicts(*claims)
        assert (found.verdict, found.margin, found.probability) == ("unknown", None, None)
        assert reason in found.explanation["en"].lower()
        assert reason in found.remedies["en"][0]
    (lost,) = verdicts(salt, Claim("d", "t", "PEI", box(-9, -9, 9, 9), math.inf, -2.0))
    assert lost.verdict == "unknown"
    known = [loop(-80.0, heat_reach=10.0), loop(-90.0, x=40.0, heat_reach=12.0)]
    assert verdicts(*known) == []


def test_far_pairs_are_unknown_where_depth_or_growth_is() -> None:
    """What is asked of them is not known: not 0."""
    dike = Claim("d", "t", "DIK", box(500.0, 0.0, 700.0, 100.0), math.inf, -5.0)
    cavern = Claim("s", "t", "SALT", Point(0.0, 0.0), -800.0, -1100.0, radius=50.0)
    pit = Claim("p", "t", "SAND", box(0.0, 0.0, 100.0, 100.0), 0.0, ENDLESS)
    cable = Claim("c", "t", "CAB", LineString([(900.0, 0.0), (900.0, 100.0)]), -0.6, -0.7)
    wells = [
        Claim(n, "t", "GEO", Point(x, 0.0), -2200.0, -2260.0, 2035.0, growth=math.nan)
        for n, x in (("a", 0.0), ("b", 4900.0))
    ]
    for pair in ((cavern, dike), (pit, cable), wells):
        (found,) = verdicts(*pair)
        assert (found.verdict, found.margin) == ("unknown", None)
    (told,) = verdicts(replace(cavern, ground=1.0), dike)  # 50 + 2 x 801 m
    assert (told.code, told.required) == ("C7", pytest.approx(1652.0))
    (between,) = verdicts(cavern, replace(dike, footprint=box(4000.0, 0.0, 4100.0, 100.0)))
    assert between.verdict == "unknown"
    assert verdicts(wells[0], replace(wells[1], footprint=Point(5100.0, 0.0))) == []
    assert "how fast it grows is not known" in verdicts(*wells)[0].explanation["en"].lower()


def test_reach_counts_above_a_seal_too() -> None:
    store = Claim("s", "t", "STO", Point(0.0, 0.0), -1500.0, -1600.0)
    below = [Claim("g", "t", "GEO", Point(x, 0.0), -1750.0, -1850.0) for x in (1000.0, 3000.0, 5001.0)]
    assert [[v.code for v in verdicts(store, well)] for well in below] == [["C6"], ["?6"], []]
    assert verdicts(replace(store, reach=2500.0), replace(below[1], reach=0.0)) == []


def test_a_dig_that_is_perhaps_too_deep_has_a_probability() -> None:
    (found,) = verdicts(pit(12.0, 10.0, 0.2, sigma_z=0.25), SITE, least=0.05)
    assert (found.code, found.holds) == ("C25", False)
    assert found.probability == pytest.approx(0.5 * math.erfc(0.1 / 0.25 / math.sqrt(2.0)), rel=0.3)


def test_what_goes_on_below_a_zone_has_gone_through_it() -> None:
    zone = replace(ZONE, base=-100.0)
    (found,) = verdicts(storage("a", 0.0, top=-150.0, base=-180.0), zone)
    assert (found.code, found.margin) == ("X11", -120.0)


def test_a_site_without_thickness_lies_in_what_is_dug() -> None:
    (found,) = verdicts(pit(12.0, 10.0, 0.9), replace(SITE, top=-0.5, base=-0.5))
    assert (found.code, found.margin) == ("C25", pytest.approx(-0.6))
    assert verdicts(pit(12.0, 10.0, 0.9), replace(SITE, top=-0.9, base=-0.9)) == []


def test_only_wells_of_a_sort_that_the_rule_names_merge() -> None:
    (found,) = verdicts(storage("a", 0.0, kind="heat"), storage("b", 40.0, kind="heat"))
    assert found.code == "K8"


@pytest.mark.parametrize("year", [math.nan, math.inf, -math.inf, HORIZON + 1.0])
def test_no_year_is_refused(year: float) -> None:
    with pytest.raises(InvalidInputError, match="is no year"):
        verdicts(storage("a", 0.0), year=year)


def test_a_plan_begins_in_the_first_whole_year_after() -> None:
    old = storage("old", 0.0, start=2000.0, end=2049.3)
    (found,) = place(storage("new", 20.0, status="planned", start=2030.0), index([old]))
    assert "begin after 2050" in found.remedies["en"]


def test_a_reserve_is_forbidden_inside_and_conditional_above() -> None:
    reserve = Claim("r", "t", "ASV", ZONE.footprint, -60.0, -200.0)
    (inside,), (above,) = verdicts(loop(-80.0), reserve), verdicts(loop(-40.0), reserve)
    assert (inside.code, inside.margin) == ("X12", -20.0)
    assert (above.code, above.margin) == ("C12", 20.0)


def test_wells_of_one_sort_may_merge() -> None:
    warm = [storage(name, x, kind="warm") for name, x in (("a", 0.0), ("b", 40.0), ("c", 140.0))]
    assert [v.code for v in verdicts(*warm)] == ["S8"]
    assert [v.code for v in verdicts(warm[0], storage("d", 40.0, kind="cold"))] == ["K8"]


def test_stored_heat_that_drifts_is_in_the_way_all_along() -> None:
    drifted = Claim("a", "t", "ATES", LineString([(0, 0), (80, 0)]), -31.0, -71.0, radius=RADIUS, kind="warm")
    (found,) = verdicts(drifted, storage("b", 180.0, kind="cold"))
    assert (found.code, found.margin) == ("K8", pytest.approx(100.0 - 3.0 * RADIUS))
    assert verdicts(replace(drifted, footprint=Point(0, 0)), storage("b", 180.0, kind="cold")) == []


def test_parts_of_one_plan_do_not_hinder_each_other() -> None:
    assert verdicts(storage("a", 0.0, owner="x"), storage("b", 100.0, owner="x")) == []
    assert len(verdicts(storage("a", 0.0, owner="x"), storage("b", 100.0, owner="y"))) == 1
    known = index([storage("a", 0.0, owner="x"), storage("c", 50.0)])
    assert [v.second for v in place(storage("b", 100.0, owner="x"), known)] == ["c"]


def test_what_is_no_threat_to_groundwater_is_spared_where_sewers_are_forbidden() -> None:
    field = Claim("f", "t", "WWG", ZONE.footprint, 0.0, -40.0)
    for kind, codes in (
        ("sewer", ["X18"]), ("chemicals", ["X18"]), ("water", []), ("gas-lp", []), ("gas-hp", []),
        ("gas-transmission", []), ("heat", []), ("", ["X18"]),
    ):  # fmt: skip
        pipe = Claim("p", "t", "PIP", LineString([(-900, 0), (900, 0)]), -1.0, -1.5, kind=kind)
        found = verdicts(field, pipe)
        assert [v.code for v in found] == codes
        assert all(v.inside == pytest.approx(1000.0) for v in found)


def test_a_plan_is_checked_against_what_stands_and_gives_way() -> None:
    known = index([storage("a", 0.0), ZONE, storage("far", 5000.0)])
    plan = storage("plan", 100.0, status="planned")
    found = place(plan, known)
    assert [v.code for v in found] == ["X11", "K8"]
    assert {v.plan for v in found} == {"plan"}
    assert place(storage("a", 0.0), known)[0].second == "zone"  # not against itself
    assert place(storage("plan", 3000.0), known) == []


def test_the_remedies_work() -> None:
    first, second = (
        storage("a", 0.0, end=2040.0),
        storage("b", 100.0, start=2020.0, end=2070.0, status="planned"),
    )
    (found,) = verdicts(first, second)
    assert found.plan == "b"
    assert found.remedies["en"] == (
        "move it at least 29.0 m", "stay above -31.0 m NAP", "stay below -71.0 m NAP", "begin after 2040",
    )  # fmt: skip
    for changed in (
        storage("b", 129.0, start=2020.0, end=2070.0), storage("b", 100.0, 0.0, -31.0, start=2020.0),
        storage("b", 100.0, -71.0, -90.0, start=2020.0), storage("b", 100.0, start=2040.0),
    ):  # fmt: skip
        assert verdicts(first, changed) == []


def test_words_tell_numbers_in_both_languages() -> None:
    (found,) = verdicts(doublet("a", 0.0, 30.0), doublet("b", 1000.0, 30.0))
    assert "Afstand 1000,0 m, gevraagd 1136,0 m: 136,0 m te kort." in found.explanation["nl"]
    assert "Vanaf 2058." in found.explanation["nl"]
    assert "1000.0 m apart, 1136.0 m asked: 136.0 m short." in found.explanation["en"]
    assert (found.source.startswith("Mijnbouwwet"), found.status) == (True, "unverified")


def test_shapes_that_only_touch_are_no_conflict() -> None:
    neighbour = Claim("z", "t", "WWG", box(500.0, -500.0, 900.0, 500.0), 0.0, -60.0)
    assert verdicts(neighbour, Claim("t", "t", "TUN", box(400.0, 0.0, 500.0, 50.0), 0.0, -5.0)) == []
    assert len(verdicts(neighbour, Claim("t", "t", "TUN", box(400.0, 0.0, 500.1, 50.0), 0.0, -5.0))) == 1


def test_the_height_of_a_point_does_not_count() -> None:
    (found,) = verdicts(replace(loop(-80.0), footprint=Point(0.0, 0.0, 0.0)), ZONE)
    assert (found.code, found.margin) == ("X11", -20.0)


def test_holes_and_parts_count() -> None:
    ring = Polygon(box(0, 0, 100, 100).exterior, [box(40, 40, 60, 60).exterior])
    zone = Claim("z", "t", "WWG", ring, 0.0, -60.0)
    assert verdicts(zone, Claim("b", "t", "BHE", Point(50, 50), 0.0, -80.0)) == []
    both = Claim("b", "t", "BHE", MultiPoint([(50, 50), (50, 65)]), 0.0, -80.0)
    (found,) = verdicts(zone, both)
    assert found.margin == pytest.approx(-5.0)


def bad() -> Iterator[tuple[Claim, str]]:
    yield storage("x", 0.0, start=2050.0, end=2040.0), "is before its start"
    yield storage("x", 0.0, radius=math.nan), "claims.x.radius"
    yield storage("x", 0.0, sigma_xy=-1.0), "claims.x.sigma_xy"
    yield storage("x", 0.0, start=math.inf), "is not a year"
    yield storage("x", 0.0, ground=math.inf), "is no level"
    yield Claim("x", "t", "ATES", Point(), 0.0, -1.0), "is no point, line or polygon"
    yield Claim("x", "t", "ATES", Point(math.nan, 0.0), 0.0, -1.0), "is no point, line or polygon"
    yield replace(ZONE, footprint=Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])), "crosses itself"
    path = LineString([(0, 0, -1), (9, 9, math.nan)])
    yield Claim("x", "t", "PIP", path, 0.0, -1.0), "tells its height at some places"


def test_claims_that_cannot_be_judged_are_all_named() -> None:
    wrong = list(bad())
    with pytest.raises(InvalidInputError) as caught:
        check([storage("good", 0.0), *(claim for claim, _ in wrong)])
    said = "\n".join(map(str, caught.value.problems))
    assert len(caught.value.problems) == len(wrong)
    for _, text in wrong:
        assert text in said
    for values in ({"least_probability": 1.5}, {"least_probability": math.nan}):
        with pytest.raises(InvalidInputError, match="least_probability"):
            check([storage("a", 0.0)], **values)
    with pytest.raises(InvalidInputError, match="horizon"):
        index([], horizon=math.nan)


def test_nothing_and_wells_give_an_empty_table() -> None:
    well = Claim("well", "wells", "WEL", Point(0, 0), 0.0, -30.0)
    assert len(check([])) == 0
    found = check([well, storage("a", 0.0)])
    assert (len(found), found.left_out) == (0, ("well",))
    assert place(storage("b", 0.0), index([])) == []
    assert found.counts() == dict.fromkeys(("forbidden", "conditional", "competing", "synergy", "unknown"), 0)


def test_the_table_has_a_column_for_each_quantity() -> None:
    columns = check([storage("a", 0.0), storage("b", 100.0), ZONE]).columns()
    assert columns["first"].tolist() == ["a", "a", "b"]
    assert columns["rule"].tolist() == [8, 11, 11]
    assert columns["verdict"].tolist() == ["competing", "forbidden", "forbidden"]
    assert {len(column) for column in columns.values()} == {3}


def test_shared_volume() -> None:
    year = 2060.0
    a, b = storage("a", 0.0), storage("b", 100.0, top=-51.0, base=-91.0)
    assert overlap_volume(a, b, year) == 0.0
    c = storage("c", RADIUS, top=-51.0, base=-91.0)
    lens = RADIUS**2 * (2.0 * math.pi / 3.0 - math.sqrt(3.0) / 2.0)
    assert overlap_volume(a, c, year) == pytest.approx(20.0 * lens)
    assert overlap_volume(a, storage("d", 1.0, radius=5.0), year) == pytest.approx(40.0 * math.pi * 25.0)
    assert overlap_volume(pit(12.0, 10.0, 0.35), SITE, year) == pytest.approx(120.0 * 0.35)
    assert overlap_volume(doublet("a", 0.0, 30.0), doublet("b", 100.0, 30.0), 2070.0) == 0.0
    assert overlap_volume(ZONE, Claim("e", "t", "BVZ", ZONE.footprint, -60.0, ENDLESS), year) is None
    assert overlap_volume(Claim("f", "t", "GEO", Point(0, 0), 0, -9, growth=1.0), a, year) is None
    assert HORIZON == 2150.0


def test_every_kind_of_verdict_is_put_in_words() -> None:
    found = check(crowded(600, seed=5))
    assert set(found.code.tolist()) == {1, 2, 3, 4, 5}
    assert len(set(found.record.tolist())) > 40
    for verdict in found.verdicts():
        for language in ("nl", "en"):
            assert verdict.first in verdict.explanation[language]
            assert "nan" not in verdict.explanation[language]
            assert "inf" not in " ".join(verdict.remedies[language])
        assert verdict.plan in {verdict.first, verdict.second}
