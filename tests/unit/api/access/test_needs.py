"""Every address says who may use it."""

from __future__ import annotations

from typing import cast

import pytest
from fastapi.routing import APIRoute
from starlette.types import Scope

from api.access.needs import require, role_of
from api.access.principal import OPEN, PUBLIC, ROLES, Principal, Role, admit, principal_in
from api.errors import ForbiddenError, UnauthorisedError
from api.routes import routers


def test_every_route_declares_a_role() -> None:
    routes = [cast("APIRoute", route) for router in routers() for route in router.routes]
    assert len(routes) > 15
    assert [route.path for route in routes if role_of(route) is None] == []


def test_what_changes_something_is_not_public_but_for_running() -> None:
    changing = {
        (method, route.path): role_of(route)
        for router in routers()
        for route in cast("list[APIRoute]", router.routes)
        for method in route.methods - {"GET", "HEAD"}
    }
    public = {at for at, role in changing.items() if role == "public"}
    assert public == {
        ("POST", "/v1/processes/{processId}/execution"),  # some processes are for everybody
        ("POST", "/v1/collections/{collectionId}/verdicts"),  # keeps nothing
    }


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("needed", ROLES)
def test_each_role_may_do_what_lower_ones_may(role: Role, needed: Role) -> None:
    scope: Scope = {}
    principal = PUBLIC if role == "public" else Principal("jan", role, "w")
    admit(scope, principal)
    if ROLES.index(role) >= ROLES.index(needed):
        require(scope, needed)
    else:
        with pytest.raises(UnauthorisedError if role == "public" else ForbiddenError):
            require(scope, needed)


def test_whom_nobody_let_in_is_nobody() -> None:
    assert principal_in({}) is PUBLIC
    assert OPEN.may("modeller")
    assert not OPEN.may("admin")
