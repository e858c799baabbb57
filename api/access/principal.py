"""Who sends a request: everything that handlers may know about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fastapi import Request
from starlette.types import Scope

__all__ = ["OPEN", "PUBLIC", "ROLES", "Principal", "Role", "admit", "principal_in", "principal_of"]

Role = Literal["public", "reader", "modeller", "admin"]
ROLES: tuple[Role, ...] = ("public", "reader", "modeller", "admin")
_KEY = "zicht.principal"


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who sends requests.

    Parameters
    ----------
    name
        Name of the key or of the account; never the key itself.
    role
        What they may do; each role may do what those before it may.
    workspace
        Whose jobs they see and make.
    """

    name: str
    role: Role
    workspace: str

    def may(self, role: Role) -> bool:
        """Whether they have at least a role."""
        return ROLES.index(self.role) >= ROLES.index(role)


OPEN = Principal("open", "modeller", "open")
"""Everybody, while the service is open: on this machine only, and no key made."""

PUBLIC = Principal("public", "public", "public")
"""Who sends no key while the service is guarded."""


def admit(scope: Scope, principal: Principal) -> None:
    """Write down who sent the request of an ASGI scope."""
    scope[_KEY] = principal


def principal_in(scope: Scope) -> Principal:
    """Who sent the request of an ASGI scope; nobody known when no gate let it in."""
    found: Principal = scope.get(_KEY, PUBLIC)
    return found


def principal_of(request: Request) -> Principal:
    """Who sent a request."""
    return principal_in(request.scope)
