"""Courses of a study: with and without what is decided, by both relations side by side."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from scenarios.polders.columns import with_drains
from scenarios.polders.model import Course
from scenarios.polders.policies import Policy
from scenarios.polders.study import Study
from scenarios.polders.subsidence import RELATIONS
from scenarios.polders.weather import synthetic
from tests.unit.scenarios.polders.peat_polder import peat_polder
from tests.unit.scenarios.polders.strip_polder import strip_polder
from twin.errors import Cancelled

RAISED = Policy("fixation", raise_summer=0.3, raise_winter=0.3, start=2027)


def polder(policies, drains=None, count=60):
    """Study of three areas whose columns lie in any order, up to 2032."""
    rng = np.random.default_rng(6)
    columns = peat_polder(
        count,
        areas=("a", "b", "c"),
        area=rng.integers(0, 3, count).astype(np.int32),
        peat_thickness=rng.uniform(0.0, 5.0, count),
        ground_level=rng.normal(-1.5, 0.1, count),
        width=np.full(count, 40.0),
    )
    return Study(
        twin=strip_polder(),
        columns=columns,
        drained=with_drains(columns, drains) if drains else None,
        policies=policies,
        open_water=rng.uniform(0.03, 0.2, count),
        weather=synthetic(2017, 2032),
        first_year=2025,
        last_year=2032,
    )


def same(one: Course, other: Course, columns=slice(None)) -> bool:
    return all(
        getattr(one, field.name)[..., columns].tobytes() == getattr(other, field.name)[..., columns].tobytes()
        for field in fields(one)
        if field.name != "years"
    )


@pytest.mark.parametrize("policies", [{"b": RAISED}, {"a": RAISED, "b": RAISED, "c": RAISED}])
@pytest.mark.parametrize("drains", [None, {"b": "pressurised"}])
def test_courses_are_those_of_all_columns_followed_alone(policies, drains):
    work = polder(policies, drains)
    found = work.courses()
    assert list(found) == list(RELATIONS)
    for name, pair in found.items():
        assert same(pair.before, work.course(name, decided=False))
        assert same(pair.after, work.course(name, decided=True))
        assert same(pair.before, pair.after, ~work.decided)
        assert (pair.after.summer_level[-1] > pair.before.summer_level[-1] + 0.2)[work.decided].all()


def test_without_a_decision_there_is_one_course():
    for pair in polder({}).courses().values():
        assert pair.after is pair.before


def test_a_decision_that_changes_nothing_changes_no_byte():
    work = polder({"a": Policy(start=2027), "c": Policy()})
    for pair in work.courses().values():
        assert pair.after is not pair.before
        assert same(pair.before, pair.after)
    assert not work.reference().decided.any()


def test_land_as_it_would_go_on_is_followed_once_for_all_that_is_decided():
    work = polder({"b": RAISED})
    first = work.courses()
    for policies in ({"a": RAISED}, {"b": replace(RAISED, raise_summer=0.1)}):
        again, alone = replace(work, policies=policies).courses(), polder(policies).courses()
        for name, pair in again.items():
            assert pair.before is first[name].before
            assert same(pair.before, alone[name].before)
            assert same(pair.after, alone[name].after)


def test_progress_is_told_and_may_end_the_work():
    told = []
    polder({"b": RAISED}).courses(lambda fraction, _: told.append(fraction))
    assert all(0.0 <= fraction <= 1.0 for fraction in told)

    def stop(fraction, message):
        raise Cancelled

    work = replace(polder({"b": RAISED}, count=20_000), weather=synthetic(2017, 2120), last_year=2120)
    with pytest.raises(Cancelled):
        work.courses(stop)


def test_what_goes_wrong_in_one_course_is_told():
    work = replace(polder({"b": RAISED}), last_year=2040)  # the weather ends before
    with pytest.raises(ValueError, match="weather"):
        work.courses()


def test_some_of_the_columns_keep_their_numbers_on_the_grid():
    columns = polder({}).columns
    chosen = columns.area == 1
    part = columns.some(chosen)
    assert (part.area == 1).all()
    level = part.on_grid(part.ground_level)
    np.testing.assert_array_equal(np.isnan(level), ~chosen[None])
    np.testing.assert_allclose(level[0, chosen], columns.ground_level[chosen], rtol=1e-7)
