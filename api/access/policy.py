"""What the operator decides about access: an OIDC issuer, and who sees which layer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from api.access.principal import ROLES, Role
from twin.errors import InvalidInputError, Problem, invalid
from twin.features import THEMES

__all__ = ["FULL", "RESTRICTABLE", "Oidc", "Policy", "Rule", "read_policy"]

RESTRICTABLE = frozenset({*THEMES, "claims", "conflicts"})
"""Layers that a policy may name: themes, and what is made of several of them."""

_HELP = "See docs/howto/secure.md."


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Model):
    """How much of a layer a role sees.

    Parameters
    ----------
    level
        All of it; cells of a grid with how many features touch them; or nothing.
    cell
        Size of the cells [m].
    columns
        What is told of the features of a cell, beside their number.
    """

    level: Literal["full", "generalised", "withheld"]
    cell: Annotated[float, Field(ge=10, le=10_000)] | None = None
    columns: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _cells_are_for_generalising(self) -> Rule:
        if (self.level == "generalised") != (self.cell is not None):
            raise ValueError("a cell size belongs to the level generalised, and to no other")
        return self


FULL = Rule(level="full")


class Oidc(_Model):
    """An issuer of tokens (OpenID Connect).

    Parameters
    ----------
    issuer, audience
        What a token must say in `iss` and `aud`.
    jwks
        Its public keys: a file beside this one, or an address that begins with https.
    role_claim, workspace_claim
        Where a token tells role and workspace; dots go down into objects.
    """

    issuer: str
    audience: str
    jwks: str
    role_claim: str = "zicht_role"
    workspace_claim: str = "zicht_workspace"


class Policy(_Model):
    """The file: ``layers`` has rules per theme and role, which go up to the next role that has its own."""

    oidc: Oidc | None = None
    layers: dict[str, dict[Role, Rule]] = {}

    @model_validator(mode="after")
    def _themes_are_known(self) -> Policy:
        unknown = sorted(set(self.layers) - RESTRICTABLE)
        if unknown:
            raise ValueError(f"unknown layers {', '.join(unknown)}; known: {', '.join(sorted(RESTRICTABLE))}")
        return self

    @model_validator(mode="after")
    def _public_has_a_rule(self) -> Policy:
        # Who withholds a layer from readers alone would otherwise show all of it to everybody below them.
        silent = sorted(theme for theme, rules in self.layers.items() if "public" not in rules)
        if silent:
            raise ValueError(f"no rule for public: {', '.join(silent)}; a layer that is named needs one")
        return self

    def rule(self, theme: str, role: Role) -> Rule:
        """How much of a theme a role sees: its own rule, or that of the nearest lower role."""
        rules = self.layers.get(theme, {})
        for at in range(ROLES.index(role), -1, -1):
            if ROLES[at] in rules:
                return rules[ROLES[at]]
        return FULL


def read_policy(path: Path | None) -> Policy:
    """Read the policy of an operator; a theme that it does not name keeps the rules that Zicht comes with.

    The drawing of claims, unless it is named, is for those who see all that is drawn in it.

    Raises
    ------
    InvalidInputError
        Naming everything that is wrong with the file.
    """
    own = _read(Path(__file__).with_name("layers.yaml"))
    if path is None:
        return own
    given = _read(path)
    oidc = given.oidc
    if oidc is not None and "://" not in oidc.jwks:
        oidc = oidc.model_copy(update={"jwks": str(path.parent / oidc.jwks)})
    return _with_claims(Policy(oidc=oidc, layers=own.layers | given.layers))


def _with_claims(policy: Policy) -> Policy:
    from terrain.exporters.claims import DRAWN_THEMES

    whole = {role: all(policy.rule(one, role) == FULL for one in DRAWN_THEMES) for role in ROLES}
    if "claims" in policy.layers or all(whole.values()):
        return policy
    rules = {role: FULL if seen else Rule(level="withheld") for role, seen in whole.items()}
    return policy.model_copy(update={"layers": policy.layers | {"claims": rules}})


def _read(path: Path) -> Policy:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise invalid("access", path.name, f"cannot be read ({error})", _HELP) from error
    try:
        return Policy.model_validate(content if content is not None else {})
    except ValidationError as error:
        problems = [
            Problem(".".join(map(str, found["loc"])) or "access", found["input"], found["msg"], _HELP)
            for found in error.errors()
        ]
        raise InvalidInputError(problems) from error
