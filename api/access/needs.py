"""The least role that an address takes: declared beside its handler, checked before it runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import Depends, Request
from fastapi.params import Depends as Dependency
from fastapi.routing import APIRoute
from starlette.routing import Route
from starlette.types import Scope

from api.access.principal import PUBLIC, ROLES, Role, principal_in
from api.errors import ForbiddenError, UnauthorisedError

__all__ = ["needs", "refuse_undeclared", "require", "role_of"]


@dataclass(frozen=True)
class _Needs:
    role: Role

    async def __call__(self, request: Request) -> None:
        require(request.scope, self.role)


def needs(role: Role) -> Dependency:
    """Declare the least role of a route, or of all routes of a router; the highest counts.

    Examples
    --------
    >>> router = APIRouter(dependencies=[needs("public")])
    """
    found: Dependency = Depends(_Needs(role))
    return found


def require(scope: Scope, role: Role) -> None:
    """Refuse a request whose sender has not at least a role.

    Raises
    ------
    UnauthorisedError
        When nobody is known.
    ForbiddenError
        When who asks is known, and has less.
    """
    principal = principal_in(scope)
    if principal.may(role):
        return
    if principal == PUBLIC:
        raise UnauthorisedError(f"This takes the role {role}. Send a key as Authorization: Bearer KEY.")
    raise ForbiddenError(f"This takes the role {role}; {principal.name} is {principal.role}.")


def role_of(route: APIRoute) -> Role | None:
    """Role that a route declares; None when it declares none."""
    calls = [dependency.call for dependency in route.dependant.dependencies]
    roles = [call.role for call in calls if isinstance(call, _Needs)]
    return max(roles, key=ROLES.index) if roles else None


def refuse_undeclared(routes: Iterable[Route]) -> None:
    """Keep an app from starting when a route of it would be open by oversight.

    Raises
    ------
    RuntimeError
        Naming the routes that declare no role.
    """
    open_ones = [route.path for route in routes if not isinstance(route, APIRoute) or role_of(route) is None]
    if open_ones:
        raise RuntimeError(f"no role declared (api.access.needs): {', '.join(open_ones)}")
