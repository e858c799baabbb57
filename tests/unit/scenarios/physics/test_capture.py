"""Capture of wells: exact outlines, balance of what is drawn, limits, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from shapely import Point, Polygon

from scenarios.physics.capture import (
    PROTECTION_TIMES,
    age_share,
    axis_reach,
    axis_travel_time,
    capture_area,
    capture_radius,
    capture_width,
    divide,
    pore_velocity,
    stagnation_distance,
)
from scenarios.physics.capture_zones import capture_zones, isochrone
from scenarios.physics.stream_lines import StreamLines

DAY = 86_400.0
YEAR = 31_557_600.0
SAND = {"thickness": 40.0, "porosity": 0.35}
WELL = {"flow": 5000 / DAY, **SAND}
SPEED = float(pore_velocity(conductivity=30 / DAY, gradient=0.001, porosity=0.35))
SLOPE = {"transmissivity": 1200 / DAY, "gradient": 0.001}
flows, times = st.floats(1e-4, 0.5), st.floats(1e5, 5e9)
speeds = st.floats(1e-9, 1e-5)


@settings(deadline=None)
@given(flows, times, st.floats(1.0, 50.0))
def test_the_cylinder_grows_with_the_root_of_time_and_of_flow(flow, time, factor):
    r = capture_radius(flow=flow, time=time, **SAND)
    for more in ({"flow": factor * flow, "time": time}, {"flow": flow, "time": factor * time}):
        assert capture_radius(**more, **SAND) == pytest.approx(np.sqrt(factor) * r, rel=1e-12)


@settings(deadline=None)
@given(flows, times)
def test_at_rest_the_axis_is_the_radius_of_the_cylinder(flow, time):
    r = capture_radius(flow=flow, time=time, **SAND)
    for upstream in (True, False):
        found = axis_reach(time=time, flow=flow, velocity=0.0, upstream=upstream, **SAND)
        assert found == pytest.approx(r, rel=1e-14)
        nearly = axis_reach(time=time, flow=flow, velocity=1e-25, upstream=upstream, **SAND)
        assert nearly == pytest.approx(r, rel=1e-9)


@settings(deadline=None)
@given(st.floats(1e-3, 1e13), speeds)
def test_the_reach_takes_the_time_it_was_asked_for(time, velocity):
    moving = {"velocity": velocity, **WELL}
    up = axis_reach(time=time, upstream=True, **moving)
    assert axis_travel_time(distance=up, **moving) == pytest.approx(time, rel=1e-9)
    down = axis_reach(time=time, upstream=False, **moving)
    x0 = 5000 / DAY / (2.0 * np.pi * velocity * 14.0)
    assert down <= x0 * (1.0 + 1e-12)
    assert down <= capture_radius(time=time, **WELL) <= up
    if down < 0.999 * x0:
        assert axis_travel_time(distance=-down, **moving) == pytest.approx(time, rel=1e-9)
    assert axis_travel_time(distance=-1.0001 * x0, **moving) == np.inf


@settings(deadline=None)
@given(st.floats(-0.499, 0.499))
def test_the_divide_parts_what_the_well_gets_from_what_passes(part):
    """The stream function ``T i y + Q / (2 pi) angle`` is the same all along the divide."""
    y = part * float(capture_width(flow=WELL["flow"], **SLOPE))
    assume(abs(y) > 1e-6)
    x = divide(across=y, flow=WELL["flow"], **SLOPE)
    angle = np.arctan2(abs(y), x)
    assert 1.2 / DAY * abs(y) == pytest.approx(WELL["flow"] / (2.0 * np.pi) * angle, rel=1e-9)


def outline(time: float, velocity=(SPEED, 0.0), points: int = 192, **changed: float) -> Polygon:
    return Polygon(isochrone(time=time, velocity=velocity, points=points, **{**WELL, **changed}))


@pytest.mark.parametrize("time", PROTECTION_TIMES)
def test_the_isochrone_ends_on_the_axis_where_the_formula_says(time):
    west, south, east, north = outline(time).bounds
    moving = {"time": time, "velocity": SPEED, **WELL}
    assert west == pytest.approx(-float(axis_reach(upstream=True, **moving)), rel=1e-9)
    assert east == pytest.approx(float(axis_reach(upstream=False, **moving)), rel=1e-5)
    assert north == pytest.approx(-south)
    assert north < 0.5 * capture_width(flow=WELL["flow"], **SLOPE)


@settings(deadline=None)
@given(st.floats(1e-8, 1e3), st.floats(1e-5, 1.0), st.floats(-np.pi, np.pi))
def test_the_isochrone_holds_what_is_drawn(drift, flow, direction):
    """For any time over ``C / v^2``: from a circle to a strip hundreds of times as long as it is wide."""
    velocity = 1e-6
    strength = flow / (2.0 * np.pi * 14.0)
    time = drift * strength / velocity**2
    shape = outline(time, (velocity * np.cos(direction), velocity * np.sin(direction)), 1200, flow=flow)
    assert shape.is_valid
    assert shape.exterior.is_ccw
    assert shape.contains(Point(0.0, 0.0))
    assert shape.area == pytest.approx(flow * time / 14.0, rel=2e-3)


@settings(deadline=None)
@given(st.floats(1e6, 3e9), st.floats(1.05, 10.0))
def test_later_water_comes_from_further(time, factor):
    assert outline(factor * time, points=600).contains(outline(time))


@settings(deadline=None)
@given(st.floats(1e6, 3e9), st.floats(1.05, 20.0))
def test_a_well_that_draws_more_draws_from_further(time, factor):
    assert outline(time, points=600, flow=factor * WELL["flow"]).contains(outline(time))


def test_a_still_aquifer_gives_a_circle_and_a_slow_one_nearly():
    still = isochrone(time=YEAR, velocity=(0.0, 0.0), **WELL)
    radius = float(capture_radius(time=YEAR, **WELL))
    np.testing.assert_allclose(np.hypot(*still.T), radius, rtol=1e-12)
    # just above and below where the circle that is a little shifted takes over
    slow = [isochrone(time=YEAR, velocity=(v, 0.0), **WELL) for v in (3.2e-10, 3.3e-10)]
    reach = [2.0 * v * YEAR / radius for v in (3.2e-10, 3.3e-10)]
    assert reach[0] < 1e-4 < reach[1]
    np.testing.assert_allclose(*slow, rtol=1e-5, atol=1e-3)


def zones(x, y, flow, velocity=(SPEED, 0.0), times=PROTECTION_TIMES):
    return capture_zones(x=x, y=y, flow=flow, velocity=velocity, times=times, **SAND)


def test_lines_that_are_followed_end_on_the_exact_outline():
    for time, zone in zip(PROTECTION_TIMES, zones([0.0], [0.0], 5000 / DAY), strict=True):
        exact = outline(time, points=2000)
        [part] = zone.geoms
        assert zone.symmetric_difference(exact).area < 1e-3 * exact.area
        assert part.exterior.hausdorff_distance(exact.exterior) < 0.005 * np.sqrt(exact.area)


@pytest.mark.parametrize("flow", [1.0 / DAY, 50.0 / DAY])
def test_a_small_well_has_a_long_strip(flow):
    [zone] = zones([0.0], [0.0], flow, times=25 * YEAR)
    assert zone.is_valid
    assert zone.area == pytest.approx(flow * 25 * YEAR / 14.0, rel=1e-3)
    west, south, _, north = zone.bounds
    assert north - south == pytest.approx(flow * DAY / 1.2, rel=0.01)
    assert -west == pytest.approx(
        float(axis_reach(time=25 * YEAR, flow=flow, velocity=SPEED, upstream=True, **SAND)), rel=1e-3
    )


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 9), st.sampled_from([0.0, 1e-8, 3e-7, 1e-6]))
def test_a_well_field_draws_what_its_zones_hold(seed, count, speed):
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-500.0, 500.0, (2, count))
    flow = rng.uniform(0.1, 1.0, count) * 0.1 / count
    assume((np.hypot(x[:, None] - x, y[:, None] - y) + 99.0 * np.eye(count) > 20.0).all())
    angle = rng.uniform(0.0, 2.0 * np.pi)
    found = zones(x, y, flow, (speed * np.cos(angle), speed * np.sin(angle)))
    for time, zone in zip(PROTECTION_TIMES, found, strict=True):
        assert zone.is_valid
        assert zone.area == pytest.approx(flow.sum() * time / 14.0, rel=2e-3)
        assert all(zone.contains(Point(*place)) for place in zip(x, y, strict=True))
    assert found[2].buffer(1.0).contains(found[1])


def test_wells_far_apart_do_not_know_each_other_and_two_in_one_are_one():
    apart = zones([0.0, 2e5], [0.0, 0.0], 100 / DAY, times=25 * YEAR)[0]
    one = zones([0.0], [0.0], 100 / DAY, times=25 * YEAR)[0]
    assert len(apart.geoms) == 2
    west = min(apart.geoms, key=lambda shape: shape.bounds[0])
    assert west.symmetric_difference(one).area < 5e-3 * one.area
    close = zones([0.0, 5.0], [0.0, 0.0], 2500 / DAY, times=25 * YEAR)[0]
    single = zones([2.5], [0.0], 5000 / DAY, times=25 * YEAR)[0]
    assert len(close.geoms) == 1
    assert close.symmetric_difference(single).area < 2e-3 * single.area


def test_zones_move_and_turn_with_their_wells():
    here = zones([0.0, 300.0], [0.0, 100.0], 1500 / DAY, times=25 * YEAR)[0]
    there = zones([1.4e5, 1.403e5], [4.5e5, 4.501e5], 1500 / DAY, times=25 * YEAR)[0]
    assert there.area == pytest.approx(here.area, rel=1e-6)
    assert np.array(there.bounds) - [1.4e5, 4.5e5] * 2 == pytest.approx(np.array(here.bounds), abs=0.01)
    turned = zones([0.0, -100.0], [0.0, 300.0], 1500 / DAY, (0.0, SPEED), times=25 * YEAR)[0]
    west, south, east, north = here.bounds
    assert turned.bounds == pytest.approx((-north, west, -south, east), abs=2.0)


def test_rain_feeds_a_well_as_its_water_ages():
    phreatic = {"recharge": 0.3 / YEAR, **SAND}
    share = age_share(time=[0.0, 1e3 * YEAR, 1e6 * YEAR], **phreatic)
    assert share[0] == 0.0
    assert share[2] == pytest.approx(1.0)
    # young water comes from a cylinder: recharge hardly matters
    young = age_share(time=60 * DAY, **phreatic) * capture_area(flow=5000 / DAY, recharge=0.3 / YEAR)
    assert young == pytest.approx(np.pi * capture_radius(time=60 * DAY, **WELL) ** 2, rel=2e-3)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: capture_radius(flow=-1.0, time=1.0, **SAND), "flow is -1"),
        (lambda: capture_radius(flow=1.0, time=1.0, thickness=40.0, porosity=0.0), "porosity is 0"),
        (lambda: stagnation_distance(flow=1.0, transmissivity=1.0, gradient=0.0), "gradient is 0"),
        (lambda: axis_reach(time=1.0, velocity=-1.0, upstream=True, **WELL), "velocity is -1"),
        (lambda: isochrone(time=0.0, velocity=(0.0, 0.0), **WELL), "radius of the zone is 0"),
        (lambda: zones([0.0, 0.5], [0.0, 0.0], 0.1), "wells stand 0.5 m apart"),
        (lambda: zones([0.0, np.nan], [0.0, 0.0], 0.1), "x and y are"),
        (lambda: zones([0.0], [0.0], 0.0), "flow is 0"),
        (lambda: zones([0.0], [0.0], np.nan), "flow is not known"),
        (lambda: zones([0.0], [0.0], 0.1, velocity=(0.0, np.nan)), "velocity is not known"),
        (lambda: isochrone(time=1.0, velocity=(0.0, np.nan), **WELL), "velocity is not known"),
        (lambda: zones([0.0], [0.0], 0.1, velocity=1e-6), "velocity is 1e-06"),
        (lambda: zones([0.0, 30.0], [0.0, 0.0], [1e-9, 0.05]), "a line to well 0 takes more than"),
        (lambda: isochrone(time=np.nan, velocity=(0.0, 0.0), **WELL), "time is not known"),
        (lambda: zones([0.0], [0.0], 0.1, times=[2.0, 1.0]), "times is"),
        (lambda: zones([0.0], [0.0], 0.1, velocity=(np.inf, 0.0)), "velocity is inf"),
    ],
)
def test_what_cannot_be_is_refused_by_name(call, says):
    with pytest.raises(ValueError, match=f"^{says}"):
        call()


def test_what_is_not_known_stays_so():
    assert np.isnan(axis_reach(time=[1.0, np.nan], velocity=SPEED, upstream=True, **WELL)).tolist() == [
        False,
        True,
    ]
    assert np.isnan(axis_travel_time(distance=np.nan, velocity=SPEED, **WELL))
    assert np.isnan(divide(across=np.nan, flow=0.1, **SLOPE))


def test_zones_do_not_depend_on_threads():
    x, y = np.array([0.0, 150.0, 300.0, 420.0, 600.0]), np.array([0.0, 40.0, 60.0, -50.0, 0.0])
    field = {"x": x, "y": y, "flow": 900 / DAY, "velocity": (SPEED, 0.2 * SPEED), "times": PROTECTION_TIMES}
    one, three = (capture_zones(**field, **SAND, threads=threads) for threads in (1, 3))
    assert [zone.wkb for zone in one] == [zone.wkb for zone in three]


def test_zones_of_some_wells_are_their_part_of_the_whole():
    x, y, flow = [0.0, 300.0, 500.0], [0.0, 100.0, -150.0], np.array([900.0, 1500.0, 700.0]) / DAY
    sand = {"velocity": (SPEED, 0.0), "times": 25 * YEAR, **SAND}
    [whole] = capture_zones(x=x, y=y, flow=flow, **sand)
    parts = [capture_zones(x=x, y=y, flow=flow, wanted=[well], **sand)[0] for well in range(3)]
    for part, drawn in zip(parts, flow, strict=True):
        assert part.area == pytest.approx(drawn * 25 * YEAR / 14.0, rel=3e-3)
    assert whole.area == pytest.approx(sum(part.area for part in parts), rel=2e-3)
    assert all(whole.buffer(2.0).contains(part) for part in parts)


def lines(wells, velocity=(SPEED, 0.0), longest=1000 * YEAR) -> StreamLines:
    x, y, flow = np.array(wells, np.float64).T
    return StreamLines(
        np.column_stack([x, y, flow / (2.0 * np.pi * 14.0)]), np.array(velocity), np.array([longest])
    )


@settings(deadline=None)
@given(st.floats(-600.0, 4000.0))
def test_water_on_the_axis_arrives_when_the_formula_says(distance):
    assume(abs(distance) > 50.0)  # nearer, lines end where the pull of the well is all that counts
    [time], [well] = lines([(0.0, 0.0, 5000 / DAY)]).arrivals(np.array([[-distance, 0.0]]))
    exact = axis_travel_time(distance=distance, velocity=SPEED, **WELL)
    assert time == pytest.approx(float(exact), rel=1e-4)
    assert well == 0


@settings(max_examples=15, deadline=None)
@example(48142, 5, 1e-7)  # one of its points lies in a slit
@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.sampled_from([0.0, 1e-7, 1e-6]))
def test_water_inside_a_zone_arrives_in_its_time_and_outside_later(seed, count, speed):
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-500.0, 500.0, (2, count))
    assume((np.hypot(x[:, None] - x, y[:, None] - y) + 99.0 * np.eye(count) > 20.0).all())
    flow = np.full(count, 5000 / DAY / count)
    [zone] = capture_zones(x=x, y=y, flow=flow, velocity=(speed, 0.0), times=25 * YEAR, **SAND)
    points = rng.uniform(-1500.0, 1500.0, (200, 2))
    times, wells = lines(np.column_stack([x, y, flow]), (speed, 0.0)).arrivals(points)
    edge = np.array([zone.boundary.distance(Point(point)) for point in points]) > 20.0
    inside = np.array([zone.contains(Point(point)) for point in points])
    early = times <= 25 * YEAR
    assert not (early & ~inside & edge).any()
    # a zone closes the slit of late water along the divide of two wells, a metre or two wide
    assert (~early & inside & edge).sum() <= 2
    assert (early & inside & edge).any()
    assert edge.sum() > 100
    np.testing.assert_array_equal(wells >= 0, np.isfinite(times))


def test_water_that_passes_never_arrives():
    past = np.array([[0.0, 2500.0], [800.0, 0.0], [-3000.0, -2200.0]])
    times, wells = lines([(0.0, 0.0, 5000 / DAY)]).arrivals(past)
    assert np.isinf(times).all()
    assert wells.tolist() == [-1, -1, -1]
    assert np.isinf(lines([(0.0, 0.0, 5000 / DAY)], longest=YEAR).arrivals([[-1000.0, 0.0]])[0]).all()
